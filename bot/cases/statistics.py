"""Response times: from raised to taken to in contact, for each unit and each hour of the day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from bot.cases.counts import NO_UNIT, CaseCount, Measure, counted
from bot.cases.entries import Urgency
from bot.cases.folder import Desk
from bot.cases.picture import unit_name
from bot.cases.samples import Sample, hour, since
from bot.cases.spread import Spread
from bot.chat.declare import Call
from bot.chat.message import RoomClass
from bot.chat.outcome import Outcome, ToPerson
from bot.register.section import Snapshot

WAITING: Final = Urgency.OFFICE
"""Its times are those of the office, so an hour of the day says nothing of them."""


@dataclass
class Tally:
    """What became of some cases; those that were withdrawn are in ``withdrawn`` and nowhere else."""

    raised: int = 0
    withdrawn: int = 0
    escalated: int = 0
    at_end: int = 0
    taken: Spread = field(default_factory=Spread)
    contact: Spread = field(default_factory=Spread)

    def add(self, sample: Sample) -> None:
        if sample.withdrawn:
            self.withdrawn += 1
            return
        self.raised += 1
        self.escalated += sample.escalated
        self.at_end += sample.at_end
        if sample.taken is not None:
            self.taken.add(sample.taken)
        if sample.contact is not None:
            self.contact.add(sample.contact)

    def add_counted(self, row: CaseCount) -> None:
        match Measure(row.measure):
            case Measure.RAISED:
                self.raised += row.n
            case Measure.WITHDRAWN:
                self.withdrawn += row.n
            case Measure.ESCALATED:
                self.escalated += row.n
            case Measure.AT_END:
                self.at_end += row.n
            case Measure.TAKEN:
                self.taken.counted[row.bucket] += row.n
            case Measure.CONTACT:
                self.contact.counted[row.bucket] += row.n


@dataclass(frozen=True)
class Statistics:
    """``units``: (name, urgency) and their tallies; the name None where no unit could be alarmed.

    ``hours``: by the local hour in which a case was raised, what waits for the office left out.
    ``whole_months``: erased cases are among them, counted by whole months from the one of ``start``.
    """

    start: datetime
    end: datetime
    total: Tally
    units: Sequence[tuple[str | None, Urgency, Tally]]
    hours: Sequence[tuple[int, Tally]]
    whole_months: bool


class _Sheet:
    """Tallies under construction."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.total = Tally()
        self.units: dict[tuple[str, Urgency], Tally] = defaultdict(Tally)
        self.hours: dict[int, Tally] = defaultdict(Tally)
        # There are far fewer hours and units than cases.
        self.local = cache(lambda raised_in: hour(raised_in).astimezone(zone).hour)
        self.places = cache(self._places)

    def _places(self, unit: str | None, urgency: str, local_hour: int) -> Sequence[Tally]:
        kind = Urgency(urgency)
        found = [self.total, self.units[unit or NO_UNIT, kind]]
        return found if kind is WAITING else [*found, self.hours[local_hour]]


class CaseStatistics:
    """For the centre and the duty officer: numbers, no references."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(
        self, call: Call, *, days: int, unit: str | None = None, urgency: Urgency | None = None
    ) -> Outcome:
        start = call.now - timedelta(days=days)
        zone = self._desk.zone
        sheet = _Sheet(zone)

        def wanted(found_unit: str | None, found_urgency: str) -> bool:
            return (unit is None or found_unit == unit) and (urgency is None or found_urgency == urgency)

        async for portion in since(call.session, start):
            for sample in portion:
                if wanted(sample.unit, sample.urgency):
                    for tally in sheet.places(sample.unit, sample.urgency, sheet.local(sample.raised_in)):
                        tally.add(sample)
        erased = [
            row
            for row in await counted(call.session, f"{start.astimezone(zone):%Y-%m}")
            if wanted(row.unit or None, row.urgency)
        ]
        for row in erased:
            for tally in sheet.places(row.unit, row.urgency, row.hour):
                tally.add_counted(row)
        snapshot = await self._desk.register.current(call.session)
        found = Statistics(
            start,
            call.now,
            sheet.total,
            _named(snapshot, sheet.units),
            sorted(sheet.hours.items()),
            whole_months=bool(erased),
        )
        heard = call.place.room_class in {RoomClass.DIREKT, RoomClass.ROC}
        return Outcome(found, answer_to=None if heard else ToPerson(call.caller.user_id))


def _named(
    snapshot: Snapshot, units: Mapping[tuple[str, Urgency], Tally]
) -> Sequence[tuple[str | None, Urgency, Tally]]:
    """The most cases first."""
    order = sorted(units.items(), key=lambda item: (-item[1].raised, item[0]))
    return [(unit_name(snapshot, unit) if unit else None, kind, tally) for (unit, kind), tally in order]
