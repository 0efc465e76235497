"""Who wrote the text of a message: they never sign it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.press.tables import MessageRow, RevisionRow


async def writers(session: AsyncSession, row: MessageRow) -> frozenset[str]:
    """The first author, and whoever wrote the newest revision."""
    return frozenset({row.author, await writer_of(session, row, row.revision)})


async def writer_of(session: AsyncSession, row: MessageRow, number: int) -> str:
    """Whoever made that revision; where it only takes back their own change, who wrote what stands again."""
    found = await session.execute(
        select(RevisionRow.made_by, RevisionRow.hash)
        .where(RevisionRow.message_id == row.id, RevisionRow.number <= number)
        .order_by(RevisionRow.number.desc())
    )
    return _writer([(made_by, text) for made_by, text in found])


def _writer(made: Sequence[tuple[str, str]]) -> str:
    """Of the newest of these makers and hashes, which come first."""
    maker, text = made[0]
    others = next((at for at, (by, _) in enumerate(made) if by != maker), None)
    if others is None or made[others][1] != text:
        return maker
    return _writer(made[others:])
