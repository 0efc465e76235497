"""What people write for the time of a message, and for why everything is paused."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import ClassVar, Final
from zoneinfo import ZoneInfo

from bot.chat.converters import OneOf
from bot.chat.declare import Call, Choice
from bot.chat.say import msg
from bot.chat.text import fold
from bot.chat.times import read_time
from bot.errors import Refusal
from bot.press.held_tell import Cause
from bot.press.plan_reach import When

_NOW: Final = frozenset({"nu", "genast", "direkt", "nu direkt", "now", "at once"})
_FARTHEST: Final = timedelta(days=366)
_ISO: Final = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_SLASH: Final = re.compile(r"\b(\d{1,2})/(\d{1,2})\b")
_NAMED: Final = re.compile(r"\W*(?:bu[\W_]*\d{1,6}|senaste?|latest|last)(?!\w)", re.IGNORECASE)
_NUMBERED: Final = re.compile(r"\W*\d{1,6}(?![\w:.])")
_EVERY: Final = re.compile(r"\W*(?:alla|allt|all|everything)(?!\w)", re.IGNORECASE)
_LEAP: Final = 2028
"""A year that has every day there is."""


class PublishTime:
    """When a message is to be out: ``nu``, or a time that lies ahead, to the second, a year at most."""

    needs: ClassVar[tuple[type, ...]] = (ZoneInfo,)

    async def read(self, text: str, call: Call) -> When:
        words = " ".join(fold(text).split()).strip(" .!")
        if words in _NOW:
            return When(call.now, at_once=True)
        zone = call.service(ZoneInfo)
        try:
            at = read_time(text, call.now, zone, seconds=True)
        except Refusal as refusal:
            raise _better(refusal, words, call.now.astimezone(zone)) from refusal
        if at <= call.now:
            raise Refusal("time.past", text=text, at=at)
        if at - call.now > _FARTHEST:
            raise Refusal("plan.far")
        return When(at)

    async def choices(self, call: Call) -> Sequence[Choice]:  # noqa: ARG002 - the protocol's
        return ()


def ends_named(text: str) -> int:
    """How many letters name a message, where a time follows: ``BU-0031 15:00``; of ``15:00`` none."""
    return _length(text, _NAMED)


def ends_numbered(text: str) -> int:
    """The same where words follow: the number alone will do."""
    return _length(text, _NAMED, _NUMBERED)


def ends_every(text: str) -> int:
    """The same where it may be all of them."""
    return _length(text, _EVERY, _NAMED, _NUMBERED)


def is_every(text: str | None) -> bool:
    """True for ``alla``."""
    return text is not None and bool(_EVERY.fullmatch(text.strip()))


def _length(text: str, *shapes: re.Pattern[str]) -> int:
    return next((found.end() for shape in shapes if (found := shape.match(text))), 0)


def _better(refusal: Refusal, words: str, local: datetime) -> Refusal:
    """A day that does not exist, and one too far away, are said to be so."""
    if refusal.code != "time.unreadable":
        return refusal
    if found := _ISO.search(words):
        year, month, day = (int(one) for one in found.groups())
        if not _exists(year, month, day):
            return Refusal("plan.no_day", day=found[0])
        return Refusal("plan.far") if year > local.year + 1 else refusal
    if (found := _SLASH.search(words)) and not _exists(_LEAP, int(found[2]), int(found[1])):
        return Refusal("plan.no_day", day=found[0])
    return refusal


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def cause() -> OneOf[Cause]:
    """Why all messages are paused."""
    return OneOf(
        {
            Cause.VMA: (msg("ett VMA har gått ut"), "vma", "viktigt meddelande"),
            Cause.EVENT: (msg("en allvarlig händelse"), "händelse", "handelse", "event", "incident"),
            Cause.OTHER: (msg("något annat"), "annat", "annan", "other"),
        }
    )
