"""What is queued is said once, in order within a room, many rooms side by side, cases first."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.bell import Bell
from bot.chat.outcome import Notice, ToRoom
from bot.store.engine import Store
from bot.store.event_ref import remember
from bot.store.outbox import OutboxKind, OutboxRow, OutboxState, Priority
from bot.store.outbox_queries import queued_here
from bot.work.sender import Obstacle, Refused, RetryAfter
from bot.work.sent import Arrival, SentTogether
from tests.stores import data_keys
from tests.work.postbox import AT, Wire, post, runner, running, say, settled, until


async def run_until_settled(store: Store, wire: Wire) -> None:
    async with running(store, wire):
        await until(lambda: settled(store))


async def test_rows_of_a_room_go_in_order_and_get_their_event_ids(store: Store) -> None:
    wire = Wire()
    async with store.begin() as session:
        for number in range(10):
            await say(session, f"{number}")
    await run_until_settled(store, wire)
    assert wire.said() == [f"{number}" for number in range(10)]
    async with store.read() as session:
        rows = (await session.scalars(select(OutboxRow).order_by(OutboxRow.id))).all()
    assert all(row.event_id == f"${row.txn_id}" and row.room_id == "!a:test" for row in rows)
    assert all(row.state == OutboxState.SENT and row.sent_at is not None for row in rows)


async def test_sixteen_rooms_are_served_side_by_side(store: Store) -> None:
    wire = Wire(delay=0.4)
    async with store.begin() as session:
        for number in range(40):
            await say(session, "hej", f"!{number}:test")
    await run_until_settled(store, wire)
    assert wire.most_together == 16
    assert len(wire.took) == 40


async def test_an_alarm_is_sent_before_what_is_said_beside_it(store: Store) -> None:
    wire = Wire(delay=0.05)
    async with store.begin() as session:
        await say(session, "answer", "!police:test", priority=Priority.CASE)
        await say(session, "alarm", "!unit:test", priority=Priority.ALARM)
        await say(session, "card", "!roc:test", priority=Priority.CASE)
    await run_until_settled(store, wire)
    assert wire.said()[0] == "alarm"
    assert set(wire.said()) == {"alarm", "answer", "card"}


async def test_an_alarm_that_cannot_be_sent_holds_up_nothing(store: Store) -> None:
    wire = Wire(delay=5)
    async with store.begin() as session:
        await say(session, "alarm", "!unit:test", priority=Priority.ALARM)
        await say(session, "answer", "!police:test", priority=Priority.CASE)
    async with running(store, wire), asyncio.timeout(2):
        while "answer" not in wire.attempts:  # noqa: ASYNC110 - the wire does not ring
            await asyncio.sleep(0.01)


async def test_where_the_bell_was_rung_for_is_served_without_a_look(store: Store) -> None:
    wire = Wire()
    async with running(store, wire, poll=30) as bell:
        await asyncio.sleep(0.2)
        async with store.begin() as session:
            await say(session, "unheard", "!other:test")
        async with store.begin() as session:
            await say(session, "rung for", "!a:test")
            due = queued_here(session)
        bell.ring(*due)
        await until(lambda: _said(wire, "rung for"))
        assert wire.said() == ["rung for"]
        bell.ring()
        await until(lambda: _said(wire, "unheard"))


async def test_cases_go_before_everything_else(store: Store) -> None:
    wire = Wire(delay=0.01)
    async with store.begin() as session:
        for number in range(6):
            await say(session, f"guide {number}", f"!{number % 3}:test", priority=Priority.GUIDE)
        await say(session, "answer", "!x:test")
        await say(session, "case", "!0:test", priority=Priority.CASE)
    async with running(store, wire, side_by_side=1) as bell:
        await until(lambda: _said(wire, "answer"))
        async with store.begin() as session:
            await say(session, "late case", "!y:test", priority=Priority.CASE)
        bell.ring()
        await until(lambda: settled(store))
    assert wire.said()[:2] == ["case", "answer"]
    assert wire.said().index("late case") <= 4


async def _said(wire: Wire, body: str) -> bool:
    return body in wire.said()


async def test_a_direct_chat_is_found_once_and_kept(store: Store) -> None:
    wire = Wire(objections={"hej": [RetryAfter(0.01, Obstacle.SERVER)]})
    async with store.begin() as session:
        await say(session, "hej", "@anna:test")
    await run_until_settled(store, wire)
    assert wire.said("!direct-anna:test") == ["hej"]
    async with store.read() as session:
        assert await session.scalar(select(OutboxRow.room_id)) == "!direct-anna:test"


async def test_an_edit_names_the_event_that_came_of_its_original(store: Store) -> None:
    wire = Wire()
    async with store.begin() as session:
        first = await say(session, "status")
        await say(session, "changed", kind=OutboxKind.EDIT, edits_id=first.id)
        await say(session, "in thread", thread_id=first.id)
        await say(session, "", kind=OutboxKind.REACTION, edits_id=first.id, content={"key": "✅"})
    await run_until_settled(store, wire)
    relations = [content["m.relates_to"] for _, _, content in list(wire.took.values())[1:]]
    assert {relation["event_id"] for relation in relations} == {f"${first.txn_id}"}
    assert [relation["rel_type"] for relation in relations] == ["m.replace", "m.thread", "m.annotation"]


async def test_an_edit_of_what_was_refused_is_said_as_a_message(store: Store) -> None:
    wire = Wire(objections={"status": [Refused("M_FORBIDDEN")]})
    async with store.begin() as session:
        first = await say(session, "status")
        await say(session, "changed", kind=OutboxKind.EDIT, edits_id=first.id)
        await say(session, "changed again", kind=OutboxKind.EDIT, edits_id=first.id)
    await run_until_settled(store, wire)
    sent = [content for _, _, content in wire.took.values()]
    assert "m.relates_to" not in sent[0]
    assert wire.said("!a:test") == ["changed", "changed again"]


@pytest.mark.parametrize("obstacle", list(Obstacle))
async def test_an_obstacle_is_waited_out_without_losing_the_order(store: Store, obstacle: Obstacle) -> None:
    wire = Wire(objections={"1": [RetryAfter(0.1, obstacle), RetryAfter(0.1, obstacle)]})
    async with store.begin() as session:
        for number in range(3):
            await say(session, f"{number}")
    await run_until_settled(store, wire)
    assert wire.said() == ["0", "1", "2"]
    assert wire.attempts == ["0", "1", "1", "1", "2"]
    async with store.read() as session:
        assert (await session.scalars(select(OutboxRow.attempts).order_by(OutboxRow.id))).all() == [0, 2, 0]


async def test_a_limit_stops_every_room_and_cases_go_first_after_it(store: Store) -> None:
    wire = Wire(objections={"1": [RetryAfter(0.3, Obstacle.LIMITED)]})
    async with store.begin() as session:
        await say(session, "1", "!a:test")
    async with running(store, wire, side_by_side=1) as bell:
        await until(lambda: _tried(wire, 1))
        async with store.begin() as session:
            await say(session, "case", "!b:test", priority=Priority.CASE)
        bell.ring()
        await asyncio.sleep(0.1)
        assert wire.attempts == ["1"]
        await until(lambda: settled(store))
    assert wire.said() == ["case", "1"]


async def _tried(wire: Wire, times: int) -> bool:
    return len(wire.attempts) >= times


async def test_one_rooms_trouble_does_not_stop_the_others(store: Store) -> None:
    wire = Wire(objections={"bad": [RetryAfter(0.5, Obstacle.ROOM)]})
    async with store.begin() as session:
        await say(session, "bad", "!a:test")
        await say(session, "good", "!b:test")
    await run_until_settled(store, wire)
    assert wire.said() == ["good", "bad"]


async def test_a_refusal_is_told_to_operations_and_the_next_row_goes_on(store: Store) -> None:
    wire = Wire(objections={"no": [Refused("M_FORBIDDEN")]})
    async with store.begin() as session:
        refused = await say(session, "no")
        await say(session, "next")
    await run_until_settled(store, wire)
    assert wire.said("!a:test") == ["next"]
    assert wire.said("!drift:test") == [f"refused {refused.id} M_FORBIDDEN"]
    async with store.read() as session:
        row = await session.get_one(OutboxRow, refused.id)
    assert (row.state, row.error) == (OutboxState.REFUSED, "M_FORBIDDEN")


async def test_a_row_that_always_fails_does_not_block_its_room_for_ever(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.work.backoff._FIRST", 0.01)
    wire = Wire(objections={"poison": [ZeroDivisionError() for _ in range(100)]})
    async with store.begin() as session:
        await say(session, "poison")
        await say(session, "next")
    await run_until_settled(store, wire)
    assert wire.said("!a:test") == ["next"]


class Listener:
    subject = "case"

    def __init__(self, *, fails: bool = False) -> None:
        self.heard: list[tuple[object, ...]] = []
        self._fails = fails

    async def delivered(
        self,
        session: AsyncSession,
        object_id: str,
        purpose: str,
        at: datetime,  # noqa: ARG002 - the protocol's
        reached: frozenset[str],
    ) -> Sequence[Notice]:
        sent = select(OutboxRow.state).where(OutboxRow.event_id.is_not(None))
        assert await session.scalar(sent) == OutboxState.SENT
        self.heard.append(("delivered", object_id, purpose, reached))
        if self._fails:
            raise ZeroDivisionError
        return [Notice("alarmed", ToRoom("!roc:test"))]

    async def refused(
        self,
        session: AsyncSession,  # noqa: ARG002
        object_id: str,
        purpose: str,
        at: datetime,  # noqa: ARG002
        error: str,
    ) -> Sequence[Notice]:
        self.heard.append(("refused", object_id, purpose, error))
        return [Notice("not alarmed", ToRoom("!roc:test"))]


async def test_those_who_care_are_told_and_what_follows_is_said(store: Store) -> None:
    wire, listener = Wire(objections={"no": [Refused("M_FORBIDDEN")]}), Listener()
    async with store.begin() as session:
        for body, purpose in (("yes", "alarm"), ("no", "status")):
            row = await say(session, body)
            await remember(session, "case", "7", purpose, outbox_id=row.id)
        other = await say(session, "nobody listens")
        await remember(session, "guide", "1", "status", outbox_id=other.id)
    async with running(store, wire, {"case": listener}):
        await until(lambda: settled(store))
    assert listener.heard == [
        ("delivered", "7", "alarm", frozenset({"@jour:test"})),
        ("refused", "7", "status", "M_FORBIDDEN"),
    ]
    assert sorted(wire.said("!roc:test")) == ["alarmed", "not alarmed"]


class Editor(Listener):
    """While a message is being settled somebody changes what it says, as an "ok" to a new alarm does."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store

    async def delivered(
        self, session: AsyncSession, object_id: str, purpose: str, at: datetime, reached: frozenset[str]
    ) -> Sequence[Notice]:
        async with asyncio.timeout(5), self._store.begin() as other:
            await say(other, "changed", kind=OutboxKind.EDIT, edits_id=int(object_id))
        return await super().delivered(session, object_id, purpose, at, reached)


