"""A message is pinned after it was sent, in place of the former one, and waits for no pin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from bot.chat.message import RoomClass
from bot.chat.notices import KERNEL
from bot.chat.outcome import About, Notice, ToClass, ToUnit
from bot.matrix.errors import Rejected
from bot.matrix.pins import pin
from bot.store.engine import Store
from bot.store.outbox import OutboxKind, OutboxRow, OutboxState
from bot.store.outbox_due import next_rows
from bot.store.outbox_queries import queue
from bot.work.sender import Obstacle, Refused, RetryAfter, Sent
from tests.chat.example import GROUP, Harbour
from tests.chat.kit import ROC, Scene
from tests.work.postbox import Wire, running, say, settled, until

PINS = "m.room.pinned_events"
AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@dataclass
class Board:
    """A homeserver's pinned events, as the edge asks for them."""

    content: Mapping[str, Any] | None = None
    refuses: str | None = None
    puts: list[Mapping[str, Any]] = field(default_factory=list)
    user_id: str = "@rocbot:x"

    async def call(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, **_: Any
    ) -> dict[str, Any]:
        assert path.endswith("/rooms/%21a%3Ax/state/m.room.pinned_events/"), path
        if method == "GET":
            if self.content is None:
                raise Rejected(404, "M_NOT_FOUND", {})
            return dict(self.content)
        if self.refuses:
            raise Rejected(403, self.refuses, {})
        self.puts.append(body or {})
        self.content = body
        return {"event_id": f"$state{len(self.puts)}"}


@dataclass
class Wall(Wire):
    """A wire with a pinned list for each room."""

    pinned: dict[str, list[str]] = field(default_factory=dict)
    pin_faults: list[Exception] = field(default_factory=list)

    async def send(self, room_id: str, event_type: str, content: Mapping[str, Any], txn_id: str) -> Sent:
        if event_type != PINS:
            return await super().send(room_id, event_type, content, txn_id)
        if self.pin_faults:
            raise self.pin_faults.pop(0)
        left = [one for one in self.pinned.get(room_id, []) if one not in content["former"]]
        self.pinned[room_id] = [*(one for one in left if one != content["pin"]), content["pin"]]
        return Sent(f"$state-{txn_id}")


async def test_what_people_pinned_stays_and_the_new_one_stands_last() -> None:
    board = Board({"pinned": ["$people", "$old", "$more"], "io.custom": 1})
    assert await pin(board, "!a:x", "$new", ["$old", "$older"]) == "$state1"  # type: ignore[arg-type]
    assert board.puts == [{"pinned": ["$people", "$more", "$new"], "io.custom": 1}]


async def test_pinning_again_changes_nothing() -> None:
    board = Board()
    await pin(board, "!a:x", "$new", [])  # type: ignore[arg-type]
    assert await pin(board, "!a:x", "$new", ["$old"]) == "$new"  # type: ignore[arg-type]
    assert board.puts == [{"pinned": ["$new"]}]


@pytest.mark.parametrize("content", [{}, {"pinned": None}, {"pinned": "$x"}, {"pinned": [7, {"a": 1}, None]}])
async def test_a_list_that_makes_no_sense_is_begun_anew(content: Mapping[str, Any]) -> None:
    board = Board(content)
    await pin(board, "!a:x", "$new", ["$old"])  # type: ignore[arg-type]
    assert board.puts == [{"pinned": ["$new"]}]


@pytest.fixture
def scene(store: Store) -> Scene:
    return Scene(store, (KERNEL, GROUP), {Harbour: Harbour()})


async def tell(scene: Scene, ref: str, subject: str = "boat", **more: Any) -> None:
    notice = Notice("boat.alarm", ToClass(RoomClass.ROC), {"ref": ref}, About(subject, ref, "alarm"), **more)
    async with scene.store.begin() as session:
        await scene.post.notify(session, [notice], AT)


async def rows(store: Store, kind: OutboxKind) -> list[OutboxRow]:
    async with store.read() as session:
        return [
            *await session.scalars(select(OutboxRow).where(OutboxRow.kind == kind).order_by(OutboxRow.id))
        ]


async def event_of(store: Store, body: str) -> str | None:
    (found,) = [one for one in await rows(store, OutboxKind.MESSAGE) if body in (one.content or {})["body"]]
    return found.event_id


async def deliver(store: Store, wire: Wire) -> None:
    async with running(store, wire):
        await until(lambda: settled(store))


async def test_the_newest_of_a_subject_is_pinned_and_others_pins_stay(scene: Scene) -> None:
    wall = Wall(pinned={ROC: ["$people"]})
    await tell(scene, "B-1", pin=True)
    await tell(scene, "C-1", "car", pin=True)
    await tell(scene, "B-2")
    await deliver(scene.store, wall)
    assert wall.pinned[ROC] == [
        "$people",
        await event_of(scene.store, "B-1"),
        await event_of(scene.store, "C-1"),
    ]
    await tell(scene, "B-3", pin=True)
    await deliver(scene.store, wall)
    assert wall.pinned[ROC] == [
        "$people",
        await event_of(scene.store, "C-1"),
        await event_of(scene.store, "B-3"),
    ]


