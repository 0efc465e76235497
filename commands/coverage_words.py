"""Holes in the coverage in words: what differs only in kommun or time is one line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from babel.numbers import format_decimal

from bot.actors.facts import kommun, kommuner
from bot.cases.certificate import Cause
from bot.cases.coverage_changes import Gap
from bot.cases.entries import Destination, Urgency
from bot.chat.document import Bullets, bullets
from bot.chat.say import Say, msg
from commands.case_words import URGENCIES
from commands.duty_words import ends

_MOST: Final = 12
"""Lines of one kind; a gap of every night is not told night by night."""
Kind = tuple[Destination, Urgency]
Period = tuple[datetime, datetime]

_CAUSES: Final = MappingProxyType(
    {
        Cause.CLOSED: msg("alla enheter är stängda"),
        Cause.NOBODY: msg("enheten som har öppet har inga personer"),
        Cause.NO_ROW: msg("ingen rad i ruttabellen passar"),
        Cause.STEPS: msg("den som svarar kommer för långt ner i kedjan"),
        Cause.CIRCLE: msg("enheterna hänvisar till varandra i en cirkel"),
        Cause.RESERVE: msg("ingen rad har öppet, bara reserven i registret larmas"),
    }
)
_SIDES: Final = MappingProxyType(
    {Destination.SOCIALTJANST: msg("till socialtjänsten"), Destination.POLIS: msg("till polisen")}
)


@dataclass(frozen=True)
class Line:
    """Holes as people read them: the same for the same, with all their times in order.

    ``known`` has both values where it does not matter whether the residence is known.
    """

    times: tuple[Period, ...]
    cause: Cause
    known: frozenset[bool]
    kinds: frozenset[Kind]
    kommuner: tuple[str | None, ...]


def lines_of(gaps: Iterable[Gap]) -> tuple[Line, ...]:
    """In the order of their first times."""
    seen: dict[tuple[Period, Cause, str | None], dict[Kind, set[bool]]] = {}
    for gap in gaps:
        where = gap.where
        kinds = seen.setdefault(((gap.start, gap.end), where.cause, where.kommun), {})
        kinds.setdefault((where.to, where.urgency), set()).add(where.known)
    together: dict[tuple[Period, Cause, frozenset[bool], frozenset[Kind]], dict[str | None, None]] = {}
    for (period, cause, code), by_kind in seen.items():
        for known, alike in _alike(by_kind).items():
            together.setdefault((period, cause, known, alike), {})[code] = None
    found: dict[tuple[Cause, frozenset[bool], frozenset[Kind], tuple[str | None, ...]], list[Period]] = {}
    for (period, cause, known, alike), codes in together.items():
        found.setdefault((cause, known, alike, tuple(codes)), []).append(period)
    lines = [Line(tuple(sorted(times)), *what) for what, times in found.items()]
    return tuple(sorted(lines, key=lambda line: (line.times[0], line.cause, sorted(line.known))))


def how_many(lines: Iterable[Line]) -> int:
    return sum(len(line.times) for line in lines)


def _alike(by_kind: Mapping[Kind, set[bool]]) -> Mapping[frozenset[bool], frozenset[Kind]]:
    found: dict[frozenset[bool], set[Kind]] = {}
    for kind, known in by_kind.items():
        found.setdefault(frozenset(known), set()).add(kind)
    return {known: frozenset(kinds) for known, kinds in found.items()}


def as_bullets(lines: Sequence[Line], until: datetime, say: Say) -> Bullets:
    """The first of them, and how many more there are."""
    return bullets(spoken(lines, until, say))


def spoken(lines: Sequence[Line], until: datetime, say: Say) -> Iterator[str]:
    """A sentence for each; ``until`` is the end of what was looked at."""
    for one in lines[:_MOST]:
        yield _line(one, until, say)
    if rest := lines[_MOST:]:
        yield say.count("… och {n} lucka till.", "… och {n} luckor till.", how_many(rest))


def _line(one: Line, until: datetime, say: Say) -> str:
    values = {
        "period": when(one.times, until, say),
        "kommuner": _kommuner(one.kommuner, say),
        "kinds": _kinds(one.kinds, say),
        "cause": say.term(_CAUSES[one.cause]),
    }
    if one.known == frozenset({True}) and one.kommuner != (None,):
        return say("{period}: {kommuner}, för den som bor där, {kinds}: {cause}.", **values)
    if one.known == frozenset({False}) and one.kommuner != (None,):
        return say(
            "{period}: {kommuner}, för den som är där med okänd hemkommun eller från annat län, "
            "{kinds}: {cause}.",
            **values,
        )
    return say("{period}: {kommuner}, {kinds}: {cause}.", **values)


def when(times: Sequence[Period], until: datetime, say: Say) -> str:
    """The first time, and how often it comes again."""
    first = _period(*times[0], until, say)
    if len(times) == 1:
        return first
    return say.count(
        "{first} och {n} gång till, {last}",
        "{first} och {n} gånger till, sist {last}",
        len(times) - 1,
        first=first,
        last=say.when(times[-1][0]),
    )


def _period(start: datetime, end: datetime, until: datetime, say: Say) -> str:
    begun, lasting = start <= say.now, end >= until
    if begun and lasting:
        return say("Hela tiden")
    if begun:
        return say("Från nu till {end}", end=say.when(end))
    if lasting:
        return say("Från {start} och framåt", start=say.when(start))
    return f"{say.when(start)}–{ends(start, end, say)}"


def _kommuner(codes: Sequence[str | None], say: Say) -> str:
    known = [code for code in codes if code is not None]
    if len(known) == len(kommuner()):
        return say("alla kommuner")
    names = sorted(kommun(code).name for code in known)
    return say.list([*names, *([say("okänd kommun")] if None in codes else [])])


def _kinds(kinds: Iterable[Kind], say: Say) -> str:
    sides: dict[Destination, list[str]] = {}
    for to, urgency in sorted(kinds, key=lambda one: (list(Destination).index(one[0]), _turn(one[1]))):
        sides.setdefault(to, []).append(say.term(URGENCIES[urgency]))
    told = (
        say("{side} {urgencies}", side=say.term(_SIDES[to]), urgencies=say.list(urgencies))
        for to, urgencies in sides.items()
    )
    return say.list(list(told))


def _turn(urgency: Urgency) -> int:
    return list(Urgency).index(urgency)


def number(value: int, say: Say) -> str:
    """``3 612 672 000``."""
    return format_decimal(value, locale=say.language)
