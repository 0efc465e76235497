"""The strips in words: shares that add up to a hundred, the time in which nobody answers among them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.cases.certificate import Certificate
from bot.cases.coverage import prove
from bot.chat.languages import SOURCE, Languages
from bot.draw.looks import Look
from bot.draw.strips import strips
from bot.duty.facts import Duty
from commands.coverage_picture import in_words, shares, strips_of, time_by_kommun, together
from tests.draw.reading import check, texts
from tests.routing.coverage_rosters import with_holes
from tests.routing.registers import snapshot_of

ZONE = ZoneInfo("Europe/Stockholm")
START = datetime(2025, 12, 21, 23, tzinfo=UTC)
SAY = Languages(ZONE).say(SOURCE, START)
DAY, NIGHT, NOBODY = Look.PLAIN, Look.DOTS, Look.ALERT


@pytest.fixture(scope="module")
def found() -> Certificate:
    return prove(snapshot_of(with_holes()), Duty(), START, 28)


def test_shares_add_up_to_a_hundred() -> None:
    assert shares({DAY: [(0, 1)], NIGHT: [(1, 2)], NOBODY: [(2, 3)]}) == [
        (DAY, 34),
        (NIGHT, 33),
        (NOBODY, 33),
    ]


def test_a_hole_of_an_hour_is_not_rounded_away() -> None:
    (_, own), (_, without) = shares({DAY: [(0, 9_999)], NOBODY: [(9_999, 10_000)]})
    assert own == 99
    assert 0 < without < 1


def test_the_words_say_how_much_of_the_time_nobody_answers(found: Certificate) -> None:
    told = in_words(together(time_by_kommun(found)), SAY)
    assert "ingen svarar" in told
    assert "minst ett slags ärende" in told
    assert sum(int(number) for number in re.findall(r"(\d+)\s%", told)) == 100


def test_the_picture_says_the_same_and_what_its_height_means(found: Certificate) -> None:
    times = time_by_kommun(found)
    drawing = strips(strips_of(found, times, ZONE, SAY))
    check(drawing)
    assert f"<desc>{in_words(together(times), SAY)}</desc>" in drawing.svg
    written = texts(drawing)
    assert "Höjden visar andelen av dygnets tid." in " ".join(written)
    assert [text for text in written if text.endswith("% utan svar")]
    assert "hel" in written
