"""Whatever is typed for a need is one of them, or a question; never a fault of the program."""

from __future__ import annotations

from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.declare import Call
from bot.guidance.needs import nearest_needs, read_need
from bot.guidance.values import Need
from commands.support_args import HelpWish


@given(st.text(max_size=200))
def test_any_text_is_a_need_or_none_and_something_is_always_offered(text: str) -> None:
    assert read_need(text) in {None, *Need}
    assert nearest_needs(text)


@pytest.mark.parametrize("need", Need)
def test_each_need_is_read_by_its_own_word_in_any_form(need: Need) -> None:
    for text in (need.value, need.value.upper(), need.value.replace("å", "a").replace("ö", "o")):
        assert read_need(text) is need


@pytest.mark.parametrize("text", ["", "x", "Nacka", "polis", "mat", "vilja", "bar", "112"])
def test_what_is_no_need_is_not_made_one(text: str) -> None:
    assert read_need(text) is None


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("en orolig förälder", None),
        ("hjälp för en ungdom Nacka", None),
        ("ungdom som hotad", None),
        ("barn som är hotad", None),
        ("barn vill få stöd på", None),
        ("en orolig förälder so", "so"),
        ("barn ar", "ar"),
        ("våld fa Nacka", "fa"),
        ("lämna en", "en"),
    ],
)
async def test_an_ordinary_swedish_word_is_taken_for_no_language(words: str, language: str | None) -> None:
    """A parent of no such language would be sent it."""
    assert (await HelpWish().read(words, cast(Call, None))).language == language


async def test_a_kommun_at_the_end_of_a_long_sentence_is_heard() -> None:
    said = "jag är pappa och min son som är ung vill hoppa av ett gäng i Nacka"
    assert (await HelpWish().read(said, cast(Call, None))).kommun == "0182"
