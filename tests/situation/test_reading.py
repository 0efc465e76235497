"""Which reports stand, and what they say as values."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.situation.numbers import report_reference
from bot.situation.reading import reports_between
from bot.situation.tables import ReportRow
from bot.situation.values import Audience, Confidence, Part, ReportKind, ReportState
from tests.situation.day import AKTOR_NACKA, HED, Day


async def put(day: Day, **more: Any) -> ReportRow:
    async with day.store.begin() as session:
        plain: dict[str, Any] = {
            "reference": await report_reference(session, day.clock.now()),
            "actor": "nacka",
            "author": HED,
            "room_id": AKTOR_NACKA,
            "event_id": "$written",
            "kind": ReportKind.REPORT.value,
            "state": ReportState.CURRENT.value,
            "audience": Audience.ROC.value,
            "observed_at": day.clock.now(),
            "reported_at": day.clock.now(),
            "confidence": Confidence.UNCONFIRMED.value,
            "kommuner": ["0182"],
            "tags": [],
            "words": {Part.EVENT.value: "Skadegörelse vid skolan.", "source": "fältassistent"},
            "digest": "-",
        }
        row = ReportRow(**{**plain, **more})
        session.add(row)
        await session.flush()
        return row


async def test_a_report_is_read_as_it_was_written(day: Day) -> None:
    row = await put(day, level=2, trend="worse", tags=["skola"])
    async with day.store.begin() as session:
        (found,) = await reports_between(session, None, None)
    assert found.reference == row.reference == "R-1121-1"
    assert found.parts == {Part.EVENT: "Skadegörelse vid skolan."}
    assert (found.level, found.trend, found.source) == (2, "worse", "fältassistent")
    assert found.kommuner == ("0182",)


async def test_only_what_stands_is_compiled_and_a_new_version_names_the_old(day: Day) -> None:
    old = await put(day, state=ReportState.REPLACED.value)
    await put(day, state=ReportState.WITHDRAWN.value)
    await put(day, exercise=True)
    new = await put(day, corrects_id=old.id, same_as_id=old.id)
    async with day.store.begin() as session:
        (found,) = await reports_between(session, None, None)
        assert [one.exercise for one in await reports_between(session, None, None, exercise=True)] == [True]
    assert (found.reference, found.corrects, found.same_as) == (new.reference, old.reference, old.reference)


async def test_both_ends_of_the_time_asked_for_are_in_it(day: Day) -> None:
    start = day.clock.now()
    for minutes in range(4):
        await put(day, reported_at=start + timedelta(minutes=minutes))
    async with day.store.begin() as session:
        found = await reports_between(session, start + timedelta(minutes=1), start + timedelta(minutes=2))
    assert [one.reported_at - start for one in found] == [timedelta(minutes=1), timedelta(minutes=2)]
