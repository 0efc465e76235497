"""A reply, a reaction or an edit finds what it is about."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.engine import Store
from bot.store.event_ref import (
    AboutEvent,
    EventRef,
    ThreadRoot,
    about_event,
    forget_refs,
    remember,
    status_row,
    thread_root,
)
from bot.store.inbox import InboxKind, InboxState
from bot.store.inbox_queries import TakenEvent, add_event
from bot.store.outbox import OutboxKind, OutboxRow
from bot.store.outbox_queries import mark_refused, mark_sent, queue
from bot.store.sync_state import RESTORED, set_sync_token, sync_token

AT = datetime(2026, 4, 11, 1, 12, tzinfo=UTC)
ROOM = "!enhet:test"


async def say(session: AsyncSession, **fields: Any) -> OutboxRow:
    values: dict[str, Any] = {"target": ROOM, "kind": OutboxKind.MESSAGE, "content": {"body": "x"}, **fields}
    return await queue(session, now=AT, **values)


async def test_what_an_event_is_about(store: Store) -> None:
    async with store.begin() as session:
        await remember(session, "case", "7", "command", event_id="$theirs")
        ours = await say(session)
        await remember(session, "case", "7", "alarm", outbox_id=ours.id)
        assert await about_event(session, "$ours", ROOM) is None
        await mark_sent(session, ours, "$ours", AT)
        edit = await say(session, kind=OutboxKind.EDIT, edits_id=ours.id)
        await mark_sent(session, edit, "$edit", AT)
        assert await about_event(session, "$theirs", ROOM) == AboutEvent("case", "7", "command")
        assert await about_event(session, "$ours", ROOM) == AboutEvent("case", "7", "alarm")
        assert await about_event(session, "$edit", ROOM) == AboutEvent("case", "7", "alarm")
        assert await about_event(session, "$unknown", ROOM) is None


async def test_what_refers_to_a_message_of_another_room_is_about_nothing(store: Store) -> None:
    async with store.begin() as session:
        ours = await say(session)
        await remember(session, "case", "7", "alarm", outbox_id=ours.id)
        ours.room_id = ROOM
        await mark_sent(session, ours, "$ours", AT)
        assert await about_event(session, "$ours", ROOM) is not None
        assert await about_event(session, "$ours", "!annat:test") is None


async def test_a_reference_is_to_somebodys_message_or_to_ours(store: Store) -> None:
    async with store.begin() as session:
        with pytest.raises(ValueError, match="either"):
            await remember(session, "case", "7", "alarm")


async def test_the_status_message_is_one_per_object_and_room(store: Store) -> None:
    async with store.begin() as session:
        assert await status_row(session, "case", "7", ROOM) is None
        row = await say(session)
        await remember(session, "case", "7", "status", outbox_id=row.id)
        await remember(session, "case", "7", "alarm", outbox_id=(await say(session)).id)
        assert await status_row(session, "case", "7", ROOM) == row.id
        assert await status_row(session, "case", "8", ROOM) is None
        assert await status_row(session, "case", "7", "!other:test") is None
        await mark_refused(session, row, "M_FORBIDDEN", AT)
        assert await status_row(session, "case", "7", ROOM) is None


async def test_a_thread_hangs_on_the_status_message_where_there_is_one(store: Store) -> None:
    async with store.begin() as session:
        assert await thread_root(session, "case", "7", ROOM) is None
        command = TakenEvent(
            event_id="$command",
            room_id=ROOM,
            sender="@a:test",
            kind=InboxKind.TEXT,
            state=InboxState.NEW,
            trust="signed",
            payload={"text": "x"},
            origin_at=AT,
            received_at=AT,
        )
        await add_event(session, command)
        await remember(session, "case", "7", "command", event_id="$command")
        assert await thread_root(session, "case", "7", ROOM) == ThreadRoot(None, "$command")
        assert await thread_root(session, "case", "7", "!other:test") is None
        answer = await say(session, thread_event="$command")
        await remember(session, "case", "7", "answer", outbox_id=answer.id)
        assert await thread_root(session, "case", "7", ROOM) == ThreadRoot(None, "$command")
        status = await say(session)
        await remember(session, "case", "7", "status", outbox_id=status.id)
        assert await thread_root(session, "case", "7", ROOM) == ThreadRoot(status.id, None)


async def test_a_new_device_goes_on_where_the_last_one_stood(store: Store) -> None:
    async with store.begin() as session:
        assert await sync_token(session, "NEW") is None
        await set_sync_token(session, RESTORED, "@bot:test", "s1", AT)
        await set_sync_token(session, "OLD", "@bot:test", "s2", AT + timedelta(days=1))
        assert await sync_token(session, "NEW") == "s2"
        await set_sync_token(session, "NEW", "@bot:test", "s3", AT)
        await set_sync_token(session, "NEW", "@bot:test", "s4", AT)
        assert await sync_token(session, "NEW") == "s4"
        assert await sync_token(session, "OLD") == "s2"


async def test_after_its_time_a_reference_is_forgotten_but_not_that_of_a_case(store: Store) -> None:
    then, later = AT, AT + timedelta(days=401)
    async with store.begin() as session:
        for number, now in enumerate((then, then, later)):
            await remember(session, "command", f"theirs {number}", "command", event_id=f"$theirs{number}")
            row = await queue(session, target="!a:x", kind=OutboxKind.MESSAGE, content={}, now=now)
            await remember(session, "dialogue", f"ours {number}", "question", outbox_id=row.id)
            await remember(session, "case", f"case {number}", "status", outbox_id=row.id)
        assert await forget_refs(session, later - timedelta(days=400), kept={"case"}) == 4
        left = set(await session.scalars(select(EventRef.object_id)))
    assert left == {"case 0", "case 1", "case 2", "theirs 2", "ours 2"}


@pytest.mark.parametrize("old", range(8))
async def test_how_far_to_forget_is_found_among_messages_that_are_partly_erased(
    store: Store, old: int
) -> None:
    later = AT + timedelta(days=401)
    async with store.begin() as session:
        rows = [await say(session) for _ in range(old)]
        rows += [
            await queue(session, target=ROOM, kind=OutboxKind.MESSAGE, content={}, now=later)
            for _ in range(7 - old)
        ]
        for row in (rows[1], rows[4], rows[5]):
            await session.delete(row)
        await session.flush()
        kept = [row for row in rows if row not in {rows[1], rows[4], rows[5]}]
        for row in kept:
            await remember(session, "dialogue", str(row.id), "question", outbox_id=row.id)
        gone = sum(row.created_at == AT for row in kept)
        assert await forget_refs(session, later - timedelta(days=400), kept={"case"}) == gone
        left = set(await session.scalars(select(EventRef.object_id)))
    assert left == {str(row.id) for row in kept if row.created_at == later}


async def test_with_nothing_old_no_reference_is_forgotten(store: Store) -> None:
    async with store.begin() as session:
        await remember(session, "command", "theirs", "command", event_id="$theirs")
        assert await forget_refs(session, AT, kept={"case"}) == 0
