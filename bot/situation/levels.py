"""How strained it is in each kommun, by the reports that are left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from bot.actors.facts import kommuner
from bot.situation.compiled import Inputs, KommunLevel
from bot.situation.sifting import is_old, places
from bot.situation.values import COUNTY, Level, Report


def levels(reports: Iterable[Report], inputs: Inputs) -> tuple[tuple[KommunLevel, ...], KommunLevel]:
    """Of every kommun in the order of their codes, and of the county as a whole."""
    found = _newest(reports, inputs)
    by_code = tuple(_level(one.code, found.get(one.code, {}), inputs) for one in kommuner())
    return by_code, _level(COUNTY, found.get(COUNTY, {}), inputs)


def plain_levels(reports: Iterable[Report], inputs: Inputs) -> Mapping[str, Level]:
    """Only the numbers, of what has one: for what changed since the last picture."""
    found = _newest(reports, inputs)
    return {place: max(one.level or Level.NORMAL for one in by.values()) for place, by in found.items()}


def _newest(reports: Iterable[Report], inputs: Inputs) -> Mapping[str, Mapping[str, Report]]:
    """For each place the newest report with a level of each actor."""
    found: dict[str, dict[str, Report]] = defaultdict(dict)
    for report in sorted(reports, key=_age):
        if report.level is not None:
            for place in places(report, inputs):
                found[place][report.actor] = report
    return found


def _level(place: str, by_actor: Mapping[str, Report], inputs: Inputs) -> KommunLevel:
    """The highest that any actor says; where several say it, the newest of them gives trend and time."""
    if not by_actor:
        return KommunLevel(place, None)
    highest = max(one.level or Level.NORMAL for one in by_actor.values())
    saying = sorted((one for one in by_actor.values() if one.level == highest), key=_age)
    newest = saying[-1]
    return KommunLevel(
        kommun=place,
        level=highest,
        trend=newest.trend,
        carried=is_old(newest, inputs),
        observed_at=newest.observed_at,
        reports=tuple(one.reference for one in reversed(saying)),
    )


def _age(report: Report) -> tuple[object, ...]:
    return report.observed_at, report.reported_at, report.id, report.reference
