"""A message and its revisions put into the database: nothing here asks whether that may be done."""

from __future__ import annotations

from bot.chat.declare import Call
from bot.press.content import Content, content_hash, to_json
from bot.press.numbers import MESSAGES, next_reference
from bot.press.tables import MessageRow, RevisionRow
from bot.press.values import State
from bot.store import audit


async def add_message(
    call: Call, content: Content, *, owner: str, exercise: bool, corrects: MessageRow | None = None
) -> MessageRow:
    """A new message's row and its first revision, written by the caller, as a draft."""
    session = call.session
    row = MessageRow(
        reference=await next_reference(session, MESSAGES),
        state=State.DRAFT,
        owner=owner,
        author=call.caller.user_id,
        room_id=call.place.room_id,
        event_id=call.incoming.event_id,
        exercise=exercise,
        corrects_id=corrects.id if corrects is not None else None,
        created_at=call.now,
        revision=0,
    )
    session.add(row)
    await session.flush()
    await add_revision(call, row, content, "message.new", owner=owner, exercise=exercise)
    return row


async def add_revision(
    call: Call, row: MessageRow, content: Content, action: str, **fields: str | int | bool | None
) -> RevisionRow:
    """The next revision, made by the caller; the row is held. ``fields`` go into the audit log."""
    session = call.session
    row.revision += 1
    revision = RevisionRow(
        message_id=row.id,
        number=row.revision,
        hash=content_hash(content, row.reference),
        content=to_json(content),
        made_by=call.caller.user_id,
        made_at=call.now,
    )
    session.add(revision)
    await session.flush()
    await audit.append(
        session,
        at=call.now,
        actor=call.caller.user_id,
        action=action,
        object=row.reference,
        fields={
            "revision": revision.number,
            "hash": revision.hash,
            "trust": call.caller.trust.value,
            **fields,
        },
    )
    return revision
