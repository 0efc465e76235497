"""What an administrator writes of an official guide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from pydantic import TypeAdapter, ValidationError

from bot.chat.declare import Call, Choice
from bot.chat.text import fold
from bot.errors import Refusal
from bot.guidance.find_language import Found, find_language

_TODAY = frozenset({"idag", "i dag", "today"})


class GuideLanguage:
    """The code of a language that the guide is made in."""

    needs: ClassVar[tuple[type, ...]] = ()

    async def read(self, text: str, call: Call) -> str:  # noqa: ARG002
        match find_language(text):
            case Found(language):
                return language.code
        raise Refusal("guide.load_language", text=text[:40])

    async def choices(self, call: Call) -> Sequence[Choice]:  # noqa: ARG002
        return ()


class CheckedDay:
    """A day as ``2026-11-02``; None for today, whichever that is when the command is carried out."""

    needs: ClassVar[tuple[type, ...]] = ()

    async def read(self, text: str, call: Call) -> date | None:  # noqa: ARG002
        if fold(text.strip()) in _TODAY:
            return None
        try:
            return date.fromisoformat(text.strip())
        except ValueError as error:
            raise Refusal("guide.load_day", text=text[:40]) from error

    async def choices(self, call: Call) -> Sequence[Choice]:  # noqa: ARG002
        return ()


@dataclass(frozen=True)
class AsInRegister:
    """A text of the shape that the register has for it; ``code`` is the refusal of another."""

    shape: Any
    code: str
    needs: ClassVar[tuple[type, ...]] = ()

    async def read(self, text: str, call: Call) -> str:  # noqa: ARG002
        try:
            found: str = TypeAdapter(self.shape).validate_python(text.strip())
        except ValidationError as error:
            raise Refusal(self.code, text=text[:80]) from error
        return found

    async def choices(self, call: Call) -> Sequence[Choice]:  # noqa: ARG002
        return ()
