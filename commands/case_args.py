"""What people write for a case's keys, and the numbered answers when they write nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import ClassVar, Final

from babel import Locale

from bot.actors.facts import FunctionEntry, find_residence, fold, function_numbers
from bot.cases.entries import AgeBand
from bot.cases.folder import Desk
from bot.cases.table import defaults
from bot.chat.converters import OneOf
from bot.chat.declare import Call, Choice
from bot.chat.say import msg
from bot.chat.text import fold as fold_letters
from bot.duty.facts import UnitEntry, units
from bot.errors import Refusal

SILENT: Final = "?"
"""What is read for a question that nobody answered, where no word says "unknown"."""
NEEDED: Final = "und"
"""An interpreter is needed, the language is not known."""
_AGE: Final = re.compile(r"(?:ca\.?|cirka|about)?\s*(\d{1,3}|\d(?:\s+\d){1,2})\s*(?:ar|years?|y)?")
_OLDEST: Final = 120
_MOST_CHOICES: Final = 9
_NOT_KNOWN: Final = frozenset({"okand", "okant", "vet ej", "vet inte", "unknown", "valfri"})


class Place:
    """A kommun of the county, ``okänd`` or ``annat län``; a near miss is offered, never guessed."""

    needs: ClassVar[tuple[type, ...]] = ()

    async def read(self, text: str, call: Call) -> str:  # noqa: ARG002 - the protocol's
        try:
            return find_residence(text)
        except Refusal as refusal:
            several = refusal.fields.get("choices", ())
            names = several or refusal.fields.get("suggestions", ())
            choices = tuple(Choice(name, name) for name in names)
            raise Refusal("case.place", text=text[:40], choices=choices, several=several) from refusal

    async def choices(self, call: Call) -> Sequence[Choice]:  # noqa: ARG002 - the protocol's
        return ()


class Age:
    """A number of years or a band; only the band is kept."""

    needs: ClassVar[tuple[type, ...]] = ()

    def __init__(self) -> None:
        self._bands = OneOf(
            {
                AgeBand.UNDER_15: (msg("under 15 år"), "under 15", "0-14", "barn"),
                AgeBand.FROM_15: (msg("15–17 år"), "15-17", "15 till 17"),
                AgeBand.FROM_18: (msg("18–20 år"), "18-20", "18 till 20"),
                AgeBand.FROM_21: (msg("21 år eller äldre"), "över 21", "vuxen", "adult"),
                AgeBand.UNKNOWN: (msg("okänd ålder"), "vet ej", "vet inte", "oklart", "unknown", "?"),
            }
        )

    async def read(self, text: str, call: Call) -> AgeBand:
        found = _AGE.fullmatch(fold_letters(text).strip())
        try:
            return band(int(_digits(found[1]))) if found else await self._bands.read(text, call)
        except Refusal as refusal:
            raise Refusal("case.age", choices=await self.choices(call)) from refusal

    async def choices(self, call: Call) -> Sequence[Choice]:
        return await self._bands.choices(call)


def band(years: int) -> AgeBand:
    """The band of an age.

    Raises:
        Refusal: nobody is that old.
    """
    if years > _OLDEST:
        raise Refusal("case.age")
    limits = ((15, AgeBand.UNDER_15), (18, AgeBand.FROM_15), (21, AgeBand.FROM_18))
    return next((found for limit, found in limits if years < limit), AgeBand.FROM_21)


class CallBack:
    """Which of the register's functions is rung back; silence means the first of one's own organisation."""

    needs: ClassVar[tuple[type, ...]] = (Desk,)

    async def read(self, text: str, call: Call) -> str | None:
        own = await self._own(call)
        if text == SILENT or fold(text) in _NOT_KNOWN:
            return own[0].id if own else None
        snapshot = await call.service(Desk).register.current(call.session)
        wanted = fold(text)
        for functions in (own, function_numbers(snapshot)):
            for function in functions:
                if wanted in {fold(function.id), fold(function.name), _digits(function.number)}:
                    return function.id
            near = [function for function in functions if fold(function.name).startswith(wanted)]
            if wanted and len(near) == 1:
                return near[0].id
        if (digits := _digits(text)) and digits in {_digits(f.number) for f in function_numbers(snapshot)}:
            return next(f.id for f in function_numbers(snapshot) if _digits(f.number) == digits)
        raise Refusal("case.call_back", text=text[:40], choices=await self.choices(call))

    async def choices(self, call: Call) -> Sequence[Choice]:
        return tuple(Choice(function.id, function.name) for function in await self._own(call))

    async def _own(self, call: Call) -> tuple[FunctionEntry, ...]:
        snapshot = await call.service(Desk).register.current(call.session)
        return function_numbers(snapshot, call.caller.organisation)


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)


class Language:
    """The name of a language in Swedish or English as its code, ``ja`` when it is not known which."""

    needs: ClassVar[tuple[type, ...]] = ()

    async def read(self, text: str, call: Call) -> str | None:  # noqa: ARG002 - the protocol's
        wanted = fold(text).removesuffix(" tolk")
        if wanted in {"nej", "no", "ingen", "none", "behovs inte"}:
            return None
        if wanted in {"ja", "yes", "okand", "okant", "vet ej", "oklart", "vet inte"}:
            return NEEDED
        own = {"sorani": "ckb", "kurmanji": "kmr", "tigrinska": "ti", "farsi": "fa", "dari": "prs"}
        if wanted in own:
            return own[wanted]
        for language in ("sv", "en"):
            names: Mapping[str, str] = Locale.parse(language).languages
            for code, name in names.items():
                if wanted == fold(name) and "_" not in code:
                    return code
        raise Refusal("case.language", text=text[:40])

    async def choices(self, call: Call) -> Sequence[Choice]:  # noqa: ARG002 - the protocol's
        return ()


class Unit:
    """A unit by its name or its short name; of those whose names begin alike, it asks which."""

    needs: ClassVar[tuple[type, ...]] = (Desk,)

    async def read(self, text: str, call: Call) -> str:
        known = await self._known(call)
        wanted = fold(text)
        exact = [unit for unit in known if wanted in {fold(unit.id), fold(unit.name)}]
        near = exact or [unit for unit in known if wanted and wanted in fold(unit.name)]
        if len(near) == 1:
            return near[0].id
        offered = near[:_MOST_CHOICES] or await self._open(call)
        choices = tuple(Choice(unit.id, unit.name) for unit in offered)
        raise Refusal("case.unit", text=text[:40], choices=choices)

    async def choices(self, call: Call) -> Sequence[Choice]:
        return tuple(Choice(unit.id, unit.name) for unit in await self._open(call))

    async def _known(self, call: Call) -> tuple[UnitEntry, ...]:
        return units(await call.service(Desk).register.current(call.session))

    async def _open(self, call: Call) -> tuple[UnitEntry, ...]:
        duty = call.service(Desk).duty
        found = (unit for unit in await self._known(call) if duty.is_open(unit, call.now))
        return tuple(found)[:_MOST_CHOICES]


class Patience:
    """How long a question about a case waits before what is missing counts as unknown."""

    needs: ClassVar[tuple[type, ...]] = (Desk,)

    async def __call__(self, call: Call) -> timedelta:
        snapshot = await call.service(Desk).register.current(call.session)
        return defaults(snapshot).answer
