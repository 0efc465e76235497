"""What people write for the parts of a message: organisations, channels, languages, the press contact."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import ClassVar, Final, Generic, TypeVar
from zoneinfo import ZoneInfo

from bot.actors.facts import function_numbers
from bot.chat.declare import Call, Choice, Converter
from bot.chat.text import fold
from bot.errors import Refusal
from bot.press.content import Variant
from bot.press.desk import Desk
from bot.press.entries import channels
from bot.press.tongues import find_language
from bot.press.values import Quorum
from bot.register.section import Snapshot
from bot.situation.actors_named import find_actor, find_actors
from commands.press_write_words import BETWEEN, WITHIN, exercise_said, headings_in

T = TypeVar("T")
N = TypeVar("N")

_NOTHING: Final = frozenset(
    {"-", "ingen", "inget", "inga", "ingenting", "tas bort", "bort", "none", "nothing"}
)
_NUMBERS: Final = MappingProxyType(
    {
        word: number
        for number, words in enumerate(
            (("en", "ett", "one"), ("tva", "two"), ("tre", "three"), ("fyra", "four"), ("fem", "five")),
            start=1,
        )
        for word in words
    }
)
_CLAUSE: Final = re.compile(
    r"(?:\b(?:och|samt|and|plus)\s+)?(?:\b(?:minst|at least)\s+)?"
    r"\b(?P<least>\d{1,2}|en|ett|två|tre|fyra|fem|one|two|three|four|five)\s+(?:av|of)\s*:?\s*"
    r"|\bveto(?:rätt)?\s*:?\s*",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(r"[,;\n]|\boch\b|\band\b|&")
_EVERYWHERE: Final = frozenset({"alla", "alla kanaler", "all"})
_EDGES: Final = " \n\t,;.:"


class Or(Generic[T, N]):
    """Another converter's value; ``nothing`` for words that take it away."""

    needs: ClassVar[tuple[type, ...]] = (Desk, ZoneInfo)

    def __init__(self, convert: Converter[T], nothing: N) -> None:
        self._convert, self._nothing = convert, nothing

    async def read(self, text: str, call: Call) -> T | N:
        if fold(text).strip(" .") in _NOTHING:
            return self._nothing
        return await self._convert.read(text, call)

    async def choices(self, call: Call) -> Sequence[Choice]:
        return await self._convert.choices(call)


class _Free:
    """No numbered answers."""

    needs: ClassVar[tuple[type, ...]] = (Desk,)

    async def choices(self, call: Call) -> Sequence[Choice]:  # noqa: ARG002 - the protocol's
        return ()


class Title(_Free):
    """One line."""

    async def read(self, text: str, call: Call) -> str:  # noqa: ARG002 - the protocol's
        if "\n" in text.strip():
            raise Refusal("message.title_lines", exercise=exercise_said(text))
        return " ".join(text.split()).strip(" #*")


class Body(_Free):
    """The text alone: a line that is a heading of ours would be published with it."""

    async def read(self, text: str, call: Call) -> str:  # noqa: ARG002 - the protocol's
        if found := headings_in(text):
            raise Refusal("message.headings", headings=found[:3], exercise=exercise_said(text))
        return text.strip()


class OneActor(_Free):
    async def read(self, text: str, call: Call) -> str:
        return find_actor(await _snapshot(call), text)


class SeveralActors(_Free):
    async def read(self, text: str, call: Call) -> tuple[str, ...]:
        return _actors(await _snapshot(call), text)


