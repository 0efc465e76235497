"""What the tests of writing share."""

from __future__ import annotations

from sqlalchemy import select

from bot.press.content import Content, from_json
from bot.press.find import content_of
from bot.press.tables import RevisionRow, SignOffRow
from bot.press.values import Verdict
from tests.press.day import PressDay, Said

NEW = """!budskap ny Skolorna är öppna

Skolorna är öppna som vanligt. Vid fara för liv, ring 112.
Signeras av: Stockholm, polisen
Ägare: Stockholm"""


async def content(day: PressDay, reference: str | None = None, number: int | None = None) -> Content:
    """Of a message's newest revision, or the one of that number."""
    row = await day.message(reference)
    async with day.store.begin() as session:
        return await content_of(session, row, number)


async def revisions(day: PressDay) -> list[Content]:
    async with day.store.begin() as session:
        found = await session.scalars(select(RevisionRow).order_by(RevisionRow.number))
        return [from_json(one.content) for one in found if one.content is not None]


async def sign(
    day: PressDay, actor: str, person: str, verdict: Verdict = Verdict.APPROVED, why: str | None = None
) -> None:
    """As if they had: of the newest message's newest revision."""
    row, revision = await day.message(), await day.revision()
    async with day.store.begin() as session:
        session.add(
            SignOffRow(
                message_id=row.id,
                revision=revision.number,
                hash=revision.hash,
                actor=actor,
                person=person,
                verdict=verdict,
                reason=why,
                at=day.clock.now(),
            )
        )


async def first(day: PressDay, who: str, text: str, room: str | None = None) -> str:
    return (await day.type(who, text, room))[0].body


def of(said: list[Said], room: str) -> str:
    """All that was said in a room."""
    return "\n".join(one.body for one in said if one.room == room)
