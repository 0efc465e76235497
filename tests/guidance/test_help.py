"""Help for a kommun, an hour and a need: 112 first, then the kommun's own, then the whole country's."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.guidance.help import Answers, Contact, LocalHelp
from bot.guidance.values import Need
from tests.guidance.contacts import (
    CHECKED,
    DAY,
    EMERGENCY,
    EVENING,
    HUDDINGE,
    JOUR,
    NACKA,
    POLICE,
    STANDBY,
    at,
    contact,
    helped,
    register,
)


def ids(those: tuple[Contact, ...]) -> list[str]:
    return [one.id for one in those]


def test_112_stands_first_then_the_kommuns_own_then_the_countrys() -> None:
    found = helped(register(POLICE, contact("stod", kommuner=["Nacka"]), EMERGENCY, units=(DAY, JOUR)))
    assert ids(found.all) == ["nod", "jour-syd", "mottagning-nacka", "stod", "polis"]
    assert found.emergency.phone == "112"
    assert found.emergency.answers.always


def test_112_is_named_though_the_register_names_nobody() -> None:
    found = helped(register())
    assert [one.phone for one in found.all] == ["112"]
    assert found.none_local


def test_112_stays_however_old_its_check_and_is_reported() -> None:
    found = helped(register({**EMERGENCY, "verified_at": date(2020, 1, 1)}))
    assert [one.phone for one in found.all] == ["112"]
    assert ids(found.stale) == ["nod"]


def test_the_emergency_number_is_112_whatever_was_written() -> None:
    assert helped(register({**EMERGENCY, "phone": "08-465 004 99"})).emergency.phone == "112"


def test_the_units_own_number_is_never_given_to_the_public() -> None:
    secret = {key: value for key, value in JOUR.items() if key != "public_phone"}
    found = helped(register(EMERGENCY, units=(DAY, secret, STANDBY)))
    assert "jour-syd" not in ids(found.all)
    given = {one.phone for one in (*found.all, *found.stale)}
    assert given == {"112", "08-465 004 50", "08-465 004 47"}


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        ("2026-11-23", "10:00", ["mottagning-nacka", "jour-syd"]),
        ("2026-11-23", "16:29", ["mottagning-nacka", "jour-syd"]),
        ("2026-11-23", "16:30", ["jour-syd", "mottagning-nacka"]),
        ("2026-11-24", "00:00", ["jour-syd", "mottagning-nacka"]),
        ("2026-11-24", "00:59", ["jour-syd", "mottagning-nacka"]),
        ("2026-11-24", "01:00", ["beredskap", "mottagning-nacka", "jour-syd"]),
        ("2026-12-24", "10:00", ["beredskap", "mottagning-nacka", "jour-syd"]),
        ("2026-12-24", "15:00", ["jour-syd", "mottagning-nacka"]),
        ("2026-12-25", "01:59", ["jour-syd", "mottagning-nacka"]),
    ],
)
def test_who_answers_at_that_hour_stands_before_who_does_not(
    day: str, clock: str, expected: list[str]
) -> None:
    assert ids(helped(register(units=(DAY, JOUR, STANDBY)), at(day, clock)).local) == expected


def test_it_says_until_when_and_from_when() -> None:
    jour, day = helped(register(units=(DAY, JOUR)), at("2026-11-22", "20:00")).local
    assert jour.answers == Answers(open=True, until=at("2026-11-23", "02:00"))
    assert day.answers == Answers(open=False, opens=at("2026-11-23", "08:00"))


def test_over_midnight_on_a_holiday_and_in_the_nights_when_the_clock_is_changed() -> None:
    snapshot = register(units=(DAY, JOUR))

    def of(found: LocalHelp, name: str) -> Answers:
        return next(one.answers for one in found.local if one.id == name)

    # Second day of Christmas, a Saturday: the reception opens on Monday the 28th.
    closed = of(helped(snapshot, at("2026-12-26", "09:00")), "mottagning-nacka")
    assert closed.opens == at("2026-12-28", "08:00")
    # The night to 25 October 2026 has 02:00 twice, the opening lasts until the second one.
    last = at("2026-10-25", "02:00", fold=1)
    assert of(helped(snapshot, at("2026-10-25", "01:30")), "jour-syd").until == last
    # The night to 29 March 2026 has no 02:00: it is closed as the clock is set forward.
    assert of(helped(snapshot, at("2026-03-29", "01:30")), "jour-syd").until == at("2026-03-29", "03:00")


def test_helplines_keep_hours_as_units_do() -> None:
    hours = [{"days": ["vardag"], "from": "09:00", "to": "12:00"}]
    snapshot = register(
        contact("linje", open=hours),
        contact("dygnet", always_open=True, phone="1177"),
        contact("okand", phone="113 13"),
    )
    line, always, unknown = helped(snapshot, at("2026-11-23", "10:00")).national
    assert line.answers == Answers(open=True, until=at("2026-11-23", "12:00"))
    assert always.answers.always
    assert unknown.answers == Answers()


def test_a_number_past_its_date_is_left_out_and_reported() -> None:
    old = CHECKED - timedelta(days=100)
    snapshot = register(
        contact("gammal", verified_at=old), contact("ny", phone="1177"), units=({**JOUR, "verified_at": old},)
    )
    found = helped(snapshot)
    assert ids(found.all) == ["nod", "ny"]
    assert ids(found.stale) == ["jour-syd", "gammal"]


def test_the_last_day_of_a_check_still_counts() -> None:
    snapshot = register(contact("linje"), age="30 d")
    assert ids(helped(snapshot, today=CHECKED + timedelta(days=30)).national) == ["linje"]
    assert ids(helped(snapshot, today=CHECKED + timedelta(days=31)).national) == []


def test_a_jour_whose_number_is_too_old_does_not_hide_who_stands_by() -> None:
    old = {**JOUR, "verified_at": date(2026, 1, 1)}
    assert ids(helped(register(units=(old, STANDBY))).local) == ["beredskap"]


def test_the_need_chooses_and_what_is_made_for_it_stands_before_what_is_for_all() -> None:
    snapshot = register(
        contact("alla", phone="1177"),
        contact("lamna", needs=["lämna"], phone="114 14"),
        contact("offer", needs=["brottsoffer"], phone="116 006"),
    )
    assert ids(helped(snapshot, needs=(Need.LAMNA,)).national) == ["lamna", "alla"]
    assert ids(helped(snapshot, needs=(Need.LAMNA, Need.BROTTSOFFER)).national) == ["lamna", "offer", "alla"]
    assert ids(helped(snapshot).national) == ["alla", "lamna", "offer"]


def test_the_register_orders_within_a_group() -> None:
    snapshot = register(contact("sist", order=200), contact("forst", order=1, phone="1177"))
    assert ids(helped(snapshot).national) == ["forst", "sist"]


def test_another_kommuns_help_is_not_given() -> None:
    snapshot = register(contact("stod", kommuner=["Nacka"]), units=(DAY, JOUR))
    assert helped(snapshot, kommun=HUDDINGE).none_local
    assert not helped(snapshot, kommun=None).local
    assert not helped(snapshot, kommun=None).none_local
    assert not helped(snapshot, kommun=NACKA).none_local


def test_a_number_in_two_places_is_said_once() -> None:
    twice = contact("samma", kind="socialjour", kommuner=["Nacka"], phone="0846500444")
    other = contact("annat", kind="falt", kommuner=["Nacka"], phone="0846500444")
    assert ids(helped(register(twice, other, units=(JOUR,))).local) == ["jour-syd", "annat"]


def test_an_exercises_unit_helps_nobody() -> None:
    assert helped(register(units=({**JOUR, "exercise": True},))).none_local


def test_the_same_question_has_the_same_answer() -> None:
    snapshot = register(EMERGENCY, POLICE, units=(DAY, JOUR, STANDBY))
    assert helped(snapshot, EVENING) == helped(snapshot, EVENING)
