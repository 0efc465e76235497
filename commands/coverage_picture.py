"""The year on a strip for each kommun: who answers what is urgent, and when nobody does."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
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
Edges = list[tuple[int, int]]


def strips_of(certificate: Certificate, zone: ZoneInfo, say: Say) -> Strips:
    """To be drawn in a thread."""
    spent = time_by_kommun(certificate, say)
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
        kinds=(*dict.fromkeys(_kinds(say).values()), _hole(say)),
        rows=[_row(one.name, spent[one.code], say) for one in kommuner()],
        description=in_words(certificate, say),
    )
    by_week = say("Höjden visar andelen av veckans tid.")
    height = say("Höjden visar andelen av dygnets tid.") if found.by_day else by_week
    return replace(found, remark=f"{height} {_meaning(say)}" if certificate.holes else height)


def _row(label: str, spent: Mapping[Kind, Edges], say: Say) -> Row:
    spans = [
        Span(instant(start), instant(end), kind) for kind, edges in spent.items() for start, end in edges
    ]
    without = next((share for kind, share in shares(spent) if kind.look is Look.ALERT), None)
    note = say("hel") if without is None else say("{percent} utan svar", percent=percent(without, say))
    return Row(label, spans, note)


def _hole(say: Say) -> Kind:
    return Kind(say("ingen svarar"), Look.ALERT)


def _meaning(say: Say) -> str:
    return say("Ingen svarar: minst ett slags ärende får inget svar då.")


def _kinds(say: Say) -> Mapping[UnitKind, Kind]:
    other = Kind(say("någon annan"), Look.GRID)
    return {
        UnitKind.MOTTAGNING: Kind(say("mottagning"), Look.PLAIN),
        UnitKind.SOCIALJOUR: Kind(say("socialjour"), Look.DOTS),
        UnitKind.BEREDSKAP: Kind(say("beredskap"), Look.LINES),
        UnitKind.LEDNING: other,
        UnitKind.POLIS: other,
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


def time_by_kommun(certificate: Certificate, say: Say) -> Mapping[str, Mapping[Kind, Edges]]:
    """Who answers what is urgent, and when somebody with any kind of case meets nobody; no time twice."""
    kinds = _kinds(say)
    found: dict[str, dict[Kind, Edges]] = {one.code: {} for one in kommuner()}
    for code, holes in holes_by_kommun(certificate).items():
        found[code][_hole(say)] = [(seconds(start), seconds(end)) for start, end in holes]
    for one in certificate.answers:
        here = found[one.kommun]
        taken = merged([span for edges in here.values() for span in edges])
        kind = kinds.get(one.kind, kinds[UnitKind.LEDNING])
        spans = [(seconds(start), seconds(end)) for start, end in one.spans]
        here[kind] = merged([*here.get(kind, ()), *_without(spans, taken)])
    return found


def _without(spans: Iterable[tuple[int, int]], taken: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    ends = [end for _, end in taken]
    for start, end in spans:
        at = start
        for begins, stops in taken[bisect_right(ends, start) :]:
            if begins >= end:
                break
            if begins > at:
                yield at, begins
            at = stops
        if at < end:
            yield at, end


def shares(spent: Mapping[Kind, Edges]) -> Sequence[tuple[Kind, float]]:
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


def in_words(certificate: Certificate, say: Say) -> str:
    """What the strips show: how much of the time each kind of unit answers, over all kommuner."""
    together: dict[Kind, Edges] = {kind: [] for kind in (*_kinds(say).values(), _hole(say))}
    for spent in time_by_kommun(certificate, say).values():
        for kind, edges in spent.items():
            together[kind] += edges
    parts = [
        say("{kind} {percent}", kind=kind.words, percent=percent(share, say))
        for kind, share in shares(together)
    ]
    if not parts:
        return ""
    told = say("Andel av tiden, när det är bråttom: {parts}.", parts=say.list(parts))
    return f"{told} {_meaning(say)}" if certificate.holes else told
