"""What the register says of the lägesbild: ``[lagesbild]``, ``[[tema]]`` and ``[[rapportering]]``."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Final, Literal

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from bot.register.duration import Duration
from bot.register.section import Entry, Snapshot
from bot.register.shapes import Name, ShortName, UserId, pattern

DAYS: Final = ("mån", "tis", "ons", "tor", "fre", "lör", "sön")
"""In the order of ``date.weekday()``."""

Clock = Annotated[str, pattern(r"([01]\d|2[0-3]):[0-5]\d", "lagesbild.clock", 5)]
"""Local wall time, ``15:00``."""
Word = Annotated[str, pattern(r"\S(.*\S)?", "shape.name", 24)]


class Cadence(Entry):
    """One posting: at what time, on which days."""

    at: Clock
    days: tuple[Literal["alla", "mån", "tis", "ons", "tor", "fre", "lör", "sön"], ...] = ("alla",)


class PictureEntry(Entry):
    """How the lägesbild is made. Lengths of time count back from the posting unless said otherwise.

    A register without it has no rounds: nothing is asked for and nothing posted by itself.
    """

    levels: tuple[Word, Word, Word, Word] = ("normalt", "ansträngt", "allvarligt", "kritiskt")
    """Names of level 0 to 3."""
    ordinary: tuple[Cadence, ...] = (Cadence(at="15:00"),)
    activated: tuple[Cadence, ...] = (Cadence(at="09:00"), Cadence(at="15:00"))
    request: Duration = timedelta(hours=3)
    """So long before the posting the actors are asked."""
    close: Duration = timedelta(minutes=30)
    """So long before the posting reports are due; what is left is for the review."""
    reminders: tuple[Duration, ...] = (timedelta(minutes=60), timedelta(minutes=15))
    """So long before reports are due an actor that is silent is reminded."""
    snooze: Duration = timedelta(minutes=20)
    stale: Duration = timedelta(hours=36)
    """What is older than this is carried forward with its age; see ``forget``."""
    forget: Duration = timedelta(days=7)
    """What is older than this no longer stands in the picture."""
    threshold: Annotated[int, Field(ge=3, le=100)] = 5
    """Numbers of cases below this are not said in the wider versions."""
    needs: Duration = timedelta(minutes=15)
    """A need that nobody has taken after so long is told to ROC again, and again after each such time."""
    call: Duration = timedelta(minutes=10)
    """A call for the activated mode that nobody has decided after so long is told again."""
    link: Duration = timedelta(hours=12)
    """How long a link to the wallboard works."""
    keep: Duration = timedelta(days=730)
    """Pictures are erased after so long, and reports so long after they could last stand in one."""

    @model_validator(mode="after")
    def _time_to_report(self) -> PictureEntry:
        if self.request <= self.close:
            raise PydanticCustomError("lagesbild.request", "no time to report")
        return self

    @field_validator("ordinary", "activated")
    @classmethod
    def _daily_at_least(cls, found: tuple[Cadence, ...]) -> tuple[Cadence, ...]:
        """The picture is posted every day in both modes."""
        covered = {day for one in found for day in (DAYS if "alla" in one.days else one.days)}
        if missing := [day for day in DAYS if day not in covered]:
            raise PydanticCustomError("lagesbild.days", "a day without", {"days": ", ".join(missing)})
        return found


class ThemeEntry(Entry):
    """An area under which reports stand together; its order in the register is that of the picture."""

    id: ShortName
    name: Name
    words: tuple[Word, ...] = ()
    """Other words for it that people type."""


class ReportingEntry(Entry):
    """Who is asked for an actor's report: first these, and from the first reminder on the stand-ins too.

    An actor without such an entry is asked in its own room, or else whoever is ``rapportör`` for it.
    ``asks = false``: the actor is never asked, and not counted as missing.
    """

    actor: ShortName
    people: tuple[UserId, ...] = ()
    stand_ins: tuple[UserId, ...] = ()
    asks: bool = True


def has_rounds(snapshot: Snapshot) -> bool:
    """True when the register has the lägesbild made and posted by itself."""
    return bool(snapshot.of(PictureEntry))


def settings(snapshot: Snapshot) -> PictureEntry:
    """The register's, or what holds where it says nothing."""
    return snapshot.of(PictureEntry).get("lagesbild") or PictureEntry()


def themes(snapshot: Snapshot) -> tuple[ThemeEntry, ...]:
    return tuple(snapshot.of(ThemeEntry).values())


def reporting(snapshot: Snapshot, actor: str) -> ReportingEntry:
    return snapshot.of(ReportingEntry).get(actor) or ReportingEntry(actor=actor)
