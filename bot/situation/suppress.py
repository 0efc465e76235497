"""Small numbers: what is said of a count where few cases could point at somebody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.situation.compiled import CaseNumbers, Count
from bot.situation.values import Audience

RAISED_SINCE = "raised_since"
"""Beside the states: how many were raised since the last picture."""


def exact(number: int) -> Count:
    return Count(number, number)


def banded(number: int, threshold: int) -> Count:
    """The band that a count falls into: 0 to 4, 5 to 9, 10 to 14 ... for a threshold of 5.

    It follows from this one number alone and is always the same for it, so nothing is learnt by putting
    bands beside one another: see docs/adr/0016.

    Raises:
        ValueError: a negative number, or a threshold under which nothing would be hidden.
    """
    if number < 0 or threshold <= 1:
        raise ValueError(number, threshold)
    least = number - number % threshold
    return Count(least, least + threshold - 1)


def together(counts: Iterable[Count]) -> Count:
    """The sum of what was said, which says no more than its parts: never the band of the true sum."""
    found = tuple(counts)
    most = [one.most for one in found]
    return Count(
        sum(one.least for one in found),
        None if None in most else sum(one for one in most if one is not None),
    )


def spoken(cases: CaseNumbers, audience: Audience, threshold: int) -> Mapping[str, Count]:
    """What an audience is told of the cases: exact for ROC, in bands for all wider ones.

    How many were raised is not told to them: beside the states of two days it bounds the others.
    """
    if audience is Audience.ROC:
        by_state = {state: exact(number) for state, number in cases.by_state.items()}
        return {**by_state, RAISED_SINCE: exact(cases.raised)}
    return {state: banded(number, threshold) for state, number in cases.by_state.items()}
