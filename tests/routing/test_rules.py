"""The rules that the table states, each with a case."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.cases.entries import AgeBand, Destination, Gang, Urgency
from bot.cases.frozen import freeze, thaw
from bot.cases.routing import CaseFacts, Route, route
from bot.cases.times import contact_deadline, step_deadline
from bot.duty.facts import Duty, unit
from bot.register.section import Snapshot
from tests.routing.registers import raw_register, snapshot_of

NACKA, HUDDINGE, STOCKHOLM = "0182", "0126", "0180"
NIGHT = datetime(2026, 11, 11, 3, 12, tzinfo=UTC)  # a Wednesday, 04:12 in Stockholm
NOON = datetime(2026, 11, 12, 10, 0, tzinfo=UTC)
CASE = CaseFacts(Destination.SOCIALTJANST, AgeBand.FROM_15, Gang.YES, NACKA, HUDDINGE, Urgency.NOW)


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return snapshot_of(raw_register())


def routed(snapshot: Snapshot, at: datetime = NIGHT, **changes: Any) -> Route:
    return route(snapshot, Duty(), CaseFacts(**{**CASE.__dict__, **changes}), at)


def units(found: Route) -> list[str | None]:
    return [step.unit for step in found.steps]


def test_a_child_tied_to_gangs_goes_in_at_the_one_entry_at_any_hour(snapshot: Snapshot) -> None:
    for at in (NIGHT, NOON):
        assert routed(snapshot, at).steps[0].unit == "socialjour-stockholm"
        assert routed(snapshot, at).steps[0].route_id == "en-ingang"


def test_the_home_kommun_is_told_besides_when_its_office_opens(snapshot: Snapshot) -> None:
    opening = datetime(2026, 11, 11, 7, 0, tzinfo=UTC)
    assert routed(snapshot).also == (("mottagning-nacka", opening),)
    assert routed(snapshot, NOON).also == (("mottagning-nacka", None),)


@pytest.mark.parametrize(
    "changes",
    [
        {"gang": Gang.NO},
        {"age": AgeBand.FROM_18},
        {"residence": HUDDINGE},
        {"found": "annat län"},
    ],
)
def test_what_the_agreement_does_not_cover_goes_to_the_home_kommun(
    snapshot: Snapshot, changes: dict[str, Any]
) -> None:
    assert routed(snapshot, **changes).steps[0].route_id != "en-ingang"


def test_an_unknown_age_follows_the_childs_route(snapshot: Snapshot) -> None:
    found = routed(snapshot, age=AgeBand.UNKNOWN)
    assert found.steps[0].route_id == "en-ingang"
    assert "age.unknown" in found.flags


def test_office_hours_then_jour_then_beredskap(snapshot: Snapshot) -> None:
    first = {
        at: routed(snapshot, at, gang=Gang.NO).steps[0].unit
        for at in (NOON, NOON.replace(hour=19), NIGHT + timedelta(days=1))
    }
    assert list(first.values()) == ["mottagning-nacka", "jour-sydost", "beredskap-sydost"]


def test_an_unknown_residence_goes_to_the_kommun_where_the_person_is(snapshot: Snapshot) -> None:
    found = routed(snapshot, NOON.replace(hour=19), residence="okänd")
    assert found.steps[0].unit == "jour-sodertorn"
    assert "residence.unknown" in found.flags
    elsewhere = routed(snapshot, NOON.replace(hour=19), residence="annat län")
    assert elsewhere.steps[0].unit == "jour-sodertorn"
    assert "residence.elsewhere" in elsewhere.flags


def test_when_neither_place_is_known_somebody_is_alarmed_all_the_same(snapshot: Snapshot) -> None:
    found = routed(snapshot, residence="okänd", found="okänd")
    assert units(found) == ["socialjour-stockholm", None]
    assert {"residence.unknown", "found.unknown"} <= set(found.flags)


def test_a_case_that_no_row_takes_goes_to_the_fallback_and_says_so() -> None:
    raw = raw_register()
    raw["route"] = [row for row in raw["route"] if row.get("to") == "polis"]
    found = routed(snapshot_of(raw))
    assert units(found) == ["socialjour-stockholm", None]
    assert found.steps[0].reason_code == "fallback"
    assert "fallback" in found.flags


def test_with_no_register_at_all_the_end_is_alarmed_at_once() -> None:
    found = routed(snapshot_of({}))
    assert [(step.unit, step.reason_code, step.alarm_at) for step in found.steps] == [(None, "end", NIGHT)]


def test_a_case_to_the_police_goes_to_the_police_alone(snapshot: Snapshot) -> None:
    assert units(routed(snapshot, to=Destination.POLIS)) == ["polis-rlc", None]
    at_noon = routed(snapshot, NOON, to=Destination.POLIS, found=NACKA)
    assert units(at_noon) == ["polis-nacka", "polis-rlc", None]


def test_a_unit_is_followed_by_its_own_next_while_that_is_open(snapshot: Snapshot) -> None:
    assert units(routed(snapshot, NOON))[:2] == ["socialjour-stockholm", "socialjour-chef"]
    assert "socialjour-chef" not in units(routed(snapshot, datetime(2026, 11, 11, 23, 0, tzinfo=UTC)))


def test_a_unit_that_opens_before_its_step_is_reached_is_not_passed_over(snapshot: Snapshot) -> None:
    just_before = datetime(2026, 11, 12, 15, 28, tzinfo=UTC)  # the office closes 16:30, the jour opens then
    found = routed(snapshot, just_before, gang=Gang.NO)
    assert units(found)[:2] == ["mottagning-nacka", "jour-sydost"]
    assert found.steps[1].alarm_at == just_before + timedelta(minutes=5)


def test_a_unit_that_closes_before_its_step_is_reached_is_not_alarmed(snapshot: Snapshot) -> None:
    just_before = datetime(2026, 11, 13, 0, 58, tzinfo=UTC)  # the jour closes at 02:00
    found = routed(snapshot, just_before, gang=Gang.NO, found="okänd")
    assert units(found) == ["jour-sydost", "beredskap-sydost", None]
    evening, late = datetime(2026, 11, 12, 20, 0, tzinfo=UTC), datetime(2026, 11, 13, 0, 57, tzinfo=UTC)
    for at, alarmed in ((evening, True), (late, False)):
        found = routed(snapshot, at, gang=Gang.NO, residence=STOCKHOLM, found=NACKA)
        assert ("jour-sydost" in units(found)) is alarmed


def test_what_can_wait_is_counted_from_the_next_opening_of_the_office(snapshot: Snapshot) -> None:
    found = routed(snapshot, NIGHT, gang=Gang.NO, urgency=Urgency.OFFICE)
    assert found.steps[0].unit == "mottagning-nacka"
    assert found.steps[0].opens_at == datetime(2026, 11, 11, 7, 0, tzinfo=UTC)
    assert found.steps[1].alarm_at == datetime(2026, 11, 11, 8, 0, tzinfo=UTC)


def test_no_chain_names_a_unit_twice_and_every_chain_has_its_end() -> None:
    raw = raw_register()
    chief = next(one for one in raw["unit"] if one["id"] == "socialjour-chef")
    chief["next"] = "socialjour-stockholm"
    found = units(routed(snapshot_of(raw), NOON))
    assert len(found) == len(set(found))
    assert found[-1] is None


def test_the_answer_says_row_reason_day_holiday_and_version(snapshot: Snapshot) -> None:
    good_friday = datetime(2026, 4, 3, 15, 0, tzinfo=UTC)
    found = routed(snapshot, good_friday, gang=Gang.NO)
    first = found.steps[0]
    assert first.route_id == "jour"
    assert first.fields["reason"] == "Socialjouren Sydost svarar för Nacka när mottagningen är stängd"
    assert (first.fields["row"], first.fields["word"]) == (1, "röd dag")
    assert first.fields["holiday"] == "Långfredagen"
    assert found.version == 7
    assert "undecided" in found.flags


def test_a_route_survives_json_as_the_same_value(snapshot: Snapshot) -> None:
    for at in (NIGHT, NOON):
        found = routed(snapshot, at)
        assert thaw(json.loads(json.dumps(freeze(found)))) == found


def test_times_are_the_units_own_else_the_defaults(snapshot: Snapshot) -> None:
    duty = Duty()
    sydost, beredskap = unit(snapshot, "jour-sydost"), unit(snapshot, "beredskap-sydost")
    assert step_deadline(snapshot, duty, sydost, Urgency.NOW, NOON) == NOON + timedelta(minutes=7)
    assert step_deadline(snapshot, duty, beredskap, Urgency.NOW, NOON) == NOON + timedelta(minutes=5)
    assert step_deadline(snapshot, duty, beredskap, Urgency.TODAY, NOON) == NOON + timedelta(minutes=30)
    assert step_deadline(snapshot, duty, beredskap, Urgency.OFFICE, NOON) == NOON + timedelta(minutes=60)
    assert step_deadline(snapshot, duty, None, Urgency.NOW, NOON) == NOON + timedelta(minutes=5)
    assert contact_deadline(snapshot, beredskap, Urgency.NOW, NOON) == NOON + timedelta(minutes=15)
    assert contact_deadline(snapshot, None, Urgency.TODAY, NOON) == NOON + timedelta(minutes=60)
