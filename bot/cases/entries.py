"""The register's entries for routing cases and for how long each step may take."""

from __future__ import annotations

import re
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from bot.actors.facts import ANNAT_LAN, OKAND, find_kommun
from bot.chat.text import fold
from bot.duty.facts import StepTimes, UnitKind
from bot.errors import Refusal
from bot.register.duration import Duration
from bot.register.section import Entry
from bot.register.shapes import ShortName


class Destination(StrEnum):
    """Which side a case is raised to."""

    SOCIALTJANST = "socialtjänst"
    POLIS = "polis"


class AgeBand(StrEnum):
    """All that is kept of an age."""

    UNDER_15 = "<15"
    FROM_15 = "15-17"
    FROM_18 = "18-20"
    FROM_21 = "21+"
    UNKNOWN = "okänd"


CHILDREN: Final = frozenset({AgeBand.UNDER_15, AgeBand.FROM_15})


class Gang(StrEnum):
    """Whether there is a tie to gang crime."""

    YES = "ja"
    NO = "nej"
    UNKNOWN = "vet ej"


class Urgency(StrEnum):
    """How soon somebody has to answer."""

    NOW = "nu"
    TODAY = "idag"
    OFFICE = "kontorstid"


KNOWN: Final = "känd"
"""Any kommun of the county."""
SIGNED: Final = "en ingång"
"""A kommun that has signed the agreement on one entry."""


def _read_place(value: object) -> object:
    if not isinstance(value, str):
        return value
    folded = " ".join(fold(value).split())
    for word in (KNOWN, SIGNED, OKAND, ANNAT_LAN):
        if fold(word) == folded:
            return word
    try:
        return find_kommun(value).code
    except Refusal as refusal:
        raise PydanticCustomError("place.unknown", "neither a kommun nor a known word") from refusal


PlaceWord = Annotated[str, BeforeValidator(_read_place)]

_SELECTOR: Final = re.compile(r"(hemkommun|påträffad):([a-zåäö]+)")


def _read_receiver(value: object) -> object:
    if not isinstance(value, str) or ":" not in value:
        return value
    spoken = value.strip().lower().replace("residence:", "hemkommun:").replace("found:", "påträffad:")
    spoken = re.sub(r":\s*jour$", ":socialjour", spoken)
    found = _SELECTOR.fullmatch(spoken)
    if found is None or found[2] not in set(UnitKind):
        raise PydanticCustomError("route.receiver", "neither a unit nor whose unit of which kind")
    return spoken


Receiver = Annotated[str, BeforeValidator(_read_receiver)]
"""A unit's id, or whose unit of which kind: ``hemkommun:socialjour``, ``påträffad:mottagning``."""


def _check_reason(text: str) -> str:
    try:
        text.format(unit="", hemkommun="", påträffad="")
    except (KeyError, ValueError, IndexError, AttributeError) as error:
        raise PydanticCustomError("route.reason", "unknown field in the reason") from error
    return text


class RouteEntry(Entry):
    """A row of the routing table; a condition that is left out holds for every case.

    The rows are read in order: the first that fits says who is alarmed first, the later ones who is next.
    """

    id: ShortName
    to: Destination = Destination.SOCIALTJANST
    age: tuple[AgeBand, ...] = ()
    """An unknown age is treated as a child's."""
    gang: tuple[Gang, ...] = ()
    residence: tuple[PlaceWord, ...] = ()
    found: tuple[PlaceWord, ...] = ()
    urgency: tuple[Urgency, ...] = ()
    open: bool = False
    """The row counts only while the unit is open."""
    unit: Receiver
    together: Receiver | None = None
    """Who has to take the case as well, besides the unit: it gets a leg of its own."""
    also: Receiver | None = None
    """Who is told besides, at its next opening."""
    reason: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_check_reason)]
    """Why, in Swedish, with ``{unit}``, ``{hemkommun}`` and ``{påträffad}`` where they fit."""
    decided_by: str | None = None
    decided_on: Annotated[date | None, Field(alias="date")] = None

    @model_validator(mode="after")
    def _decided_by_somebody_on_a_day(self) -> Self:
        if (self.decided_by is None) != (self.decided_on is None):
            raise PydanticCustomError("route.decided", "decided_by and date belong together")
        return self


class Times(StepTimes):
    """The times by urgency, all of them given."""

    nu: Duration
    idag: Duration
    kontorstid: Duration


def _minutes(nu: int, idag: int, kontorstid: int) -> Times:
    return Times(
        nu=timedelta(minutes=nu), idag=timedelta(minutes=idag), kontorstid=timedelta(minutes=kontorstid)
    )


class VoiceTimes(Entry):
    """By urgency, half the step where it is left out; what can wait for the office is never a call."""

    nu: Duration | None = None
    idag: Duration | None = None


class DefaultsEntry(Entry):
    """``[defaults]``: what holds where a unit says nothing else."""

    step: Times = Field(default_factory=lambda: _minutes(5, 30, 60))
    """Until the next step is alarmed; for ``kontorstid`` counted from the unit's opening."""
    steps: Annotated[int, Field(ge=1, le=20)] = 2
    """Somebody must answer within so many steps: what the proof of coverage demands of the register."""
    contact: Times = Field(default_factory=lambda: _minutes(15, 60, 240))
    """From taken to in contact: then a reminder, and the case is alarmed again."""
    seen: Duration = timedelta(minutes=10)
    """How long a seen alarm waits before the clock of its step goes on."""
    voice_after: VoiceTimes = VoiceTimes()
    """So long after an alarm those who have not seen it are rung up."""
    answer: Duration = timedelta(minutes=2)
    """What is not answered about a new case in this time is taken as unknown, and the case is raised."""
    question: Duration = timedelta(minutes=15)
    """Other questions of the bot are dropped after this."""
    unreadable: Duration = timedelta(seconds=60)
    """A message that cannot be read is reported to its sender after this."""
    keep_closed: Duration = timedelta(days=60)
    """After this only counts are left of a closed case."""
    stale: Duration = timedelta(days=90)
    """A number that was last checked longer ago is told to operations every morning."""
    fallback_unit: ShortName | None = None
    """Who is alarmed when no row of the table fits."""
