"""The Swedish for parents is easy to read."""

import pytest

from bot.guidance.lix import LIMIT, lix, lix_of
from bot.guidance.values import Section


@pytest.mark.parametrize("section", list(Section))
def test_every_part_of_the_swedish_text_is_easy_to_read(section: Section) -> None:
    assert 0 < lix_of(section) < LIMIT


def test_lix_is_words_a_sentence_and_the_share_of_long_words() -> None:
    # 8 words in 2 sentences, 2 of them of more than 6 letters: 4 + 25
    assert lix(["Barnet har fått saker. Fråga varifrån pengarna kommer."]) == 29


def test_a_hard_text_is_known_as_hard() -> None:
    hard = "Myndighetsgemensamma samverkansöverenskommelser förutsätter kontinuerlig informationsöverföring."
    assert lix([hard]) > 2 * LIMIT


def test_a_heading_ends_a_sentence_and_a_value_is_a_short_word() -> None:
    assert lix(["Ring %(number)s", "Ring nu"]) == 2


def test_nothing_has_no_lix() -> None:
    assert lix(["", "%"]) == 0
