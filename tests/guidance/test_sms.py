"""An SMS to a parent: how many it is sent as, what is left out, and no sign that a phone shows as a box."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Refusal
from bot.guidance import frame
from bot.guidance.languages import languages
from bot.guidance.segments import segments
from bot.guidance.sms import make_sms
from tests.guidance.contacts import DAY, EMERGENCY, at, helped, register
from tests.guidance.goldens import tongue
from tests.guidance.goldens_paper import HOURS, SUNDAY, TUESDAY, found, sms

CODES = tuple(one.code for one in languages())
RTL = tuple(one.code for one in languages() if one.rtl)


@pytest.mark.parametrize(
    ("text", "count", "letters", "unicode"),
    [
        ("", 1, 0, False),
        ("a" * 160, 1, 160, False),
        ("a" * 161, 2, 161, False),
        ("a" * 306, 2, 306, False),
        ("a" * 307, 3, 307, False),
        ("åäöÅÄÖéà§¤", 1, 10, False),
        ("€" * 80, 1, 160, False),
        ("€" * 81, 2, 162, False),
        ("a" * 152 + "€" * 77, 3, 306, False),
        ("ş" * 70, 1, 70, True),
        ("ş" * 71, 2, 71, True),
        ("ç" + "a" * 134, 3, 135, True),
        ("ع" * 134, 2, 134, True),
        ("🙂" * 35, 1, 70, True),
        ("🙂" * 67, 3, 134, True),
    ],
)
def test_a_text_is_counted_as_networks_send_it(text: str, count: int, letters: int, unicode: bool) -> None:  # noqa: FBT001
    made = segments(text)
    assert (made.count, made.letters, made.unicode) == (count, letters, unicode)


@given(st.text(max_size=700))
def test_no_text_needs_fewer_messages_than_its_letters_fill(text: str) -> None:
    made = segments(text)
    alone, together = (70, 67) if made.unicode else (160, 153)
    assert (made.count == 1) == (made.letters <= alone)
    # a letter of two places may leave one empty in each
    assert made.count == 1 or made.letters / together <= made.count <= made.letters / (together - 1) + 1


@pytest.mark.parametrize("code", CODES)
def test_it_names_112_the_kommuns_number_and_the_guide_within_three_messages(code: str) -> None:
    made = sms(code)
    assert made.size == segments(made.text)
    assert made.size.count <= 3
    assert "112" in made.text
    assert "0846500450" in re.sub(r"[ -]", "", made.text)
    assert f"https://guide.example/{code}" in made.text
    assert not made.without_kommun


@pytest.mark.parametrize("code", ["sv", "en", "so", "fr"])
def test_where_the_alphabet_of_gsm_has_every_letter_no_sign_around_them_asks_for_more(code: str) -> None:
    for _, day, clock in HOURS:
        made = sms(code, clock=clock, day=day)
        assert not made.size.unicode
        assert made.text.count("08-465") == 2


@pytest.mark.parametrize("code", CODES)
def test_who_answers_at_that_hour_is_named_first_and_the_other_only_with_its_hours(code: str) -> None:
    for clock, first, other in (("10:00", "0846500450", "0846500444"), ("22:00", "0846500444", "0846500450")):
        made = sms(code, clock=clock)
        assert made.size.count <= 3
        sentence, *more = made.text.split("\n")
        assert first in re.sub(r"[ -]", "", sentence)
        assert ("Nacka (socialjouren)" in sentence) == (clock == "22:00")
        assert other not in re.sub(r"[ -]", "", sentence)
        for line in more:
            purpose = tongue(code).line(frame.kind_line("soc" if clock == "22:00" else "socialjour"))
            assert line.startswith(purpose)
            assert re.search(rf"{other}(\(.*(08:00|16:30).*\))?$", re.sub(r"[ -]", "", line))


CLOSED = (
    (TUESDAY, "03:00", ("08:00", "16:30")),
    (SUNDAY, "10:00", ("14:00", "08:00")),
    ("2026-12-24", "10:00", ("14:00", "08:00")),
)
"""A day and an hour when nobody answers in the kommun, and when they do, the soonest first."""


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(("day", "clock", "opens"), CLOSED)
def test_when_nobody_answers_in_the_kommun_its_numbers_stand_only_beside_their_hours_the_soonest_first(
    code: str, day: str, clock: str, opens: tuple[str, ...]
) -> None:
    made = sms(code, clock=clock, day=day)
    sentence, country, *more = made.text.split("\n")
    assert made.size.count <= 3
    assert re.findall(r"\d+", sentence.partition("https://")[0]) == ["112"]
    assert country.startswith(tongue(code).line(frame.kind_line("polis")).replace("’", "'"))
    assert re.sub(r"[ -]", "", country).endswith("11414")
    assert made.without_kommun == (not more)
    assert ("Nacka" in "".join(more[:1])) == bool(more)
    told = more[1:] or more
    assert [re.findall(r"\d\d:\d\d", line) for line in told] == [[one] for one in opens[: len(told)]]


def test_on_a_friday_night_daytime_is_not_said_without_its_day() -> None:
    for code in CODES:
        _, *more = sms(code, clock="23:00", day="2026-11-27").text.split("\n")
        assert all("08:00" in line for line in more)
    assert sms("sv", clock="23:00", day="2026-11-27").text.endswith("(Stängt nu, öppnar måndag 08:00)")


def test_of_what_is_closed_the_last_to_open_is_left_out_first_and_who_answers_in_the_country_last() -> None:
    made = [sms("sv", clock="10:00", day=SUNDAY, most=most) for most in (2, 1)]
    assert made[0].text == (
        "Orolig för ett barn? Fara nu: 112. Läs mer: https://guide.example/sv\n"
        "Polisen, när det inte är bråttom: 114 14\n"
        "Hjälp i Nacka\n"
        "Socialjouren, när socialtjänsten har stängt: 08-465 004 44 (Stängt nu, öppnar 14:00)\n"
        "Socialtjänsten, på dagtid: 08-465 004 50 (Stängt nu, öppnar måndag 08:00)"
    )
    assert made[1].text == made[0].text.partition("\nHjälp")[0]
    assert made[1].without_kommun


def test_a_number_whose_hours_nobody_knows_is_not_said_to_be_closed() -> None:
    help_found = helped(register(EMERGENCY, units=(DAY | {"open": []},)), when=at(TUESDAY, "03:00"))
    made = make_sms(tongue("sv"), "https://guide.example/sv", help_found, "Nacka", notices=(), most=3)
    assert "Socialtjänsten i Nacka: 08-465 004 50" in made.text


def test_the_other_is_left_out_before_who_answers() -> None:
    both, one = sms("sv", clock="22:00"), sms("sv", clock="22:00", most=1)
    assert both.size.count == 2
    assert both.text.startswith(f"{one.text}\n")
    assert not one.without_kommun


@pytest.mark.parametrize("code", CODES)
def test_it_has_no_signs_of_direction(code: str) -> None:
    for kommun in ("Nacka", "Upplands Väsby", None):
        text = sms(code, kommun).text
        assert [mark for mark in text if unicodedata.category(mark) == "Cf" and mark != "\u200c"] == []


@pytest.mark.parametrize("code", RTL)
def test_from_right_to_left_a_number_is_one_group_whose_parts_cannot_change_places(code: str) -> None:
    text = sms(code).text.partition("https://")[0]
    assert re.findall(r"\d+", text) == ["112", "0846500450"]


@pytest.mark.parametrize("code", CODES)
def test_what_does_not_fit_leaves_out_the_kommun_and_never_112(code: str) -> None:
    whole, short = sms(code), sms(code, None)
    made = sms(code, "Upplands Väsby och ännu många fler kommuner som inte alls får plats här " * 8)
    assert made.without_kommun
    assert made.text == short.text
    assert "112" in made.text
    assert short.size.letters < whole.size.letters


def test_a_notice_is_never_left_out_and_what_is_too_long_is_refused() -> None:
    said = tongue("ar")
    notice = said.line(frame.DRAFT)
    made = make_sms(said, "https://guide.example/ar", found(), "Nacka", notices=(notice,), most=3)
    assert made.text.startswith(notice)
    with pytest.raises(Refusal, match=r"sms\.too_long") as refused:
        make_sms(said, "https://guide.example/ar", found(), "Nacka", notices=(notice,), most=1)
    assert refused.value.fields == {"count": 2, "most": 1}


@pytest.mark.parametrize(
    "kommun", ["Na\ncka", "\u202eNacka", "Nacka\u2069", "%(number)s {x}", "<b>Nacka</b>"]
)
def test_a_hostile_name_stays_a_name(kommun: str) -> None:
    text = sms("ar", kommun).text
    assert text.count("\n") == sms("ar").text.count("\n")
    assert "\u202e" not in text
    assert re.findall(r"\d+", text.partition("https://")[0]) == ["112", "0846500450"]
