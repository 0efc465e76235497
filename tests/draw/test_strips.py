"""A year at a glance: every hole is seen, every name is read, whatever stands in the labels."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.draw.looks import Look
from bot.draw.strips import Kind, Row, Span, Strips, draw_strips, strips
from tests.draw.reading import boxes, check, texts

ZONE = ZoneInfo("Europe/Stockholm")
START = datetime(2026, 11, 21, 23, tzinfo=UTC)
DAY = timedelta(days=1)
END = START + 400 * DAY
OWN, JOINT, RELIEF, HOLE = (
    Kind("egen jour svarar", Look.PLAIN),
    Kind("gemensam jour svarar", Look.DOTS),
    Kind("beredskap svarar", Look.LINES),
    Kind("ingen svarar", Look.ALERT),
)
KINDS = (OWN, JOINT, RELIEF, HOLE)


def year(*rows: Row, title: str = "Täckning 400 dagar", language: str = "sv") -> Strips:
    return Strips(title, START, END, ZONE, language, KINDS, rows)


def whole(label: str, *more: Span, note: str = "") -> Row:
    return Row(label, (Span(START, END, OWN), *more), note)


def hole(day: float, hours: float) -> Span:
    return Span(START + day * DAY, START + day * DAY + timedelta(hours=hours), HOLE)


def drawn_holes(rows: Sequence[Row]) -> list[tuple[float, float]]:
    """From and to of each hole on the card, without the legend's."""
    return [(box.x, box.x + box.width) for box in boxes(strips(year(*rows)), Look.ALERT)[1:]]


def test_a_hole_of_a_minute_can_be_seen_and_stays_within_the_strip() -> None:
    drawing = strips(year(whole("Nacka", hole(200, 1 / 60))))
    strip = boxes(drawing, Look.PLAIN)[1]
    (_, gap) = boxes(drawing, Look.ALERT)
    assert gap.width >= 3
    assert gap.height >= 2
    assert gap.y >= strip.y
    assert gap.y + gap.height <= strip.y + strip.height


def test_a_hole_every_night_is_as_high_as_its_share_of_the_week_and_the_rest_is_still_seen() -> None:
    rows = [
        whole("Nacka", *(hole(number, hours) for number in range(400)), note=f"{hours} h")
        for hours in (6, 12)
    ]
    spans = [[Span(one.end, one.start + DAY, OWN) for one in row.spans[1:]] for row in rows]
    drawing = strips(
        year(*(Row(row.label, [*row.spans[1:], *own]) for row, own in zip(rows, spans, strict=True)))
    )
    quarter, half = boxes(drawing, Look.ALERT)[1:]
    assert half.height == pytest.approx(2 * quarter.height, abs=0.01)
    assert half.width == quarter.width == pytest.approx(351, abs=0.01)
    for gap, own in zip((quarter, half), boxes(drawing, Look.PLAIN)[1:], strict=True):
        assert gap.y + gap.height == pytest.approx(own.y, abs=0.02)
    assert quarter.height == pytest.approx(boxes(drawing, Look.PLAIN)[1].height / 3, abs=0.02)


def test_a_hole_at_either_end_stays_on_the_strip() -> None:
    first, last = drawn_holes([whole("Nacka", hole(0, 1), hole(399.9, 2.4))])
    assert first[0] == 12
    assert last[1] == 363


def test_holes_outside_the_time_shown_are_not_drawn() -> None:
    assert drawn_holes([whole("Nacka", hole(-5, 24), hole(400, 24))]) == []


def test_holes_every_night_become_one_mark() -> None:
    assert len(drawn_holes([whole("Nacka", *(hole(number, 8) for number in range(400)))])) == 1


def test_a_week_shows_how_much_of_it_is_of_each_kind() -> None:
    half = START + timedelta(days=3.5)
    row = Row("Nacka", (Span(START, half, OWN), Span(half, START + 7 * DAY, JOINT)))
    drawing = strips(year(row))
    own, joint = boxes(drawing, Look.PLAIN)[-1], boxes(drawing, Look.DOTS)[-1]
    assert own.height == joint.height
    assert own.y == pytest.approx(joint.y + joint.height)
    assert own.width == joint.width == pytest.approx(351 * 7 / 400, abs=0.01)


