"""A lägesbild as it is read: the same as was looked at and found good, in each language."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.pack import LARGEST, contents
from bot.situation.compile import compile_version
from bot.situation.compiled import Inputs
from bot.situation.values import Audience, Level, Part, Trend
from commands.picture_view import picture_document
from tests.situation.golden_pictures import LANGUAGES, document, example_names, files, versions
from tests.situation.made import DUE, HOUR, any_inputs, inputs, need, nothing, report
from tests.situation.test_narrower import SEVERAL, planted, secrets

KEPT = dict(files())
TWO_MINUTES = 460
"""Words, at the pace of somebody who reads to know and not to enjoy."""


@pytest.mark.parametrize("path", sorted(KEPT), ids=lambda path: path.name)
def test_a_picture_reads_as_the_one_that_is_kept(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == KEPT[path]


def test_what_comes_before_the_detail_is_read_in_two_minutes_however_much_is_reported() -> None:
    words = "Ungdomar samlas vid centrum efter skoltid och flera vuxna har hört av sig med oro. " * 4
    actors = list(example_names().actors)
    found = [
        report(
            number, actor, hours=number % 30, level=Level(number % 3), trend=Trend.SAME,
            parts={Part.EVENT: words, Part.NEED: "Två fältarbetare till.", Part.PLANNED: words},
            observed_at=DUE - HOUR * (number % 60),
        )
        for number, actor in enumerate(actors * 3)
    ]  # fmt: skip
    made = inputs(*found, before=(), asked=tuple(actors), needs=tuple(need(n) for n in range(5)))
    whole = document(compile_version(made, Audience.ROC), "sv").plain()
    before, _, after = whole.partition("\n\nVåld och vapen: ")
    assert after
    assert len(before.split()) <= TWO_MINUTES
    assert all(f"{one.reference}," in whole for one in found)


def test_a_long_picture_goes_as_messages_that_fit_and_nothing_is_lost() -> None:
    found = [report(number, "nacka", f"Ord{number}slut " + "mer " * 200) for number in range(120)]
    parts = contents(document(compile_version(inputs(*found), Audience.SSR), "sv"))
    assert len(parts) > 1
    for part in parts:
        assert len(part["body"].encode()) + len(part["formatted_body"].encode()) <= LARGEST
    told = "".join(part["body"] for part in parts)
    assert all(f"Ord{number}slut" in told for number in range(120))


def test_what_somebody_wrote_cannot_pass_for_markup_or_turn_the_text() -> None:
    hostile = report(1, "nacka", "<b>fet</b>\u202eomvänt\u2066", source="<i>roll</i>")
    asked = need(1, "<script>x</script>\u202e")
    shown = document(compile_version(inputs(hostile, needs=(asked,)), Audience.SSR), "sv")
    assert "<b>fet</b>omvänt" in shown.plain()
    for mark in ("<b>", "<i>", "<script>", "\u202e", "\u2066"):
        assert mark not in shown.html()


def test_an_old_picture_looked_at_later_gives_dates_and_not_yesterday() -> None:
    version = dict(versions())["roc"]
    later = picture_document(version, example_names(), LANGUAGES.say("sv", DUE + 72 * HOUR)).plain()
    assert "i går" not in later
    assert "fredag 20 november 13:00" in later


@pytest.mark.parametrize(
    ("due", "hours", "told"),
    [
        (datetime(2026, 10, 25, 14, tzinfo=UTC), 27, "från i går 13:00, 27 tim gammal"),
        (datetime(2026, 3, 29, 13, tzinfo=UTC), 25, "från i går 13:00, 25 tim gammal"),
        (datetime(2027, 1, 1, 14, tzinfo=UTC), 26, "från i går 13:00, 26 tim gammal"),
        (datetime(2027, 1, 1, 14, tzinfo=UTC), 50, "från onsdag 30 december 2026 13:00, 2 dygn gammal"),
    ],
    ids=["clocks back", "clocks forward", "new year in week 53", "days before it"],
)
def test_age_is_told_in_true_hours_and_by_the_calendar_over_clock_changes_and_new_year(
    due: datetime, hours: int, told: str
) -> None:
    at = due - timedelta(hours=hours)
    old = replace(report(1, "nacka", "Äldre"), observed_at=at, reported_at=at)
    made = replace(inputs(old, before=(old,)), due_at=due, compiled_at=due)
    shown = picture_document(
        compile_version(made, Audience.SSR), example_names(), LANGUAGES.say("sv", due)
    ).plain()
    assert told in shown


@given(made=any_inputs(), audience=SEVERAL, held=st.booleans())
def test_no_word_for_a_narrower_audience_is_read_in_a_wider_picture(
    made: Inputs, audience: Audience, *, held: bool
) -> None:
    made = planted(made)
    shown = document(compile_version(made, audience, held=held), "sv")
    for word in secrets(made, audience):
        assert word not in shown.plain()
        assert word not in shown.html()
    if held:
        assert "hemlig" not in shown.plain() + shown.html()


@given(any_inputs())
def test_every_line_that_an_audience_may_see_is_in_its_picture(made: Inputs) -> None:
    version = compile_version(made, Audience.ROC)
    plain = document(version, "sv").plain()
    for block in version.themes:
        for one in block.lines:
            assert one.report in plain
            assert one.words in plain


def test_nobody_is_called_silent_who_has_answered() -> None:
    plain = document(compile_version(inputs(nothing(1, "nacka")), Audience.SSR), "sv").plain()
    assert "1 av 5 aktörer har svarat." in plain
    silent = next(line for line in plain.splitlines() if line.startswith("- Har inte hörts av:"))
    assert "Nacka" not in silent
