"""What people write for sharing the guide: several languages, several kommuner, who reads there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import ClassVar, Final

from bot.chat.declare import Call, Choice
from bot.chat.text import fold
from bot.errors import Refusal
from bot.guidance.find_language import Explained, Found, find_language
from bot.guidance.languages import Language, translated
from bot.press.audience import find_group
from bot.press.desk import Desk
from commands.guide_args import NearKommun, in_any_order

_BETWEEN: Final = re.compile(r"\s*[,;\n]\s*|\s+(?:och|and|samt)\s+|\s*&\s*")
_ALL: Final = frozenset({"alla", "alla sprak", "all", "all languages"})


_NAMES: Final = MappingProxyType({"language": "languages", "section": "section", "kommun": "kommuner"})


class SeveralLanguages:
    """Codes of languages that the guide is made in; ``alla`` are all but Swedish."""

    needs: ClassVar[tuple[type, ...]] = ()

    async def read(self, text: str, call: Call) -> tuple[str, ...]:  # noqa: ARG002 - the protocol's
        if fold(text).strip(" .") in _ALL:
            return tuple(one.code for one in translated())
        parts = _parts(text)
        return tuple(dict.fromkeys(_meant(parts, at) for at in range(len(parts))))

    async def choices(self, call: Call) -> Sequence[Choice]:  # noqa: ARG002 - the protocol's
        return ()


class SeveralKommuner:
    """Codes of kommuner."""

    needs: ClassVar[tuple[type, ...]] = ()

    async def read(self, text: str, call: Call) -> tuple[str, ...]:
        return tuple(dict.fromkeys([await NearKommun().read(one, call) for one in _parts(text)]))

    async def choices(self, call: Call) -> Sequence[Choice]:  # noqa: ARG002 - the protocol's
        return ()


class SeveralGroups:
    """Groups of readers, as the register's channels have them."""

    needs: ClassVar[tuple[type, ...]] = (Desk,)

    async def read(self, text: str, call: Call) -> tuple[str, ...]:
        snapshot = await call.service(Desk).snapshot(call.session)
        return tuple(dict.fromkeys(find_group(snapshot, one) for one in _parts(text)))

    async def choices(self, call: Call) -> Sequence[Choice]:  # noqa: ARG002 - the protocol's
        return ()


def in_any_order_shared(text: str) -> Mapping[str, tuple[int, int]]:
    """As where the guide is handed out; nothing when a format stands there, which is not shared."""
    found = in_any_order(text)
    return {_NAMES[name]: span for name, span in found.items()} if found.keys() <= _NAMES.keys() else {}


def _meant(parts: Sequence[str], at: int) -> str:
    """One of them; what it may have been is offered with the whole list put right."""
    match find_language(parts[at]):
        case Found(language):
            return language.code
        case Explained(nearby, offered):
            raise Refusal("guide.nearby", why=nearby.why, offered=offered, choices=_right(parts, at, offered))
        case unknown if unknown.near:
            choices = _right(parts, at, unknown.near)
            raise Refusal("guide.which", text=unknown.text, offered=unknown.near, choices=choices)
        case unknown:
            raise Refusal("guide.unknown", text=unknown.text, other=unknown.other, near=())


def _right(parts: Sequence[str], at: int, offered: Sequence[Language]) -> tuple[Choice, ...]:
    return tuple(Choice(", ".join([*parts[:at], one.code, *parts[at + 1 :]]), one.swedish) for one in offered)


def _parts(text: str) -> list[str]:
    return [part for one in _BETWEEN.split(text) if (part := one.strip(" ."))]
