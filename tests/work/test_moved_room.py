"""A person's direct chat was replaced: what refers to the old room is still said in the new one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from bot.store.engine import Store
from bot.store.event_ref import about_event, remember
from bot.store.outbox import OutboxKind, OutboxRow, OutboxState
from bot.work.sender import Refused, Sent
from tests.work.postbox import Wire, running, say, settled, until


@dataclass
class MovingWire(Wire):
    """Direct chats lie where ``chat`` says; an event that refers to another room's is refused."""

    chat: str = "!old:test"
    foreign: frozenset[str] = frozenset()
    code: str = "M_UNKNOWN"

    async def resolve(self, target: str) -> str:
        return self.chat if target.startswith("@") else target

    async def send(self, room_id: str, event_type: str, content: Mapping[str, Any], txn_id: str) -> Sent:
        relation = content.get("m.relates_to", {})
        about = {relation.get("event_id"), relation.get("m.in_reply_to", {}).get("event_id")}
        rooms = {f"${txn}": room for txn, (room, _, _) in self.took.items()}
        if about & self.foreign or any(rooms.get(str(event), room_id) != room_id for event in about):
            raise Refused(self.code)
        return await super().send(room_id, event_type, content, txn_id)


async def deliver(store: Store, wire: Wire) -> None:
    async with running(store, wire):
        await until(lambda: settled(store))


def last(wire: Wire) -> Mapping[str, Any]:
    return list(wire.took.values())[-1][2]


@pytest.mark.parametrize("target", ["@anna:test", "!b:test"])
@pytest.mark.parametrize("kind", [OutboxKind.EDIT, OutboxKind.MESSAGE])
async def test_what_refers_to_our_message_in_the_old_chat_is_said_as_a_message(
    store: Store, kind: OutboxKind, target: str
) -> None:
    wire = MovingWire()
    async with store.begin() as session:
        first = await say(session, "status", "@anna:test")
        await remember(session, "case", "7", "status", outbox_id=first.id)
    await deliver(store, wire)
    relation = {"edits_id": first.id} if kind == OutboxKind.EDIT else {"thread_id": first.id}
    wire.chat = "!new:test"
    async with store.begin() as session:
        row = await say(session, "changed", target, kind=kind, **relation)
    await deliver(store, wire)
    assert wire.said("!new:test" if target == "@anna:test" else target)[-1] == "changed"
    assert "m.relates_to" not in last(wire)
    assert "m.new_content" not in last(wire)
    if kind == OutboxKind.EDIT:
        async with store.read() as session:
            about = await about_event(session, f"${row.txn_id}", target.replace("@anna", "!new"))
        assert about is not None
        assert about.object_id == "7"


async def test_in_the_same_chat_an_edit_stays_an_edit(store: Store) -> None:
    wire = MovingWire()
    async with store.begin() as session:
        first = await say(session, "status", "@anna:test")
    await deliver(store, wire)
    async with store.begin() as session:
        await say(session, "changed", "@anna:test", kind=OutboxKind.EDIT, edits_id=first.id)
        await say(session, "in thread", "@anna:test", thread_id=first.id)
    await deliver(store, wire)
    relations = [content["m.relates_to"]["rel_type"] for _, _, content in list(wire.took.values())[1:]]
    assert relations == ["m.replace", "m.thread"]


@pytest.mark.parametrize("code", ["M_UNKNOWN", "M_NOT_FOUND", "M_INVALID_PARAM"])
@pytest.mark.parametrize("field", ["thread_event", "reply_event"])
async def test_an_answer_to_somebodys_message_in_the_old_chat_is_said_without_it(
    store: Store, field: str, code: str
) -> None:
    wire = MovingWire(chat="!new:test", foreign=frozenset({"$theirs"}), code=code)
    async with store.begin() as session:
        await say(session, "answer", "@anna:test", **{field: "$theirs"})
    await deliver(store, wire)
    assert wire.said() == ["answer"]
    assert "m.relates_to" not in last(wire)


async def test_another_refusal_is_not_tried_again(store: Store) -> None:
    wire = MovingWire(foreign=frozenset({"$theirs"}), code="M_FORBIDDEN")
    async with store.begin() as session:
        await say(session, "answer", "@anna:test", thread_event="$theirs")
    await deliver(store, wire)
    async with store.read() as session:
        row = await session.scalar(select(OutboxRow).where(OutboxRow.target == "@anna:test"))
    assert row is not None
    assert row.state == OutboxState.REFUSED
