"""A number is the same in every language: a parent who rings a wrong one gets no help."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from datetime import datetime, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.actors.facts import kommuner
from bot.duty.facts import Duty, units
from bot.guidance.catalogue import Texts
from bot.guidance.help import LocalHelp, local_help
from bot.guidance.help_lines import HelpText, lines
from bot.guidance.languages import languages
from bot.guidance.shelf import shipped
from bot.guidance.source import lines as messages
from bot.guidance.tongue import Tongue
from bot.guidance.values import Need
from bot.register.section import Snapshot
from tests.cases.night import whole_example
from tests.guidance.contacts import HUDDINGE, NACKA, ZONE, at

CODES = [one.code for one in languages()]
OTHERS = [code for code in CODES if code != "sv"]
VALUE = re.compile(r"%\(\w+\)s")
HOURS = (at("2026-11-23", "10:00"), at("2026-11-22", "20:00"), at("2026-12-24", "03:00"))


def texts(code: str) -> Texts:
    return shipped()[code]


def digits(text: str) -> Counter[str]:
    """Groups of digits of any script."""
    return Counter(re.findall(r"\d+", text))


@cache
def register() -> Snapshot:
    return Snapshot(1, whole_example().entries)


@cache
def found(kommun: str | None, when: datetime, needs: tuple[Need, ...] = ()) -> LocalHelp:
    return local_help(register(), Duty(), kommun, needs, when, today=when.date())


def said(code: str, help_: LocalHelp) -> HelpText:
    return lines(Tongue(texts(code), ZONE), help_)


def phones(text: HelpText) -> list[str]:
    return ["".join(mark for mark in one.number if mark.isascii()) for one in text.contacts]


@pytest.mark.parametrize("code", OTHERS)
def test_every_message_has_the_digits_of_its_swedish(code: str) -> None:
    """None is left out, added, or written in other digits."""
    for line in messages():
        entry = texts(code).entry(line)
        assert entry is not None
        wanted = [digits(VALUE.sub("", one)) for one in (line.text, line.many) if one]
        assert all(digits(VALUE.sub("", form)) in wanted for form in entry.forms), line.key


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("kommun", [NACKA, HUDDINGE, None])
def test_the_help_names_the_same_numbers_in_the_same_order(code: str, kommun: str | None) -> None:
    for when in HOURS:
        help_ = found(kommun, when)
        assert phones(said(code, help_)) == [one.phone or "" for one in help_.all]
        assert phones(said(code, help_))[0] == "112"


@pytest.mark.parametrize("code", CODES)
def test_all_digits_of_the_help_are_latin(code: str) -> None:
    for when in HOURS:
        for one in said(code, found(NACKA, when)).contacts:
            assert all(mark.isascii() for mark in one.text if unicodedata.category(mark) == "Nd")


@pytest.mark.parametrize("code", CODES)
def test_the_hours_of_the_clock_are_the_same(code: str) -> None:
    for when in HOURS:
        theirs, ours = said(code, found(NACKA, when)), said("sv", found(NACKA, when))
        clocks = [re.findall(r"\d+:\d+", one.hours) for one in theirs.contacts]
        assert clocks == [re.findall(r"\d+:\d+", one.hours) for one in ours.contacts]
        assert digits(theirs.age) == digits(ours.age)


@given(
    code=st.sampled_from(CODES),
    kommun=st.sampled_from([None, *(one.code for one in kommuner())]),
    minutes=st.integers(0, 78 * 24 * 60),
    needs=st.sets(st.sampled_from(Need), max_size=2),
)
def test_whenever_and_wherever_112_is_first_and_each_number_is_the_registers(
    code: str, kommun: str | None, minutes: int, needs: set[Need]
) -> None:
    when = at("2026-11-03", "00:00") + timedelta(minutes=minutes)
    help_ = found(kommun, when, tuple(sorted(needs)))
    text = said(code, help_)
    assert phones(text)[0] == "112"
    assert phones(text) == [one.phone or "" for one in help_.all]
    internal = {one.phone for one in units(register())}
    assert not internal & set(phones(text))


def test_a_message_that_says_another_number_would_be_found() -> None:
    """The check bites: digits of another script, and a digit more, are seen."""
    assert digits("Ring ١١٢") != digits("Ring 112")
    assert digits("Ring 1122") != digits("Ring 112")
