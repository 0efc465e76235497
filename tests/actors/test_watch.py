"""The operations room is told once of each thing that happens to a registered room."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.bindings import bind, bindings
from bot.chat.languages import Languages
from bot.chat.outcome import Target
from bot.chat.post import Post
from bot.chat.protocols import Address
from bot.matrix.room_state import Change, ChangeKind, RoomState, fold
from bot.register.apply import apply_register
from bot.register.source import RegisterSource
from bot.store.engine import Store
from bot.store.outbox import OutboxKind, OutboxRow
from bot.watch import Watch
from commands.operations import NOTICES
from tests.actors.registers import NOW, SECTIONS, StillClock, loaded

_KEYS = {"join_rules": "join_rule"}
BOT, ROOM = "@rocbot:localhost", "!nacka:localhost"


class Operations:
    async def resolve(self, session: AsyncSession, target: Target) -> Sequence[Address]:  # noqa: ARG002
        return [Address("!drift:localhost", "sv")]

    async def direct_with(self, session: AsyncSession, room_id: str) -> str | None:  # noqa: ARG002
        return None

    async def display_name(self, session: AsyncSession, user_id: str) -> str:  # noqa: ARG002
        return user_id


@pytest.fixture
async def watch(store: Store) -> Watch:
    async with store.begin() as session:
        await apply_register(session, loaded(), SECTIONS, at=NOW, actor="admin")
        await bind(session, "#nacka:localhost", ROOM, at=NOW)
    source = RegisterSource(SECTIONS, [bindings])
    return Watch(
        source, Post(NOTICES, Languages(ZoneInfo("Europe/Stockholm")), Operations()), StillClock(), BOT
    )


async def told(store: Store, watch: Watch, changes: Sequence[Change]) -> list[str]:
    async with store.begin() as session:
        before = len((await session.scalars(select(OutboxRow.id))).all())
        await watch.on_changes(session, changes)
    async with store.read() as session:
        rows = await session.scalars(select(OutboxRow).order_by(OutboxRow.id))
        return [str((row.content or {})["body"]) for row in rows][before:]


def changed(kind: str, value: str, room_id: str = ROOM) -> list[Change]:
    event = {
        "type": f"m.room.{kind}",
        "state_key": "",
        "sender": "@anna:localhost",
        "event_id": f"${kind}-{value}",
        "content": {_KEYS.get(kind, kind): value},
    }
    return fold(RoomState(room_id, "join"), [event], BOT)[1]


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("history_visibility", "world_readable", "läsbar för alla"),
        ("history_visibility", "shared", "skrevs tidigare"),
        ("join_rules", "public", "vem som helst kan gå in"),
        ("join_rules", "knock", "be att få komma in"),
        ("join_rules", "restricted", "andra än inbjudna"),
        ("guest_access", "can_join", "gäster"),
    ],
)
async def test_opening_a_registered_room_is_told_once(
    store: Store, watch: Watch, kind: str, value: str, said: str
) -> None:
    changes = changed(kind, value)
    (text,) = await told(store, watch, changes)
    assert said in text
    assert "Rum nacka" in text
    assert await told(store, watch, changes) == []


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("history_visibility", "invited"),
        ("join_rules", "invite"),
        ("guest_access", "forbidden"),
    ],
)
async def test_shutting_a_room_is_not_told(store: Store, watch: Watch, kind: str, value: str) -> None:
    assert await told(store, watch, changed(kind, value)) == []


async def test_other_rooms_may_be_open(store: Store, watch: Watch) -> None:
    assert await told(store, watch, changed("join_rules", "public", "!lunch:localhost")) == []


async def test_a_stranger_is_told_once_for_the_invitation_and_the_entry(store: Store, watch: Watch) -> None:
    invited = Change(ChangeKind.INVITED, ROOM, "@eve:localhost")
    joined = Change(ChangeKind.JOINED, ROOM, "@eve:localhost")
    (text,) = await told(store, watch, [invited])
    assert "@eve:localhost" in text
    assert await told(store, watch, [joined]) == []
    assert len(await told(store, watch, [Change(ChangeKind.JOINED, ROOM, "@mallory:localhost")])) == 1


async def test_messages_that_cannot_be_removed_are_told_once_a_day_for_each_room(
    store: Store, watch: Watch
) -> None:
    async with store.begin() as session:
        for number in range(3):
            row = OutboxRow(
                id=number, txn_id=f"t{number}", target=ROOM, kind=OutboxKind.REDACTION, created_at=NOW
            )
            told = await watch.on_refused(session, row, "M_FORBIDDEN")
            await watch._post.notify(session, told, NOW)
        said = (await session.scalars(select(OutboxRow))).all()
    assert len(said) == 1
    assert "kunde inte tas bort (M_FORBIDDEN)" in (said[0].content or {})["body"]


async def test_a_room_where_the_bot_may_not_pin_is_told_once_a_day_and_which_right_it_lacks(
    store: Store, watch: Watch
) -> None:
    async with store.begin() as session:
        await watch.on_changes(session, [])
        for number in range(3):
            row = OutboxRow(id=number, txn_id=f"t{number}", target=ROOM, kind=OutboxKind.PIN, created_at=NOW)
            told = await watch.on_refused(session, row, "M_FORBIDDEN")
            await watch._post.notify(session, told, NOW)
        said = (await session.scalars(select(OutboxRow))).all()
    assert len(said) == 1
    assert "får inte fästa meddelanden i Rum nacka" in (said[0].content or {})["body"]
    assert "moderator (50)" in (said[0].content or {})["body"]
