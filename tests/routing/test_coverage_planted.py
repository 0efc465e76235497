"""Every planted hole is found, with its kommun, its cause and its exact time, and nothing else is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.actors.facts import find_kommun
from bot.cases.certificate import Cause, Certificate, Hole
from bot.cases.coverage import prove
from bot.duty.facts import Duty
from tests.routing.coverage_rosters import (
    add_person,
    row,
    take_people_from,
    unit,
    whole,
    with_circles,
    with_holes,
)
from tests.routing.registers import raw_register, snapshot_of

START = datetime(2025, 12, 21, 23, tzinfo=UTC)
YEAR = timedelta(days=400)


def proved(raw: dict[str, Any], days: int = 400) -> Certificate:
    return prove(snapshot_of(raw), Duty(), START, days)


@pytest.fixture(scope="module")
def found() -> Certificate:
    return proved(with_holes())


def holes(certificate: Certificate, kommun: str, cause: Cause, urgency: str = "nu") -> list[Hole]:
    """Of those who live in the kommun; what only an age or a gang tie makes different is left out."""
    code = find_kommun(kommun).code
    own = (one for one in certificate.holes if one.kommun == code and one.known and one.cause is cause)
    return [one for one in own if one.kind.urgency == urgency and one.kind.gang == "nej"]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_unit_away_on_one_date_leaves_a_hole_until_the_jour_opens(found: Certificate) -> None:
    for kommun in ("Nacka", "Tyresö", "Värmdö"):
        spans = {(hole.start, hole.end) for hole in holes(found, kommun, Cause.CLOSED)}
        # from 03:00 local time; the step that is taken five minutes before the jour opens meets it open
        opens = "2026-12-24 12:55" if kommun == "Värmdö" else "2026-12-24 13:55"
        assert (utc("2026-12-24 01:00"), utc(opens)) in spans


def test_an_hour_that_the_spring_night_skips_is_no_hole_and_one_that_comes_twice_is_one(
    found: Certificate,
) -> None:
    spans = {(hole.start, hole.end) for hole in holes(found, "Nacka", Cause.CLOSED)}
    assert not any(start.date().isoformat() == "2026-03-29" for start, _ in spans)
    assert (utc("2026-10-25 01:00"), utc("2026-10-25 02:00")) in spans
    assert (utc("2026-10-18 00:00"), utc("2026-10-18 01:00")) in spans


def test_units_without_people_are_a_hole_at_night_and_a_detour_by_day(found: Certificate) -> None:
    spans = {(hole.start, hole.end) for hole in holes(found, "Södertälje", Cause.NOBODY)}
    assert any(start < utc("2026-06-20 02:00") < end for start, end in spans)
    assert not any(start < utc("2026-06-16 10:00") < end for start, end in spans)


def test_somebody_who_answers_too_late_in_the_chain_is_told_apart(found: Certificate) -> None:
    spans = {(hole.start, hole.end) for hole in holes(found, "Sigtuna", Cause.STEPS)}
    # both offices without people are open when they are reached, the second five minutes after the first
    assert (utc("2026-06-17 08:25"), utc("2026-06-17 09:55")) in spans
    assert all(start.weekday() == 2 for start, _ in spans)


def test_people_whom_no_row_takes_have_a_hole_as_long_as_the_period(found: Certificate) -> None:
    for urgency in ("nu", "idag", "kontorstid"):
        code = find_kommun("Ekerö").code
        (hole,) = [h for h in found.holes if h.cause is Cause.NO_ROW and h.kind.urgency == urgency]
        assert (hole.kommun, hole.known, hole.start, hole.end) == (code, True, START, START + YEAR)


def test_a_second_taker_who_is_not_there_is_a_hole_of_its_own(found: Certificate) -> None:
    own = [hole for hole in found.holes if hole.kommun == find_kommun("Järfälla").code]
    assert {(hole.kind.age, hole.kind.gang, hole.kind.urgency) for hole in own} == {("<15", "ja", "nu")}
    spans = {(hole.cause, hole.start, hole.end) for hole in own}
    assert (Cause.NOBODY, utc("2026-06-17 08:00"), utc("2026-06-17 10:00")) in spans
    assert (Cause.CLOSED, utc("2026-06-17 10:00"), utc("2026-06-24 08:00")) in spans


def test_nothing_is_told_of_kommuner_where_nothing_was_planted(found: Certificate) -> None:
    planted = {"Nacka", "Tyresö", "Värmdö", "Södertälje", "Nykvarn", "Sigtuna", "Ekerö", "Järfälla"}
    assert {hole.kommun for hole in found.holes} == {find_kommun(name).code for name in planted}


def test_a_circle_is_told_with_its_units_also_when_it_goes_through_a_closed_one() -> None:
    certificate = proved(with_circles(), days=3)
    assert set(certificate.circles) == {
        ("socialjour-stockholm", "ledning-stockholm", "socialjour-stockholm"),
        ("socialjour-sodertalje", "sodertalje-svarar", "socialjour-sodertalje"),
    }
    assert {hole.cause for hole in certificate.holes} == {Cause.CIRCLE}
    assert not certificate.whole


def test_the_example_is_whole() -> None:
    certificate = proved(whole())
    assert certificate.whole
    assert certificate.reserve == ()


def test_more_steps_are_allowed_when_the_register_says_so() -> None:
    raw = with_holes()
    raw["defaults"]["steps"] = 5
    assert not holes(proved(raw, days=40), "Sigtuna", Cause.STEPS)


def test_what_only_the_reserve_answers_is_no_hole_but_is_told() -> None:
    raw = whole()
    row(raw, "polis")["urgency"] = ["nu", "idag"]
    certificate = proved(raw, days=10)
    assert certificate.whole
    assert {(hole.kind.to, hole.kind.urgency, hole.cause) for hole in certificate.reserve} == {
        ("polis", "kontorstid", Cause.RESERVE)
    }


def test_a_reserve_without_people_is_no_answer() -> None:
    raw = whole()
    row(raw, "polis")["urgency"] = ["nu", "idag"]
    take_people_from(raw, "tib")
    assert {hole.cause for hole in proved(raw, days=10).holes} == {Cause.NO_ROW}


def test_hours_without_a_name_on_the_roster_are_told_apart_from_holes() -> None:
    raw = raw_register()
    for one in raw["unit"]:
        add_person(raw, f"folk-{one['id']}", one["id"])
    certificate = prove(snapshot_of(raw), Duty(), utc("2026-11-16 00:00"), 7)
    assert certificate.whole
    spans = [(one.unit, one.start, one.end) for one in certificate.unnamed]
    assert spans == [
        ("socialjour-stockholm", utc(f"2026-11-{day} 07:00"), utc(f"2026-11-{day} 15:00")) for day in (21, 22)
    ]
    assert "polis-rlc" in certificate.unrostered


def test_office_cases_wait_for_an_opening_but_not_for_one_that_never_comes() -> None:
    raw = whole()
    unit(raw, "mottagning-nacka")["open"] = [{"days": ["alla"], "closed": True}]
    del raw["defaults"]["fallback_unit"]
    raw["unit"] = [one for one in raw["unit"] if one["kind"] not in {"beredskap", "socialjour"}]
    code = find_kommun("Nacka").code
    certificate = proved(raw, days=5)
    office = [one for one in certificate.holes if one.kind.urgency == "kontorstid" and one.known]
    assert {(one.kommun, one.cause) for one in office} == {(code, Cause.CLOSED)}
