from __future__ import annotations

import copy
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.duty.checks import check_units
from bot.duty.roster_checks import check_rosters
from bot.duty.sections import SENTENCES, duty_sections
from bot.register.section import RegisterFault
from tests.routing.registers import example_register, snapshot_of

TODAY = date(2026, 11, 20)
RAW: dict[str, Any] = {
    "actor": [{"id": "nacka", "name": "Nacka kommun", "kind": "kommun", "kommun": "Nacka"}],
    "person": [{"id": "@a:localhost", "name": "A", "organisation": "nacka", "units": ["jour", "chef"]}],
    "unit": [
        {
            "id": name,
            "name": name,
            "kind": "socialjour",
            "organisation": "nacka",
            "kommuner": kommuner,
            "open": [{"days": ["röd dag"], "from": "12:00", "to": "02:00"}, {"always": True}],
            "phone": "08-465 004 10",
            "verified_at": date(2026, 11, 1),
        }
        for name, kommuner in (("jour", ["Nacka"]), ("chef", []))
    ],
}


class Frozen:
    def now(self) -> datetime:
        return datetime(2026, 11, 20, 12, tzinfo=UTC)

    def monotonic(self) -> float:
        return 0.0


def faults(**changes: Any) -> list[RegisterFault]:
    """Of the register with these keys of its first unit changed (None: left out)."""
    raw = copy.deepcopy(RAW)
    unit = raw["unit"][0]
    for key, value in changes.items():
        if value is None:
            del unit[key]
        else:
            unit[key] = value
    return list(check_units(snapshot_of(raw), lambda: TODAY))


def roster_faults(*rows: dict[str, Any]) -> list[RegisterFault]:
    numbered = [
        {"id": f"r{n}", "unit": "jour", "people": ["@a:localhost"], **row} for n, row in enumerate(rows)
    ]
    return list(check_rosters(snapshot_of({**RAW, "roster": numbered}), Frozen().now))


def test_a_sound_unit_has_no_fault() -> None:
    assert faults() == []


@pytest.mark.parametrize(
    ("changes", "code", "warning"),
    [
        ({"organisation": "ingen"}, "unit.organisation", False),
        ({"next": "ingen"}, "unit.next", False),
        ({"next": "jour"}, "unit.circle", False),
        ({"phone": None}, "unit.no_phone", False),
        ({"verified_at": None}, "unit.unverified", False),
        ({"verified_at": date(2026, 11, 21)}, "unit.future", False),
        ({"verified_at": date(2026, 8, 21)}, "unit.stale", True),
        ({"open": []}, "unit.no_hours", True),
        ({"open": [{"days": ["alla"], "closed": True, "kommuner": ["Täby"]}]}, "unit.open_kommun", False),
        (
            {"open": [{"days": ["alla"], "hours": ["08:00-12:00", "11:00-13:00"]}]},
            "unit.open_overlap",
            False,
        ),
        ({"open": [{"always": True}, {"days": ["röd dag"], "closed": True}]}, "unit.row_unreached", True),
    ],
)
def test_a_unit_that_does_not_add_up_is_told_with_its_key(
    changes: dict[str, Any],
    code: str,
    warning: bool,  # noqa: FBT001 - the example
) -> None:
    found = {fault.code: fault for fault in faults(**changes)}
    assert found[code].warning is warning
    assert found[code].entry_id == "jour"
    SENTENCES[code].format(**found[code].fields)


def test_two_units_that_refer_to_each_other_are_both_told() -> None:
    raw = copy.deepcopy(RAW)
    raw["unit"][0]["next"], raw["unit"][1]["next"] = "chef", "jour"
    found = [fault for fault in check_units(snapshot_of(raw), lambda: TODAY) if fault.code == "unit.circle"]
    assert [fault.fields["chain"] for fault in found] == ["jour → chef → jour", "chef → jour → chef"]


def test_a_kommun_with_two_jour_units_is_told() -> None:
    raw = copy.deepcopy(RAW)
    raw["unit"][1]["kommuner"] = ["Nacka"]
    found = list(check_units(snapshot_of(raw), lambda: TODAY))
    assert [(fault.code, fault.warning) for fault in found] == [("unit.served_twice", True)]


@pytest.mark.parametrize(
    ("row", "code", "warning"),
    [
        ({"unit": "ingen"}, "roster.unit", False),
        ({"people": ["@okand:localhost"]}, "roster.person", False),
        ({"start": "2027-03-28 02:30"}, "roster.gap", False),
        ({"start": "2026-10-25 02:30"}, "roster.twice", True),
    ],
)
def test_a_roster_row_that_cannot_be_followed_is_told(
    row: dict[str, Any],
    code: str,
    warning: bool,  # noqa: FBT001 - the example
) -> None:
    (fault,) = roster_faults(row)
    assert (fault.code, fault.warning) == (code, warning)
    SENTENCES[code].format(**fault.fields)


def by_code(*rows: dict[str, Any]) -> dict[str, RegisterFault]:
    found = {fault.code: fault for fault in roster_faults(*rows)}
    for fault in found.values():
        SENTENCES[fault.code].format(**fault.fields)
    return found


ALWAYS: dict[str, Any] = {"start": "2026-01-01 00:00"}


