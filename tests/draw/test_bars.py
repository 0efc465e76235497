"""Response times as bars: their length says which is longer, their numbers say how long."""

from __future__ import annotations

import pytest

from bot.draw.bars import Bar, BarGroup, Bars, bars, draw_bars, written
from bot.draw.looks import Look
from tests.draw.reading import boxes, check, texts


def times(*found: Bar, title: str = "Svarstider, april 2026", label: str = "Socialjouren") -> Bars:
    return Bars(title, "hälften inom", "nio av tio inom", (BarGroup(label, found),))


def test_the_numbers_are_written_out_beside_the_bar() -> None:
    drawing = bars(times(Bar("från larm till tagen", 240, 720, "31 st")))
    check(drawing)
    assert {"från larm till tagen", "4 min · 12 min, 31 st", "Socialjouren"} <= set(texts(drawing))


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (59.4, "59 s"),
        (59.6, "1 min"),
        (240, "4 min"),
        (3599, "1 h"),
        (3900, "1 h 5 min"),
        (86_399, "1 d"),
        (90_000, "1 d 1 h"),
        (777_600, "9 d"),
    ],
)
def test_a_time_is_written_as_people_read_it(seconds: float, text: str) -> None:
    assert written(seconds) == text


def test_one_five_ten_and_sixty_minutes_are_marked_above_and_below() -> None:
    found = texts(bars(times(Bar("tagen", 240, 720))))
    assert [found.count(mark) for mark in ("1 min", "5", "10 min", "1 h")] == [2, 2, 2, 2]


def test_longer_times_have_longer_bars_and_all_of_them_end_on_the_card() -> None:
    lengths = [5, 20, 61, 290, 620, 3700, 90_000, 3_000_000]
    drawing = bars(times(*(Bar(f"nr {number}", number, number) for number in lengths)))
    check(drawing)
    wide = [box.width for box in boxes(drawing, Look.PLAIN)[1:]]
    assert wide[0] > 0
    assert wide[1:] == sorted(set(wide[1:]))
    assert 12 + wide[-1] <= 363


def test_the_minutes_keep_their_marks_beside_a_time_of_weeks() -> None:
    drawing = bars(times(Bar("tagen", 240, 3_000_000)))
    check(drawing)
    assert {"1 min", "5", "10 min", "1 h", "1 d", "4 min · 34 d 17 h"} <= set(texts(drawing))


def test_the_bar_of_nine_in_ten_goes_on_where_that_of_half_ends() -> None:
    drawing = bars(times(Bar("tagen", 240, 720)))
    half, most = boxes(drawing, Look.PLAIN)[-1], boxes(drawing, Look.LINES)[-1]
    assert most.x == pytest.approx(half.x + half.width, abs=0.02)
    assert most.height < half.height


def test_without_any_times_there_is_no_bar_and_it_says_so() -> None:
    drawing = bars(times(Bar("tagen", None, None), Bar("kontakt", None, None, "0 st")))
    check(drawing)
    assert len(boxes(drawing, Look.PLAIN)) == 1
    assert {"–", "0 st"} <= set(texts(drawing))


@pytest.mark.parametrize("number", [0, 1, 26])
def test_any_number_of_units_can_be_read(number: int) -> None:
    groups = [BarGroup(f"Enhet {one}", (Bar("tagen", 60 + one, 600 + one),)) for one in range(number)]
    drawing = bars(Bars("Svarstider", "hälften inom", "nio av tio inom", groups))
    check(drawing)
    assert sum(text.startswith("Enhet") for text in texts(drawing)) == number


def test_long_and_hostile_labels_stay_text_on_the_card() -> None:
    label = '<svg onload="x">&amp; ' * 9
    drawing = bars(times(Bar(label, 5, 6, label), title=label, label=label))
    check(drawing)
    assert "<svg onload" not in drawing.svg


def test_the_picture_is_as_large_as_it_says() -> None:
    picture = draw_bars(times(Bar("tagen", 240, 720)))
    assert picture.png.startswith(b"\x89PNG")
    assert (picture.width, picture.height % 3) == (1125, 0)