def test_an_hour_of_relief_in_a_week_is_still_seen() -> None:
    row = whole("Nacka", Span(START + 8 * DAY, START + 8 * DAY + timedelta(hours=1), RELIEF))
    relief = boxes(strips(year(row)), Look.LINES)[-1]
    assert relief.height >= 0.8


def test_weeks_that_are_alike_are_one_box() -> None:
    assert len(boxes(strips(year(whole("Nacka"))), Look.PLAIN)) == 2  # and the legend's


def test_months_are_named_in_the_readers_language_and_january_by_its_year() -> None:
    swedish, english = strips(year(whole("Nacka"))), strips(year(whole("Nacka"), language="en"))
    assert [text for text in texts(swedish) if text in {"2027", "maj", "okt"}] == ["2027", "maj", "okt"] * 2
    assert "Oct" in texts(english)


@pytest.mark.parametrize(
    ("days", "dates"), [(7, ["22 nov", "24 nov", "28 nov"]), (45, ["23 nov", "30 nov", "28 dec"])]
)
def test_few_days_have_a_column_each_and_dates_on_the_axis(days: int, dates: list[str]) -> None:
    start = START + timedelta(hours=14)
    row = Row("Nacka", (Span(start, start + 45 * DAY, OWN), hole(2, 3)))
    drawing = strips(Strips("Täckning", start, start + days * DAY, ZONE, "sv", KINDS, (row,)))
    check(drawing)
    assert set(dates) <= set(texts(drawing))
    (_, gap) = boxes(drawing, Look.ALERT)
    assert gap.width == pytest.approx(351 / days, abs=0.01)
    assert gap.x == pytest.approx(12 + 351 * (34 / 24) / days, abs=0.01)


def test_the_remark_stands_under_the_title_and_the_description_is_for_who_hears_the_picture() -> None:
    drawing = strips(
        replace(year(whole("Nacka")), remark="Höjden visar tid. " * 6, description="Hel <alltid>")
    )
    check(drawing)
    assert "Höjden visar tid." in " ".join(texts(drawing))
    assert "<desc>Hel &lt;alltid&gt;</desc>" in drawing.svg


def test_the_legend_names_every_kind() -> None:
    assert {kind.words for kind in KINDS} <= set(texts(strips(year())))


@pytest.mark.parametrize("number", [0, 1, 26])
def test_any_number_of_rows_can_be_read(number: int) -> None:
    rows = [whole(f"Kommun {one}", hole(one * 10, 3), note="1 lucka, 3 h") for one in range(number)]
    drawing = strips(year(*rows))
    check(drawing)
    assert [f"Kommun {one}" for one in range(number)] == [text for text in texts(drawing) if "Kommun" in text]
    assert drawing.height < 900


def test_a_long_label_is_cut_and_its_note_is_not() -> None:
    label = "Samverkande socialjouren för alla kommuner i länets nordöstra och norra delar"
    drawing = strips(year(whole(label, note="12 luckor, 219 h"), title=f"{label} {label} {label} {label}"))
    check(drawing)
    assert "12 luckor, 219 h" in texts(drawing)
    assert any(text.startswith("Samverkande socialjouren") and text.endswith("…") for text in texts(drawing))


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=80), st.text(max_size=80))
def test_whatever_stands_in_labels_the_card_stays_whole(label: str, note: str) -> None:
    check(strips(year(whole(label, note=note), title=label)))


def test_tags_and_direction_tricks_in_a_label_are_only_text() -> None:
    drawing = strips(year(whole('</text><script>x</script>"&\u202eå\x00')))
    check(drawing)
    assert '</text><script>x</script>"& å' in texts(drawing)
    assert "<script" not in drawing.svg


def test_the_same_year_is_the_same_drawing() -> None:
    rows = [whole("Österåker", hole(3, 5))]
    assert strips(year(*rows)) == strips(year(*rows))


def test_the_picture_is_a_png_three_times_as_sharp_and_the_same_again() -> None:
    value = year(whole("Åker", hole(3, 5)))
    picture = draw_strips(value)
    assert picture.png.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", picture.png[16:24]) == (picture.width, picture.height)
    assert picture.width == 1125
    assert draw_strips(value) == picture


def test_words_are_in_the_picture_without_any_typeface_on_the_machine() -> None:
    with_words = draw_strips(year(whole("Västra Götaland åäöÅÄÖ → ✓", note="✓")))
    without = draw_strips(year(whole("")))
    assert len(with_words.png) > len(without.png) + 1000
