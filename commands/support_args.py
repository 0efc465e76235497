"""What people write after ``!stöd``: what is needed and a kommun, in any order, in their own words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import ClassVar, Final, NoReturn
from zoneinfo import ZoneInfo

from bot.actors.facts import ANNAT_LAN, OKAND, find_residence, fold
from bot.chat.declare import Call, Choice
from bot.chat.say import msg
from bot.chat.times import read_time
from bot.errors import Refusal
from bot.guidance.find_language import Explained, Found, find_language, is_name
from bot.guidance.languages import Language
from bot.guidance.needs import nearest_needs, read_need
from bot.guidance.values import Need

_LONGEST: Final = 60
_MOST_WORDS: Final = 40
_PHRASE: Final = 5
_CLOCK: Final = re.compile(r"\d{1,2}[:.]\d{2}")
_WORD: Final = re.compile(r"\S+")
_ANY_DAY: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""Whether words are a time does not hang on the day."""
_OF_CLOCK: Final = frozenset({"kl", "kl.", "klockan"})
_OF_TIME: Final = 3
"""Words of a time at most: "på lördag 04:00"."""
_FILLING: Final = frozenset(
    {
        "i",
        "okand",
        "och",
        "eller",
        "for",
        "till",
        "med",
        "om",
        "en",
        "ett",
        "som",
        "vill",
        "har",
        "and",
        "or",
        "in",
    }
    | {"with", "a", "the", "who", "wants", "to", "det", "galler", "hjalp", "stod", "help", "nagon", "den"}
    | {"min", "mitt", "mina", "jag", "han", "hon", "blir", "man", "my", "is"}
)
_MARKED: Final = frozenset({"är", "få", "får", "på"})
"""As they are written: without their marks they are codes of languages."""

NEEDS: Final = MappingProxyType(
    {
        Need.BARN: msg("barn eller ung"),
        Need.FORALDER: msg("orolig förälder"),
        Need.LAMNA: msg("lämna ett gäng"),
        Need.BROTTSOFFER: msg("brottsoffer"),
        Need.VALD: msg("våld i nära relation"),
        Need.HEDER: msg("hedersvåld eller förtryck"),
    }
)


@dataclass(frozen=True)
class Wish:
    """``kommun``: a code, or None when none was named; ``language`` as it was written."""

    needs: tuple[Need, ...] = ()
    kommun: str | None = None
    language: str | None = None
    at: datetime | None = None


def meant(text: str) -> str:
    """The code of a language of the guide.

    Raises:
        Refusal: it is none, or could be several; ``language`` is asked for where there is something to offer.
    """
    found = find_language(text)
    if isinstance(found, Found):
        return found.language.code
    if isinstance(found, Explained):
        return _ask("guide.nearby", found.offered, why=found.nearby.why)
    if found.near:
        return _ask("guide.which", found.near, text=found.text)
    raise Refusal("guide.unknown", text=found.text, other=found.other, near=())


def _ask(code: str, offered: Sequence[Language], **fields: str) -> NoReturn:
    choices = tuple(Choice(one.code, one.swedish) for one in offered)
    raise Refusal(code, offered=offered, asks="language", choices=choices, **fields)


class HelpKommun:
    """A kommun of the county as its code; None for one that is not known. A near miss is offered."""

    needs: ClassVar[tuple[type, ...]] = ()

    async def read(self, text: str, call: Call) -> str | None:  # noqa: ARG002 - the protocol's
        try:
            found = find_residence(text)
        except Refusal as refusal:
            near = refusal.fields.get("choices") or refusal.fields.get("suggestions") or ()
            choices = tuple(Choice(name, name) for name in near)
            raise Refusal("support.kommun", text=text[:_LONGEST], choices=choices) from refusal
        if found == ANNAT_LAN:
            raise Refusal("support.outside", text=text[:_LONGEST])
        return None if found == OKAND else found

    async def choices(self, call: Call) -> Sequence[Choice]:  # noqa: ARG002 - the protocol's
        return ()


