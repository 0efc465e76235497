"""The register's entries for units, their opening hours, and who is on duty."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from bot.actors.facts import KommunCode
from bot.duty.words import DayWord, Span, WallTime
from bot.register.duration import Duration
from bot.register.section import Entry
from bot.register.shapes import Name, PhoneNumber, ShortName, UserId


class UnitKind(StrEnum):
    """What a unit is; routes choose by it (``residence:socialjour``)."""

    SOCIALJOUR = "socialjour"
    MOTTAGNING = "mottagning"
    BEREDSKAP = "beredskap"
    POLIS = "polis"
    LEDNING = "ledning"


class OpenRule(Entry):
    """One row of a unit's opening hours; the first row that fits a day decides the whole day.

    A row that names a date goes before all others, so that an exception can be added last. Hours that cross
    midnight belong to the day on which they begin.
    """

    days: tuple[DayWord, ...] = ()
    opens: Annotated[WallTime | None, Field(alias="from")] = None
    closes: Annotated[WallTime | None, Field(alias="to")] = None
    hours: tuple[Span, ...] = ()
    """For a day with a break: ``["08:00-12:00", "13:00-16:00"]``."""
    always: bool = False
    closed: bool = False
    kommuner: tuple[KommunCode, ...] = ()
    """The row holds for these kommuner only, where a joint unit has different hours."""

    @model_validator(mode="after")
    def _one_statement(self) -> Self:
        if (self.opens is None) != (self.closes is None):
            raise PydanticCustomError("open.half", "from and to belong together")
        said = [self.opens is not None, bool(self.hours), self.always, self.closed]
        if sum(said) != 1:
            raise PydanticCustomError("open.one", "one of from and to, hours, always, closed")
        if not self.days and not self.always:
            raise PydanticCustomError("open.days", "days are missing")
        return self

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """Minutes from the day's local midnight; an end on the next day is greater than 1440."""
        if self.closed:
            return ()
        if self.always:
            return ((0, 24 * 60),)
        texts = self.hours or (f"{self.opens}-{self.closes}",)
        return tuple(_minutes(text) for text in texts)


def _minutes(span: str) -> tuple[int, int]:
    start, end = (int(clock[:2]) * 60 + int(clock[3:]) for clock in span.split("-"))
    return start, end if end > start else end + 24 * 60


class StepTimes(Entry):
    """How long a step or a promise may take, by urgency; what is left out is taken from ``[defaults]``."""

    nu: Duration | None = None
    idag: Duration | None = None
    kontorstid: Duration | None = None
    """Counted from the next opening, or from now while the unit is open."""


class UnitEntry(Entry):
    """Those who answer together: a socialjour, a kommun's reception by day, the police's duty desk."""

    id: ShortName
    name: Name
    kind: UnitKind
    organisation: ShortName
    kommuner: tuple[KommunCode, ...] = ()
    """The kommuner it serves; none means that only a route that names the unit leads to it."""
    open: tuple[OpenRule, ...] = ()
    next: ShortName | None = None
    """Whom to alarm when nobody here answers, such as the head of the jour."""
    phone: PhoneNumber | None = None
    public_phone: PhoneNumber | None = None
    """What anybody may be given. ``phone`` is for police and colleagues, and given to nobody else."""
    verified_at: date | None = None
    """When somebody last made sure that numbers and hours are right."""
    verified_by: Name | None = None
    """Who did; needed with a public number."""
    step: StepTimes = StepTimes()
    contact: StepTimes = StepTimes()
    exercise: bool = False
    """It takes part in exercises only: no real case ever leads to it."""


class Turn(StrEnum):
    """How long somebody's turn in a rotation lasts."""

    DYGN = "dygn"
    VECKA = "vecka"


class RosterEntry(Entry):
    """A row of a roster: people who are on duty in a unit, always, on certain days and hours, or once.

    With ``turn`` the people take turns, ``each`` at a time, from ``start`` on: that is the first hand-over,
    and its time of day (with ``vecka`` its weekday too) is that of every later one, by the wall clock.

    With ``days`` there is duty only on those days: between ``from`` and ``to``, or, without them, from the
    hand-over's time to the same time next day. A duty belongs whole to the turn in which it begins. Turns by
    day count the days of duty alone, so that nobody's turn falls on a day that is left out (after Friday
    comes Monday's); turns by week count every week, also one in which all days are left out.
    """

    id: ShortName
    unit: ShortName
    people: Annotated[tuple[UserId, ...], Field(min_length=1)]
    days: tuple[DayWord, ...] = ()
    """The days on which the duty begins; with no days and no dates the row holds always."""
    opens: Annotated[WallTime | None, Field(alias="from")] = None
    closes: Annotated[WallTime | None, Field(alias="to")] = None
    start: datetime | None = None
    """Local time of the first minute of a single duty (``2026-12-24 17:00``), or of a pattern's first day."""
    end: datetime | None = None
    turn: Turn | None = None
    each: Annotated[int, Field(ge=1)] = 1
    """How many people share a turn."""
    temporary: Name | None = None
    """The temporary schedule (``Julen 2026``) that the row is part of. From the first start to the last end
    of the rows of that name, the unit's ordinary rows do not count."""

    @model_validator(mode="after")
    def _one_pattern(self) -> Self:
        if (self.opens is None) != (self.closes is None):
            raise PydanticCustomError("roster.half", "from and to belong together")
        if self.opens is not None and not self.days:
            raise PydanticCustomError("roster.days", "hours without days")
        for moment in (self.start, self.end):
            if moment is not None and moment.tzinfo is not None:
                raise PydanticCustomError("roster.local", "start and end are local times")
            if moment is not None and (moment.second or moment.microsecond):
                raise PydanticCustomError("clock.minutes", "whole minutes of local time")
        if self.start is not None and self.end is not None and self.end <= self.start:
            raise PydanticCustomError("roster.order", "the end is not after the start")
        if self.temporary is not None and (self.start is None or self.end is None):
            raise PydanticCustomError("roster.unbounded", "a temporary schedule without its period")
        return self

    @model_validator(mode="after")
    def _turns(self) -> Self:
        if self.turn is None:
            if "each" in self.model_fields_set:
                raise PydanticCustomError("roster.each_alone", "each without turn")
            return self
        if self.start is None:
            raise PydanticCustomError("roster.anchor", "a rotation without its first hand-over")
        if self.each > len(self.people):
            raise PydanticCustomError("roster.each", "more in a turn than there are")
        if len(set(self.people)) < len(self.people) and self.each > 1:
            raise PydanticCustomError("roster.each_twice", "somebody might share a turn with themselves")
        if self.turn is Turn.DYGN and self.opens not in {None, f"{self.start:%H:%M}"}:
            raise PydanticCustomError("roster.anchor_time", "the hand-over is at another time than the duty")
        return self

    @property
    def span(self) -> tuple[int, int]:
        """Minutes from the local midnight of the day on which the duty begins."""
        if self.opens is not None:
            return _minutes(f"{self.opens}-{self.closes}")
        first = self.start.hour * 60 + self.start.minute if self.turn and self.start else 0
        return first, first + 24 * 60


class OverrideEntry(Entry):
    """A change of duty made in chat; kept beside the register, not in its file."""

    id: str
    unit: str
    person: str
    """Who is on duty instead."""
    replaces: str | None
    """Whose duty it is by the roster, or by an earlier change; None: everybody's, in an emergency."""
    start: datetime
    end: datetime
    """Both in UTC."""
