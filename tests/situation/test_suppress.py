"""Small numbers of cases: said exactly at ROC, and to nobody else, however much is put side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.situation.compile import compile_version
from bot.situation.compiled import CaseNumbers, Count
from bot.situation.suppress import RAISED_SINCE, banded, exact, spoken, together
from bot.situation.values import Audience
from tests.situation.made import NACKA, inputs

STATES = ("raised", "alarmed", "seen", "taken", "in_contact")
THRESHOLDS = st.integers(3, 20)
Day = Mapping[str, int]


@st.composite
def _two_histories(draw: st.DrawFn) -> tuple[int, list[Day], list[Day]]:
    """Days of true counts, twice: the same but for cells that are suppressed."""
    threshold = draw(THRESHOLDS)
    small = st.integers(0, threshold - 1)
    one: list[Day] = []
    other: list[Day] = []
    for _ in range(draw(st.integers(1, 5))):
        day = {state: draw(small | st.integers(0, 60)) for state in STATES}
        one.append(day)
        other.append({state: draw(small) if n < threshold else n for state, n in day.items()})
    return threshold, one, other


def told(days: Sequence[Day], threshold: int) -> object:
    """Everything that the wider versions say over some days, sums of cells and of days among it."""
    said = [spoken(CaseNumbers(day, sum(day.values())), Audience.SSR, threshold) for day in days]
    by_state = [together(day[state] for day in said) for state in STATES]
    return said, by_state, [together(day.values()) for day in said]


@given(_two_histories())
def test_nothing_that_is_told_depends_on_a_suppressed_number(
    histories: tuple[int, list[Day], list[Day]],
) -> None:
    threshold, one, other = histories
    assert told(one, threshold) == told(other, threshold)


@given(_two_histories())
def test_nor_does_any_picture_export_or_local_version_made_of_them(
    histories: tuple[int, list[Day], list[Day]],
) -> None:
    threshold, one, other = histories
    for mine, theirs in zip(one, other, strict=True):
        made = replace(inputs(), threshold=threshold, cases=CaseNumbers(mine, sum(mine.values())))
        alike = replace(made, cases=CaseNumbers(theirs, sum(theirs.values())))
        for kommun in (None, NACKA):
            for held in (False, True):
                assert compile_version(made, Audience.SSR, kommun=kommun, held=held) == compile_version(
                    alike, Audience.SSR, kommun=kommun, held=held
                )


@given(st.integers(0, 500), THRESHOLDS)
def test_a_band_holds_its_number_and_never_only_that_one(number: int, threshold: int) -> None:
    band = banded(number, threshold)
    assert band.most is not None
    assert band.least <= number <= band.most
    assert band.most - band.least + 1 == threshold
    assert not band.exact


@given(st.lists(st.integers(0, 60), min_size=1, max_size=6), THRESHOLDS)
def test_a_sum_leaves_every_suppressed_part_as_open_as_it_was(numbers: list[int], threshold: int) -> None:
    parts = [banded(number, threshold) for number in numbers]
    total = together(parts)
    assert total.most is not None
    assert total.least <= sum(numbers) <= total.most
    for at, part in enumerate(parts):
        rest = together([one for place, one in enumerate(parts) if place != at])
        assert rest.most is not None
        assert part.most is not None
        # the least and the most that the total and the other parts leave for this one
        assert total.least - rest.most <= part.least
        assert total.most - rest.least >= part.most


def test_zero_is_within_the_first_band() -> None:
    assert [banded(n, 5) for n in (0, 4, 5, 14)] == [Count(0, 4), Count(0, 4), Count(5, 9), Count(10, 14)]


def test_roc_is_told_the_numbers_themselves() -> None:
    found = spoken(CaseNumbers({"raised": 3, "taken": 2}, 1), Audience.ROC, 5)
    assert found == {"raised": exact(3), "taken": exact(2), RAISED_SINCE: exact(1)}


def test_how_many_were_raised_is_for_roc_only() -> None:
    assert spoken(CaseNumbers({"taken": 2}, 40), Audience.SSR, 5) == {"taken": Count(0, 4)}


def test_a_band_that_would_hide_nothing_is_refused() -> None:
    for number, threshold in ((-1, 5), (3, 1)):
        with pytest.raises(ValueError, match=str(number)):
            banded(number, threshold)
