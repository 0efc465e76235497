"""The messages that parents read: kept as they are, in what Matrix allows, turned the right way."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from bot.chat.pack import contents
from bot.chat.text import strip_controls
from bot.guidance.languages import languages
from tests.guidance import goldens
from tests.guidance.goldens import section, whole

CODES = [one.code for one in languages()]
RTL = [one.code for one in languages() if one.rtl]
ALLOWED = {
    "p": set(), "h4": set(), "ul": set(), "li": set(), "strong": set(), "a": {"href"},
}  # fmt: skip
"""Of what the Matrix specification lets a client show, what we use."""
RLM, LRI, RLI, FSI, PDI = "\u200f", "\u2066", "\u2067", "\u2068", "\u2069"
FOREIGN_DIGIT = re.compile(r"[^\W\D0-9]")


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, list[tuple[str, str | None]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, attrs))


def blocks(code: str) -> list[str]:
    """Every paragraph, heading and item of the message, as formatted, without its tags."""
    found = re.findall(r"<(?:p|h4|li)>(.*?)</(?:p|h4|li)>", whole(code).html())
    return [re.sub(r"<[^>]+>", "", one) for one in found]


@pytest.mark.parametrize("code", CODES)
def test_a_message_has_only_the_tags_and_attributes_that_matrix_allows(code: str) -> None:
    """G6."""
    tags = Tags()
    tags.feed(whole(code).html())
    assert {tag for tag, _ in tags.seen} <= ALLOWED.keys()
    assert [(tag, given) for tag, given in tags.seen if not {name for name, _ in given} <= ALLOWED[tag]] == []
    assert [
        value for _, given in tags.seen for _, value in given if not str(value).startswith("https://")
    ] == []


@pytest.mark.parametrize("code", CODES)
def test_a_message_is_one_event_and_says_the_same_plainly_and_formatted(code: str) -> None:
    (content,) = contents(whole(code))
    plain = re.sub(r"^- ", "", content["body"], flags=re.MULTILINE).replace("\n\n", "\n")
    assert plain.split("\n") == [one.replace("&#x27;", "'").replace("&quot;", '"') for one in blocks(code)]


@pytest.mark.parametrize("code", RTL)
def test_every_paragraph_heading_and_item_runs_from_right_to_left(code: str) -> None:
    """G6: by a mark for clients that look at the first letter, and an isolate for those that do not."""
    assert [one for one in blocks(code) if not (one.startswith(RLM + RLI) and one.endswith(PDI))] == []


@pytest.mark.parametrize("code", [code for code in CODES if code not in RTL])
def test_a_language_from_left_to_right_carries_no_marks_of_the_other_direction(code: str) -> None:
    assert not {RLM, RLI} & set(whole(code).plain())


@pytest.mark.parametrize("code", CODES)
def test_what_is_isolated_is_closed_within_its_paragraph(code: str) -> None:
    for one in (*blocks(code), *whole(code).plain().splitlines()):
        depth = 0
        for mark in one:
            depth += (mark in LRI + RLI + FSI) - (mark == PDI)
            assert depth >= 0
        assert depth == 0


@pytest.mark.parametrize("code", RTL)
def test_numbers_phones_addresses_and_names_are_isolated(code: str) -> None:
    """G6: each stands in an isolate of its own, so that nothing around it changes places with it."""
    said = whole(code).plain()
    for value in ("112", "114 14", "08-465 004 50", "08-465 004 44", "https://nacka.example/stod"):
        assert f"{LRI}{value}{PDI}" in said
        assert re.findall(rf"(?<!{LRI}){re.escape(value)}(?![\d{PDI}])", said) == []
    outside = re.sub(f"[{LRI}{FSI}][^{PDI}]*{PDI}", "", said)
    assert re.findall(r"\d{3,}", outside) == []


@pytest.mark.parametrize("code", CODES)
def test_digits_are_latin_in_every_language(code: str) -> None:
    """G6."""
    assert FOREIGN_DIGIT.findall(whole(code).plain()) == []


@pytest.mark.parametrize("code", CODES)
def test_a_phone_number_can_be_copied_searched_for_and_dialled(code: str) -> None:
    """G6: with the blanks and hyphens that phones know; in an isolate, a line's end turns nothing."""
    for said in (whole(code).plain(), whole(code).html()):
        assert "114 14" in said
        assert "08-465 004 50" in said
        assert re.findall("\\d[\u00a0\u202f\u2010-\u2015]\\d", said) == []


@pytest.mark.parametrize("code", CODES)
def test_the_numbers_are_the_same_in_every_language(code: str) -> None:
    """G12: as they are said, in the order of the Swedish."""

    def numbers(language: str) -> list[str]:
        said = re.sub(r"https://\S+", "", whole(language).plain())
        return sorted(re.findall(r"\d[\d :-]*\d|\d", said))

    assert numbers(code) == numbers("sv")


def test_joiners_of_persian_are_kept() -> None:
    """G6: a text without them is misspelt."""
    assert "\u200c" in whole("fa").plain()
    assert "\u200c" in strip_controls("می\u200cشود")


@pytest.mark.parametrize("code", CODES)
def test_the_guides_link_and_the_day_of_its_check_stand_in_the_message(code: str) -> None:
    """G9: whoever reads it can go to the source, and see how old the check is."""
    said = whole(code)
    assert f'<a href="https://guide.example/{code}">' in said.html()
    assert "2026" in said.plain()


@pytest.mark.parametrize("code", [one for one in CODES if one != "sv"])
def test_a_draft_says_so_first_in_its_own_language(code: str) -> None:
    """G3."""
    notice = goldens.tongue(code).texts.entries["ram.utkast"].forms[0]
    assert notice in section(code).plain().splitlines()[1]
    assert notice not in whole(code).plain()


@pytest.mark.parametrize("code", [one for one in CODES if one != "sv"])
def test_no_sentence_of_another_language_stands_in_a_message(code: str) -> None:
    """G5: one language per message."""
    own = set(whole(code).plain().splitlines())
    for other in CODES:
        if other != code:
            assert not {one for one in own & set(whole(other).plain().splitlines()) if one.strip()}
