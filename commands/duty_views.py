"""What ``!jour`` shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from bot.actors.facts import ANNAT_LAN, OKAND, residence_name
from bot.cases.exercise import REAL
from bot.cases.rehearse import Kind, Rehearsal
from bot.cases.routing import Route, Step
from bot.chat.document import Block, Document, Para, bullets, doc, numbered, para, strong
from bot.chat.say import Say
from bot.duty.facts import Hours
from bot.duty.localtime import twice
from commands.case_mark import mark

_DAY: Final = timedelta(hours=24)


@dataclass(frozen=True)
class UnitNow:
    name: str
    phone: str | None
    hours: Hours
    unmanned: bool
    """Its roster names nobody just then, so that everyone in the unit is alarmed."""


@dataclass(frozen=True)
class Answering:
    """``home`` and ``found``: a kommun's code, ``okänd`` or ``annat län``; both None when none was asked for.

    ``units`` are those to show, by id.
    """

    home: str | None
    found: str | None
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
    exercise: bool


def show_now(value: Answering, say: Say) -> Document:
    if value.home is None:
        return doc(
            say("Så här är det {time}:", time=say.when(value.at)),
            bullets(_unit_line(one, value.at, say) for one in value.units.values()),
            say("Lägg till kommun: för att se vem som svarar där."),
        )
    undecided = any("undecided" in way.route.flags for way in value.ways)
    return doc(
        _heading(value, say),
        *(block for kinds, way in _alike(value.ways) for block in _way(kinds, way, value, say)),
        say("Svarar ingen larmas TiB och ROC."),
        *_unmanned(value, say),
        *((say("Ruttabellens rader är inte beslutade än."),) if undecided else ()),
        say("Enligt registret, version {version}.", version=value.version),
    )


def _heading(value: Answering, say: Say) -> str:
    time = say.when(value.at)
    wall = say.local(value.at)
    if twice(wall.replace(tzinfo=None)):
        time = say("{time} vintertid", time=time) if wall.fold else say("{time} sommartid", time=time)
    if value.holidays:
        time = say("{time}, {holiday}", time=time, holiday=say.list(value.holidays))
    home, found = residence_name(value.home or ""), residence_name(value.found or "")
    if value.home in {OKAND, ANNAT_LAN} or value.found != value.home:
        return say("Hemkommun {home}, påträffad {found}, {time}:", home=home, found=found, time=time)
    return say("{kommun} {time}:", kommun=home, time=time)


def _alike(ways: Sequence[Rehearsal]) -> Iterator[tuple[list[Kind], Rehearsal]]:
    """The kinds of case that go the same way for the same reason are said once."""
    found: list[tuple[list[Kind], Rehearsal]] = []
    for way in ways:
        for kinds, known in found:
            if known.route.steps == way.route.steps:
                kinds.append(way.kind)
                break
        else:
            found.append(([way.kind], way))
    yield from found


def _way(kinds: Sequence[Kind], way: Rehearsal, value: Answering, say: Say) -> Iterator[Block]:
    """Who is alarmed in turn, each with its number, and why the first one is."""
    steps = [step for step in way.route.steps if step.unit is not None]
    yield para(strong(say("{kinds}:", kinds=_kinds(kinds, say))))
    if not steps:
        yield para(say("Ingen enhet."))
        return
    yield numbered(_step(step, value, say, first=step is steps[0]) for step in steps)
    yield para(" ".join((*_rule(steps[0], say), *_day(steps[0], say))))


def _step(step: Step, value: Answering, say: Say, *, first: bool) -> str:
    """``Utan svar 03:35: Beredskap Sydost, alltid öppet, 08-465 004 17``."""
    unit = value.units[step.unit or ""]
    line = say("{unit}, {hours}", unit=unit.name, hours=_opens(step, say, step.alarm_at or value.at))
    if unit.phone is not None:
        line = say("{line}, {phone}", line=line, phone=unit.phone)
    if first or step.alarm_at is None:
        return line
    return say("Utan svar {time}: {line}", time=_near(step.alarm_at, value.at, say), line=line)


def _rule(step: Step, say: Say) -> Iterator[str]:
    if step.reason_code == "route":
        reason = str(step.fields["reason"]).rstrip(".")
        yield say("Därför: {reason}. Rad {route} i tabellen.", reason=reason, route=step.route_id or "")
    else:
        yield say("Reserv, eftersom ingen rad i tabellen passar.")


def _unmanned(value: Answering, say: Say) -> Iterator[Block]:
    alone = [one for one in value.units.values() if one.hours.open and one.unmanned]
    if alone:
        yield para(say("Ingen står på schemat just då, så alla i enheten larmas:"))
        yield bullets(one.name for one in alone)


def _kinds(kinds: Sequence[Kind], say: Say) -> str:
    if set(kinds) == {Kind.GANG, Kind.URGENT}:
        return say("Brådskande, med eller utan koppling till gäng")
    return "; ".join(_kind(kind, say) for kind in kinds)


def _kind(kind: Kind, say: Say) -> str:
    match kind:
        case Kind.GANG:
            return say("Brådskande, under 18 år med koppling till gäng")
        case Kind.URGENT:
            return say("Annat brådskande")
        case Kind.OFFICE:
            return say("Kan vänta till kontorstid")
        case Kind.POLICE:
            return say("Till polisen")


def _unit_line(one: UnitNow, at: datetime, say: Say) -> str:
    hours = _hours(one.hours.open, one.hours.opens_at, one.hours.closes_at, at, say)
    if one.phone is None:
        return say("{unit}: {hours}", unit=one.name, hours=hours)
    return say("{unit}: {hours}, {phone}", unit=one.name, hours=hours, phone=one.phone)


def _opens(step: Step, say: Say, at: datetime) -> str:
    return _hours(step.open, step.opens_at, step.closes_at, at, say)


def _hours(
    is_open: bool,  # noqa: FBT001 - a fact
    opens_at: datetime | None,
    closes_at: datetime | None,
    at: datetime,
    say: Say,
) -> str:
    if is_open:
        return say("öppet till {time}", time=_near(closes_at, at, say)) if closes_at else say("alltid öppet")
    return say("stängt, öppnar {time}", time=_near(opens_at, at, say)) if opens_at else say("utan öppettider")


def _near(moment: datetime, at: datetime, say: Say) -> str:
    """Only the hour within the day that follows ``at``, which stands before it with its date."""
    return say.clock(moment) if moment - at < _DAY else say.when(moment)


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
    return mark(doc(*blocks), say, exercise=value.exercise)


def _reason(step: Step, value: Reasons, say: Say) -> str:
    at = say.time(step.alarm_at) if step.alarm_at else ""
    if step.unit is None and value.exercise and REAL not in value.route.flags:
        return say("{time} kedjans slut. TiB larmas inte i en övning.", time=at)
    if step.unit is None:
        return say("{time} TiB och ROC, när ingen annan har svarat.", time=at)
    unit = value.names.get(step.unit, step.unit)
    sentences = [
        say(
            "{time} {unit}, {hours}.",
            time=at,
            unit=unit,
            hours=_opens(step, say, step.alarm_at or value.route.at),
        )
    ]
    sentences += _because(step, value, say)
    sentences += _day(step, say)
    return " ".join(sentences)


def _because(step: Step, value: Reasons, say: Say) -> Iterator[str]:
    match step.reason_code:
        case "route":
            if value.private:
                # a row's name tells of the person as its reason does
                yield from _rule(step, say)
            if step.fields.get("decided_by"):
                day = say.day(date.fromisoformat(str(step.fields["decided_on"])))
                yield say("Beslutad av {who} {day}.", who=str(step.fields["decided_by"]), day=day)
            else:
                yield say("Raden är inte beslutad.")
        case "next":
            after = str(step.fields["after"])
            yield say("Näst i tur efter {unit}.", unit=value.names.get(after, after))
        case "exercise":
            yield say("En enhet för övningar.")
        case _:
            yield say("Reserv, eftersom ingen rad i tabellen passar.")


def _day(step: Step, say: Say) -> Iterator[str]:
    """Which row of the unit's hours decided, and which day that was; always open needs no reason."""
    day = say.day(date.fromisoformat(str(step.fields["day"])))
    word, holiday = step.fields.get("word"), step.fields.get("holiday")
    if holiday:
        day = say("{day}, {holiday}", day=day, holiday=str(holiday))
    if word is not None:
        yield say("Öppettiderna för {word}, {day}.", word=str(word), day=day)
    elif step.fields.get("row") is None and not step.open:
        yield say("Enheten har inga öppettider {day}.", day=day)
