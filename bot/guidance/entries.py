"""What the register says of the guide: ``[gangsnack]``, ``[[guide]]`` and ``[[hjalp]]``."""

from __future__ import annotations

from datetime import date, timedelta
from difflib import get_close_matches
from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from bot.actors.facts import KommunCode, fold
from bot.duty.facts import OpenRule
from bot.guidance.frame import KIND_NAMES
from bot.guidance.values import Need
from bot.register.duration import Duration
from bot.register.section import Entry, Snapshot
from bot.register.shapes import LanguageCode, Name, PhoneNumber, ShortName, pattern

TITLE: Final = "Gängsnacket – en guide för föräldrar och andra viktiga vuxna"

Url = Annotated[str, pattern(r"https://[^\s\x00-\x1f/]+(/\S*)?", "guidance.url", 500)]
Sha256 = Annotated[str, pattern(r"[0-9a-f]{64}", "guidance.sha256", 64)]


EMERGENCY_KIND: Final = "nod"


def _read_kind(value: str) -> str:
    """A kind of contact as ``frame.KINDS`` has it; hyphens for underscores are as good."""
    found = fold(value).replace(" ", "_")
    if found not in KIND_NAMES:
        near = get_close_matches(found, KIND_NAMES, n=1)
        fields = {"expected": list(KIND_NAMES), "suggestions": near}
        raise PydanticCustomError("guidance.kind", "unknown kind", fields)
    return found


Kind = Annotated[str, AfterValidator(_read_kind)]


class WhenOutdated(StrEnum):
    """What becomes of a translation whose Swedish has changed: said with a notice, or not said."""

    SHOW = "visa"
    HIDE = "dölj"


class GuidanceEntry(Entry):
    """How the guide is handed out."""

    show_drafts: bool = False
    """Whether a text that nobody has reviewed may be shown: marked, and to one person."""
    outdated: WhenOutdated = WhenOutdated.SHOW
    guide_age: Duration = timedelta(days=180)
    """An official guide that nobody has looked at for so long is reported, and says so."""
    contact_age: Duration = timedelta(days=90)
    """A number that nobody has checked for so long is left out and reported."""
    sms_parts: Annotated[int, Field(ge=1, le=10)] = 3
    """Messages at most that an SMS to a parent is sent as."""
    check_links: bool = True
    """Whether the links to the official guide are asked for, once a day."""
    private_links: bool = False
    """Whether such a link may lead into a private network, or to this machine."""
    largest: Annotated[int, Field(ge=1, le=50)] = 10
    """Megabytes of a guide's PDF at most."""


class GuideEntry(Entry):
    """The official guide in one language. ``file`` is a path beside the file that names it."""

    language: LanguageCode
    url: Url
    title: Name = TITLE
    edition: Name
    published_at: date | None = None
    source: Name
    """Who publishes it."""
    file: str | None = None
    sha256: Sha256 | None = None
    """Of the PDF; needed with a file."""
    checked_at: date
    checked_by: Name


class SentGuideEntry(GuideEntry):
    """One that was sent to the bot in the operations room: beside the register's, and no part of its file."""


class HelpEntry(Entry):
    """Somewhere to turn for help. ``kind`` is one of ``frame.KINDS``; ``name`` is not translated."""

    id: ShortName
    kind: Kind
    name: Name
    needs: tuple[Need, ...] = ()
    """Empty: whatever the need."""
    kommuner: tuple[KommunCode, ...] = ()
    """Empty: in the whole country."""
    phone: PhoneNumber | None = None
    """One that anybody may be given."""
    url: Url | None = None
    always_open: bool = False
    open: tuple[OpenRule, ...] = ()
    """Rows of hours as a unit's; without them and ``always_open``, nobody knows when they answer."""
    order: Annotated[int, Field(ge=0, le=9999)] = 100
    """The lower the earlier, among those made for as many needs; 112 stands before everything."""
    verified_at: date
    verified_by: Name

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.phone is None and self.url is None:
            raise PydanticCustomError("guidance.nowhere", "neither phone nor url")
        if self.always_open and self.open:
            raise PydanticCustomError("guidance.hours_twice", "always open, and hours")
        return self

    @property
    def is_emergency(self) -> bool:
        return self.kind == EMERGENCY_KIND


def settings(snapshot: Snapshot) -> GuidanceEntry:
    """The register's, or what holds where it says nothing."""
    return snapshot.of(GuidanceEntry).get("gangsnack") or GuidanceEntry()


def guide(snapshot: Snapshot, language: str) -> GuideEntry | None:
    """The one to hand out: of the register's and one that was sent, that which was checked last."""
    sent, registered = snapshot.of(SentGuideEntry).get(language), snapshot.of(GuideEntry).get(language)
    if sent is None or registered is None:
        return sent or registered
    return registered if registered.checked_at > sent.checked_at else sent


def guides(snapshot: Snapshot) -> tuple[GuideEntry, ...]:
    """Of each language that has one, the guide to hand out."""
    codes = dict.fromkeys((*snapshot.of(GuideEntry), *snapshot.of(SentGuideEntry)))
    return tuple(found for code in codes if (found := guide(snapshot, code)) is not None)


def contacts(snapshot: Snapshot) -> tuple[HelpEntry, ...]:
    return tuple(snapshot.of(HelpEntry).values())
