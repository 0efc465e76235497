"""What differs from the last published picture, as the same audience saw that one."""

from __future__ import annotations

from collections.abc import Iterator

from bot.situation.compiled import Change, ChangeKind, Inputs, Line
from bot.situation.levels import plain_levels
from bot.situation.lines import Lines
from bot.situation.sifting import Sifted, rank
from bot.situation.values import COUNTY, Level, Report


def level_changes(found: Sifted, inputs: Inputs, kommun: str | None = None) -> tuple[Change, ...]:
    """The county first, then by code; ``kommun``: only that one and the county."""
    before, now = plain_levels(found.before, inputs), plain_levels(found.reports, inputs)
    wanted = {COUNTY, kommun} if kommun else before.keys() | now.keys()
    changed = sorted(
        (place for place in wanted if place and before.get(place) != now.get(place)),
        key=lambda place: (place != COUNTY, place),
    )
    return tuple(_level(place, before.get(place), now.get(place)) for place in changed)


def text_changes(found: Sifted, lines: Lines) -> tuple[Change, ...]:
    """Corrections first, then by weight; one for each report, with the line that says what it is about."""
    before = {one.reference: one for one in found.before}
    reports = sorted(found.reports, key=rank)
    changed = [change for one in reports if (change := _change(one, before, lines))]
    return (
        *(one for one in changed if one.kind is ChangeKind.CORRECTED),
        *(one for one in changed if one.kind is not ChangeKind.CORRECTED),
        *_gone(found),
    )


def _change(report: Report, before: dict[str, Report], lines: Lines) -> Change | None:
    said = lines.of(report)
    old = before.get(report.reference)
    if not said or (old is not None and _told(old) == _told(report)):
        return None
    if old is not None:
        return Change(ChangeKind.CHANGED, report.reference, _first_new(said, lines.of(old)))
    kind = ChangeKind.CORRECTED if report.corrects else ChangeKind.NEW
    return Change(kind, report.reference, said[0])


def _first_new(said: tuple[Line, ...], before: tuple[Line, ...]) -> Line:
    known = {(one.part, one.words) for one in before}
    return next((one for one in said if (one.part, one.words) not in known), said[0])


def _gone(found: Sifted) -> Iterator[Change]:
    standing = {one.reference for one in found.reports} | {one.corrects for one in found.reports}
    for one in found.before:
        if one.reference not in standing and one.parts:
            yield Change(ChangeKind.GONE, report=one.reference)


def _told(report: Report) -> tuple[object, ...]:
    return dict(report.parts), report.confidence, report.source, report.kommuner, report.observed_at


def _level(place: str, before: Level | None, now: Level | None) -> Change:
    return Change(ChangeKind.LEVEL, kommun=place, before=before, now=now)