class HelpWish:
    """Needs in people's own words, several perhaps, and a kommun, a language and a time among them."""

    needs: ClassVar[tuple[type, ...]] = (ZoneInfo,)

    async def read(self, text: str, call: Call) -> Wish:
        every = text.replace(",", " ").replace("+", " ").split()[:_MOST_WORDS]
        start, end, when = _time_in(every, call)
        words, said = [*every[:start], *every[end:]], every[start:end]
        found: list[Need] = []
        kommun: str | None = None
        language: str | None = None
        unread: list[Refusal] = []
        at = 0
        while at < len(words):
            taken, need, place = _first_of(words[at:])
            if not taken and is_name(words[at]) and not _says_more(words, at):
                language = language or words[at]
            elif not taken and not _is_filling(words[at]):
                unread.append(_not_understood(words, at, said))
            found += [need] if need else []
            kommun = kommun or place
            at += taken or 1
        for one in unread:
            if not found or _may_matter(one):
                raise one
        return Wish(tuple(dict.fromkeys(found)), kommun, language, when)

    async def choices(self, call: Call) -> Sequence[Choice]:  # noqa: ARG002 - the protocol's
        return tuple(Choice(need.value, NEEDS[need]) for need in Need)


def value_first(text: str) -> Mapping[str, tuple[int, int]]:
    """A kommun, a language or a time that stands first, and the words of the wish that follow it."""
    words = [*_WORD.finditer(text)]
    for length in range(min(_PHRASE, len(words) - 1), 0, -1):
        start, end, after = words[0].start(), words[length - 1].end(), words[length].start()
        if name := _named(text[start:end].rstrip(",.;")):
            return {name: (start, end), "wish": (after, words[-1].end())}
    return {}


def _named(phrase: str) -> str:
    """Which argument it is a value of, letter for letter; empty when of none."""
    if len(phrase) > _LONGEST or _is_filling(phrase):
        return ""
    if _kommun(phrase) is not None:
        return "kommun"
    if is_name(phrase):
        return "language"
    return "at" if _CLOCK.fullmatch(phrase.rsplit(maxsplit=1)[-1]) and _is_time(phrase) else ""


def _is_time(phrase: str) -> bool:
    try:
        read_time(phrase, _ANY_DAY, ZoneInfo("UTC"))
    except Refusal as refusal:
        return refusal.code != "time.unreadable"
    return True


def _time_in(words: Sequence[str], call: Call) -> tuple[int, int, datetime | None]:
    """Where a time of the clock stands, with the day before it, and when that is; of several the first."""
    for at, word in enumerate(words):
        if not (_CLOCK.fullmatch(word) or (word.isdecimal() and at and fold(words[at - 1]) in _OF_CLOCK)):
            continue
        for start in range(max(0, at + 1 - _OF_TIME), at + 1):
            try:
                when = read_time(" ".join(words[start : at + 1]), call.now, call.service(ZoneInfo))
            except Refusal as refusal:
                if refusal.code == "time.past":
                    raise
                continue
            return start, at + 1, when
    return len(words), len(words), None


def _says_more(words: Sequence[str], at: int) -> bool:
    """``en`` and ``som`` before another word are Swedish, and codes of languages where nothing follows."""
    return _is_filling(words[at]) and at + 1 < len(words)


def _is_filling(word: str) -> bool:
    return fold(word) in _FILLING or word.casefold() in _MARKED


def _not_understood(words: Sequence[str], at: int, said: Sequence[str]) -> Refusal:
    """What was meant by a word, a kommun or a need; the answer keeps the other words and the time."""
    shown = words[at][:_LONGEST]

    def instead(of: str, label: str) -> Choice:
        return Choice(" ".join((*words[:at], of, *words[at + 1 :], *said)), label)

    try:
        if find_residence(words[at]) == ANNAT_LAN:
            return Refusal("support.outside", text=shown)
    except Refusal as refusal:
        names = refusal.fields.get("choices") or refusal.fields.get("suggestions") or ()
        if names:
            return Refusal("support.kommun", text=shown, choices=tuple(instead(name, name) for name in names))
    near = tuple(instead(need.value, NEEDS[need]) for need in nearest_needs(words[at]))
    return Refusal("support.need", text=shown, choices=near)


def _may_matter(unread: Refusal) -> bool:
    """Of a word beside a need that was understood: the rest of a sentence is no reason to give no numbers.

    A kommun spelt wrong is one, and so is a word that is almost one need.
    """
    return unread.code != "support.need" or 0 < len(unread.fields["choices"]) < len(Need)


def _first_of(words: Sequence[str]) -> tuple[int, Need | None, str | None]:
    """How many words at the beginning are a need or a kommun, the longest phrase first."""
    for length in range(min(_PHRASE, len(words)), 0, -1):
        phrase = " ".join(words[:length])
        if length == 1 and _is_filling(phrase):
            break
        if (need := read_need(phrase)) is not None:
            return length, need, None
        if (place := _kommun(phrase)) is not None:
            return length, None, place
    return 0, None, None


def _kommun(text: str) -> str | None:
    try:
        found = find_residence(text)
    except Refusal:
        return None
    return None if found in {OKAND, ANNAT_LAN} else found
