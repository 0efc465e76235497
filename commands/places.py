"""Kommuner and units as arguments of commands, and what is said when the name does not lead to one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, ClassVar

from bot.actors.facts import Residence, find_kommun, find_residence
from bot.chat.declare import Call, Choice, Group, ProblemView
from bot.chat.document import Document, doc
from bot.chat.say import Say
from bot.chat.text import fold
from bot.duty.facts import UnitEntry, units
from bot.errors import Refusal
from bot.register.source import RegisterSource


class KommunArg:
    """A kommun of the county, by any form of its name; the value is its code."""

    needs: ClassVar[tuple[type, ...]] = ()

    async def read(self, text: str, call: Call) -> str:  # noqa: ARG002 - the protocol's
        return find_kommun(text).code

    async def choices(self, call: Call) -> Sequence[Choice]:  # noqa: ARG002 - the protocol's
        return ()


class ResidenceArg:
    """A kommun of the county, ``okänd`` or ``annat län``."""

    needs: ClassVar[tuple[type, ...]] = ()

    async def read(self, text: str, call: Call) -> Residence:  # noqa: ARG002 - the protocol's
        return find_residence(text)

    async def choices(self, call: Call) -> Sequence[Choice]:  # noqa: ARG002 - the protocol's
        return ()


class UnitArg:
    """A unit, by its short name, its name or the beginning of a word in it; the value is the entry."""

    needs: ClassVar[tuple[type, ...]] = (RegisterSource,)

    async def read(self, text: str, call: Call) -> UnitEntry:
        known = units(await call.service(RegisterSource).current(call.session))
        typed = fold(text).strip()
        for one in known:
            if typed in {one.id, fold(one.name)}:
                return one
        found = [one for one in known if typed and _begins(one, typed)]
        if len(found) == 1:
            return found[0]
        if not found:
            raise Refusal("unit.unknown", text=text[:40])
        raise Refusal("unit.ambiguous", choices=tuple(Choice(one.id, one.name) for one in found[:9]))

    async def choices(self, call: Call) -> Sequence[Choice]:  # noqa: ARG002 - the protocol's
        return ()


def _begins(unit: UnitEntry, typed: str) -> bool:
    """True when the words typed begin the words of the unit's name somewhere, as ``jour syd`` does."""
    return f" {typed}" in f" {fold(unit.name)}" or f"-{typed}" in f"-{unit.id}"


def _kommun_unknown(fields: Mapping[str, Any], say: Say) -> Document:
    names = fields.get("suggestions", ())
    if not names:
        return doc(say("Det finns ingen sådan kommun i länet."))
    return doc(
        say("Det finns ingen sådan kommun i länet. Menade du {names}?", names=say.list(names, either=True))
    )


def _kommun_ambiguous(fields: Mapping[str, Any], say: Say) -> Document:
    names = [getattr(one, "label", one) for one in fields["choices"]]
    return doc(say("Vilken kommun: {names}?", names=say.list(names, either=True)))


def _kommun_outside(_: Mapping[str, Any], say: Say) -> Document:
    return doc(say("Kommunen ligger utanför länet."))


def _unit_unknown(fields: Mapping[str, Any], say: Say) -> Document:
    return doc(say("Det finns ingen enhet som heter ”{text}”.", text=fields["text"]))


def _unit_ambiguous(fields: Mapping[str, Any], say: Say) -> Document:
    names = [one.label for one in fields["choices"]]
    return doc(say("Vilken enhet: {names}?", names=say.list(names, either=True)))


PROBLEMS: Mapping[str, ProblemView] = MappingProxyType(
    {
        "kommun.unknown": _kommun_unknown,
        "kommun.ambiguous": _kommun_ambiguous,
        "kommun.outside": _kommun_outside,
        "unit.unknown": _unit_unknown,
        "unit.ambiguous": _unit_ambiguous,
    }
)

GROUP = Group(commands=(), problems=PROBLEMS)