async def test_a_message_can_be_edited_while_it_is_being_settled(store: Store) -> None:
    if store.dialect == "sqlite":
        return  # one writer at a time: the other waits its turn and nobody waits in a circle
    wire, listener = Wire(), Editor(store)
    async with store.begin() as session:
        row = await say(session, "yes")
        await remember(session, "case", str(row.id), "alarm", outbox_id=row.id)
    async with running(store, wire, {"case": listener}):
        await until(lambda: settled(store))
    assert len(listener.heard) == 1
    assert wire.said("!a:test") == ["yes", "changed"]


async def test_a_listener_that_fails_does_not_make_a_message_come_twice(store: Store) -> None:
    wire, listener = Wire(), Listener(fails=True)
    async with store.begin() as session:
        row = await say(session, "yes")
        await remember(session, "case", "7", "alarm", outbox_id=row.id)
        await say(session, "next")
    async with running(store, wire, {"case": listener}):
        await until(lambda: settled(store))
    assert wire.attempts == ["yes", "next"]
    assert len(listener.heard) == 1


class Killed(BaseException):
    """The process ends here."""


async def _die_at(store_url: str, wire: Wire, moment: int) -> bool:
    """Run until the given side of a commit, or until everything is sent; True when it died."""
    passed = 0

    async def hook(_side: Literal["before", "after"]) -> None:
        nonlocal passed
        passed += 1
        if passed == moment:
            raise Killed

    store = Store(store_url, data_keys(), on_commit=hook)
    process = asyncio.create_task(runner(store, wire, Bell()).run())
    done = asyncio.create_task(until(lambda: settled(store)))
    await asyncio.wait((process, done), return_when=asyncio.FIRST_COMPLETED)
    died = process.done()
    for task in (process, done):
        task.cancel()
    await asyncio.gather(process, done, return_exceptions=True)
    await store.dispose()
    return died


