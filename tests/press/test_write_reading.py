"""A message's headings are read as people write them, and no word is lost."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.text import fold
from commands.press_reading import read_language
from commands.press_write_words import (
    BETWEEN,
    FREE,
    GUIDED,
    WITHIN,
    doubtful,
    headings_in,
    read_change,
    read_new,
)

VERB = "!budskap ny "
HEADS = [
    "Syfte:", "Målgrupp:", "Signeras av:", "2 av:", "Veto:", "Kanaler:", "Titel:", "Text:", "Lokalt, Nacka:",
    "Språk, somaliska:", "Gäller till:", "Embargo:", "**Talesperson:**", "- Presskontakt:", "Publiceras:",
]  # fmt: skip


def read(text: str) -> dict[str, str]:
    return {name: words for name, (words, _) in read_new(VERB + text, len(VERB)).items()}


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", fold(text)))


def test_text_without_headings_is_kept_whole_with_its_breaks() -> None:
    text = "Rubrik\n\nKl 14:10 bråk: två skadade. Se https://exempel.example/karta\n\n  Indraget"
    assert read(text) == {FREE: text}


def test_a_line_alone_is_the_title_and_the_rest_is_asked_for() -> None:
    assert read("Skolorna är öppna") == {"title": "Skolorna är öppna", GUIDED: "ja"}
    assert read("") == {GUIDED: "ja"}


def test_an_answer_to_a_question_asks_for_no_more() -> None:
    assert read_new("Skolorna är öppna", 0) == {FREE: ("Skolorna är öppna", 0)}


def test_headings_stand_anywhere_and_in_any_dress() -> None:
    assert read(
        "Rubrik\nText\n**SIGNERAS AV:** Nacka\n> målgrupp : alla\nMer text\n- Kanaler:\n- flödet\n- webben"
    ) == {
        FREE: "Rubrik\nText\n\nMer text",
        "signers": "Nacka",
        "target_group": "alla",
        "channels": "flödet, webben",
    }


def test_headings_of_a_text_are_not_ours() -> None:
    text = "Rubrik\nVad vi vet:\n- Allt\nNästa besked: 15:00\nGäller: alla skolor\nLokal-tv: nej"
    assert read(text) == {FREE: text}
    assert headings_in(text) == ()
    assert headings_in("Hej\nSigneras av: x") == ("Signeras av:",)


def test_a_heading_with_a_slip_in_it_is_text_and_told() -> None:
    text = "Singeras av: polisen\nMålgrup: alla\nVad vi vet:\nNästa besked: 15:00\nKontakt: oss\nKanaler: x"
    assert doubtful(text) == (("Singeras av", "Signeras av"), ("Målgrup", "Målgrupp"))


def test_each_block_and_language_has_its_own_part() -> None:
    found = read(
        "Rubrik\nText\nLokalt för Nacka: Ring oss.\nLokalt i Solna:\nRing dem.\nSpråk, arabiska:\nA\nB"
    )
    assert found["local"] == f"Nacka{WITHIN}Ring oss.{BETWEEN}Solna{WITHIN}\nRing dem."
    assert found["variants"] == f"arabiska{WITHIN}\nA\nB"
    assert found[FREE] == "Rubrik\nText"


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("BU-0031 titel: X", "BU-0031"),
        ("bu 31, titel: X", "bu 31"),
        ("senaste titel: X", "senaste"),
        ("BU-O031 titel: X", "BU-O031"),
    ],
)
def test_a_change_begins_with_the_number_of_what_it_changes(text: str, reference: str) -> None:
    line = f"!budskap ändra {text}"
    found = read_change(line, line.index(text))
    assert found["reference"][0] == reference
    assert found["title"] == ("X", len(line) - 1)
    assert set(found) == {"reference", "title"}


def test_a_language_has_its_text_below_its_line() -> None:
    line = "!budskap språk BU-0031 syrisk arabiska klar:ja\nTitel\n\nText"
    found = read_language(line, line.index("BU"))
    assert {name: value for name, (value, _) in found.items()} == {
        "reference": "BU-0031",
        "language": "syrisk arabiska",
        "ready": "ja",
        "text": "Titel\n\nText",
    }
    assert all(line.startswith(value, at) for value, at in found.values())


@given(
    st.lists(
        st.one_of(
            st.text(alphabet="abc å1.,-: ", max_size=12),
            st.builds(
                lambda head, text: f"{head} {text}", st.sampled_from(HEADS), st.text("abc åä", max_size=8)
            ),
        ),
        max_size=14,
    ).map("\n".join)
)
def test_every_pasted_text_keeps_every_word(text: str) -> None:
    found = read(text)
    found.pop(GUIDED, None)
    kept = words(" ".join(found.values()))
    heads = words(" ".join(HEADS)).keys()
    lost = words(text) - kept
    assert not {word for word in lost if word not in heads}
