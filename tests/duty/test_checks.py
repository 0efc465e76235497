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


def test_the_same_person_twice_at_once_is_told() -> None:
    first = {"start": "2026-12-24 17:00", "end": "2026-12-25 08:00"}
    second = {"start": "2026-12-25 07:00", "end": "2026-12-25 17:00"}
    assert [fault.code for fault in roster_faults(first, second)] == ["roster.overlap"]


def test_the_example_has_no_fault_in_its_units_and_rosters() -> None:
    snapshot = snapshot_of(example_register())
    found = [fault for section in duty_sections(Frozen()) for fault in section.check(snapshot)]
    assert found == []
