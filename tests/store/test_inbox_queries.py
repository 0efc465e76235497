"""The inbox takes each event in once and hands them out in order within a room."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, text

from bot.store.engine import Store
from bot.store.inbox import InboxKind, InboxRow, InboxState
from bot.store.inbox_queries import (
    TakenEvent,
    add_event,
    add_events,
    claim_next,
    close_sealed,
    forget_handled,
    mark_done,
    next_rooms,
    sealed,
    unseal,
    waiting,
)

AT = datetime(2026, 4, 11, 1, 12, tzinfo=UTC)
ME = "DEVICE"


def event(event_id: str, room_id: str = "!a:test", **fields: Any) -> TakenEvent:
    values: dict[str, Any] = {
        "event_id": event_id,
        "room_id": room_id,
        "sender": "@polis:test",
        "kind": InboxKind.TEXT,
        "state": InboxState.NEW,
        "trust": "signed",
        "payload": {"text": f"text of {event_id}"},
        "origin_at": AT,
        "received_at": AT,
        **fields,
    }
    return TakenEvent(**values)


async def test_an_event_is_taken_in_once(store: Store) -> None:
    async with store.begin() as session:
        assert await add_event(session, event("$1"))
        assert not await add_event(session, event("$1", payload={"text": "another"}))
        assert await add_events(session, [event("$1"), event("$2"), event("$3")]) == {"$2", "$3"}
        assert await add_events(session, []) == set()
    async with store.read() as session:
        rows = (await session.scalars(select(InboxRow).order_by(InboxRow.id))).all()
    assert [(row.event_id, row.payload) for row in rows][:2] == [
        ("$1", {"text": "text of $1"}),
        ("$2", {"text": "text of $2"}),
    ]


async def test_an_event_sent_twice_in_one_batch_is_taken_in_once(store: Store) -> None:
    async with store.begin() as session:
        assert await add_events(session, [event("$1"), event("$1")]) == {"$1"}


async def test_order_in_a_room_is_the_order_of_arrival(store: Store) -> None:
    async with store.begin() as session:
        await add_events(session, [event(f"${number}") for number in range(10)])
    handled = []
    for _ in range(10):
        async with store.begin() as session:
            row = await claim_next(session, "!a:test", ME, AT)
            assert row is not None
            handled.append(row.event_id)
            assert await mark_done(session, row.id, AT)
    assert handled == [f"${number}" for number in range(10)]


async def test_rooms_come_longest_waiting_first_and_sealed_rows_block_nothing(store: Store) -> None:
    async with store.begin() as session:
        await add_event(session, event("$1", "!b:test", state=InboxState.SEALED))
        await add_event(session, event("$2", "!b:test"))
        await add_event(session, event("$3", "!a:test"))
        await add_event(session, event("$4", "!c:test", state=InboxState.SEALED))
    async with store.begin() as session:
        assert await next_rooms(session, ME, AT) == ["!b:test", "!a:test"]
        row = await claim_next(session, "!b:test", ME, AT)
        assert row is not None
        assert row.event_id == "$2"


async def test_what_is_handled_keeps_no_content(store: Store) -> None:
    async with store.begin() as session:
        await add_event(session, event("$1"))
    async with store.begin() as session:
        row = await claim_next(session, "!a:test", ME, AT)
        assert row is not None
        assert await mark_done(session, row.id, AT)
        assert not await mark_done(session, row.id, AT)
    async with store.read() as session:
        assert await session.scalar(text("SELECT payload FROM inbox")) is None
    async with store.begin() as session:
        assert await claim_next(session, "!a:test", ME, AT) is None


async def test_a_sealed_event_becomes_readable_once(store: Store) -> None:
    async with store.begin() as session:
        await add_event(session, event("$1", state=InboxState.SEALED, payload={"ciphertext": "x"}))
        assert [row.event_id for row in await sealed(session)] == ["$1"]
        assert await sealed(session, "!other:test") == []
    opened = {"kind": InboxKind.EDIT, "payload": {"text": "t", "replaces": "$0"}, "trust": "signed"}
    async with store.begin() as session:
        assert await unseal(session, "$1", device_id="D", screened=("personnummer",), **opened)  # type: ignore[arg-type]
        assert not await unseal(session, "$1", device_id="D", **opened)  # type: ignore[arg-type]
        assert not await close_sealed(session, "$1", InboxState.LAPSED, AT)
    async with store.read() as session:
        row = await session.get_one(InboxRow, 1)
    assert (row.state, row.kind, row.screened) == (InboxState.NEW, InboxKind.EDIT, "personnummer")
    assert row.payload == {"text": "t", "replaces": "$0"}


async def test_what_never_became_readable_lapses_and_keeps_nothing(store: Store) -> None:
    async with store.begin() as session:
        await add_event(session, event("$1", state=InboxState.SEALED))
        assert await close_sealed(session, "$1", InboxState.LAPSED, AT)
        assert not await close_sealed(session, "$1", InboxState.LAPSED, AT)
        assert await sealed(session) == []
    async with store.read() as session:
        assert await session.scalar(text("SELECT payload FROM inbox")) is None


async def test_the_text_is_not_readable_in_the_database(store: Store) -> None:
    async with store.begin() as session:
        await add_event(session, event("$1", payload={"text": "hemligt"}))
    async with store.read() as session:
        stored = await session.scalar(text("SELECT payload FROM inbox"))
    assert isinstance(stored, bytes)
    assert b"hemligt" not in stored


async def test_two_processes_never_handle_one_room_side_by_side(
    open_store: Callable[[], Store], backend: str
) -> None:
    mine, other = open_store(), open_store()
    async with mine.begin() as session:
        await add_events(session, [event("$1"), event("$2")])
    async with mine.begin() as one, other.begin() as two:
        first = await claim_next(one, "!a:test", ME, AT)
        assert first is not None
        second = await claim_next(two, "!a:test", "OTHER", AT)
        if backend == "postgresql":
            assert second is None
        await mark_done(one, first.id, AT)
        await one.commit()
        assert not await mark_done(two, first.id, AT)


async def test_an_owner_has_its_event_to_itself_for_a_while(store: Store) -> None:
    async with store.begin() as session:
        until = AT + timedelta(seconds=10)
        await add_event(session, event("$1", owner="OTHER", owned_until=until))
    async with store.begin() as session:
        assert await next_rooms(session, ME, AT) == []
        assert await claim_next(session, "!a:test", ME, AT) is None
        assert await next_rooms(session, "OTHER", AT) == ["!a:test"]
        assert await next_rooms(session, ME, AT + timedelta(seconds=11)) == ["!a:test"]


async def test_the_queue_says_how_long_it_has_waited(store: Store) -> None:
    async with store.begin() as session:
        assert await waiting(session) == (0, None)
        await add_event(session, event("$1", received_at=AT + timedelta(seconds=5)))
        await add_event(session, event("$2"))
        assert await waiting(session) == (2, AT)
        assert await waiting(session, InboxState.SEALED) == (0, None)


async def test_handled_rows_are_forgotten_after_their_time(store: Store) -> None:
    async with store.begin() as session:
        await add_events(session, [event("$1"), event("$2"), event("$3")])
        await mark_done(session, 1, AT)
        await mark_done(session, 2, AT + timedelta(days=2))
    async with store.begin() as session:
        assert await forget_handled(session, AT + timedelta(days=1)) == 1
        assert (await session.scalars(select(InboxRow.event_id).order_by(InboxRow.id))).all() == ["$2", "$3"]
