"""A round of the lägesbild from its closing to its posting, as the tests of it go through it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.situation.numbers import report_reference, round_reference
from bot.situation.picture_tables import PictureRow, PostingRow
from bot.situation.tables import ReportRow, RoundRow
from bot.situation.values import Audience, Confidence, Part, ReportKind, ReportState
from tests.cases.night import ZONE
from tests.situation.day import AKTOR_NACKA, HED, LUND, Day, Said, direct

DUE = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)
"""15:00 in Stockholm."""
_TITLE = re.compile(r"(\* )?(ÖVNING\. )?Lägesbild LB-\d{4}-\d+(, version \d+)?( för \w+)?\u00a0· ")


async def a_round(day: Day, due: datetime = DUE, *, exercise: bool = False) -> str:
    """Its reference. The register plans the real one at 15:00 itself; others are put there."""
    await day.tick()
    wall = f"{due.astimezone(ZONE):%Y-%m-%dT%H:%M}"
    async with day.store.begin() as session:
        wanted = select(RoundRow).where(RoundRow.wall == wall, RoundRow.exercise == exercise)
        row = await session.scalar(wanted)
        if row is None:
            row = RoundRow(
                reference=await round_reference(session, due.astimezone(ZONE)),
                wall=wall,
                zone=ZONE.key,
                due_at=due,
                opens_at=due - timedelta(hours=3),
                closes_at=due - timedelta(minutes=30),
                mode="ordinary",
                exercise=exercise,
                state="planned",
            )
            session.add(row)
        return row.reference


async def reported(day: Day, words: str, **more: Any) -> ReportRow:
    """A report of Nacka's, as it lies in the database."""
    async with day.store.begin() as session:
        plain: dict[str, Any] = {
            "reference": await report_reference(session, day.clock.now().astimezone(ZONE)),
            "actor": "nacka",
            "author": HED,
            "room_id": AKTOR_NACKA,
            "event_id": "$written",
            "kind": ReportKind.REPORT.value,
            "state": ReportState.CURRENT.value,
            "audience": Audience.SSR.value,
            "observed_at": day.clock.now(),
            "reported_at": day.clock.now(),
            "confidence": Confidence.CONFIRMED.value,
            "kommuner": ["0182"],
            "level": 2,
            "tags": [],
            "words": {Part.EVENT.value: words, "source": "fältassistent"},
            "digest": "-",
        }
        row = ReportRow(**{**plain, **more})
        session.add(row)
        await session.flush()
        return row


async def changed_to(day: Day, report: ReportRow, words: str) -> None:
    """An edit before it was published."""
    async with day.store.begin() as session:
        row = await session.get_one(ReportRow, report.id)
        row.words = {**(row.words or {}), Part.EVENT.value: words}
        row.changed_at = day.clock.now()


async def corrected_to(day: Day, report: ReportRow, words: str) -> ReportRow:
    """A new version of one that is published."""
    async with day.store.begin() as session:
        (await session.get_one(ReportRow, report.id)).state = ReportState.REPLACED.value
    return await reported(day, words, corrects_id=report.id)


async def until(day: Day, at: datetime) -> list[Said]:
    """Let the clock run to a moment, doing what falls due on the way."""
    return await day.pass_by(seconds=(at - day.clock.now()).total_seconds())


async def approved(day: Day, room: str | None = None) -> list[Said]:
    return await day.type(LUND, "!lägesbild publicera", room or direct(LUND))


def pictures(day: Day, room: str, *, edits: bool = False) -> list[str]:
    """The pictures posted in a room, in their order; with ``edits`` also what they were changed to."""
    return [
        said.body
        for said in day.heard(room)
        if _TITLE.match(said.body) and (edits or said.edits is None) and not said.in_thread
    ]


async def postings(day: Day) -> list[PostingRow]:
    async with day.store.begin() as session:
        return list(await session.scalars(select(PostingRow).order_by(PostingRow.id)))


async def versions(day: Day) -> list[PictureRow]:
    async with day.store.begin() as session:
        return list(await session.scalars(select(PictureRow).order_by(PictureRow.id)))
