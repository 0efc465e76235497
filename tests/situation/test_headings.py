"""The text of a report under its headings: read as people write it, and never a word lost."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.text import fold
from bot.situation.headings import split
from commands.report_words import VOCABULARY, read_correction, read_report

MAIL = """> Hej!
> Händelse:
> Bråk vid centrum.
> Två unga förda till sjukhus.
>
> KONSEKVENSER
> Oro i skolan. Vi ser ett behov: fler vuxna.
> **Vidtagna åtgärder**: Fältare på plats
> 4. Behov av stöd
> Fler fältassistenter i kväll
> Kommun:
> Nacka
> Nivå: 2 allvarligt
> --\x20
> Hed, 08-465 004 01
"""


def read(text: str) -> dict[str, str]:
    return {name: words for name, (words, _) in read_report(text, 0).items()}


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", fold(text)))


def test_a_mail_pasted_with_quote_marks_and_a_signature_is_read_under_its_headings() -> None:
    assert read(MAIL) == {
        "text": "Hej!",
        "event": "Bråk vid centrum.\nTvå unga förda till sjukhus.",
        "consequence": "Oro i skolan. Vi ser ett behov: fler vuxna.",
        "measure": "Fältare på plats",
        "need": "Fler fältassistenter i kväll",
        "kommuner": "Nacka",
        "level": "2 allvarligt",
    }


def test_keys_in_one_line_are_read_and_what_follows_a_short_one_is_text() -> None:
    assert read("händelse:Bråk vid torget nivå:2 många är ute kommun:Nacka, Värmdö behov:fler vuxna") == {
        "event": "Bråk vid torget\nmånga är ute",
        "level": "2",
        "kommuner": "Nacka, Värmdö",
        "need": "fler vuxna",
    }


def test_text_without_any_heading_is_kept_whole() -> None:
    text = "Kl 14:10 bråk vid skolan: två skadade. Se https://exempel.se/karta\n\nLugnt sedan 15."
    assert read(text) == {"text": text}


@pytest.mark.parametrize(
    "written", ["Åtgärder", "åtgärder:", "ÅTGÄRD :", "* Vidtagna åtgärder", "## Åtgärder"]
)
def test_case_plural_colon_and_marks_do_not_matter(written: str) -> None:
    assert read(f"Bråk.\n{written}\nFältare ute") == {"text": "Bråk.", "measure": "Fältare ute"}


def test_a_heading_given_twice_holds_both() -> None:
    assert read("Behov: filtar\nHändelse: kyla\nBehov: värme\nkommun:Nacka kommun:Värmdö") == {
        "need": "filtar\nvärme",
        "event": "kyla",
        "kommuner": "Nacka, Värmdö",
    }


def test_the_place_of_a_value_is_where_it_stands_in_the_message() -> None:
    text = "!lägesbild rapport Bråk nivå:9"
    assert read_report(text, len("!lägesbild rapport "))["level"] == ("9", text.index("9"))


def test_nothing_at_all_begins_the_guided_talk() -> None:
    assert read("  \n ") == {"guided": "ja"}


@pytest.mark.parametrize("reference", ["R-1121-17", "r 1121 17", "1121-17", "senaste", "r17"])
def test_the_reference_of_a_correction_stands_first(reference: str) -> None:
    found = read_correction(f"{reference}: nivå:2 Lugnt nu", 0)
    assert {name: words for name, (words, _) in found.items()} == {
        "reference": reference,
        "level": "2",
        "text": "Lugnt nu",
    }


def test_a_number_of_people_is_no_reference() -> None:
    assert "reference" not in read_correction("14 skadade, inte 12", 0)


LINES = st.lists(
    st.one_of(
        st.text(max_size=40),
        st.sampled_from(sorted(VOCABULARY.headings)).flatmap(
            lambda head: st.sampled_from(
                [head, f"{head.upper()}:", f"> {head}: x", f"a {head}:b c", f"{head}:"]
            )
        ),
        st.sampled_from(["> ", ">>", "kommun:", "nivå: 2 och mer", "**Behov**:", "1.", "!", "-", "--x"]),
    ),
    max_size=12,
)


@given(LINES, st.sampled_from(["\n", " ", "\r\n"]), st.sampled_from(["", "!lägesbild rapport "]))
def test_no_text_is_refused_and_no_word_is_lost(lines: list[str], between: str, verb: str) -> None:
    text = between.join(lines)
    found = split(verb + text, len(verb), VOCABULARY)
    ours = {one for heading in (*VOCABULARY.headings, *VOCABULARY.keys) for one in words(heading)}
    kept = words(" ".join(value for value, _ in found.values()))
    body = re.split(r"(?m)^[ \t]*(?:>[ \t]?)*--[ \t]*\r?$", text)[0]
    assert {word for word in words(body) - kept if not word.isdigit()} <= ours
    assert not kept - words(text)
