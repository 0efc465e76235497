"""A revision made ready to be published: names in place of ids, and its place in a chain of corrections."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import function_number
from bot.errors import Refusal
from bot.press.adapters import Edition
from bot.press.content import Content, content_hash, from_json
from bot.press.pictures import actor_name, revision_of
from bot.press.states import OUT
from bot.press.tables import MessageRow
from bot.press.values import Act
from bot.register.section import Snapshot


async def edition_of(
    session: AsyncSession, snapshot: Snapshot, row: MessageRow, act: Act, at: datetime
) -> Edition:
    """The newest revision, as it is published in that act.

    ``hash`` is made anew from the stored content: what it says is what is sent.

    Raises:
        Refusal: ``message.erased``.
    """
    revision = await revision_of(session, row)
    if revision.content is None:
        raise Refusal("message.erased", reference=row.reference)
    content = from_json(revision.content)
    chain = await chain_of(session, row)
    return Edition(
        reference=row.reference,
        root=chain[-1].reference if chain else row.reference,
        act=act,
        revision=row.revision,
        hash=content_hash(content, row.reference),
        content=content,
        owner=actor_name(snapshot, row.owner),
        at=at,
        contact=_contact(snapshot, content),
        local=tuple((actor_name(snapshot, one), text) for one, text in content.local.items()),
        original=chain[0].reference if chain and act is Act.CORRECT else None,
        exercise=row.exercise,
    )


async def corrected_by(session: AsyncSession, row: MessageRow) -> MessageRow | None:
    """The message that this one takes the place of."""
    return await session.get(MessageRow, row.corrects_id) if row.corrects_id is not None else None


async def chain_of(session: AsyncSession, row: MessageRow) -> list[MessageRow]:
    """Every message that this one takes the place of, the newest first; the last is the root of the chain."""
    found: list[MessageRow] = []
    while (before := await corrected_by(session, row)) is not None:
        found.append(before)
        row = before
    return found


async def replaced_by(session: AsyncSession, row: MessageRow) -> MessageRow | None:
    """The newest message that has taken the place of this one."""
    found: MessageRow | None = await session.scalar(
        select(MessageRow)
        .where(MessageRow.corrects_id == row.id, MessageRow.state.in_(sorted(OUT)))
        .order_by(MessageRow.id.desc())
        .limit(1)
    )
    return (await replaced_by(session, found) or found) if found is not None else None


def _contact(snapshot: Snapshot, content: Content) -> str:
    found = function_number(snapshot, content.contact) if content.contact else None
    return f"{found.name}, {found.number}" if found else ""
