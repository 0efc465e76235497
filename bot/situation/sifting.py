"""What a version is made of: only what its audience may see is left before anything is compiled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.situation.compiled import Inputs, NeedState
from bot.situation.values import COUNTY, WIDTH, Audience, Report, ReportKind


@dataclass(frozen=True)
class Sifted:
    """Reports with something in them and needs that one audience may see, of the last picture too.

    ``shown``: references that stood in the last picture as this audience saw it.
    ``first``: there was no picture before.
    """

    reports: tuple[Report, ...]
    before: tuple[Report, ...]
    needs: tuple[NeedState, ...]
    shown: frozenset[str]
    first: bool


def sift(inputs: Inputs, audience: Audience) -> Sifted:
    """Leave out what is for a narrower audience, and exercises or what is none.

    Raises:
        ValueError: for ``Audience.OWN``, which is one actor's and no version of the picture.
    """
    if audience is Audience.OWN:
        raise ValueError(audience)

    def kept(one: Report | NeedState) -> bool:
        return WIDTH[one.audience] >= WIDTH[audience] and one.exercise == inputs.exercise

    before = tuple(_ordered(one for one in inputs.before if kept(one)))
    shown = frozenset(one.reference for one in before)
    # a reference that this audience never saw is not told to it as corrected
    now = (replace(one, corrects=one.corrects if one.corrects in shown else None) for one in inputs.reports)
    return Sifted(
        reports=tuple(_ordered(one for one in now if kept(one))),
        before=before,
        needs=tuple(
            sorted(filter(kept, inputs.needs), key=lambda one: (not one.late, one.raised_at, one.reference))
        ),
        shown=shown,
        first=inputs.before_reference is None and not inputs.before,
    )


def near(found: Sifted, inputs: Inputs, kommun: str) -> Sifted:
    """What concerns one kommun: reports about it or the whole county, needs there."""

    def here(report: Report) -> bool:
        return not {kommun, COUNTY}.isdisjoint(places(report, inputs))

    return replace(
        found,
        reports=tuple(filter(here, found.reports)),
        before=tuple(filter(here, found.before)),
        needs=tuple(one for one in found.needs if (one.kommun or inputs.home.get(one.actor)) == kommun),
    )


def places(report: Report, inputs: Inputs) -> tuple[str, ...]:
    """What it is about: a report without a kommun is about the kommun that wrote it, else the county."""
    return report.kommuner or (inputs.home.get(report.actor, COUNTY),)


def as_of(inputs: Inputs) -> datetime:
    """The moment from which ages are counted: the posting's, or of a later compilation its own."""
    return max(inputs.due_at, inputs.compiled_at)


def is_old(report: Report, inputs: Inputs) -> bool:
    return as_of(inputs) - report.observed_at > inputs.stale


def is_fresh(report: Report, inputs: Inputs, stood: frozenset[str]) -> bool:
    """Come in since the last picture, in which ``stood`` stood; before the first one, lately."""
    if inputs.before_reference is None or inputs.before_reference == inputs.reference:
        return as_of(inputs) - report.reported_at <= inputs.stale
    return report.reference not in stood


def is_carried(report: Report, inputs: Inputs, stood: frozenset[str]) -> bool:
    """Of an earlier round, or old though it came in this one: it is shown with its age."""
    return not is_fresh(report, inputs, stood) or is_old(report, inputs)


def rank(report: Report) -> tuple[bool, int, float, str]:
    """What is urgent, then serious, then new comes first; the reference decides between equals."""
    level = -1 if report.level is None else int(report.level)
    return not report.urgent, -level, -report.observed_at.timestamp(), report.reference


def _ordered(reports: Iterable[Report]) -> list[Report]:
    """In the order in which they came, whatever order they were handed in."""
    said = (one for one in reports if one.kind is ReportKind.REPORT)
    return sorted(said, key=lambda one: (one.reported_at, one.id, one.reference))
