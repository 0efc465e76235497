"""``!ärende statistik``: how fast somebody took a case and the two had spoken."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from bot.cases.entries import Urgency
from bot.cases.spread import MINUTE, Spread
from bot.cases.statistics import CaseStatistics, Statistics, Tally
from bot.chat.converters import Number
from bot.chat.declare import Access, Arg, Call, Command, OnChange
from bot.chat.document import Document, Table, doc, para, picture, strong, table
from bot.chat.languages import Languages
from bot.chat.outcome import Outcome
from bot.chat.say import Say, msg
from bot.draw.bars import draw_bars
from bot.draw.picture import Picture
from commands import case_args as args
from commands import case_lists as lists
from commands.case_shared import CENTRE, ROOMS
from commands.case_statistics_picture import bars_of, unit_and_urgency
from commands.case_words import URGENCIES
from commands.reader import say_here

_DAYS: Final = 30
_MOST_DAYS: Final = 3 * 366
_WITHIN: Final = (1, 5, 10, 60)
_TO_THE_SECOND: Final = 10
"""Minutes under which the seconds are told."""


@dataclass(frozen=True)
class StatisticsArgs:
    days: int
    unit: str | None
    urgency: Urgency | None


@dataclass(frozen=True)
class Measured:
    """``drawn`` None where there is nothing to draw."""

    found: Statistics
    drawn: Picture | None = None


async def measure(call: Call, args: StatisticsArgs, service: CaseStatistics, languages: Languages) -> Outcome:
    outcome = await service(call, days=args.days, unit=args.unit, urgency=args.urgency)
    bars = bars_of(outcome.value, await say_here(call, languages))
    drawn = await asyncio.to_thread(draw_bars, bars) if bars else None
    return replace(outcome, value=Measured(outcome.value, drawn))


def measured(shown: Measured, say: Say) -> Document:
    value = shown.found
    total = value.total
    if not total.raised and not total.withdrawn:
        return doc(say("Inga ärenden från och med {start}.", start=say.day(_day(say, value))))
    found = doc(para(strong(_head(value, say))), *_sums(total, say))
    if value.units:
        found += doc(say("Per enhet. Ett ärende räknas hos den enhet som larmades först."))
        found += doc(
            _table(
                say("Enhet"),
                [
                    (unit_and_urgency(name, say.term(URGENCIES[kind]), say), tally)
                    for name, kind, tally in value.units
                ],
                say,
            )
        )
    if value.hours:
        found += doc(say("Per timme på dygnet då ärendet skapades, utom det som väntar till kontorstid."))
        found += doc(_table(say("Timme"), [(_hour(hour), t) for hour, t in value.hours], say))
    found += doc(*_fine_print(value, say))
    if shown.drawn is None:
        return found
    name = say("svarstider-{day}.png", day=say.local(value.end).date().isoformat())
    alt = _line(say("Från skapat till kontakt"), total.contact, total.raised, say)
    return found + doc(picture(name, shown.drawn, alt))


def _head(value: Statistics, say: Say) -> str:
    return say(
        "Svarstider från {start} till {end}",
        start=say.day(_day(say, value)),
        end=say.when(value.end),
    )


def _day(say: Say, value: Statistics) -> date:
    return say.local(value.start).date()


def _sums(total: Tally, say: Say) -> Sequence[str]:
    lines = [
        say.count("{n} ärende.", "{n} ärenden.", total.raised),
        _line(say("Från skapat till taget"), total.taken, total.raised, say),
        _line(say("Från skapat till kontakt"), total.contact, total.raised, say),
        say(
            "{escalated} gick vidare till nästa enhet, {at_end} nådde kedjans slut.",
            escalated=total.escalated,
            at_end=total.at_end,
        ),
    ]
    if total.withdrawn:
        lines.append(
            say.count(
                "{n} återtaget ärende är inte med i tiderna.",
                "{n} återtagna ärenden är inte med i tiderna.",
                total.withdrawn,
            )
        )
    return lines


def _line(what: str, spread: Spread, of: int, say: Say) -> str:
    if not len(spread):
        return say("{what}: inget än.", what=what)
    return say(
        "{what}: hälften inom {half}, nio av tio inom {nine}. "
        "Inom 1, 5, 10 och 60 minuter: {within} av {of}.",
        what=what,
        half=_time(spread, 50, say),
        nine=_time(spread, 90, say),
        within=_within(spread),
        of=of,
    )


def _within(spread: Spread) -> str:
    return " / ".join(str(spread.within(minutes * MINUTE)) for minutes in _WITHIN)


def _hour(hour: int) -> str:
    return f"{hour:02}–{(hour + 1) % 24:02}"


def _table(what: str, rows: Sequence[tuple[str, Tally]], say: Say) -> Table:
    head = (
        what,
        say("Ärenden"),
        say("Taget"),
        say("Taget inom 1/5/10/60 min"),
        say("Kontakt"),
        say("Kontakt inom 1/5/10/60 min"),
        say("Gick vidare / till slutet / återtagna"),
    )
    return table(head, [_row(name, tally, say) for name, tally in rows])


def _row(name: str, tally: Tally, say: Say) -> Sequence[str]:
    cells = [name, str(tally.raised)]
    for spread in (tally.taken, tally.contact):
        cells += [_halves(spread, say), _within(spread)]
    return [*cells, f"{tally.escalated} / {tally.at_end} / {tally.withdrawn}"]


def _halves(spread: Spread, say: Say) -> str:
    if not len(spread):
        return "–"
    half, nine = _time(spread, 50, say), _time(spread, 90, say)
    return say("hälften inom {half}, nio av tio inom {nine}", half=half, nine=nine)


def _time(spread: Spread, percent: int, say: Say) -> str:
    seconds = spread.percentile(percent)
    if seconds is None:
        return "–"
    told = _duration(seconds, say)
    return say("ca {time}", time=told) if spread.approximate else told


def _duration(seconds: int, say: Say) -> str:
    minutes, rest = divmod(seconds, MINUTE)
    if not minutes:
        return say("{seconds} s", seconds=rest)
    if minutes >= MINUTE:
        return say("{hours} h {minutes} min", hours=minutes // MINUTE, minutes=minutes % MINUTE)
    if rest and minutes < _TO_THE_SECOND:
        return say("{minutes} min {seconds} s", minutes=minutes, seconds=rest)
    return say("{minutes} min", minutes=minutes)


def _fine_print(value: Statistics, say: Say) -> Sequence[str]:
    lines = [say("Övningar räknas aldrig.")]
    if value.whole_months:
        lines.append(
            say(
                "Gallrade ärenden är med som antal per hel månad. Deras tider är ungefärliga, och "
                "antalen inom 1, 5, 10 och 60 minuter är exakta."
            )
        )
    return lines


STATISTICS: Final = Command(
    path=("ärende", "statistik"),
    aliases=(("ärende", "stats"),),
    summary=msg("visar svarstider per enhet och timme"),
    args=(
        Arg(
            name="days",
            key="dagar",
            aliases=("days", "dygn"),
            convert=Number(1, _MOST_DAYS),
            summary=msg("hur många dagar bakåt"),
            required=False,
            default=_DAYS,
            position=0,
            example="30",
        ),
        Arg(
            name="unit",
            key="enhet",
            aliases=("unit",),
            convert=args.Unit(),
            summary=msg("bara den här enheten"),
            required=False,
            example="Stockholms socialjour",
        ),
        Arg(
            name="urgency",
            key="när",
            aliases=("brådska", "urgency", "when"),
            convert=lists.urgency(),
            summary=msg("bara ärenden med den här brådskan"),
            required=False,
            example="nu",
        ),
    ),
    access=Access(roles=CENTRE, rooms=ROOMS),
    execute=measure,
    view=measured,
    on_edit=OnChange.RERUN,
    on_redact=OnChange.NOTHING,
    examples=("ärende statistik", "ärende statistik dagar:90 enhet:Stockholms socialjour"),
)
