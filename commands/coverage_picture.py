"""The year on a strip for each kommun: who answers what is urgent, and when nobody does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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


def strips_of(certificate: Certificate, zone: ZoneInfo, say: Say) -> Strips:
    """To be drawn in a thread. Holes are those of any kind of case, the rest is what is urgent."""
    kinds = _kinds(say)
    hole = Kind(say("ingen svarar"), Look.ALERT)
    holes = holes_by_kommun(certificate)
    spans: dict[str, list[Span]] = {}
    for one in certificate.answers:
        kind = kinds.get(one.kind, kinds[UnitKind.LEDNING])
        spans.setdefault(one.kommun, []).extend(Span(start, end, kind) for start, end in one.spans)
    return Strips(
        title=say(
            "Vem svarar när det är bråttom? {days} dagar från {start}",
            days=(certificate.end - certificate.start).days,
            start=say.day(say.local(certificate.start).date()),
        ),
        start=certificate.start,
        end=certificate.end,
        zone=zone,
        language=say.language,
        kinds=(*dict.fromkeys(kinds.values()), hole),
        rows=[
            Row(
                one.name,
                [
                    *spans.get(one.code, ()),
                    *(Span(start, end, hole) for start, end in holes.get(one.code, ())),
                ],
                note=_note(holes.get(one.code, ()), say),
            )
            for one in kommuner()
        ],
    )


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


def shares(certificate: Certificate, say: Say) -> Iterator[str]:
    """The same in words: how much of the time each kind of unit answers, over all kommuner."""
    kinds = _kinds(say)
    spent: dict[str, int] = {}
    for one in certificate.answers:
        kind = kinds.get(one.kind, kinds[UnitKind.LEDNING])
        spent[kind.words] = spent.get(kind.words, 0) + one.seconds
    whole = len(kommuner()) * (seconds(certificate.end) - seconds(certificate.start))
    for kind in dict.fromkeys(kinds.values()):
        if spent.get(kind.words):
            yield say("{kind} {percent} %", kind=kind.words, percent=round(100 * spent[kind.words] / whole))
