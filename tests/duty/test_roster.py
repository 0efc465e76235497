from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.duty.facts import Duty, people_of
from bot.register.section import Snapshot
from tests.routing.registers import snapshot_of

ANNA, BO, CIA, DAN = (f"@{name}:localhost" for name in ("anna", "bo", "cia", "dan"))
UNIT = {"id": "jour", "name": "Jouren", "kind": "socialjour", "organisation": "nacka"}


def register(*rosters: dict[str, Any]) -> Snapshot:
    people = [
        {"id": name, "name": name[1:4], "organisation": "nacka", "units": ["jour"]}
        for name in (ANNA, BO, CIA)
    ]
    rows = [{"id": f"r{n}", "unit": "jour", **row} for n, row in enumerate(rosters)]
    return snapshot_of({"unit": [UNIT], "person": people, "roster": rows})


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_those_named_for_the_hour_are_on_duty_and_nobody_else() -> None:
    known = register(
        {"people": [ANNA], "days": ["mån-fre"], "from": "08:00", "to": "17:00"},
        {"people": [BO, CIA], "days": ["alla"], "from": "17:00", "to": "08:00"},
    )
    duty = Duty()
    assert duty.on_duty(known, "jour", utc("2026-11-10 12:00")) == (ANNA,)
    assert duty.on_duty(known, "jour", utc("2026-11-11 04:00")) == (BO, CIA)
    assert duty.units_of(known, ANNA, utc("2026-11-10 12:00")) == {"jour"}
    assert duty.units_of(known, ANNA, utc("2026-11-10 20:00")) == frozenset()


def test_the_night_before_a_red_day_can_have_its_own_people() -> None:
    known = register(
        {"people": [ANNA], "days": ["dag före röd dag"], "from": "17:00", "to": "08:00"},
    )
    assert Duty().crew(known, "jour", utc("2026-04-02 20:00")).named
    assert not Duty().crew(known, "jour", utc("2026-04-07 20:00")).named


def test_a_single_duty_holds_from_its_first_minute_to_its_last_in_local_time() -> None:
    known = register({"people": [ANNA], "start": "2026-12-24 17:00", "end": "2026-12-25 08:00"})
    duty = Duty()
    inside = [
        duty.crew(known, "jour", utc(at)).named
        for at in ("2026-12-24 15:59", "2026-12-24 16:00", "2026-12-25 06:59", "2026-12-25 07:00")
    ]
    assert inside == [False, True, True, False]


def test_when_the_roster_names_nobody_everyone_in_the_unit_is_alarmed_and_it_shows() -> None:
    known = register({"people": [DAN], "days": ["lördag"], "from": "12:00", "to": "13:00"})
    crew = Duty().crew(known, "jour", utc("2026-11-10 12:00"))
    assert crew.people == (ANNA, BO, CIA, DAN)
    assert not crew.named
    assert Duty().units_of(known, DAN, utc("2026-11-10 12:00")) == {"jour"}
    assert people_of(known, "jour") == (ANNA, BO, CIA, DAN)


@pytest.mark.parametrize("at", ["2026-10-24 23:30", "2026-10-25 00:30", "2026-10-25 01:30"])
def test_both_hours_of_the_autumn_night_have_somebody_on_duty(at: str) -> None:
    known = register(
        {"people": [ANNA], "days": ["alla"], "from": "17:00", "to": "02:30"},
        {"people": [BO], "days": ["alla"], "from": "02:30", "to": "08:00"},
    )
    assert Duty().crew(known, "jour", utc(at)).named
