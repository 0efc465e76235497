"""Response times as a picture: for each unit and urgency, to taken and to contact."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.cases.spread import Spread
from bot.cases.statistics import Statistics, Tally
from bot.chat.say import Say
from bot.draw.bars import Bar, BarGroup, Bars
from commands.case_words import URGENCIES

_MOST: Final = 8
"""More would be too small to read on a telephone; the table has them all."""


def bars_of(value: Statistics, say: Say) -> Bars | None:
    """The units with the most cases; nothing where nobody has taken any yet."""
    groups = [
        BarGroup(_heading(name, say.term(URGENCIES[urgency]), say), _bars(tally, say))
        for name, urgency, tally in value.units
        if len(tally.taken) or len(tally.contact)
    ]
    if not groups:
        return None
    return Bars(
        title=say(
            "Svarstider, {start} till {end}",
            start=say.day(say.local(value.start).date()),
            end=say.day(say.local(value.end).date()),
        ),
        half=say("hälften inom"),
        most=say("nio av tio inom"),
        groups=tuple(groups[:_MOST]),
    )


def unit_and_urgency(name: str | None, urgency: str, say: Say) -> str:
    return say("{unit}, {urgency}", unit=name or say("Ingen enhet"), urgency=urgency)


def _heading(name: str | None, urgency: str, say: Say) -> str:
    """A long name is cut at its end, so what must be read stands first."""
    return say("{urgency}: {unit}", urgency=urgency, unit=name or say("Ingen enhet"))


def _bars(tally: Tally, say: Say) -> Sequence[Bar]:
    return (
        _bar(say("till taget"), tally.taken, tally.raised, say),
        _bar(say("till kontakt"), tally.contact, tally.raised, say),
    )


def _bar(label: str, spread: Spread, of: int, say: Say) -> Bar:
    note = say("{n} av {of}", n=len(spread), of=of)
    return Bar(label, spread.percentile(50), spread.percentile(90), note)
