"""What people write to ask for a part of the lägesbild: places, times back, themes, actors, levels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import ClassVar, Final
from zoneinfo import ZoneInfo

from bot.actors.facts import find_kommun, fold
from bot.chat.declare import Call, Choice
from bot.chat.past import read_past
from bot.errors import Refusal
from bot.situation.desk import Desk
from bot.situation.entries import settings, themes
from bot.situation.values import COUNTY, Level
from bot.situation.wanted import PictureNumber, ReportNumber, Wanted, means_latest, read_number
from commands.picture_round_args import OneActor

_COUNTY: Final = frozenset(
    {"lanet", "hela lanet", "lan", "stockholms lan", "alla", "county", "the county", "the whole county"}
)
_SHORTEST: Final = 3


class Place:
    """A kommun's code, or ``COUNTY`` for what concerns all of it."""

    needs: ClassVar[tuple[type, ...]] = ()

    async def read(self, text: str, call: Call) -> str:  # noqa: ARG002 - the protocol's
        if fold(text) in _COUNTY:
            return COUNTY
        try:
            return find_kommun(text).code
        except Refusal as refusal:
            near = refusal.fields.get("choices") or refusal.fields.get("suggestions") or ()
            choices = tuple(Choice(name, name) for name in near)
            raise Refusal("picture.kommun", text=text[:40], choices=choices) from refusal

    async def choices(self, call: Call) -> Sequence[Choice]:  # noqa: ARG002 - the protocol's
        return ()


class Since:
    """A time that has been; a day is its beginning, and ``24 h`` is that long ago."""

    needs: ClassVar[tuple[type, ...]] = (ZoneInfo,)

    async def read(self, text: str, call: Call) -> datetime:
        return _exact(text, call) or read_past(text, call.now, call.service(ZoneInfo), whole_days=True)

    async def choices(self, call: Call) -> Sequence[Choice]:  # noqa: ARG002 - the protocol's
        return ()


class Until(Since):
    """Likewise; a day is its end."""

    async def read(self, text: str, call: Call) -> datetime:
        if (exact := _exact(text, call)) is not None:
            return exact
        zone = call.service(ZoneInfo)
        day = read_past(text, call.now, zone, whole_days=True).astimezone(zone).date() + timedelta(days=1)
        return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def _exact(text: str, call: Call) -> datetime | None:
    """A time of day, or so long ago."""
    for words in (f"{text} sedan", text):
        with suppress(Refusal):
            return read_past(words, call.now, call.service(ZoneInfo))
    return None


class Theme:
    """A theme by its id, its name or another word for it in the register."""

    needs: ClassVar[tuple[type, ...]] = (Desk,)

    async def read(self, text: str, call: Call) -> str:
        known = themes(await call.service(Desk).snapshot(call.session))
        words = {one.id: (one.id, one.name, *one.words) for one in known}
        return _meant(text, words, "picture.theme", tuple(Choice(one.id, one.name) for one in known))

    async def choices(self, call: Call) -> Sequence[Choice]:
        known = themes(await call.service(Desk).snapshot(call.session))
        return tuple(Choice(one.id, one.name) for one in known)


class LevelOf:
    """0 to 3, or the register's name for it."""

    needs: ClassVar[tuple[type, ...]] = (Desk,)

    async def read(self, text: str, call: Call) -> Level:
        names = settings(await call.service(Desk).snapshot(call.session)).levels
        words = {str(level.value): (str(level.value), names[level]) for level in Level}
        return Level(int(_meant(text, words, "picture.level", _levels(names))))

    async def choices(self, call: Call) -> Sequence[Choice]:
        return _levels(settings(await call.service(Desk).snapshot(call.session)).levels)


def _levels(names: Sequence[str]) -> tuple[Choice, ...]:
    return tuple(Choice(str(level.value), f"{level.value} {names[level]}") for level in Level)


def _meant(text: str, words: Mapping[str, Sequence[str]], code: str, choices: Sequence[Choice]) -> str:
    """The one that is called so, else the only one whose name begins so."""
    wanted = fold(text)
    exact = [key for key, called in words.items() if wanted in {fold(one) for one in called}]
    near = [key for key, called in words.items() if any(fold(one).startswith(wanted) for one in called)]
    for found in (exact, near if len(wanted) >= _SHORTEST else []):
        if len(found) == 1:
            return found[0]
    raise Refusal(code, text=text[:40], choices=tuple(choices))


class Number:
    """A picture's or a report's reference; None for the latest."""

    needs: ClassVar[tuple[type, ...]] = ()

    async def read(self, text: str, call: Call) -> PictureNumber | ReportNumber | None:  # noqa: ARG002
        if means_latest(text):
            return None
        if (found := read_number(text)) is None:
            raise Refusal("picture.what", text=text[:40])
        return found

    async def choices(self, call: Call) -> Sequence[Choice]:  # noqa: ARG002 - the protocol's
        return ()


class What:
    """Likewise, or a single word that says what it is about: a kommun, a theme, an actor or since when."""

    needs: ClassVar[tuple[type, ...]] = (Desk, ZoneInfo)

    async def read(self, text: str, call: Call) -> PictureNumber | ReportNumber | Wanted | None:
        with suppress(Refusal):
            return await Number().read(text, call)
        with suppress(Refusal):
            return Wanted(kommun=await Place().read(text, call))
        with suppress(Refusal):
            return Wanted(theme=await Theme().read(text, call))
        with suppress(Refusal):
            return Wanted(actor=await OneActor().read(text, call))
        with suppress(Refusal):
            return Wanted(since=await Since().read(text, call))
        raise Refusal("picture.what", text=text[:40])

    async def choices(self, call: Call) -> Sequence[Choice]:  # noqa: ARG002 - the protocol's
        return ()


class PictureOnly:
    """A picture's reference; None for the latest."""

    needs: ClassVar[tuple[type, ...]] = ()

    async def read(self, text: str, call: Call) -> PictureNumber | None:
        found = await Number().read(text, call)
        if isinstance(found, ReportNumber):
            raise Refusal("picture.what", text=text[:40])
        return found

    async def choices(self, call: Call) -> Sequence[Choice]:  # noqa: ARG002 - the protocol's
        return ()
