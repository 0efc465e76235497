"""What differs between two texts is found and shown in words, whatever the texts are."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.document import doc
from bot.chat.languages import Languages
from bot.press.content import Content, Variant
from bot.press.difference import Change, Kind, Part, changes, runs
from bot.press.values import Quorum
from commands.press_difference import differences

SAY = Languages(ZoneInfo("Europe/Stockholm")).say("sv", datetime(2026, 11, 21, tzinfo=UTC))
TEXT = st.text(alphabet="ab .\n", max_size=40)


def shown(before: str, after: str) -> str:
    return doc(*differences([Change(Part.BODY, before, after)], {}, SAY)).plain().removeprefix("Text. ")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("Öppet i dag.", "Stängt i dag.", "[borttaget: Öppet] [tillagt: Stängt] i dag."),
        ("Öppet i dag.", "Öppet hela dagen.", "Öppet [borttaget: i dag] [tillagt: hela dagen]."),
        ("Ett.\nTvå.\nTre.", "Ett.\nTre.", "Ett.\n[borttaget: Två.]\nTre."),
        ("Ett.\nTvå.", "Ett.\n\nTvå.", "Ett.\n[tillagt: radbrytning]\nTvå."),
        ("Ett. Två.", "Ett.\nTvå.", "Ett. [tillagt: radbrytning]\nTvå."),
        ("", "Nytt.", "Tillagt: Nytt."),
        ("Borta.", "", "Borttaget: Borta."),
        (
            "ett två tre fyra fem sex sju åtta nio tio elva tolv",
            "ett två tre fyra fem sex sju åtta nio tio elva 12",
            "… sex sju åtta nio tio elva [borttaget: tolv] [tillagt: 12]",
        ),
    ],
)
def test_what_went_and_what_came_is_said(before: str, after: str, said: str) -> None:
    assert shown(before, after) == said


@given(TEXT, TEXT)
def test_the_runs_are_both_texts_and_nothing_else(before: str, after: str) -> None:
    found = runs(before, after)
    assert "".join(one.text for one in found if one.kind is not Kind.ADDED) == before
    assert "".join(one.text for one in found if one.kind is not Kind.REMOVED) == after
    assert all(one.text for one in found)


@given(TEXT, TEXT)
def test_a_difference_is_never_silent(before: str, after: str) -> None:
    if before.strip() != after.strip():
        assert "illagt" in shown(before, after) or "orttaget" in shown(before, after)


@pytest.mark.parametrize("unit", ["a\n", "a ", "a.b ", "ab\n\n"])
def test_texts_made_to_be_hard_to_compare_are_compared_soon(unit: str) -> None:
    before, after = unit * 3000, (unit + unit.upper()) * 1500
    began = time.process_time()
    runs(before, after)
    assert time.process_time() - began < 2


def test_a_language_that_is_wished_for_written_or_gone_is_named() -> None:
    base = Content(title="T", body="B", quorum=Quorum(("a",)))
    wished = replace(base, variants={"so": None})
    written = replace(base, variants={"so": Variant("T", "B", ready=True)})
    found = [
        doc(*differences(changes(*pair), {}, SAY)).plain()
        for pair in ((base, wished), (wished, written), (written, base), (base, base))
    ]
    assert found == [
        "På somaliska. Språket är önskat, men inte skrivet.",
        "På somaliska. Tillagt: T\nB\nPå somaliska. Nu markerat som färdigt.",
        "På somaliska. Språket är borttaget.",
        "",
    ]
