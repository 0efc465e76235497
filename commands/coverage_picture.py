"""The year on a strip for each kommun: who answers what is urgent, and when nobody does."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from bot.actors.facts import kommuner
from bot.cases.certificate import Certificate
from bot.cases.coverage_spans import merged
from bot.cases.coverage_stops import instant, seconds
from bot.chat.say import Say
from bot.draw.looks import Look
from bot.draw.strips import Kind, Row, Span, Strips
from bot.duty.facts import UnitKind

_HOUR = 3600
_LOOKS: Final = MappingProxyType(
    {
        UnitKind.MOTTAGNING: Look.PLAIN,
        UnitKind.SOCIALJOUR: Look.DOTS,
        UnitKind.BEREDSKAP: Look.LINES,
    }
)
Edges = list[tuple[int, int]]
Spent = Mapping[Look, Edges]
"""Who answers at what time: by the look of their strip, ``ALERT`` where nobody does."""
Shares = Sequence[tuple[Look, float]]
"""Percent of the time."""


def strips_of(certificate: Certificate, times: Mapping[str, Spent], zone: ZoneInfo, say: Say) -> Strips:
    """To be drawn; it takes its time as well. ``times``: as ``time_by_kommun`` gives them."""
    words = _words(say)
    found = Strips(
        title=say(
            "Vem svarar när det är bråttom? {days} dagar från {start}",
            days=(certificate.end - certificate.start).days,
            start=say.day(say.local(certificate.start).date()),
        ),
        start=certificate.start,
        end=certificate.end,
        zone=zone,
        language=say.language,
        kinds=[Kind(words[look], look) for look in words],
        rows=[_row(one.name, times[one.code], say) for one in kommuner()],
        description=in_words(together(times), say),
    )
    by_week = say("Höjden visar andelen av veckans tid.")
    height = say("Höjden visar andelen av dygnets tid.") if found.by_day else by_week
    return replace(found, remark=f"{height} {_meaning(say)}" if certificate.holes else height)


def _row(label: str, spent: Spent, say: Say) -> Row:
    words = _words(say)
    spans = [
        Span(instant(start), instant(end), Kind(words[look], look))
        for look, edges in spent.items()
        for start, end in edges
    ]
    without = dict(shares(spent)).get(Look.ALERT)
    note = say("hel") if without is None else say("{percent} utan svar", percent=percent(without, say))
    return Row(label, spans, note)


def _meaning(say: Say) -> str:
    return say("Ingen svarar: minst ett slags ärende får inget svar då.")


def _words(say: Say) -> Mapping[Look, str]:
    return {
        Look.PLAIN: say("mottagning"),
        Look.DOTS: say("socialjour"),
        Look.LINES: say("beredskap"),
        Look.GRID: say("någon annan"),
        Look.ALERT: say("ingen svarar"),
    }


def holes_by_kommun(certificate: Certificate) -> Mapping[str, tuple[tuple[datetime, datetime], ...]]:
    """When any kind of case meets nobody."""
    found: dict[str, list[tuple[int, int]]] = {}
    for hole in certificate.holes:
        if hole.kommun is not None:
            found.setdefault(hole.kommun, []).append((seconds(hole.start), seconds(hole.end)))
    return {
        code: tuple((instant(start), instant(end)) for start, end in merged(spans))
        for code, spans in found.items()
    }


def _note(holes: tuple[tuple[datetime, datetime], ...], say: Say) -> str:
    if not holes:
        return say("hel")
    spent = sum(seconds(end) - seconds(start) for start, end in holes)
    hours = max(1, round(spent / _HOUR))
    return say.count("{n} lucka, {hours} h", "{n} luckor, {hours} h", len(holes), hours=hours)


def holes_in_short(certificate: Certificate, say: Say) -> Iterator[str]:
    """What stands beside the strips that are not whole."""
    holes = holes_by_kommun(certificate)
    for one in kommuner():
        if one.code in holes:
            yield say("{kommun} ({note})", kommun=one.name, note=_note(holes[one.code], say))


def time_by_kommun(certificate: Certificate) -> Mapping[str, Spent]:
    """Who answers what is urgent, and when somebody with any kind of case meets nobody; no time twice."""
    found: dict[str, dict[Look, Edges]] = {one.code: {} for one in kommuner()}
    for code, holes in holes_by_kommun(certificate).items():
        found[code][Look.ALERT] = [(seconds(start), seconds(end)) for start, end in holes]
    for one in certificate.answers:
        here = found[one.kommun]
        taken = merged([span for edges in here.values() for span in edges])
        look = _LOOKS.get(one.kind, Look.GRID)
        here[look] = merged([*here.get(look, ()), *_without(one.spans, taken)])
    return found


def together(times: Mapping[str, Spent]) -> Shares:
    """Of the time of all kommuner."""
    found: dict[Look, Edges] = {look: [] for look in Look}
    for spent in times.values():
        for look, edges in spent.items():
            found[look] += edges
    return shares(found)


def _without(spans: Iterable[tuple[int, int]], taken: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    ends = [end for _, end in taken]
    for start, end in spans:
        at = start
        for begins, stops in islice(taken, bisect_right(ends, start), None):
            if begins >= end:
                break
            if begins > at:
                yield at, begins
            at = stops
        if at < end:
            yield at, end


def shares(spent: Spent) -> Shares:
    """Percent, whole and a hundred together; below one it is as small as it is."""
    times = {kind: sum(end - start for start, end in edges) for kind, edges in spent.items()}
    whole = sum(times.values())
    exact = {kind: 100 * time / whole for kind, time in times.items() if time}
    floor = {kind: max(1, int(share)) for kind, share in exact.items()}
    order = sorted(exact, key=lambda kind: exact[kind] - floor[kind], reverse=True)
    for kind in order[: max(0, 100 - sum(floor.values()))]:
        floor[kind] += 1
    if floor and (over := sum(floor.values()) - 100) > 0:
        floor[max(floor, key=lambda kind: floor[kind])] -= over
    return [(kind, floor[kind] if exact[kind] >= 1 else exact[kind]) for kind in exact]


def percent(share: float, say: Say) -> str:
    return say("{percent} %", percent=int(share)) if share >= 1 else say("under 1 %")


def in_words(found: Shares, say: Say) -> str:
    """What the strips show: how much of the time each kind of unit answers."""
    words = _words(say)
    parts = [say("{kind} {percent}", kind=words[look], percent=percent(share, say)) for look, share in found]
    if not parts:
        return ""
    told = say("Andel av tiden, när det är bråttom: {parts}.", parts=say.list(parts))
    return f"{told} {_meaning(say)}" if Look.ALERT in dict(found) else told
