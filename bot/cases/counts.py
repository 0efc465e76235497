"""The counts that are left of erased cases: no reference, no day, nothing but how many took how long."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Integer, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.cases.samples import Sample, hour
from bot.cases.spread import bucket_of
from bot.store.base import Base
from bot.store.upsert import add_up

NO_UNIT = ""
"""Raised when the register had no unit for it: straight to the end."""


class Measure(StrEnum):
    """TAKEN and CONTACT are counted by bucket, the others in bucket 0; a withdrawn case is only WITHDRAWN."""

    RAISED = "raised"
    WITHDRAWN = "withdrawn"
    ESCALATED = "escalated"
    AT_END = "at_end"
    TAKEN = "taken"
    CONTACT = "contact"


class CaseCount(Base):
    """How many cases of a month, unit, urgency and local hour fall into a bucket (``spread.EDGES``)."""

    __tablename__ = "case_count"

    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    """In which they were raised, ``2026-04``, by the clock on the wall."""
    unit: Mapped[str] = mapped_column(String(64), primary_key=True)
    urgency: Mapped[str] = mapped_column(String(16), primary_key=True)
    hour: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    measure: Mapped[str] = mapped_column(String(16), primary_key=True)
    bucket: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    n: Mapped[int] = mapped_column(Integer)


class Cell(NamedTuple):
    month: str
    unit: str
    urgency: str
    hour: int
    measure: Measure
    bucket: int


def cells(sample: Sample, zone: ZoneInfo) -> Iterable[Cell]:
    """Where a case counts."""
    local = hour(sample.raised_in).astimezone(zone)
    place = (f"{local:%Y-%m}", sample.unit or NO_UNIT, sample.urgency, local.hour)
    if sample.withdrawn:
        yield Cell(*place, Measure.WITHDRAWN, 0)
        return
    yield Cell(*place, Measure.RAISED, 0)
    if sample.escalated:
        yield Cell(*place, Measure.ESCALATED, 0)
    if sample.at_end:
        yield Cell(*place, Measure.AT_END, 0)
    for measure, seconds in ((Measure.TAKEN, sample.taken), (Measure.CONTACT, sample.contact)):
        if seconds is not None:
            yield Cell(*place, measure, bucket_of(seconds))


async def count(session: AsyncSession, found: Iterable[Sample], zone: ZoneInfo) -> None:
    """Add the cases to what is counted, in the transaction that erases them."""
    numbers = Counter(cell for sample in found for cell in cells(sample, zone))
    # In one order always, so that two who count at once wait for each other and do not lock each other out.
    rows = [{**cell._asdict(), "n": numbers[cell]} for cell in sorted(numbers)]
    await add_up(session, CaseCount, CaseCount.n, rows)


async def counted(session: AsyncSession, first_month: str) -> Sequence[CaseCount]:
    """What is counted from that month on."""
    return (await session.scalars(select(CaseCount).where(CaseCount.month >= first_month))).all()