async def test_killed_at_any_commit_each_message_is_said_once_and_in_order(
    store: Store, store_url: str
) -> None:
    wire, listener_rooms = Wire(), ("!a:test", "@anna:test")
    async with store.begin() as session:
        for room in listener_rooms:
            first = await say(session, f"{room} 1", room)
            await say(session, f"{room} 2", room, kind=OutboxKind.EDIT, edits_id=first.id)
            await say(session, f"{room} 3", room, thread_id=first.id)
    moment = 1
    while await _die_at(store_url, wire, moment):
        moment += 1
    assert moment > 5
    assert wire.said("!a:test") == [f"!a:test {n}" for n in (1, 2, 3)]
    assert wire.said("!direct-anna:test") == [f"@anna:test {n}" for n in (1, 2, 3)]


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
async def test_two_processes_never_send_to_one_room_side_by_side(open_store: Callable[[], Store]) -> None:
    first, second = open_store(), open_store()
    wire = Wire(delay=0.002)
    async with first.begin() as session:
        for number in range(60):
            await say(session, f"{number:02}", f"!{number % 5}:test")
    async with running(first, wire, worker="A"), running(second, wire, worker="B"):
        await until(lambda: settled(first))
    assert len(wire.attempts) == 60
    for room in range(5):
        assert wire.said(f"!{room}:test") == sorted(wire.said(f"!{room}:test"))


async def test_what_arrives_at_once_is_marked_in_few_commits(store: Store, store_url: str) -> None:
    commits = 0

    async def count(side: Literal["before", "after"]) -> None:
        nonlocal commits
        commits += side == "after"

    counted = Store(store_url, data_keys(), on_commit=count)
    async with store.begin() as session:
        rows = [await say(session, "hej", f"!{number}:test") for number in range(16)]
    together = SentTogether(counted, {}, post)
    at = [together.mark(Arrival(row.id, row.target, f"${row.id}", AT)) for row in rows]
    assert await asyncio.gather(*at) == [False] * 16
    await counted.dispose()
    assert await settled(store)
    assert commits == 2
