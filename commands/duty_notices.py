"""What duty tells by itself: a change of shift, a changed plan, numbers that nobody has checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

from bot.cases.states import State
from bot.chat.declare import NoticeView
from bot.chat.document import Block, Document, Para, bullets, code, doc, para
from bot.chat.say import Say
from bot.duty.handover import Handover, OpenCase
from bot.duty.stale import Contact
from bot.duty.stints import Changes, Stint
from commands.case_mark import exercise_mark
from commands.case_words import STATES
from commands.duty_words import at_most, period

Fields = Mapping[str, Any]
_MANY: Final = 4
"""So many shifts of the same hours are told as one line."""


def _handover(fields: Fields, say: Say) -> Document:
    found: Handover = fields["handover"]
    blocks: list[Block] = [para(_shift(found, say))]
    if found.late:
        blocks.append(para(say("Jag var borta då, därför kommer det först nu.")))
    for names, line in (
        (found.on, say("På: {names}.", names=say.list(found.on))),
        (found.off, say("Av: {names}.", names=say.list(found.off))),
        (found.stays, say("Kvar: {names}.", names=say.list(found.stays))),
    ):
        if names:
            blocks.append(para(line))
    blocks += _nobody(found, say)
    if found.cases:
        blocks += [para(say("Öppna ärenden:")), bullets(_case(case, say) for case in found.cases)]
    else:
        blocks.append(para(say("Inga öppna ärenden.")))
    return doc(*blocks)


def _shift(found: Handover, say: Say) -> str:
    if found.until is None:
        return say("Skiftbyte i {unit} {time}.", unit=found.unit, time=say.time(found.at))
    return say(
        "Skiftbyte i {unit} {time}. Nästa byte {next}.",
        unit=found.unit,
        time=say.time(found.at),
        next=say.time(found.until),
    )


def _nobody(found: Handover, say: Say) -> Iterator[Para]:
    if found.on or found.stays:
        return
    if found.opens_at is not None:
        yield para(say("Enheten är stängd till {time}.", time=say.time(found.opens_at)))
    else:
        yield para(say("Ingen står på schemat nu. Vid larm larmas alla i enheten."))


def _case(case: OpenCase, say: Say) -> Para:
    line = say.rich(
        "{reference}, {state} sedan {time}",
        reference=code(case.reference),
        state=say.term(STATES[State(case.state)]),
        time=say.time(case.since),
    )
    return para(*exercise_mark(say, exercise=case.exercise), line)


def _changed(fields: Fields, say: Say) -> Document:
    found: Changes = fields["changes"]
    units: Mapping[str, str] = fields["units"]
    concerned = {stint.unit for stint in (*found.new, *found.gone, *(new for _, new in found.moved))}
    blocks: list[Block] = [
        para(
            say(
                "Din jour de närmaste 60 dagarna har ändrats: {units}.",
                units=say.list(sorted(units.get(one, one) for one in concerned)),
            )
        )
    ]
    several = units if len(concerned) > 1 else {}
    window = (fields["now"], fields["until"])
    if found.new:
        blocks += [para(say("Du har fått:")), bullets(_stints(found.new, several, window, say))]
    if found.gone:
        blocks += [para(say("Du har inte längre:")), bullets(_stints(found.gone, several, window, say))]
    if found.moved:
        moves = [_move(old, new, several, say) for old, new in found.moved]
        blocks += [para(say("Flyttat:")), bullets(at_most(moves, say))]
    return doc(
        *blocks,
        say.rich(
            "Skriv {schedule} för att se hela ditt schema, {file} för att få det som kalenderfil.",
            schedule=code("!jour schema"),
            file=code("!jour schema fil:ja"),
        ),
        say("Stämmer det inte, säg till den som gör schemat hos er."),
    )


def _stints(
    stints: Sequence[Stint], units: Mapping[str, str], window: tuple[datetime, datetime], say: Say
) -> list[str]:
    """A line for each shift, and one line for many of the same hours."""
    alike: dict[tuple[str, str, str, timedelta], list[Stint]] = {}
    for stint in stints:
        key = (stint.unit, say.clock(stint.start), say.clock(stint.end), stint.end - stint.start)
        alike.setdefault(key, []).append(stint)
    lines: list[tuple[datetime, str]] = []
    for same in alike.values():
        if len(same) < _MANY:
            lines += [(stint.start, _named(stint, period(stint, window, say), units, say)) for stint in same]
            continue
        first, last = same[0], same[-1]
        line = say(
            "{n} pass {start}–{end}, det första {first}, det sista {last}",
            n=len(same),
            start=say.clock(first.start),
            end=say.clock(first.end),
            first=say.day(say.local(first.start).date()),
            last=say.day(say.local(last.start).date()),
        )
        lines.append((first.start, _named(first, line, units, say)))
    return at_most([line for _, line in sorted(lines)], say)


def _move(old: Stint, new: Stint, units: Mapping[str, str], say: Say) -> str:
    line = say("{old} är nu {new}", old=period(old, None, say), new=period(new, None, say))
    return _named(new, line, units, say)


def _named(stint: Stint, line: str, units: Mapping[str, str], say: Say) -> str:
    return say("{unit}: {line}", unit=units[stint.unit], line=line) if stint.unit in units else line


def _stale(fields: Fields, say: Say) -> Document:
    contacts: Sequence[Contact] = fields["contacts"]
    return doc(
        say.count(
            "Ett nummer i registret är inte kontrollerat på mer än {days} dagar:",
            "{n} nummer i registret är inte kontrollerade på mer än {days} dagar:",
            len(contacts),
            days=fields["days"],
        ),
        bullets(
            say("{name}, {number}: {days} dagar sedan", name=one.name, number=one.number, days=one.days)
            for one in contacts
        ),
        say.rich(
            "Ring och kontrollera. Ändra sedan {key} i registret till dagens datum och ladda det igen. "
            "Jag påminner varje morgon tills det är gjort.",
            key=code("verified_at"),
        ),
    )


NOTICES: Final[Mapping[str, NoticeView]] = MappingProxyType(
    {"duty.handover": _handover, "duty.changed": _changed, "duty.stale": _stale}
)
