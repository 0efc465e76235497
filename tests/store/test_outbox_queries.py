"""What is queued is said once, and what it refers to is settled before it is sent."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.engine import Store
from bot.store.event_ref import EventRef, remember
from bot.store.outbox import OutboxKind, OutboxRow, OutboxState, Priority
from bot.store.outbox_due import claim_target, due_targets, next_rows, next_rows_of
from bot.store.outbox_queries import erase_old, freeze, mark_refused, mark_sent, queue, waiting
from bot.store.relations import OWN_ID

AT = datetime(2026, 4, 11, 1, 12, tzinfo=UTC)
ROOM = "!enhet:test"
ME = "DEVICE"


async def say(session: AsyncSession, body: str = "Hej", **fields: Any) -> OutboxRow:
    values: dict[str, Any] = {
        "target": ROOM,
        "kind": OutboxKind.MESSAGE,
        "content": {"msgtype": "m.text", "body": body},
        "now": AT,
        **fields,
    }
    return await queue(session, **values)


async def test_a_row_that_refers_to_nothing_is_frozen_when_queued(store: Store) -> None:
    async with store.begin() as session:
        row = await say(session)
        assert row.frozen
        assert row.content == {"msgtype": "m.text", "body": "Hej", OWN_ID: row.txn_id}


async def test_a_name_is_said_once(store: Store) -> None:
    async with store.begin() as session:
        first = await say(session, "one", dedupe_key="k")
    async with store.begin() as session:
        again = await say(session, "two", dedupe_key="k")
        assert again.id == first.id
        assert await session.scalar(select(func.count()).select_from(OutboxRow)) == 1
        assert first.content is not None
        assert first.content["body"] == "one"
        assert first.frozen


async def test_an_edit_waits_for_its_original_and_then_names_it(store: Store) -> None:
    async with store.begin() as session:
        original = await say(session)
        edit = await say(session, "Ny", kind=OutboxKind.EDIT, edits_id=original.id)
        assert not edit.frozen
        assert not await freeze(session, edit)
    async with store.begin() as session:
        await mark_sent(session, await session.get_one(OutboxRow, original.id), "$o", AT)
    async with store.begin() as session:
        edit = await session.get_one(OutboxRow, edit.id)
        assert await freeze(session, edit)
        assert edit.content is not None
        assert edit.content["m.relates_to"] == {"rel_type": "m.replace", "event_id": "$o"}
    async with store.begin() as session:
        later = await say(session, "Nyare", kind=OutboxKind.EDIT, edits_id=original.id)
        assert later.frozen


async def test_an_edit_of_what_was_refused_becomes_a_message_and_takes_its_place(store: Store) -> None:
    async with store.begin() as session:
        original = await say(session)
        await remember(session, "case", "7", "status", outbox_id=original.id)
        edit = await say(session, "Ny", kind=OutboxKind.EDIT, edits_id=original.id)
        await mark_refused(session, original, "M_FORBIDDEN", AT)
        assert await freeze(session, edit)
        assert edit.kind == OutboxKind.MESSAGE
        assert edit.edits_id is None
        assert edit.content is not None
        assert "m.relates_to" not in edit.content
        assert await session.scalar(select(EventRef.outbox_id)) == edit.id


async def test_a_thread_hangs_on_its_root_or_is_left_when_the_root_was_refused(store: Store) -> None:
    async with store.begin() as session:
        root = await say(session)
        first = await say(session, thread_id=root.id)
        second = await say(session, thread_id=root.id)
        await mark_sent(session, root, "$root", AT)
        assert await freeze(session, first)
        assert first.content is not None
        assert first.content["m.relates_to"]["event_id"] == "$root"
        root.event_id, root.state = None, OutboxState.REFUSED
        await session.flush()
        assert await freeze(session, second)
        assert second.content is not None
        assert "m.relates_to" not in second.content
        hung = await say(session, thread_event="$command", reply_event="$asked")
        assert hung.content is not None
        assert hung.content["m.relates_to"]["event_id"] == "$command"


async def test_a_redaction_of_what_never_came_into_being_is_not_sent(store: Store) -> None:
    async with store.begin() as session:
        original = await say(session)
        redaction = await say(session, kind=OutboxKind.REDACTION, content={}, edits_id=original.id)
        reaction = await say(session, kind=OutboxKind.REACTION, content={"key": "✅"}, relates_event="$x")
        await mark_refused(session, original, "M_FORBIDDEN", AT)
        await freeze(session, redaction)
        assert redaction.state == OutboxState.REFUSED
        assert reaction.frozen
        assert reaction.content is not None
        assert reaction.content["m.relates_to"]["event_id"] == "$x"


async def test_targets_come_by_priority_and_then_by_age(store: Store) -> None:
    async with store.begin() as session:
        await say(session, target="!guide:test", priority=Priority.GUIDE)
        await say(session, target="!answer:test")
        await say(session, target="!case:test", priority=Priority.CASE)
        sent = await say(session, target="!sent:test", priority=Priority.CASE)
        await mark_sent(session, sent, "$s", AT)
        await say(session, target="!guide:test", priority=Priority.CASE)
        found = [due.target for due in await due_targets(session, ME, AT)]
        assert found == ["!guide:test", "!case:test", "!answer:test"]


async def test_within_a_target_cases_go_first_but_never_before_what_they_refer_to(store: Store) -> None:
    async with store.begin() as session:
        guide = await say(session, "1", priority=Priority.GUIDE)
        picture = await say(session, "2", priority=Priority.PICTURE)
        edit = await say(session, "3", priority=Priority.CASE, kind=OutboxKind.EDIT, edits_id=picture.id)
        case = await say(session, "4", priority=Priority.CASE)
        rows = await next_rows(session, ROOM, 10)
        assert [row.id for row in rows] == [picture.id, edit.id, case.id, guide.id]
        assert [row.id for row in await next_rows(session, ROOM, 1)] == [picture.id, edit.id]


async def test_many_targets_are_asked_about_at_once_and_answered_as_each_alone(store: Store) -> None:
    async with store.begin() as session:
        for number in range(4):
            room = f"!{number}:test"
            guide = await say(session, target=room, priority=Priority.GUIDE)
            picture = await say(session, target=room, priority=Priority.PICTURE)
            for _ in range(number):
                await say(session, target=room)
            about: dict[str, Any] = {
                "kind": OutboxKind.EDIT,
                "edits_id": (guide if number % 2 else picture).id,
            }
            await say(session, target=room, priority=Priority.CASE, **about)
            await mark_sent(session, await say(session, target=room, priority=Priority.CASE), "$s", AT)
        targets = [*(f"!{number}:test" for number in range(4)), "!silent:test"]
        for limit in (1, 2, 9):
            alone = {target: await next_rows(session, target, limit) for target in targets}
            assert await next_rows_of(session, targets, limit) == alone
        assert alone["!silent:test"] == []


async def test_only_one_process_sends_to_a_target(open_store: Callable[[], Store]) -> None:
    mine, other = open_store(), open_store()
    until = AT + timedelta(minutes=2)
    async with mine.begin() as session:
        await say(session)
        await say(session)
        assert await claim_target(session, ROOM, ME, AT, until)
    async with other.begin() as session:
        assert not await claim_target(session, ROOM, "OTHER", AT, until)
        assert await due_targets(session, "OTHER", AT) == []
        assert len(await due_targets(session, ME, AT)) == 1
        assert await claim_target(session, ROOM, "OTHER", until + timedelta(seconds=1), until)


async def test_texts_are_erased_after_their_time_and_the_row_stays(store: Store) -> None:
    async with store.begin() as session:
        await mark_sent(session, await say(session), "$1", AT)
        await mark_refused(session, await say(session), "M_FORBIDDEN", AT)
        await mark_sent(session, await say(session), "$3", AT + timedelta(days=8))
        await say(session)
    async with store.begin() as session:
        assert await erase_old(session, AT + timedelta(days=1)) == 2
        assert await erase_old(session, AT + timedelta(days=1)) == 0
        kept = await session.scalars(text("SELECT content IS NULL FROM outbox ORDER BY id"))
        assert [bool(empty) for empty in kept] == [True, True, False, False]


async def test_the_queue_says_how_old_each_priority_is(store: Store) -> None:
    async with store.begin() as session:
        await say(session, priority=Priority.CASE)
        await say(session, now=AT + timedelta(seconds=9))
        await say(session)
        assert await waiting(session) == [(Priority.CASE, 1, AT), (Priority.ANSWER, 2, AT)]
