"""Every event is handled once, in order within its room, whatever happens meanwhile."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.bell import Bell
from bot.chat.message import Incoming, Trust
from bot.clock import SystemClock
from bot.metrics import Metrics
from bot.store.engine import Store
from bot.store.inbox import InboxKind, InboxRow, InboxState
from bot.store.inbox_queries import TakenEvent, add_events
from bot.store.outbox import OutboxKind, OutboxRow
from bot.store.outbox_queries import queue
from bot.work.beforehand import Beforehand
from bot.work.inbox import Handler, InboxRunner, OnFault, to_incoming

AT = datetime(2026, 4, 11, 1, 12, tzinfo=UTC)


def text_event(event_id: str, room_id: str = "!a:test", said: str = "hej") -> TakenEvent:
    return TakenEvent(
        event_id=event_id,
        room_id=room_id,
        sender="@polis:test",
        kind=InboxKind.TEXT,
        state=InboxState.NEW,
        trust="signed",
        payload={"text": said},
        origin_at=AT,
        received_at=AT,
    )


async def answer(session: AsyncSession, incoming: Incoming) -> None:
    """Leaves one outbox row for each event, as a command would."""
    await queue(
        session,
        target=incoming.room_id,
        kind=OutboxKind.MESSAGE,
        content={"body": incoming.event_id},
        now=AT,
    )


async def no_fault(_session: AsyncSession, _incoming: Incoming, _reference: str, error: Exception) -> None:
    raise error


@asynccontextmanager
async def running(
    store: Store, handler: Handler, on_fault: OnFault = no_fault, poll: float = 30.0
) -> AsyncIterator[Bell]:
    bell = Bell()
    runner = InboxRunner(
        store,
        handler,
        on_fault,
        bell,
        SystemClock(),
        metrics=Metrics(),
        worker="DEVICE",
        after=lambda _targets: None,
        poll=poll,
    )
    task = asyncio.create_task(runner.run())
    try:
        yield bell
        assert not task.done()
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def put(store: Store, *events: TakenEvent) -> None:
    async with store.begin(durable=False) as session:
        await add_events(session, events)


async def until(check: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(10):
        while not await check():  # noqa: ASYNC110 - the database cannot ring
            await asyncio.sleep(0.005)


async def all_handled(store: Store) -> bool:
    async with store.read() as session:
        states = select(func.count()).where(InboxRow.state == InboxState.NEW)
        return await session.scalar(states) == 0


async def answers(store: Store) -> list[str]:
    async with store.read() as session:
        rows = await session.scalars(select(OutboxRow).order_by(OutboxRow.id))
        return [row.content["body"] for row in rows if row.content]


async def test_what_was_stored_before_the_start_and_after_it_is_handled_in_order(store: Store) -> None:
    await put(store, *(text_event(f"${number}") for number in range(5)))
    async with running(store, answer) as bell:
        await put(store, *(text_event(f"${number}") for number in range(5, 10)))
        bell.ring()
        await until(lambda: all_handled(store))
    assert await answers(store) == [f"${number}" for number in range(10)]


async def test_what_stands_beneath_a_file_and_what_opens_it_are_emptied_once_handled_as_words_are(
    store: Store,
) -> None:
    file = {"url": "mxc://test/a", "media_type": "application/pdf", "size": None, "keys": {"key": "k"}}
    captioned = replace(text_event("$1"), payload={"text": "!gängsnack ladda so", "file": file})
    heard: list[Incoming] = []

    async def handler(_session: AsyncSession, incoming: Incoming) -> None:
        heard.append(incoming)

    async with running(store, handler) as bell:
        await put(store, captioned, text_event("$2"))
        bell.ring()
        await until(lambda: all_handled(store))
    assert [(one.text, one.file is not None) for one in heard] == [
        ("!gängsnack ladda so", True),
        ("hej", False),
    ]
    async with store.read() as session:
        rows = (await session.scalars(select(InboxRow))).all()
    assert [(row.state, row.payload) for row in rows] == [(InboxState.DONE, None)] * 2


async def test_an_event_without_a_ring_is_found_by_the_poll(store: Store) -> None:
    async with running(store, answer, poll=0.02):
        await put(store, text_event("$1"))
        await until(lambda: all_handled(store))


async def test_an_event_is_handled_within_moments_of_the_ring(store: Store) -> None:
    handled = asyncio.Event()

    async def handler(_session: AsyncSession, _incoming: Incoming) -> None:
        handled.set()

    async with running(store, handler) as bell:
        await put(store, text_event("$warm"))
        bell.ring()
        await handled.wait()
        await until(lambda: all_handled(store))
        handled.clear()
        await put(store, text_event("$1"))
        bell.ring()
        async with asyncio.timeout(0.5):
            await handled.wait()


async def test_what_takes_its_time_is_done_with_no_transaction_open_and_then_the_event_is_handled_anew(
    store: Store,
) -> None:
    ready: list[str] = []

    async def work() -> None:
        async with asyncio.timeout(2):
            await put(store, text_event("$meanwhile"))
        ready.append("found")

    async def handler(session: AsyncSession, incoming: Incoming) -> None:
        await answer(session, incoming)
        if incoming.event_id == "$1" and not ready:
            raise Beforehand(work)

    async with running(store, handler) as bell:
        await put(store, text_event("$1"), text_event("$2"))
        bell.ring()
        await until(lambda: all_handled(store))
    assert ready == ["found"]
    assert await answers(store) == ["$1", "$2", "$meanwhile"]


async def test_work_beforehand_that_fails_is_a_fault_of_the_event_once(store: Store) -> None:
    faults: list[str] = []

    async def work() -> None:
        raise ZeroDivisionError

    async def handler(_session: AsyncSession, _incoming: Incoming) -> None:
        raise Beforehand(work)

    async def on_fault(_: AsyncSession, incoming: Incoming, _reference: str, error: Exception) -> None:
        faults.append(f"{incoming.event_id} {type(error).__name__}")

    async with running(store, handler, on_fault) as bell:
        await put(store, text_event("$1"))
        bell.ring()
        await until(lambda: all_handled(store))
    assert faults == ["$1 ZeroDivisionError"]


async def test_an_event_that_needs_something_beforehand_again_and_again_is_a_fault_once_and_the_next_comes(
    store: Store,
) -> None:
    faults, rounds = [], []

    async def work() -> None:
        rounds.append("again")

    async def handler(session: AsyncSession, incoming: Incoming) -> None:
        if incoming.event_id == "$1":
            raise Beforehand(work)
        await answer(session, incoming)

    async def on_fault(session: AsyncSession, incoming: Incoming, _reference: str, error: Exception) -> None:
        faults.append(f"{incoming.event_id} {type(error).__name__}")
        await answer(session, incoming)

    async with running(store, handler, on_fault) as bell:
        await put(store, text_event("$1"), text_event("$2"))
        bell.ring()
        await until(lambda: all_handled(store))
    assert faults == ["$1 Beforehand"]
    assert len(rounds) <= 8
    assert await answers(store) == ["$1", "$2"]


async def test_a_slow_command_delays_no_other_room_and_keeps_order_in_its_own(store: Store) -> None:
    release = asyncio.Event()
    order: list[str] = []

    async def handler(session: AsyncSession, incoming: Incoming) -> None:
        if incoming.event_id == "$slow":
            await session.scalar(select(InboxRow))
            await release.wait()
        order.append(incoming.event_id)
        await answer(session, incoming)

    await put(store, text_event("$slow"), text_event("$after"), text_event("$other", "!b:test"))
    async with running(store, handler):
        await until(lambda: _is(order, ["$other"]))
        release.set()
        await until(lambda: all_handled(store))
    assert order == ["$other", "$slow", "$after"]


async def _is(got: list[str], wanted: list[str]) -> bool:
    return got == wanted


async def test_more_rooms_than_places_are_all_served(store: Store) -> None:
    rooms = [f"!{number}:test" for number in range(50)]
    await put(store, *(text_event(f"${room}-{n}", room) for n in range(2) for room in rooms))
    async with running(store, answer):
        await until(lambda: all_handled(store))
    assert len(await answers(store)) == 100


async def test_an_unexpected_error_undoes_the_command_tells_its_reference_and_goes_on(store: Store) -> None:
    told: list[tuple[str, str, str]] = []

    async def handler(session: AsyncSession, incoming: Incoming) -> None:
        await answer(session, incoming)
        if incoming.event_id == "$bad":
            raise ZeroDivisionError

    async def on_fault(session: AsyncSession, incoming: Incoming, reference: str, error: Exception) -> None:
        told.append((incoming.event_id, reference, type(error).__name__))
        await queue(session, target="!drift:test", kind=OutboxKind.MESSAGE, content={"body": "fault"}, now=AT)

    await put(store, text_event("$bad"), text_event("$good"))
    async with running(store, handler, on_fault):
        await until(lambda: all_handled(store))
    assert [(event, name) for event, _, name in told] == [("$bad", "ZeroDivisionError")]
    assert await answers(store) == ["fault", "$good"]
    async with store.read() as session:
        assert (await session.scalars(text("SELECT payload FROM inbox"))).all() == [None, None]


async def test_a_fault_that_cannot_be_told_does_not_bring_the_row_back(store: Store) -> None:
    async def handler(_session: AsyncSession, _incoming: Incoming) -> None:
        raise ZeroDivisionError

    await put(store, text_event("$1"))
    async with running(store, handler):
        await until(lambda: all_handled(store))


@pytest.mark.parametrize("failures", [1, 3])
async def test_an_error_of_the_database_that_passes_is_tried_again(store: Store, failures: int) -> None:
    tries = count(1)

    async def handler(session: AsyncSession, incoming: Incoming) -> None:
        await answer(session, incoming)
        if next(tries) <= failures:
            raise OperationalError("SELECT", {}, Exception("database is locked"))

    await put(store, text_event("$1"))
    async with running(store, handler):
        await until(lambda: all_handled(store))
    assert await answers(store) == ["$1"]


async def test_a_conflict_that_never_passes_becomes_a_fault(store: Store) -> None:
    told: list[str] = []

    async def handler(_session: AsyncSession, _incoming: Incoming) -> None:
        raise OperationalError("SELECT", {}, Exception("database is locked"))

    async def on_fault(_s: AsyncSession, incoming: Incoming, _r: str, _e: Exception) -> None:
        told.append(incoming.event_id)

    await put(store, text_event("$1"))
    async with running(store, handler, on_fault):
        await until(lambda: all_handled(store))
    assert told == ["$1"]


async def test_cancelled_at_any_moment_each_event_is_handled_once(store: Store) -> None:
    await put(store, *(text_event(f"${n}", f"!{n % 4}:test") for n in range(40)))
    for step in range(40):
        async with running(store, answer):
            await asyncio.sleep(step / 1000)
    async with running(store, answer):
        await until(lambda: all_handled(store))
    said = await answers(store)
    assert sorted(said) == sorted({f"${n}" for n in range(40)})
    for room in range(4):
        mine = [int(event[1:]) for event in said if int(event[1:]) % 4 == room]
        assert mine == sorted(mine)


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
async def test_two_processes_on_one_database_handle_each_event_once(open_store: Callable[[], Store]) -> None:
    first, second = open_store(), open_store()
    await put(first, *(text_event(f"${n}", f"!{n % 3}:test") for n in range(60)))
    async with running(first, answer, poll=0.05), running(second, answer, poll=0.05):
        await until(lambda: all_handled(first))
    said = await answers(first)
    assert len(said) == 60
    for room in range(3):
        mine = [int(event[1:]) for event in said if int(event[1:]) % 3 == room]
        assert mine == sorted(mine)


@pytest.mark.parametrize(
    ("kind", "payload", "wanted"),
    [
        (InboxKind.TEXT, {"text": "hej", "reply_to": "$r", "thread_root": "$t"}, ("hej", "$r", "$t", None)),
        (InboxKind.EDIT, {"text": "ny", "replaces": "$o"}, ("ny", None, None, "$o")),
        (InboxKind.REDACTION, {"redacts": "$o"}, ("", None, None, "$o")),
        (InboxKind.REACTION, {"key": "✅", "relates_to": "$o"}, ("✅", None, None, "$o")),
    ],
)
def test_each_kind_is_handed_over_as_the_kernel_knows_it(
    kind: InboxKind, payload: dict[str, str], wanted: tuple[str | None, ...]
) -> None:
    row = InboxRow(
        id=1,
        event_id="$1",
        room_id="!r:test",
        sender="@a:test",
        trust="unsigned",
        kind=kind,
        screened="personnummer,kortnummer",
        payload=payload,
        origin_at=AT,
        received_at=AT,
        encrypted=True,
    )
    incoming = to_incoming(row)
    assert (incoming.text, incoming.reply_to, incoming.thread_root, incoming.relates_to) == wanted
    assert incoming.trust is Trust.UNSIGNED
    assert incoming.screened == ("personnummer", "kortnummer")
