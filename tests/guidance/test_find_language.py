"""Finding the language: staff do not know codes, and what the guide is not made in is not found."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.guidance.find_language import (
    LONGEST,
    Explained,
    Found,
    Meant,
    Unknown,
    find_language,
    is_name,
    language_name,
)
from bot.guidance.languages import languages, nearby
from commands.guide_args import language_ends

WORDS = ("visa", "språk", "dela", "granska", "godkänn", "statistik")


def code(text: str) -> str | None:
    found = find_language(text)
    return found.language.code if isinstance(found, Found) else None


def why(text: str) -> str | None:
    found = find_language(text)
    return found.nearby.why if isinstance(found, Explained) else None


@pytest.mark.parametrize("one", languages(), ids=lambda one: one.code)
def test_a_language_is_found_by_code_and_by_its_name_in_swedish_english_and_itself(one: object) -> None:
    language = next(each for each in languages() if each is one)
    for name in (language.code, language.swedish, language.english, language.own, *language.names):
        assert code(name) == language.code, name
        assert code(name.upper()) == language.code, name
        assert code(f" på {name}. ") == language.code, name


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("swe", "sv"), ("eng", "en"), ("ara", "ar"), ("fra", "fr"), ("fre", "fr"), ("fas", "fa"),
        ("per", "fa"), ("som", "so"), ("spa", "es"), ("tir", "ti"), ("tur", "tr"),
        ("ckb-IQ", "ckb"), ("ckb_IR", "ckb"), ("fa-IR", "fa"), ("ti_ER", "ti"), ("ti-ET", "ti"),
        ("ar-SY", "ar"),        ("en-GB", "en"), ("EN_us", "en"), ("so-SO", "so"),
    ],
)  # fmt: skip
def test_codes_of_three_letters_and_tags_with_a_country_are_codes(text: str, wanted: str) -> None:
    assert code(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("francais", "fr"), ("espanol", "es"), ("turkce", "tr"), ("soranî", "ckb"), ("farsi", "fa"),
        ("عربي", "ar"), ("عربى", "ar"), ("فارسي", "fa"), ("کوردیی سۆرانی", "ckb"), ("كوردیی ناوەندی", "ckb"),
        ("ትግሪኛ", "ti"), ("tigrinja", "ti"), ("tigrinya", "ti"), ("af-soomaali", "so"),
    ],
)  # fmt: skip
def test_accents_keyboards_and_spellings_do_not_matter(text: str, wanted: str) -> None:
    assert code(text) == wanted


@pytest.mark.parametrize("text", ["TÜRKÇE", "türkçe", "Turkce", "TURKISKA", "turkıska", "İngilizce"])
def test_turkish_capitals_and_dots_do_not_matter(text: str) -> None:
    assert code(text) in {"tr", "en"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("somalska", "so"), ("somlaiska", "so"), ("somaliksa", "so"), ("arabsika", "ar"), ("arbiska", "ar"),
        ("fransak", "fr"), ("engleska", "en"), ("spansak", "es"), ("tigrnska", "ti"), ("turksika", "tr"),
        ("persika", "fa"), ("soranni", "ckb"), ("centralkurdska", "ckb"), ("somal", "so"), ("tigri", "ti"),
    ],
)  # fmt: skip
def test_typing_errors_are_forgiven(text: str, wanted: str) -> None:
    assert code(text) == wanted


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("polska", "pl"), ("finska", "fi"), ("bosniska", "bs"), ("ryska", "ru"), ("danska", "da"),
        ("Polish", "pl"), ("albanska", "sq"), ("urdu", "ur"),
        ("pl", "pl"), ("zh-CN", "zh"), ("rumänska", "ro"),
        ("estniska", "et"), ("pashto", "ps"), ("oromo", "om"),
        ("tagalog", "tl"), ("turkmeniska", "tk"), ("Italian", "it"),
    ],
)  # fmt: skip
def test_a_language_that_the_guide_is_not_made_in_is_not_found(text: str, other: str) -> None:
    assert find_language(text) == Unknown(text, other)


def test_what_a_language_is_called_in_the_readers_own() -> None:
    assert language_name("pl", "sv") == "polska"
    assert language_name("pl", "en") == "Polish"
    assert language_name("xx-none", "sv") == "xx-none"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("ku", "kurdish"), ("kurdiska", "kurdish"), ("Kurdish", "kurdish"), ("کوردی", "kurdish"),
        ("kur", "kurdish"), ("kurd", "kurdish"), ("kurdisk", "kurdish"), ("tigr", "tigre"),
        ("kurmanji", "kurmanji"), ("kurmancî", "kurmanji"), ("kmr", "kurmanji"),
        ("dari", "dari"), ("prs", "dari"), ("fa-AF", "dari"), ("fa_AF", "dari"), ("دری", "dari"),
        ("tigré", "tigre"), ("tigre", "tigre"), ("amhariska", "amharic"), ("am", "amharic"),
        ("arabisk dialekt", "dialect"), ("egyptisk arabiska", "dialect"), ("levantinska", "dialect"),
    ],
)  # fmt: skip
def test_a_name_of_several_languages_or_of_a_near_one_is_explained(text: str, wanted: str) -> None:
    assert why(text) == wanted


def test_no_name_means_two_things() -> None:
    names = [name for one in nearby() for name in one.names]
    assert [name for name in names if why(name) is None] == []
    known = {one.code for one in languages()}
    assert all(set(one.means) <= known for one in nearby())


@pytest.mark.parametrize("text", ["granksa", "gransak", "dlea", "statstik", "godkän", "spårk"])
def test_a_mistyped_verb_is_taken_for_no_language(text: str) -> None:
    assert not isinstance(find_language(text, WORDS), Found)


@pytest.mark.parametrize("text", ["", " ", "x", "1", "xyzzy", "!", "🙂", "..", "å", "سسسس", "q" * 1000])
def test_what_is_no_language_is_said_to_be_none(text: str) -> None:
    found = find_language(text)
    assert isinstance(found, Unknown)
    assert found.other is None
    assert len(found.text) <= LONGEST


@pytest.mark.parametrize("text", ["Farsta", "fara", "person", "i Farsta", "på Farsta"])
def test_a_place_or_a_common_word_that_is_a_letter_from_a_name_is_no_language(text: str) -> None:
    assert not isinstance(find_language(text), Found)


@pytest.mark.parametrize("text", ["är", "Är", "få", "fä", "fa\u030a", "sö", "fås"])
def test_a_short_word_with_swedish_letters_is_no_code(text: str) -> None:
    assert not is_name(text)
    assert code(text) is None


def test_a_text_without_end_after_the_command_holds_nobody_up() -> None:
    """A message has room for 65,000 letters; each was looked at again for every word before it."""
    began = time.process_time()
    assert language_ends("ax " * 20_000) == 60_000
    assert time.process_time() - began < 1


@given(st.text(max_size=200))
def test_whatever_is_written_is_answered(text: str) -> None:
    found: Meant = find_language(text)
    assert isinstance(found, Found | Explained | Unknown)


@given(
    st.sampled_from([one.swedish for one in languages()]),
    st.sampled_from("\u202e\u2066\u200b\u0007\u200f\ufeff"),
)
def test_controls_and_direction_marks_in_a_name_do_not_matter(name: str, mark: str) -> None:
    assert code(name[:3] + mark + name[3:]) == code(name)
