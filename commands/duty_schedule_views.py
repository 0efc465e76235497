"""What ``!jour schema`` shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.chat.document import Block, Document, bullets, doc, file, para
from bot.chat.say import Say
from bot.duty.ics import MEDIA_TYPE, Entry, calendar_file
from bot.duty.schedule import Shift
from bot.duty.stints import Bounds, Stint
from commands.duty_words import between


@dataclass(frozen=True)
class Schedule:
    """A unit's shifts up to ``until``."""

    unit: str
    name: str
    shifts: tuple[Shift, ...]
    names: Mapping[str, str]
    until: datetime
    looked: Bounds
    version: int
    file: bool


@dataclass(frozen=True)
class Own:
    """Somebody's own shifts up to ``until``; ``units`` has the names of units."""

    whose: str
    stints: tuple[Stint, ...]
    units: Mapping[str, str]
    until: datetime
    looked: Bounds
    file: bool


def show_schedule(value: Schedule | Own, say: Say) -> Document:
    return _own(value, say) if isinstance(value, Own) else _unit(value, say)


def _unit(value: Schedule, say: Say) -> Document:
    heading = say("Jour i {unit} till {time}:", unit=value.name, time=say.when(value.until))
    source = say("Enligt registret, version {version}.", version=value.version)
    if not value.file:
        return doc(heading, bullets(_shift(shift, value, say) for shift in value.shifts), source)
    entries = [
        Entry(value.unit, None, one.start, one.end, _summary(value.name, _people(one, value, say), say))
        for one in value.shifts
    ]
    return doc(heading, *_file(say("Jour i {unit}", unit=value.name), entries, say), source)


def _own(value: Own, say: Say) -> Document:
    time = say.when(value.until)
    if not value.stints:
        return doc(
            say("Du står inte på schemat före {time}.", time=time),
            say("Står ingen på en enhets schema larmas alla som hör till den."),
        )
    heading = say("Din jour till {time}:", time=time)
    if not value.file:
        return doc(heading, bullets(_stint(stint, value, say) for stint in value.stints))
    entries = [
        Entry(one.unit, value.whose, one.start, one.end, say("Jour: {unit}", unit=_name(one, value)))
        for one in value.stints
    ]
    return doc(heading, *_file(say("Min jour"), entries, say))


def _shift(shift: Shift, value: Schedule, say: Say) -> str:
    time = between(shift.start, shift.end, value.looked, say)
    people = _people(shift, value, say)
    if shift.overrides:
        numbers = say.list(shift.overrides)
        return say("{time}: {people} (byte {numbers})", time=time, people=people, numbers=numbers)
    return f"{time}: {people}"


def _people(shift: Shift, value: Schedule, say: Say) -> str:
    names = [value.names.get(user_id, user_id) for user_id in shift.crew.people]
    if not names:
        return say("ingen")
    if not shift.crew.named:
        return say("ingen på schemat, alla larmas ({names})", names=say.list(names))
    return say.list(names)


def _stint(stint: Stint, value: Own, say: Say) -> str:
    return f"{between(stint.start, stint.end, value.looked, say)}: {_name(stint, value)}"


def _name(stint: Stint, value: Own) -> str:
    return value.units.get(stint.unit, stint.unit)


def _summary(unit: str, people: str, say: Say) -> str:
    return say("Jour i {unit}: {people}", unit=unit, people=people)


def _file(name: str, entries: Sequence[Entry], say: Say) -> list[Block]:
    """What is in the file, how it is used, and the file."""
    count = say.count("Ett pass i kalenderfilen.", "{n} pass i kalenderfilen.", len(entries))
    use = say(
        "Öppna filen för att lägga in dem i din kalender. Den följer inte med när schemat ändras: "
        "hämta då en ny."
    )
    body = calendar_file(name, entries, say.now)
    return [para(count, " ", use), file("jour.ics", MEDIA_TYPE, body, f"{name}. {count}")]
