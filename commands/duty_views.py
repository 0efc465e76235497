"""What ``!jour`` shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.actors.facts import Kommun
from bot.cases.rehearse import Kind, Rehearsal
from bot.cases.routing import Route, Step
from bot.chat.document import Block, Document, Para, bullets, doc, numbered, para
from bot.chat.say import Say
from bot.duty.facts import Hours
from bot.duty.schedule import Shift


@dataclass(frozen=True)
class UnitNow:
    name: str
    phone: str | None
    hours: Hours
    rostered: bool


@dataclass(frozen=True)
class Answering:
    """``ways`` is empty when no kommun was asked for; ``units`` are those to show, by id."""

    kommun: Kommun | None
    at: datetime
    holidays: tuple[str, ...]
    ways: tuple[Rehearsal, ...]
    units: Mapping[str, UnitNow]
    version: int


@dataclass(frozen=True)
class Reasons:
    """``private``: the rows' reasons, which tell of the person, may be shown here."""

    reference: str
    route: Route
    names: Mapping[str, str]
    private: bool


@dataclass(frozen=True)
class Schedule:
    unit: str
    shifts: tuple[Shift, ...]
    names: Mapping[str, str]
    until: datetime
    version: int


def show_now(value: Answering, say: Say) -> Document:
    if value.kommun is None:
        return doc(
            say("Så här är det {time}:", time=say.when(value.at)),
            bullets(_unit_line(one, say) for one in value.units.values()),
            say("Lägg till kommun: för att se vem som svarar där."),
        )
    lines = [Para((_way(way, value, say),)) for way in value.ways]
    return doc(
        _heading(value.kommun, value, say),
        bullets(lines),
        *_numbers(value, say),
        say("Enligt registret, version {version}.", version=value.version),
    )


def _heading(kommun: Kommun, value: Answering, say: Say) -> str:
    time = say.when(value.at)
    if value.holidays:
        return say(
            "{kommun} {time}, {holiday}:", kommun=kommun.name, time=time, holiday=say.list(value.holidays)
        )
    return say("{kommun} {time}:", kommun=kommun.name, time=time)


def _way(way: Rehearsal, value: Answering, say: Say) -> str:
    named = [value.units[step.unit].name for step in way.route.steps if step.unit is not None]
    kind = _kind(way.kind, say)
    if not named:
        return say("{kind}: ingen enhet, TiB och ROC larmas.", kind=kind)
    hours = _opens(way.route.steps[0], say)
    if len(named) == 1:
        return say("{kind}: {unit}, {hours}. Sedan TiB och ROC.", kind=kind, unit=named[0], hours=hours)
    return say(
        "{kind}: {unit}, {hours}. Utan svar: {rest}. Sedan TiB och ROC.",
        kind=kind,
        unit=named[0],
        hours=hours,
        rest=say.list(named[1:]),
    )


def _numbers(value: Answering, say: Say) -> Iterator[Block]:
    """How the units are reached by phone, and where everyone stands in because nobody is on the roster."""
    reached = [one for one in value.units.values() if one.phone]
    if reached:
        yield para(say("Telefon:"))
        yield bullets(say("{unit}: {phone}", unit=one.name, phone=one.phone or "") for one in reached)
    alone = [one.name for one in value.units.values() if one.hours.open and not one.rostered]
    if alone:
        yield para(
            say("Utan namn på schemat just då, så alla i enheten larmas: {units}.", units=say.list(alone))
        )


def _kind(kind: Kind, say: Say) -> str:
    match kind:
        case Kind.GANG:
            return say("Under 18 år med koppling till gäng, brådskande")
        case Kind.URGENT:
            return say("Annat brådskande")
        case Kind.OFFICE:
            return say("Kan vänta till kontorstid")
        case Kind.POLICE:
            return say("Till polisen")


def _unit_line(one: UnitNow, say: Say) -> str:
    hours = _hours(one.hours.open, one.hours.opens_at, one.hours.closes_at, say)
    if one.phone is None:
        return say("{unit}: {hours}", unit=one.name, hours=hours)
    return say("{unit}: {hours}, {phone}", unit=one.name, hours=hours, phone=one.phone)