def test_the_same_person_twice_at_once_is_told() -> None:
    first = {"start": "2026-12-24 17:00", "end": "2026-12-25 08:00"}
    second = {"start": "2026-12-25 07:00", "end": "2026-12-25 17:00"}
    fault = by_code(first, second)["roster.overlap"]
    assert (fault.entry_id, fault.fields["at"], fault.warning) == ("r1", "2026-12-25 07:00", True)


def test_the_same_person_in_two_patterns_is_told_with_the_first_time() -> None:
    days = {"days": ["mån-fre"], "from": "08:00", "to": "17:00"}
    nights = {"days": ["alla"], "from": "16:00", "to": "08:00"}
    assert by_code(days, nights)["roster.overlap"].fields["at"] == "2026-11-20 16:00"
    assert "roster.overlap" not in by_code(days, {**nights, "from": "17:00"})


def test_open_hours_without_a_name_are_told_with_the_first_and_how_many() -> None:
    # the unit answers at all hours, on a red day from noon on
    whole = {"days": ["alla"], "from": "08:00", "to": "08:00"}
    assert "roster.hole" not in by_code(whole)
    fault = by_code({"days": ["mån-lör"], "from": "08:00", "to": "08:00"})["roster.hole"]
    assert fault.warning
    assert fault.fields["start"] == "2026-11-22 12:00"
    assert fault.fields["end"] == "2026-11-23 08:00"
    assert fault.fields["count"] == 57


def test_a_roster_of_dated_duties_is_looked_at_as_far_as_it_goes() -> None:
    first = {"start": "2026-12-01 08:00", "end": "2026-12-02 08:00"}
    second = {"start": "2026-12-02 09:00", "end": "2026-12-03 08:00"}
    fault = by_code(first, second)["roster.hole"]
    assert (fault.fields["start"], fault.fields["end"], fault.fields["count"]) == (
        "2026-12-02 08:00",
        "2026-12-02 09:00",
        1,
    )
    assert "roster.hole" not in by_code(first)


def test_a_hole_inside_a_temporary_schedule_is_told_by_its_name() -> None:
    rows = [
        {"temporary": "Julen", "start": "2026-12-28 08:00", "end": "2026-12-29 08:00"},
        {"temporary": "Julen", "start": "2026-12-29 10:00", "end": "2026-12-30 08:00"},
    ]
    found = by_code(ALWAYS, *rows)
    assert "roster.hole" not in found
    fault = found["roster.temporary_hole"]
    assert (fault.entry_id, fault.fields["name"]) == ("r1", "Julen")
    assert (fault.fields["start"], fault.fields["end"]) == ("2026-12-29 08:00", "2026-12-29 10:00")


def test_two_temporary_schedules_at_once_are_told() -> None:
    rows = [
        {"temporary": "Julen", "start": "2026-12-23 08:00", "end": "2026-12-29 08:00"},
        {"temporary": "Mellandagarna", "start": "2026-12-28 08:00", "end": "2026-12-31 08:00"},
    ]
    assert by_code(ALWAYS, *rows)["roster.temporary_overlap"].fields["other"] == "Julen"


def test_a_hand_over_in_the_hour_that_the_odd_nights_skip_and_repeat_is_told() -> None:
    turns = {"turn": "dygn", "start": "2026-11-02 02:30"}
    fault = by_code(turns)["roster.odd_nights"]
    assert (fault.key, fault.fields["wall"], fault.warning) == ("start", "02:30", True)
    hours = {"days": ["alla"], "from": "17:00", "to": "02:30"}
    assert by_code(hours)["roster.odd_nights"].key == "to"
    assert "roster.odd_nights" not in by_code({"turn": "dygn", "start": "2026-11-02 03:00"})
    assert "roster.odd_nights" not in by_code({**hours, "to": "02:00"})


def test_hours_of_one_kommun_alone_must_have_a_name_too() -> None:
    raw = copy.deepcopy(RAW)
    raw["unit"][0]["kommuner"] = ["Nacka", "Tyresö"]
    raw["unit"][0]["open"] = [
        {"days": ["alla"], "from": "12:00", "to": "20:00", "kommuner": ["Tyresö"]},
        {"days": ["alla"], "from": "17:00", "to": "20:00"},
    ]
    row = {
        "id": "r",
        "unit": "jour",
        "people": ["@a:localhost"],
        "days": ["alla"],
        "from": "17:00",
        "to": "20:00",
    }
    found = list(check_rosters(snapshot_of({**raw, "roster": [row]}), Frozen().now))
    (hole,) = [fault for fault in found if fault.code == "roster.hole"]
    assert (hole.fields["start"], hole.fields["end"]) == ("2026-11-20 13:00", "2026-11-20 17:00")
    assert hole.fields["count"] == 401


def test_an_unknown_person_is_told_at_the_place_in_the_list() -> None:
    fault = by_code({"people": ["@a:localhost", "@okand:localhost"]})["roster.person"]
    assert (fault.key, fault.fields["person"]) == ("people.1", "@okand:localhost")


def test_the_example_has_no_fault_in_its_units_and_rosters() -> None:
    snapshot = snapshot_of(example_register())
    found = [fault for section in duty_sections(Frozen()) for fault in section.check(snapshot)]
    assert found == []
