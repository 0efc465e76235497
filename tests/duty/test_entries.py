from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from bot.duty.entries import OpenRule, RosterEntry, UnitEntry
from bot.duty.sections import SENTENCES


def first_error(model: type[Any], **given: Any) -> str:
    with pytest.raises(ValidationError) as raised:
        model.model_validate(given)
    return raised.value.errors()[0]["type"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("mån-tors", "måndag-torsdag"),
        ("Man – Tor", "måndag-torsdag"),
        ("fredagar", "fredag"),
        ("Röda dagar", "röd dag"),
        ("kväll före helgdag", "dag före röd dag"),
        ("KLAMDAG", "klämdag"),
        ("Valborgsmassoafton", "valborgsmässoafton"),
        ("2026-12-24", "2026-12-24"),
    ],
)
def test_day_words_are_understood_as_people_write_them(typed: str, kept: str) -> None:
    assert OpenRule.model_validate({"days": [typed], "closed": True}).days == (kept,)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"days": ["mondag"], "closed": True}, "day.unknown"),
        ({"days": ["2026-02-30"], "closed": True}, "day.date"),
        ({"days": ["alla"], "from": "25:00", "to": "02:00"}, "clock.unknown"),
        ({"days": ["alla"], "hours": ["08:00"]}, "clock.span"),
        ({"days": ["alla"], "from": "08:00"}, "open.half"),
        ({"days": ["alla"], "from": "08:00", "to": "09:00", "always": True}, "open.one"),
        ({"days": ["alla"]}, "open.one"),
        ({"from": "08:00", "to": "09:00"}, "open.days"),
    ],
)
def test_a_row_of_hours_that_says_nothing_clear_is_refused_with_a_sentence(
    given: dict[str, Any], code: str
) -> None:
    assert first_error(OpenRule, **given) == code
    assert code in SENTENCES


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"start": "2026-12-24 17:00", "end": "2026-12-24 17:00"}, "roster.order"),
        ({"start": "2026-12-24T17:00:00Z"}, "roster.local"),
        ({"from": "17:00", "to": "07:00"}, "roster.days"),
        ({"days": ["alla"], "to": "07:00"}, "roster.half"),
        ({"start": "2026-12-24 17:00:30"}, "clock.minutes"),
        ({"temporary": "Julen", "start": "2026-12-24 17:00"}, "roster.unbounded"),
        ({"turn": "vecka"}, "roster.anchor"),
        ({"turn": "vecka", "start": "2026-12-24 17:00", "each": 2}, "roster.each"),
        ({"each": 1}, "roster.each_alone"),
        ({"turn": "vecka", "start": "2026-12-24 17:00", "from": "08:00", "to": "17:00"}, "roster.days"),
        (
            {
                "turn": "dygn",
                "start": "2026-12-24 17:00",
                "days": ["alla"],
                "from": "08:00",
                "to": "17:00",
            },
            "roster.anchor_time",
        ),
        (
            {"turn": "dygn", "start": "2026-12-24 17:00", "each": 2, "people": ["@a:localhost"] * 2},
            "roster.each_twice",
        ),
    ],
)
def test_a_duty_that_cannot_be_is_refused_with_a_sentence(given: dict[str, Any], code: str) -> None:
    assert first_error(RosterEntry, **{"id": "a", "unit": "b", "people": ["@a:localhost"], **given}) == code
    assert code in SENTENCES


def test_a_unit_survives_the_store() -> None:
    unit = UnitEntry.model_validate(
        {
            "id": "jour",
            "name": "Jouren",
            "kind": "socialjour",
            "organisation": "nacka",
            "kommuner": ["Nacka", "0120"],
            "open": [{"days": ["mån-sön"], "from": "16:30", "to": "02:00"}],
            "step": {"nu": "20 s"},
        }
    )
    assert unit.kommuner == ("0182", "0120")
    assert UnitEntry.model_validate_json(unit.model_dump_json()) == unit
    assert UnitEntry.model_validate_json(unit.model_dump_json(by_alias=True)) == unit


def test_a_turn_of_another_length_and_a_turn_of_nobody_are_refused() -> None:
    row = {"id": "a", "unit": "b", "people": ["@a:localhost"], "start": "2026-12-24 17:00"}
    assert first_error(RosterEntry, **row, turn="månad") == "enum"
    assert first_error(RosterEntry, **row, turn="vecka", each=0) == "greater_than_equal"
