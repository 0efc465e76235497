"""Reports made into lines under themes, those about the same event together."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from bot.situation.compiled import Inputs, Line, ThemeBlock
from bot.situation.sifting import is_carried, is_fresh, is_old, places, rank
from bot.situation.values import Part, Report

_BLANK_LINE = re.compile(r"\n\s*\n")
_FOLLOWS_UP = frozenset({Part.MEASURE, Part.PLANNED})


def paragraphs(words: str) -> tuple[str, ...]:
    """The parts between blank lines, each as one line: mails are broken where their writer's window ended."""
    found = (" ".join(part.split()) for part in _BLANK_LINE.split(words))
    return tuple(filter(None, found))


class Lines:
    """The lines of the reports that one version holds."""

    def __init__(self, reports: Sequence[Report], inputs: Inputs, stood: frozenset[str]) -> None:
        self._inputs = inputs
        self._stood = stood
        self._events = events(reports)
        self._also = {
            one.reference: tuple(other.reference for other in event if other.actor != one.actor)
            for event in self._events
            for one in event
        }
        self._followed = _last_told(reports)

    def of(self, report: Report) -> tuple[Line, ...]:
        """One for each paragraph, in the order of the headings."""
        carried = is_carried(report, self._inputs, self._stood)
        return tuple(
            Line(
                report=report.reference,
                actor=report.actor,
                part=part,
                words=words,
                observed_at=report.observed_at,
                reported_at=report.reported_at,
                confidence=report.confidence,
                source=report.source,
                kommuner=places(report, self._inputs),
                carried=carried,
                late=part is Part.PLANNED and self._is_late(report),
                corrects=report.corrects,
                also=self._also.get(report.reference, ()),
            )
            for part in Part
            if part in report.parts
            for words in paragraphs(report.parts[part])
        )

    def blocks(self) -> tuple[ThemeBlock, ...]:
        """By theme in the register's order, what has none last; an event stands under one theme only."""
        found: dict[str, list[Sequence[Report]]] = defaultdict(list)
        for event in self._events:
            if any(self.of(one) for one in event):
                found[self._theme(event)].append(event)
        order = [*self._inputs.themes, ""]
        return tuple(self._block(theme, found[theme]) for theme in order if theme in found)

    def _block(self, theme: str, found: Sequence[Sequence[Report]]) -> ThemeBlock:
        ordered = sorted(found, key=self._turn)
        return ThemeBlock(
            theme=theme,
            lines=tuple(line for event in ordered for one in event for line in self.of(one)),
            events=len(ordered),
        )

    def _turn(self, event: Sequence[Report]) -> tuple[object, ...]:
        """What came since the last picture stands first."""
        return not any(is_fresh(one, self._inputs, self._stood) for one in event), min(map(rank, event))

    def _theme(self, event: Sequence[Report]) -> str:
        """The first theme that any of its reports names, the oldest report asked first."""
        tags = (tag for one in event for tag in one.tags if tag in self._inputs.themes)
        return next(tags, "")

    def _is_late(self, report: Report) -> bool:
        """Planned long ago, and its actor has not said since what came of it."""
        followed = self._followed.get(report.actor, report.reported_at)
        return is_old(report, self._inputs) and followed <= report.reported_at


def events(reports: Sequence[Report]) -> tuple[tuple[Report, ...], ...]:
    """Reports about the same event together, the oldest first.

    A reference that is not there binds those that name it all the same: it is then an event whose first
    report this audience does not see, and it is still one.
    """
    root: dict[str, str] = {}

    def top(reference: str) -> str:
        while (above := root.get(reference, reference)) != reference:
            root[reference] = root.get(above, above)
            reference = above
        return reference

    for one in reports:
        if one.same_as is not None:
            first, other = sorted((top(one.reference), top(one.same_as)))
            root[other] = first
    found: dict[str, list[Report]] = defaultdict(list)
    for one in reports:
        found[top(one.reference)].append(one)
    return tuple(map(tuple, found.values()))


def lines_in(blocks: Sequence[ThemeBlock]) -> Iterator[Line]:
    return (line for block in blocks for line in block.lines)


def _last_told(reports: Sequence[Report]) -> Mapping[str, datetime]:
    """When each actor last said anything of measures."""
    found: dict[str, datetime] = {}
    for one in reports:
        if not _FOLLOWS_UP.isdisjoint(one.parts):
            found[one.actor] = max(one.reported_at, found.get(one.actor, one.reported_at))
    return found
