"""What people write for the keys of a report; what is not understood is asked for, and never guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Final, Generic, TypeVar
from zoneinfo import ZoneInfo

from bot.actors.facts import find_kommun
from bot.chat.converters import OneOf
from bot.chat.declare import Call, Choice, Converter
from bot.chat.past import read_past
from bot.chat.say import msg
from bot.chat.text import fold
from bot.errors import Refusal
from bot.situation.desk import Desk
from bot.situation.entries import settings, themes
from bot.situation.values import COUNTY, Audience, Confidence, Level, Trend

T = TypeVar("T")

SILENT: Final = "?"
"""Stands for what nobody answered, or does not want to say."""
_NOT_SAID: Final = frozenset({SILENT, "vet ej", "vet inte", "okant", "oklart", "hoppa over", "-"})
_BETWEEN: Final = re.compile(r"[,;/\n&]|\boch\b")
_THEMES: Final = re.compile(r"[,;/\n]")
_LEVEL: Final = re.compile(r"(?:niva\s*)?(?P<number>[0-3])(?P<rest>\D*)")
_COUNTY: Final = frozenset({"hela lanet", "lanet", "lan", "stockholms lan", "alla kommuner", "alla", COUNTY})
_LONGEST: Final = 60
_STEM: Final = 4
"""Letters of a theme's word that one with an ending has to begin with."""


class Unless(Generic[T]):
    """Another converter's value, or None for a question mark."""

    needs: ClassVar[tuple[type, ...]] = (Desk, ZoneInfo)

    def __init__(self, convert: Converter[T]) -> None:
        self._convert = convert

    async def read(self, text: str, call: Call) -> T | None:
        if fold(text).strip(" .") in _NOT_SAID:
            return None
        return await self._convert.read(text, call)

    async def choices(self, call: Call) -> Sequence[Choice]:
        return await self._convert.choices(call)


class Kommuner:
    """One or several kommuner as codes, or the whole county."""

    needs: ClassVar[tuple[type, ...]] = ()

    async def read(self, text: str, call: Call) -> tuple[str, ...]:  # noqa: ARG002 - the protocol's
        names = [name.strip(" .") for name in _BETWEEN.split(text) if name.strip(" .")]
        found: list[str] = []
        for at, name in enumerate(names):
            if fold(name) in _COUNTY:
                found.append(COUNTY)
                continue
            try:
                found.append(find_kommun(name).code)
            except Refusal as refusal:
                near = refusal.fields.get("choices") or refusal.fields.get("suggestions") or ()
                # the whole list put right, so that the others need not be written again
                right = [", ".join([*names[:at], one, *names[at + 1 :]]) for one in near]
                choices = tuple(Choice(one, one) for one in right)
                outside = refusal.code == "kommun.outside"
                raise Refusal(
                    "report.kommun", text=name[:_LONGEST], choices=choices, outside=outside
                ) from refusal
        return tuple(dict.fromkeys(found))

    async def choices(self, call: Call) -> Sequence[Choice]:  # noqa: ARG002 - the protocol's
        return ()


class Observed:
    """A time that had been when the message was written, which may be read later."""

    needs: ClassVar[tuple[type, ...]] = (ZoneInfo,)

    async def read(self, text: str, call: Call) -> datetime:
        return read_past(text, min(call.incoming.origin_at, call.now), call.service(ZoneInfo))

    async def choices(self, call: Call) -> Sequence[Choice]:  # noqa: ARG002 - the protocol's
        return ()


class LevelNamed:
    """0 to 3, or its name in the register, or both; without numbered answers, as the levels are numbers."""

    needs: ClassVar[tuple[type, ...]] = (Desk,)

    async def read(self, text: str, call: Call) -> Level:
        names = settings(await call.service(Desk).snapshot(call.session)).levels
        folded = [fold(name) for name in names]
        written = " ".join(fold(text[:_LONGEST]).split()).strip(" .")
        numbered = _LEVEL.fullmatch(written)
        said = re.sub(r"[^\w ]", "", numbered["rest"] if numbered else written).strip()
        found = {at for at, name in enumerate(folded) if said and name.startswith(said)}
        if numbered and (not said or int(numbered["number"]) in found):
            return Level(int(numbered["number"]))
        if numbered or len(found) != 1:
            raise Refusal("report.level", text=text[:_LONGEST], levels=names)
        return Level(found.pop())

    async def choices(self, call: Call) -> Sequence[Choice]:  # noqa: ARG002 - the protocol's
        return ()


class Themes:
    """One or several themes of the register as their ids, in the order written."""

    needs: ClassVar[tuple[type, ...]] = (Desk,)

    async def read(self, text: str, call: Call) -> tuple[str, ...]:
        known = themes(await call.service(Desk).snapshot(call.session))
        found: list[str] = []
        words = [part.strip(" .#") for part in _THEMES.split(text) if part.strip(" .#")]
        for at, word in enumerate(words):
            wanted = fold(word)
            forms = {one.id: {fold(name) for name in (one.id, one.name, *one.words)} for one in known}
            exact = [one for one, names in forms.items() if wanted in names]
            near = [one for one, names in forms.items() if any(_alike(wanted, name) for name in names)]
            if len(hits := exact or near) != 1:
                offered = [one for one in known if one.id in hits] or known
                choices = tuple(
                    Choice(", ".join([*words[:at], one.id, *words[at + 1 :]]), one.name) for one in offered
                )
                raise Refusal("report.theme", text=word[:_LONGEST], choices=choices)
            found += hits
        return tuple(dict.fromkeys(found))

    async def choices(self, call: Call) -> Sequence[Choice]:  # noqa: ARG002 - the protocol's
        return ()


def _alike(wanted: str, name: str) -> bool:
    """The beginning of the name, or the name with an ending ("skolan")."""
    return name.startswith(wanted) or (len(name) >= _STEM and wanted.startswith(name))


def audience() -> OneOf[Audience]:
    return OneOf(
        {
            Audience.OWN: (msg("bara den egna aktören"), "egen", "oss", "internt", "bara oss", "own"),
            Audience.ROC: (msg("ROC och ledningen"), "ledning", "ledningen", "roc och ledning"),
            Audience.SSR: (msg("alla aktörer"), "alla", "alla aktorer", "all"),
        }
    )


def trend() -> OneOf[Trend]:
    return OneOf(
        {
            Trend.WORSE: (msg("värre"), "sämre", "ökar", "försämras", "upp", "↗", "worse"),
            Trend.SAME: (msg("oförändrat"), "samma", "stabilt", "lika", "→", "same"),
            Trend.BETTER: (msg("bättre"), "minskar", "förbättras", "ner", "↘", "better"),
        }
    )


def confidence() -> OneOf[Confidence]:
    return OneOf(
        {
            Confidence.CONFIRMED: (msg("bekräftat"), "bekräftad", "säkert"),
            Confidence.LIKELY: (msg("troligt"), "trolig", "sannolikt"),
            Confidence.UNCONFIRMED: (msg("obekräftat"), "obekräftad", "rykte", "osäkert"),
        }
    )


def urgent() -> OneOf[bool]:
    return OneOf(
        {
            True: (msg("nu"), "ja", "akut", "genast", "direkt", "now", "yes"),
            False: (msg("nej"), "inte", "kan vänta", "normal", "no"),
        }
    )
