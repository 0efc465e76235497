"""Contacts in a parent's language: one contact one line, numbers as they are dialled in Sweden."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.guidance.catalogue import Texts, swedish
from bot.guidance.help_lines import HelpText, lines
from bot.guidance.languages import languages
from bot.guidance.tongue import Missing, Tongue
from tests.guidance.contacts import (
    DAY,
    EMERGENCY,
    EVENING,
    HUDDINGE,
    JOUR,
    NACKA,
    POLICE,
    ZONE,
    at,
    contact,
    helped,
    register,
)

ISOLATES = re.compile("[\u2066-\u2069]")


def tongue(code: str) -> Tongue:
    """The Swedish sentences as if they were that language's: its direction, dates, and plurals."""
    entries = {
        key: replace(one, forms=(*one.forms, *one.forms[-1:] * 5)) for key, one in swedish().entries.items()
    }
    return Tongue(Texts(code, entries), ZONE)


def said(code: str = "sv", when: datetime = EVENING, kommun: str | None = NACKA) -> HelpText:
    hours = [{"days": ["vardag"], "from": "09:00", "to": "12:00"}]
    snapshot = register(
        EMERGENCY, POLICE, contact("linjen", open=hours, url="https://linjen.example"), units=(DAY, JOUR)
    )
    return lines(tongue(code), helped(snapshot, when, kommun))


def test_swedish_says_what_it_is_for_who_the_number_the_hours_and_the_check() -> None:
    assert [ISOLATES.sub("", one.text) for one in said().contacts] == [
        "Nödnumret: SOS Alarm 112\u00a0· Öppet dygnet runt\u00a0· Kontrollerad 2 november 2026.",
        (
            "Socialjouren, när socialtjänsten har stängt: Jouren Syd 08-465 004 44\u00a0· "
            "Öppet nu, till 02:00\u00a0· Kontrollerad 2 november 2026."
        ),
        (
            "Socialtjänsten, på dagtid: Nacka socialtjänst 08-465 004 50\u00a0· "
            "Stängt nu, öppnar måndag 08:00\u00a0· Kontrollerad 2 november 2026."
        ),
        (
            "Polisen, när det inte är bråttom: Polisen 114 14\u00a0· Öppet dygnet runt\u00a0· "
            "Kontrollerad 2 november 2026."
        ),
        (
            "Råd och stöd till föräldrar: Linjen 08-465 004 70 https://linjen.example\u00a0· "
            "Stängt nu, öppnar måndag 09:00\u00a0· Kontrollerad 2 november 2026."
        ),
    ]
    assert said().age == "Numren kontrollerades för 20 dagar sedan."


def test_headings_name_the_kommun_and_the_country() -> None:
    assert [block.heading for block in said().blocks] == ["", "Hjälp i Nacka", "Hjälp i hela landet"]
    assert [block.heading for block in said(kommun=None).blocks] == ["", "Hjälp i hela landet"]


def test_a_kommun_without_numbers_is_said_to_have_none() -> None:
    _, here, country = said(kommun=HUDDINGE).blocks
    assert here.note == "Här finns inga nummer till Huddinge än."
    assert not here.lines
    assert country.lines


@pytest.mark.parametrize(
    ("now", "when"),
    [
        (("2026-11-23", "07:00"), "08:00"),
        (("2026-11-22", "23:00"), "måndag 08:00"),
        (("2026-12-18", "17:00"), "måndag 08:00"),
        (("2026-12-23", "17:00"), "måndag 08:00"),
    ],
)
def test_an_opening_is_said_as_short_as_it_stays_clear(now: tuple[str, str], when: str) -> None:
    day = next(one for one in said(when=at(*now)).contacts if one.contact.id == DAY["id"])
    assert ISOLATES.sub("", day.hours) == f"Stängt nu, öppnar {when}"


def test_an_opening_more_than_a_week_away_has_its_date() -> None:
    once = [{"days": ["2026-12-24"], "from": "10:00", "to": "12:00"}]
    found = lines(tongue("sv"), helped(register(contact("jul", open=once)), at("2026-12-01", "10:00")))
    assert ISOLATES.sub("", found.contacts[-1].hours) == "Stängt nu, öppnar 24 december 2026 10:00"


def test_in_print_nothing_depends_on_the_hour() -> None:
    found = lines(tongue("sv"), helped(register(EMERGENCY, units=(DAY, JOUR))), hours=False, checked=False)
    assert {one.hours for one in found.contacts} == {"Öppet dygnet runt", ""}
    assert {one.checked for one in found.contacts} == {""}


def test_the_age_is_the_oldest_checks() -> None:
    older = contact("aldre", verified_at=EVENING.date() - timedelta(days=60))
    snapshot = register(EMERGENCY, older, contact("ny", phone="1177"))
    assert lines(tongue("sv"), helped(snapshot)).age == "Numren kontrollerades för 60 dagar sedan."


def test_a_check_of_the_same_day_is_of_today() -> None:
    checked = contact("linjen", verified_at=EVENING.date())
    snapshot = register({**EMERGENCY, "verified_at": EVENING.date()}, checked)
    assert lines(tongue("sv"), helped(snapshot)).age == "Numren kontrollerades i dag."


@pytest.mark.parametrize(
    ("code", "label"), [("sv", "Nödnumret: "), ("fr", "Nödnumret\u202f: "), ("ti", "Nödnumret፦ ")]
)
def test_a_label_ends_as_its_language_has_it(code: str, label: str) -> None:
    assert said(code).contacts[0].text.startswith(label)


def test_what_opens_never_or_unknown_says_so() -> None:
    found = lines(tongue("sv"), helped(register(contact("okand"))))
    assert found.contacts[-1].hours == "Vi vet inte när de svarar"


def numbers(found: HelpText) -> list[tuple[str, str, list[str], list[str]]]:
    """What must not differ: each contact's number, address, hours of the clock, and the year of its check."""
    return [
        (
            re.sub(r"[^0-9 +-]", "", one.number),
            ISOLATES.sub("", one.url),
            re.findall(r"[0-9]+:[0-9]+", one.hours),
            re.findall(r"[0-9]{4}", one.checked),
        )
        for one in found.contacts
    ]


@pytest.mark.parametrize("code", [one.code for one in languages()])
def test_numbers_addresses_and_times_are_the_same_in_every_language(code: str) -> None:
    assert numbers(said(code)) == numbers(said("sv"))


@pytest.mark.parametrize("code", [one.code for one in languages() if one.rtl])
def test_where_the_text_runs_from_right_to_left_each_number_keeps_its_own_direction(code: str) -> None:
    for one in said(code).contacts:
        assert one.number.startswith("\u2066")
        assert one.number.endswith("\u2069")


def test_what_is_not_translated_is_not_said_in_another_language() -> None:
    with pytest.raises(Missing):
        lines(Tongue(Texts("so", {}), ZONE), helped(register(EMERGENCY)))
