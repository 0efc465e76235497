"""A revision made ready to be published: names in place of ids, and its place in a chain of corrections."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import function_number
from bot.errors import Refusal
from bot.press.adapters import Edition
from bot.press.chain import chain_of
from bot.press.content import Content, content_hash, from_json
from bot.press.pictures import actor_name, revision_of
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


def _contact(snapshot: Snapshot, content: Content) -> str:
    found = function_number(snapshot, content.contact) if content.contact else None
    return f"{found.name}, {found.number}" if found else ""
