"""What the tests of rumours and questions share."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from bot.press.talk_tables import AnswerRow, QuestionRow, RumourRow
from bot.store.audit import AuditRow
from bot.store.engine import Store
from tests.cases.night import Said
from tests.press.day import PressDay

CLAIM = "det sägs att skolorna stänger i morgon"
RUMOUR = f"!rykte ny {CLAIM} var:föräldragrupper i Nacka spridning:ökande"
ASKED = "Är skolorna öppna i morgon?"
QUESTION = f"!fråga ny {ASKED} från:allmänheten"


async def rumours(day: PressDay) -> list[RumourRow]:
    async with day.store.begin() as session:
        return list(await session.scalars(select(RumourRow).order_by(RumourRow.id)))


async def questions(day: PressDay) -> list[QuestionRow]:
    async with day.store.begin() as session:
        return list(await session.scalars(select(QuestionRow).order_by(QuestionRow.id)))


async def answers(day: PressDay) -> list[str]:
    async with day.store.begin() as session:
        return list(await session.scalars(select(AnswerRow.text).order_by(AnswerRow.id)))


async def audited(day: PressDay, reference: str) -> list[AuditRow]:
    async with day.store.begin() as session:
        rows = await session.scalars(select(AuditRow).order_by(AuditRow.seq))
        return [row for row in rows if row.object == reference]


async def first(day: PressDay, who: str, text: str, room: str | None = None) -> str:
    return (await day.type(who, text, room))[0].body


def of(said: Sequence[Said], room: str) -> list[str]:
    return [one.body for one in said if one.room == room]


def about(said: Sequence[Said], *references: str) -> list[Said]:
    """What is said of these, whatever else the day brings."""
    return [one for one in said if any(reference in one.body for reference in references)]


def second(day: PressDay, store: Store) -> PressDay:
    """Another process on the same database and in the same rooms."""
    other = PressDay(store, day.clock)
    other.hall = day.hall
    other.restart(other.store)
    return other
