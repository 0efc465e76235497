"""References as they are written, typed in a hurry, and said over a phone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cases.reference import (
    ALPHABET,
    Spoken,
    is_latest,
    new_suffix,
    read_reference,
    reference_ends,
    written,
)
from bot.errors import Refusal


@pytest.mark.parametrize(
    ("typed", "spoken"),
    [
        ("IA-2026-0412-K7", Spoken(412, "K7", 2026)),
        ("ia 2026 412 k7", Spoken(412, "K7", 2026)),
        ("IA-0412-K7", Spoken(412, "K7", None)),
        ("412 k7", Spoken(412, "K7", None)),
        ("ia2026-0412-k7", Spoken(412, "K7", 2026)),
        ("IA 2026 0412 K 7", Spoken(412, "K7", 2026)),
        ("  ia–0412–K7. ", Spoken(412, "K7", None)),
        ("IA-0412-37", Spoken(412, "37", None)),
        ("2026 2026 23", Spoken(2026, "23", 2026)),
    ],
)
def test_a_reference_is_understood_as_people_type_it(typed: str, spoken: Spoken) -> None:
    assert read_reference(typed) == spoken


@pytest.mark.parametrize(
    "typed",
    ["", "IA", "412", "IA-2026-0412", "2026 0423", "K7", "IA-0412-K0", "IA-0412-KL", "IA-x-K7", "1 2 3 4"],
)
def test_half_a_reference_is_refused_and_never_completed(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_reference(typed)
    assert refused.value.code == "case.reference"


@given(st.integers(2020, 2099), st.integers(1, 99_999), st.text(ALPHABET, min_size=2, max_size=2))
def test_what_is_written_is_read_back(year: int, number: int, suffix: str) -> None:
    assert read_reference(written(year, number, suffix)) == Spoken(number, suffix, year)
    assert read_reference(f"ia {number} {suffix.lower()}") == Spoken(number, suffix, None)


def test_the_suffix_has_no_characters_that_are_mistaken_for_others() -> None:
    assert set(ALPHABET).isdisjoint("0O1IL")
    assert len({new_suffix() for _ in range(200)}) > 100


def test_the_suffix_is_never_a_word_that_turns_a_deed_into_a_question() -> None:
    suffixes = {new_suffix() for _ in range(5_000)}
    assert suffixes.isdisjoint({"EJ", "DU", "DE", "HE", "WE"})


def test_the_latest_can_be_named() -> None:
    assert is_latest(" Senaste ")
    assert is_latest("latest")
    assert not is_latest("IA-0412-K7")


@pytest.mark.parametrize(
    ("typed", "follows"),
    [
        ("IA-2026-0412-K7 klart", "klart"),
        ("ia 2026 412 k7, larmet var fel", ", larmet var fel"),
        ("0412 k 7 klart", "klart"),
        ("senaste klart", "klart"),
        ("IA-2026-0412-K7", ""),
        ("IA-2026-0412-K klart", ""),
        ("klart", "klart"),
    ],
)
def test_what_follows_a_reference_is_told_apart_from_it(typed: str, follows: str) -> None:
    assert typed[reference_ends(typed) :].strip() == follows
