"""A kommun is found under every name that people type, and never guessed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.actors.facts import (
    ANNAT_LAN,
    OKAND,
    Kommun,
    find_kommun,
    find_residence,
    kommun,
    kommuner,
    residence_name,
)
from bot.actors.kommuner import fold, stockholm
from bot.errors import Refusal

KOMMUNER = st.sampled_from(kommuner())
CASES = st.sampled_from([str, str.upper, str.lower, str.title])
SUFFIXES = st.sampled_from(["", " kommun", " kommuns", " stad", "s", "s kommun", "s stad", " Kommun", " kn"])


def bare(text: str) -> str:
    """Without rings and dots, as on a keyboard that has none."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def test_the_county_has_26_kommuner_each_on_its_own_tile() -> None:
    assert len(kommuner()) == 26
    assert len({(k.row, k.col) for k in kommuner()}) == 26
    assert len({k.label for k in kommuner()}) == 26
    assert (kommun("0182").name, kommun("0182").official) == ("Nacka", "Nacka kommun")


@given(KOMMUNER, CASES, SUFFIXES, st.sampled_from([str, bare]), st.sampled_from(["", " ", "  ", "\u00a0"]))
def test_every_usual_form_of_every_name_is_found(
    wanted: Kommun, case: type[str], suffix: str, letters: type[str], blank: str
) -> None:
    assert find_kommun(f"{blank}{letters(case(wanted.name + suffix))}{blank}") == wanted
    assert find_kommun(letters(case(wanted.official))) == wanted


@given(KOMMUNER)
def test_the_code_is_found_with_and_without_its_zero(wanted: Kommun) -> None:
    assert find_kommun(wanted.code) == find_kommun(wanted.code[1:]) == wanted


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("sthlm", "Stockholm"),
        ("Sthlms stad", "Stockholm"),
        ("upplands bro", "Upplands-Bro"),
        ("Upplands–Bro", "Upplands-Bro"),
        ("upplandsbro", "Upplands-Bro"),
        ("u-bro", "Upplands-Bro"),
        ("Väsby", "Upplands Väsby"),
        ("upplands-väsby", "Upplands Väsby"),
        ("UPPLANDSVASBY", "Upplands Väsby"),
        ("Salems", "Salem"),
        ("Nackas", "Nacka"),
        ("osteraker", "Österåker"),
        ("O\u0308stera\u030aker", "Österåker"),
        ("nynäs", "Nynäshamn"),
        ("Sundbybergs stad", "Sundbyberg"),
    ],
)
def test_short_forms_and_other_spellings(typed: str, name: str) -> None:
    assert find_kommun(typed).name == name


@pytest.mark.parametrize(
    ("typed", "choices"),
    [
        ("Upplands", ("Upplands Väsby", "Upplands-Bro")),
        ("uppland", ("Upplands Väsby", "Upplands-Bro")),
        ("So", ("Sollentuna", "Södertälje", "Solna")),
    ],
)
def test_the_beginning_of_two_names_is_a_question(typed: str, choices: tuple[str, ...]) -> None:
    with pytest.raises(Refusal) as caught:
        find_kommun(typed)
    assert caught.value.code == "kommun.ambiguous"
    assert caught.value.fields["choices"] == choices


@pytest.mark.parametrize(
    ("typed", "suggestion"),
    [
        ("Nakka", "Nacka"),
        ("Södertälja", "Södertälje"),
        ("Hudinge", "Huddinge"),
        ("Sollentua", "Sollentuna"),
        ("Botkyr", "Botkyrka"),
        ("Upplands Bru", "Upplands-Bro"),
        ("Täbby", "Täby"),
    ],
)
def test_a_slip_of_the_finger_is_suggested_and_not_taken(typed: str, suggestion: str) -> None:
    with pytest.raises(Refusal) as caught:
        find_kommun(typed)
    assert caught.value.code == "kommun.unknown"
    assert caught.value.fields["suggestions"][0] == suggestion


def refused(typed: str) -> Refusal | None:
    try:
        find_kommun(typed)
    except Refusal as refusal:
        return refusal
    return None


@given(st.text(max_size=100))
def test_any_text_is_a_known_form_or_a_refusal_that_does_not_repeat_it(typed: str) -> None:
    refusal = refused(typed)
    if refusal is not None:
        assert refusal.code in {"kommun.unknown", "kommun.ambiguous", "kommun.outside"}
        names = {k.name for k in kommuner()}
        assert all(set(value) <= names for value in refusal.fields.values())


@given(KOMMUNER, st.data())
def test_one_wrong_letter_is_never_taken_for_a_kommun(wanted: Kommun, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(wanted.name) - 1))
    letter = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyzåäö"))
    typed = wanted.name[:place] + letter + wanted.name[place + 1 :]
    refusal = refused(typed)
    if fold(typed) == fold(wanted.name):
        assert refusal is None
    else:
        assert refusal is not None
        assert refusal.code == "kommun.unknown"


@pytest.mark.parametrize("typed", ["okänd", "Okänt", "vet ej", "vet inte", "unknown", "OKAND", "?"])
def test_residence_may_be_unknown(typed: str) -> None:
    assert find_residence(typed) == OKAND


@pytest.mark.parametrize(
    "typed",
    ["annat län", "Annat lan", "utanför länet", "Uppsala", "Knivsta kommun", "Håbo", "Gotlands", "sörmland"],
)
def test_residence_may_be_outside_the_county(typed: str) -> None:
    assert find_residence(typed) == ANNAT_LAN


def test_residence_in_the_county_is_its_code_and_reads_as_its_name() -> None:
    assert find_residence("Nackas") == "0182"
    assert [residence_name(r) for r in ("0182", OKAND, ANNAT_LAN)] == ["Nacka", "okänd", "annat län"]


def test_where_somebody_was_found_cannot_be_outside_by_name() -> None:
    with pytest.raises(Refusal, match=r"kommun\.outside"):
        find_kommun("Uppsala")


def test_no_name_of_a_neighbour_is_a_name_in_the_county() -> None:
    assert not stockholm().outside & set(stockholm().forms)
