"""Converters that every subject can use: words, closed lists, yes and no, numbers, times."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from enum import Enum
from typing import ClassVar, Generic, TypeVar
from zoneinfo import ZoneInfo

from bot.chat.declare import Call, Choice
from bot.chat.say import msg
from bot.chat.text import fold
from bot.chat.times import read_time
from bot.errors import Refusal

T = TypeVar("T")


class Words:
    """Free text, as long as it is not too long."""

    needs: ClassVar[tuple[type, ...]] = ()

    def __init__(self, longest: int = 200) -> None:
        self._longest = longest

    async def read(self, text: str, call: Call) -> str:  # noqa: ARG002 - the protocol's
        if len(text) > self._longest:
            raise Refusal("value.too_long", longest=self._longest)
        return text

    async def choices(self, call: Call) -> Sequence[Choice]:  # noqa: ARG002 - the protocol's
        return ()


class OneOf(Generic[T]):
    """A closed list: each value with its label (a ``msg``) and what else people write for it.

    The label and an enumeration's own value are understood too; å, ä, ö and capitals do not matter.
    """

    needs: ClassVar[tuple[type, ...]] = ()

    def __init__(self, options: Mapping[T, tuple[str, ...]]) -> None:
        self._options = options
        self._words: dict[str, T] = {}
        for value, words in options.items():
            own = (str(value.value),) if isinstance(value, Enum) else ()
            for word in (*own, *words):
                self._words.setdefault(fold(word), value)

    def find(self, text: str) -> Collection[T]:
        """The one that is meant; nothing when it is none of them, or could be several."""
        word = " ".join(fold(text).strip(" \n.!").split())
        if word in self._words:
            return (self._words[word],)
        found = {value for known, value in self._words.items() if len(word) > 1 and known.startswith(word)}
        return found if len(found) == 1 else ()

    async def read(self, text: str, call: Call) -> T:
        for found in self.find(text):
            return found
        raise Refusal("value.not_listed", text=text, choices=await self.choices(call))

    async def choices(self, call: Call) -> Sequence[Choice]:  # noqa: ARG002 - the protocol's
        return tuple(Choice(words[0], words[0]) for words in self._options.values())


def yes_no() -> OneOf[bool]:
    return OneOf(
        {
            True: (msg("ja"), "j", "yes", "y", "japp", "jo", "ok"),
            False: (msg("nej"), "n", "no", "nope", "nä"),
        }
    )


class Number:
    """A whole number; blanks inside it do not matter."""

    needs: ClassVar[tuple[type, ...]] = ()

    def __init__(self, least: int = 0, most: int = 1_000_000) -> None:
        self._least, self._most = least, most

    async def read(self, text: str, call: Call) -> int:  # noqa: ARG002 - the protocol's
        digits = re.sub(r"\s", "", text)
        if not re.fullmatch(r"-?[0-9]{1,12}", digits) or not self._least <= int(digits) <= self._most:
            raise Refusal("value.not_number", text=text, least=self._least, most=self._most)
        return int(digits)

    async def choices(self, call: Call) -> Sequence[Choice]:  # noqa: ARG002 - the protocol's
        return ()


class Moment:
    """A time in the zone that the program is set to."""

    needs: ClassVar[tuple[type, ...]] = (ZoneInfo,)

    async def read(self, text: str, call: Call) -> datetime:
        return read_time(text, call.now, call.service(ZoneInfo))

    async def choices(self, call: Call) -> Sequence[Choice]:  # noqa: ARG002 - the protocol's
        return ()