def _opens(step: Step, say: Say) -> str:
    return _hours(step.open, step.opens_at, step.closes_at, say)


def _hours(is_open: bool, opens_at: datetime | None, closes_at: datetime | None, say: Say) -> str:  # noqa: FBT001 - a fact
    if is_open:
        return say("öppet till {time}", time=say.time(closes_at)) if closes_at else say("alltid öppet")
    return say("stängt, öppnar {time}", time=say.time(opens_at)) if opens_at else say("utan öppettider")


def show_reasons(value: Reasons, say: Say) -> Document:
    lines = [Para((_reason(step, value, say),)) for step in value.route.steps]
    heading = say(
        "{reference} larmades {time} enligt registret, version {version}:",
        reference=value.reference,
        time=say.when(value.route.at),
        version=value.route.version,
    )
    blocks: list[Block] = [para(heading), numbered(lines)]
    if not value.private:
        blocks.append(para(say("Vad raderna säger om ärendet visas i enhetens rum och för den som larmade.")))
    return doc(*blocks)


def _reason(step: Step, value: Reasons, say: Say) -> str:
    at = say.time(step.alarm_at) if step.alarm_at else ""
    if step.unit is None:
        return say("{time} TiB och ROC, när ingen annan har svarat.", time=at)
    unit = value.names.get(step.unit, step.unit)
    sentences = [say("{time} {unit}, {hours}.", time=at, unit=unit, hours=_opens(step, say))]
    sentences += _because(step, value, say)
    sentences += _day(step, say)
    return " ".join(sentences)


def _because(step: Step, value: Reasons, say: Say) -> Iterator[str]:
    match step.reason_code:
        case "route":
            if value.private:
                # a row's name tells of the person as its reason does
                yield say("Rad {route} i tabellen.", route=step.route_id or "")
                yield say("Därför: {reason}.", reason=str(step.fields["reason"]).rstrip("."))
            if step.fields.get("decided_by"):
                day = say.day(date.fromisoformat(str(step.fields["decided_on"])))
                yield say("Beslutad av {who} {day}.", who=str(step.fields["decided_by"]), day=day)
            else:
                yield say("Raden är inte beslutad.")
        case "next":
            after = str(step.fields["after"])
            yield say("Näst i tur efter {unit}.", unit=value.names.get(after, after))
        case _:
            yield say("Reserv, eftersom ingen rad i tabellen passar.")


def _day(step: Step, say: Say) -> Iterator[str]:
    """Which row of the unit's hours decided, and which day that was."""
    day = say.day(date.fromisoformat(str(step.fields["day"])))
    word, holiday = step.fields.get("word"), step.fields.get("holiday")
    if word is None:
        return
    if holiday:
        yield say("Öppettiderna för {word}, {day}, {holiday}.", word=str(word), day=day, holiday=str(holiday))
    else:
        yield say("Öppettiderna för {word}, {day}.", word=str(word), day=day)


def show_schedule(value: Schedule, say: Say) -> Document:
    lines = [
        say(
            "{start}–{end}: {people}",
            start=say.when(shift.start),
            end=_end(shift, say),
            people=_crew(shift, value, say),
        )
        for shift in value.shifts
    ]
    return doc(
        say("Jour i {unit} till {time}:", unit=value.unit, time=say.when(value.until)),
        bullets(lines),
        say("Enligt registret, version {version}.", version=value.version),
    )


def _end(shift: Shift, say: Say) -> str:
    same_day = say.local(shift.start).date() == say.local(shift.end).date()
    return say.clock(shift.end) if same_day else say.when(shift.end)


def _crew(shift: Shift, value: Schedule, say: Say) -> str:
    names = [value.names.get(user_id, user_id) for user_id in shift.crew.people]
    if not names:
        return say("ingen")
    if not shift.crew.named:
        return say("ingen på schemat, alla larmas ({names})", names=say.list(names))
    return say.list(names)
