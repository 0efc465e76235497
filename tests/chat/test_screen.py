"""Identity numbers are dropped in every shape; phone numbers, references and times stay."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from bot.chat.screen import PERSONNUMMER, SAMORDNINGSNUMMER, Screened, screen


def number(date: str, tail: str = "238") -> str:
    """Six digits of a date and three more, with their check digit."""
    return date + tail + luhn.calc_check_digit(date + tail)


BORN = number("100412")
SAM = number("100472")


@pytest.mark.parametrize(
    "written",
    [
        BORN,
        f"{BORN[:6]}-{BORN[6:]}",
        f"{BORN[:6]}+{BORN[6:]}",
        f"{BORN[:6]} {BORN[6:]}",
        f"{BORN[:6]} - {BORN[6:]}",
        f"{BORN[:6]}–{BORN[6:]}",
        f"20{BORN}",
        f"20{BORN[:6]}-{BORN[6:]}",
        f"20 {BORN[:6]} {BORN[6:]}",
        f"20{BORN[:2]}-{BORN[2:4]}-{BORN[4:6]}-{BORN[6:]}",
        f"{BORN[:2]} {BORN[2:4]} {BORN[4:6]} {BORN[6:8]} {BORN[8:]}",
        " ".join(BORN),
        f"{BORN[:3]}\u200b{BORN[3:]}",
        f"{BORN[:6]}\u00ad-{BORN[6:]}",
        BORN.translate({ord(str(n)): chr(0x660 + n) for n in range(10)}),
        "100412-0001",
        "20100412-0001",
        "100412-T001",
        "19100412-TF12",
    ],
)
def test_a_personnummer_is_dropped_however_it_is_written(written: str) -> None:
    screened = screen(f"!ärende ny hemkommun:Nacka {written}, när:nu")
    assert screened.dropped == (PERSONNUMMER,)
    assert written not in screened.text
    assert BORN[-4:] not in screened.text
    assert "hemkommun:Nacka" in screened.text
    assert "när:nu" in screened.text


@pytest.mark.parametrize("written", [SAM, f"{SAM[:6]}-{SAM[6:]}", f"20{SAM}", f"20{SAM[:6]} {SAM[6:]}"])
def test_a_samordningsnummer_is_dropped(written: str) -> None:
    assert screen(f"ålder {written}").dropped == (SAMORDNINGSNUMMER,)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"pnr: {BORN} när:nu", "när:nu"),
        (f"hemkommun:Nacka personnummer {BORN}", "hemkommun:Nacka"),
        (f"barn:{BORN} när:nu", "när:nu"),
        (f"ålder:{BORN}", ""),
        (f"hemkommun: {BORN} Nacka", "hemkommun: Nacka"),
    ],
)
def test_its_key_goes_along_when_nothing_else_was_its_value(text: str, left: str) -> None:
    assert " ".join(screen(text).text.split()) == left


PHONES = [
    *(f"070-174 06 {n:02}" for n in range(5, 100)),
    *(f"07017406{n:02}" for n in range(5, 100)),
    *(f"0701-74 06 {n:02}" for n in range(5, 100)),
    *(f"+467017406{n:02}" for n in range(5, 100)),
    *(f"+46 70 174 06 {n:02}" for n in range(5, 100)),
    *(f"08-465 004 {n:02}" for n in range(100)),
    *(f"08465004{n:02}" for n in range(100)),
    *(f"08 46 50 04 {n:02}" for n in range(100)),
    *(f"031-390 06 {n:02}" for n in range(100)),
    *(f"03139006{n:02}" for n in range(100)),
    *(f"040-628 04 {n:02}" for n in range(100)),
    *(f"0980-319 {n}" for n in range(200, 300)),
]


def test_phone_numbers_stay() -> None:
    for phone in PHONES:
        assert screen(f"ring: {phone}") == Screened(f"ring: {phone}", ())


def test_a_valid_number_in_one_piece_is_dropped_even_if_it_could_be_a_telephone() -> None:
    assert screen("0406280404").dropped == (PERSONNUMMER,)


@pytest.mark.parametrize(
    "text",
    [
        "IA-2026-0412-K7",
        "LB-1121-2 och BU-0031",
        "när: 2026-12-24 06:00",
        "2026-12-24 0600",
        "ålder:16 klockan 22:30",
        "diarienummer 2026/0412-113",
        "123456789012345",
        "5561234567",
    ],
)
def test_references_and_times_stay(text: str) -> None:
    assert screen(text).text == text


@given(
    born=st.dates(min_value=date(1920, 1, 1), max_value=date(2026, 1, 1)),
    tail=st.integers(0, 999),
    cut=st.sampled_from(["", "-", " ", "+", " - ", "–"]),
    century=st.booleans(),
    before=st.sampled_from(["", "hemkommun:", "när: nu ", "text ", "(", "barn=", "pnr "]),
)
def test_every_valid_number_is_dropped(born: date, tail: int, cut: str, century: bool, before: str) -> None:  # noqa: FBT001
    digits = number(f"{born:%y%m%d}", f"{tail:03}")
    written = f"{born:%Y}"[:2] * century + digits[:6] + cut + digits[6:]
    screened = screen(f"{before}{written} slut")
    assert screened.dropped == (PERSONNUMMER,)
    assert digits[6:] not in screened.text


@given(st.text(max_size=200))
def test_any_text_can_be_screened_and_a_second_time_changes_nothing(text: str) -> None:
    once = screen(text)
    assert screen(once.text).dropped == ()


@pytest.mark.parametrize(
    "written",
    ["20100214\n2386", "20100214\r\n2386", "100214\n2386", "(100214)2386", "(100214) 2386", "TF100214-2386x"],
)
def test_a_number_torn_or_grown_together_is_still_one(written: str) -> None:
    found = screen(f"barn: {written}")
    assert found.dropped == (PERSONNUMMER,)
    assert "2386" not in found.text


@pytest.mark.parametrize(
    "written",
    [
        "2010-02-14\n2386",
        "(261122) 1030",
        "261122\n1030",
        "20261122\n0315",
        "1002142386x",
        "100214-2387x",
        "(08) 465 004 00",
        "070-174 06 05\n070-174 06 06",
        "0980-319 200\n0980-319 201",
    ],
)
def test_a_date_above_a_time_and_an_id_with_letters_stay(written: str) -> None:
    assert screen(written) == Screened(written, ())