class Deciding(_Free):
    """``Stockholm, polisen och 2 av Nacka, Huddinge, Solna; veto länsstyrelsen``."""

    async def read(self, text: str, call: Call) -> Quorum:
        snapshot = await _snapshot(call)
        required: list[str] = []
        among: list[str] = []
        veto: list[str] = []
        least = 0
        for segment in re.split(r"[;\n]", text):
            clauses = list(_CLAUSE.finditer(segment))
            begins = [found.start() for found in clauses] + [len(segment)]
            required += _actors(snapshot, segment[: begins[0]]) if segment[: begins[0]].strip(_EDGES) else ()
            for number, found in enumerate(clauses):
                named = _actors(snapshot, segment[found.end() : begins[number + 1]])
                if not found["least"]:
                    veto += named
                elif among:
                    raise Refusal("message.two_of")
                else:
                    among, least = list(named), _NUMBERS.get(fold(found["least"])) or int(found["least"])
        if not (required or among):
            raise Refusal("message.nobody_signs")
        return Quorum(_once(required), _once(among), least, _once(veto))


class Channels(_Free):
    """By id or name; ``alla`` is every one that the message may go to."""

    async def read(self, text: str, call: Call) -> tuple[str, ...]:
        known = channels(await _snapshot(call))
        if fold(text).strip(" .") in _EVERYWHERE:
            return tuple(one.id for one in known if not one.exercise)
        found: list[str] = []
        for part in _parts(text):
            word = fold(part)
            exact = [one.id for one in known if word in {fold(one.id), fold(one.name)}]
            near = exact or [
                one.id for one in known if fold(one.name).startswith(word) or word in fold(one.id)
            ]
            if len(near) != 1:
                names = tuple(one.name for one in known)
                raise Refusal("message.channel", text=part[:40], names=names, several=len(near) > 1)
            found += near
        return _once(found)


class Contact(_Free):
    """One of the register's functions, by id, name or number."""

    async def read(self, text: str, call: Call) -> str:
        wanted, digits = fold(text).strip(_EDGES), _digits(text)
        known = function_numbers(await _snapshot(call))
        for one in known:
            if wanted in {fold(one.id), fold(one.name)} or (digits and digits == _digits(one.number)):
                return one.id
        near = [one for one in known if fold(one.name).startswith(wanted)]
        if wanted and len(near) == 1:
            return near[0].id
        raise Refusal("message.contact", text=text.strip()[:60], choices=await self.choices(call))

    async def choices(self, call: Call) -> Sequence[Choice]:
        own = function_numbers(await _snapshot(call), call.caller.organisation)
        return tuple(Choice(one.id, one.name) for one in own[:9])


class Language(_Free):
    async def read(self, text: str, call: Call) -> str:  # noqa: ARG002 - the protocol's
        return find_language(text)


class Languages(_Free):
    async def read(self, text: str, call: Call) -> tuple[str, ...]:  # noqa: ARG002 - the protocol's
        return _once([find_language(part) for part in _parts(text)])


class Variants(_Free):
    """Each language's title, in its first line, and its text."""

    async def read(self, text: str, call: Call) -> Mapping[str, Variant]:  # noqa: ARG002 - the protocol's
        return {find_language(whose): variant(words) for whose, words in _apart(text)}


class Local(_Free):
    """Each actor's own block."""

    async def read(self, text: str, call: Call) -> Mapping[str, str]:
        snapshot = await _snapshot(call)
        return {find_actor(snapshot, whose): words.strip() for whose, words in _apart(text)}


def variant(words: str) -> Variant:
    """A title in the first line, the text below it.

    Raises:
        Refusal: ``message.variant_short``: one of the two is missing.
    """
    title, _, body = words.strip().partition("\n")
    if not body.strip():
        raise Refusal("message.variant_short")
    return Variant(" ".join(title.split()).strip(" #*"), body.strip())


async def _snapshot(call: Call) -> Snapshot:
    return await call.service(Desk).snapshot(call.session)


def _actors(snapshot: Snapshot, text: str) -> tuple[str, ...]:
    return find_actors(snapshot, text.strip(_EDGES))


def _parts(text: str) -> list[str]:
    return [part for found in _BETWEEN.split(text) if (part := found.strip(_EDGES))]


def _apart(text: str) -> list[tuple[str, str]]:
    pieces = (one.partition(WITHIN) for one in text.split(BETWEEN))
    return [(whose, words) for whose, _, words in pieces]


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _once(found: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))
