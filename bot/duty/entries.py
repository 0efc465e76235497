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
    verified_at: date | None = None
    """When somebody last made sure that number and hours are right."""
    step: StepTimes = StepTimes()
    contact: StepTimes = StepTimes()
    exercise: bool = False
    """It takes part in exercises only: no real case ever leads to it."""


class RosterEntry(Entry):
    """A row of a roster: people who are on duty in a unit, always, on certain days and hours, or once."""

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

    @model_validator(mode="after")
    def _one_pattern(self) -> Self:
        if (self.opens is None) != (self.closes is None):
            raise PydanticCustomError("roster.half", "from and to belong together")
        if self.opens is not None and not self.days:
            raise PydanticCustomError("roster.days", "hours without days")
        for moment in (self.start, self.end):
            if moment is not None and moment.tzinfo is not None:
                raise PydanticCustomError("roster.local", "start and end are local times")
        if self.start is not None and self.end is not None and self.end <= self.start:
            raise PydanticCustomError("roster.order", "the end is not after the start")
        return self

    @property
    def span(self) -> tuple[int, int]:
        """Minutes from the local midnight of the day on which the duty begins."""
        if self.opens is None:
            return 0, 24 * 60
        return _minutes(f"{self.opens}-{self.closes}")