async def test_a_notice_that_is_sent_once_is_pinned_once(scene: Scene) -> None:
    for _ in range(2):
        await tell(scene, "B-1", pin=True, dedupe_key="today")
    assert len(await rows(scene.store, OutboxKind.PIN)) == 1


async def test_a_change_of_a_status_message_leaves_its_pin(scene: Scene) -> None:
    for _ in range(2):
        await tell(scene, "B-1", pin=True, status=True)
    assert len(await rows(scene.store, OutboxKind.PIN)) == 1


async def test_what_else_waits_for_the_room_goes_before_the_pin(scene: Scene) -> None:
    await tell(scene, "B-1", pin=True)
    await tell(scene, "B-2")
    async with scene.store.read() as session:
        kinds = [row.kind for row in await next_rows(session, ROC, 9)]
    assert kinds == [OutboxKind.MESSAGE, OutboxKind.MESSAGE, OutboxKind.PIN]


async def test_a_pin_repeated_after_a_crash_is_the_same(scene: Scene) -> None:
    """The process died after the homeserver took it: the row is still queued and goes again."""
    wall = Wall(pinned={ROC: ["$people"]})
    await tell(scene, "B-1", pin=True)
    await deliver(scene.store, wall)
    once = list(wall.pinned[ROC])
    (row,) = await rows(scene.store, OutboxKind.PIN)
    async with scene.store.begin() as session:
        fresh = await session.get_one(OutboxRow, row.id)
        fresh.state, fresh.event_id = OutboxState.QUEUED, None
    await deliver(scene.store, wall)
    assert wall.pinned[ROC] == once


async def test_a_message_that_was_refused_is_not_pinned_and_the_former_one_stays(scene: Scene) -> None:
    wall = Wall()
    await tell(scene, "B-1", pin=True)
    await deliver(scene.store, wall)
    before = list(wall.pinned[ROC])
    wall.objections["Larm: B-2."] = [Refused("M_FORBIDDEN")]
    await tell(scene, "B-2", pin=True)
    await deliver(scene.store, wall)
    assert wall.pinned[ROC] == before


async def test_a_pin_that_is_refused_is_told_and_nothing_else_is(scene: Scene) -> None:
    wall = Wall(pin_faults=[Refused("M_FORBIDDEN")])
    await tell(scene, "B-1", pin=True)
    await deliver(scene.store, wall)
    assert ROC not in wall.pinned
    assert [row.state for row in await rows(scene.store, OutboxKind.PIN)] == [OutboxState.REFUSED]
    assert "Larm: B-1." in wall.said(ROC)
    assert any("M_FORBIDDEN" in said for said in wall.said("!drift:test"))


async def test_a_pin_that_fails_again_and_again_holds_up_nobody(scene: Scene) -> None:
    wall = Wall(pin_faults=[RetryAfter(0.01, Obstacle.SERVER) for _ in range(9)])
    await tell(scene, "B-1", pin=True)
    await deliver(scene.store, wall)
    assert [row.error for row in await rows(scene.store, OutboxKind.PIN)] == ["pin.failed"]
    assert len(wall.pin_faults) == 6
    await tell(scene, "B-2")
    await deliver(scene.store, wall)
    assert "Larm: B-2." in wall.said(ROC)


async def test_a_homeserver_that_is_away_makes_no_pin_fail(scene: Scene) -> None:
    wall = Wall(pin_faults=[RetryAfter(0.01, Obstacle.CONNECTION) for _ in range(5)])
    await tell(scene, "B-1", pin=True)
    await deliver(scene.store, wall)
    assert wall.pinned[ROC] == [await event_of(scene.store, "B-1")]


async def test_pins_in_many_rooms_at_once_touch_only_their_own(scene: Scene) -> None:
    wall = Wall()
    about = About("boat", "B-9", "alarm")
    notices = [
        Notice("boat.alarm", target, {"ref": "B-9"}, about, pin=True)
        for target in (ToClass(RoomClass.ROC), ToUnit("stockholm"))
    ]
    async with scene.store.begin() as session:
        await scene.post.notify(session, notices, AT)
    await deliver(scene.store, wall)
    assert {room: len(pinned) for room, pinned in wall.pinned.items()} == {ROC: 1, "!enhet:localhost": 1}
    assert wall.pinned[ROC] != wall.pinned["!enhet:localhost"]


async def test_a_pin_of_what_stands_in_another_room_is_dropped(store: Store) -> None:
    async with store.begin() as session:
        first = await say(session, "Larm")
        await queue(session, target="!b:test", kind=OutboxKind.PIN, content={}, now=AT, edits_id=first.id)
    wall = Wall()
    await deliver(store, wall)
    assert wall.pinned == {}
