"""What is asked of the outbox: queueing once, and settling what became of each row."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.attachment import AttachmentRow, forget_attachments
from bot.store.event_ref import EventRef
from bot.store.outbox import OutboxKind, OutboxRow, OutboxState, Priority
from bot.store.outbox_due import DueTarget
from bot.store.relations import OWN_ID, Related, final_content, unrelated
from bot.store.upsert import insert_new


async def queue(
    session: AsyncSession,
    *,
    target: str,
    kind: OutboxKind,
    content: Mapping[str, Any],
    now: datetime,
    priority: Priority = Priority.ANSWER,
    edits_id: int | None = None,
    thread_id: int | None = None,
    thread_event: str | None = None,
    reply_event: str | None = None,
    relates_event: str | None = None,
    dedupe_key: str | None = None,
    person: str | None = None,
    attachment: bytes | None = None,
    held: bool = False,
) -> OutboxRow:
    """Put a row into the outbox, frozen at once when all that it refers to has its event id.

    With a ``dedupe_key`` that was used before, nothing is queued and the earlier row is returned.
    ``held``: it waits until it is released (see ``outbox_held``).
    An ``attachment`` is uploaded before the row is sent, and its address put into the content.
    ``content`` is ``{"key": ...}`` for a reaction, ``{"reason": ...}`` or empty for a redaction, and empty
    for a pin.
    """
    txn_id = f"rocbot-{uuid.uuid4().hex}"
    said = {**content, OWN_ID: txn_id} if kind in _MESSAGES else dict(content)
    # What refers to none of our own messages has its final content from the start: written once.
    final = kind == OutboxKind.MESSAGE and edits_id is None and thread_id is None
    row: dict[str, Any] = {
        "txn_id": txn_id,
        "target": target,
        "person": person,
        "kind": kind,
        "priority": priority,
        "content": final_content(kind, said, Related(thread=thread_event, reply=reply_event))
        if final
        else said,
        "edits_id": edits_id,
        "thread_id": thread_id,
        "thread_event": thread_event,
        "reply_event": reply_event,
        "relates_event": relates_event,
        "created_at": now,
        "dedupe_key": dedupe_key,
    }
    state = OutboxState.HELD if held else OutboxState.QUEUED
    if dedupe_key is None:
        made = OutboxRow(**row, attempts=0, frozen=final, state=state)
        session.add(made)
        await session.flush()
    else:
        defaults = {"attempts": 0, "frozen": final, "state": state}
        new = await insert_new(session, OutboxRow, OutboxRow.dedupe_key, [{**row, **defaults}])
        found = await session.scalars(select(OutboxRow).where(OutboxRow.dedupe_key == dedupe_key))
        made = found.one()
        if not new:
            return made
    if attachment is not None:
        session.add(AttachmentRow(outbox_id=made.id, body=attachment))
    if not held:
        mark_due(session, [DueTarget(priority, made.id, target)])
    await freeze(session, made)
    return made


def mark_due(session: AsyncSession, due: Sequence[DueTarget]) -> None:
    """Note where something waits now."""
    session.info.setdefault(_DUE, []).extend(due)


def queued_here(session: AsyncSession) -> Sequence[DueTarget]:
    """Where rows were queued in this session, for whoever wakes the outbox after it."""
    found: Sequence[DueTarget] = session.info.get(_DUE, ())
    return found


_DUE = "rocbot_outbox_due"
_MESSAGES = frozenset({OutboxKind.MESSAGE, OutboxKind.EDIT})


async def freeze(session: AsyncSession, row: OutboxRow, *, room_id: str | None = None) -> bool:
    """Put the final content in, if everything that the row refers to is settled; True when it is frozen.

    An edit of what was refused, or of what stands in another room, becomes a message of its own, and takes
    over what replies to the other one would have meant. A thread whose root was refused, or stands in
    another room, is left: a homeserver refuses what refers to an event of another room.
    """
    moved = room_id is not None and row.room_id != room_id
    if moved:
        row.room_id = room_id
    if row.frozen and not moved:
        return True
    wanted = [key for key in (row.edits_id, row.thread_id) if key is not None]
    found = await session.scalars(select(OutboxRow).where(OutboxRow.id.in_(wanted))) if wanted else ()
    others = {other.id: other for other in found}
    if row.frozen:
        if row.kind in _MESSAGES and not all(_same_room(other, row) for other in others.values()):
            await _part(session, row)
        return True
    if any(other.state in {OutboxState.HELD, OutboxState.QUEUED} for other in others.values()):
        return False
    original = others.get(row.edits_id) if row.edits_id is not None else None
    root = others.get(row.thread_id) if row.thread_id is not None else None
    if row.kind == OutboxKind.EDIT and (
        original is None or original.event_id is None or not _same_room(original, row)
    ):
        await _become_message(session, row)
        original = None
    if row.kind == OutboxKind.PIN and original is not None and not _same_room(original, row):
        original = None
    related = Related(
        edits=original.event_id if original else None,
        thread=root.event_id if root and _same_room(root, row) else row.thread_event,
        reply=row.reply_event,
        about=row.relates_event or (original.event_id if original else None),
    )
    if row.kind not in _MESSAGES and related.about is None:
        # What it was about never came into being, so there is nothing to react to, remove or pin.
        await mark_refused(session, row, "nothing_to_relate_to", row.created_at)
        return True
    row.content = final_content(row.kind, row.content or {}, related)
    row.frozen = True
    await session.flush()
    return True


def _same_room(root: OutboxRow, row: OutboxRow) -> bool:
    """Two rows for one person may go to two direct chats, when the first was left meanwhile."""
    if root.room_id is not None and row.room_id is not None:
        return root.room_id == row.room_id
    return row.target in {root.target, root.room_id}


async def _part(session: AsyncSession, row: OutboxRow) -> None:
    """Take out of the final content what it refers to."""
    if row.kind == OutboxKind.EDIT:
        await _become_message(session, row)
    row.content = unrelated(row.content or {})
    await session.flush()


async def _become_message(session: AsyncSession, row: OutboxRow) -> None:
    row.kind = OutboxKind.MESSAGE
    refused, row.edits_id = row.edits_id, None
    if refused is not None:
        await session.execute(update(EventRef).where(EventRef.outbox_id == refused).values(outbox_id=row.id))


async def hold(session: AsyncSession, row_id: int) -> OutboxRow:
    """The row, kept from others' changes until this transaction ends.

    Rows that refer to it may be added meanwhile: an edit of an alarm must not wait for the alarm's own
    settlement, which may wait for the case that the edit tells of.
    """
    return await session.get_one(OutboxRow, row_id, with_for_update={"key_share": True})


async def mark_sent(session: AsyncSession, row: OutboxRow, event_id: str, now: datetime) -> None:
    row.state, row.event_id, row.sent_at = OutboxState.SENT, event_id, now
    row.not_before = row.error = row.claimed_by = row.claimed_until = None
    await session.flush()


async def mark_refused(session: AsyncSession, row: OutboxRow, error: str, now: datetime) -> None:
    """It will never be sent; ``sent_at`` is when that was settled."""
    row.state, row.error, row.sent_at = OutboxState.REFUSED, error[:64], now
    row.not_before = row.claimed_by = row.claimed_until = None
    await session.flush()


async def erase_old(session: AsyncSession, before: datetime) -> int:
    """Empty the content of what was settled before ``before``; the rows stay, for replies and edits."""
    statement = (
        update(OutboxRow)
        .where(
            OutboxRow.state.in_((OutboxState.SENT, OutboxState.REFUSED)),
            OutboxRow.sent_at < before,
            OutboxRow.content.is_not(None),
        )
        .values(content=None)
        .returning(OutboxRow.id)
    )
    erased = (await session.scalars(statement)).all()
    await forget_attachments(session)
    return len(erased)


async def waiting(session: AsyncSession) -> Sequence[tuple[int, int, datetime]]:
    """For each priority with something queued: the priority, how many, and when the oldest was queued."""
    statement = (
        select(OutboxRow.priority, func.count(), func.min(OutboxRow.created_at))
        .where(OutboxRow.state == OutboxState.QUEUED)
        .group_by(OutboxRow.priority)
        .order_by(OutboxRow.priority)
    )
    return [(priority, number, oldest) for priority, number, oldest in await session.execute(statement)]
