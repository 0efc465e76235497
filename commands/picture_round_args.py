"""What people write for an actor, a round, and when to be reminded again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Final
from zoneinfo import ZoneInfo

from bot.chat.declare import Arg, Call, Choice
from bot.chat.say import msg
from bot.chat.text import fold
from bot.chat.times import read_time
from bot.errors import Refusal
from bot.situation.actors_named import find_actor, find_actors
from bot.situation.desk import Desk
from bot.situation.round_refs import round_or_request

_NOTHING: Final = frozenset(
    {"nytt", "att rapportera", "nytt att rapportera", "nytt hos oss", "sarskilt", "nytt sedan sist"}
    | {"har hant", "nytt har hant", "nytt i dag", "nytt idag", "new", "to report", "new to report"}
)
"""What people write after "inget" without saying anything more."""


class OneActor:
    needs: ClassVar[tuple[type, ...]] = (Desk,)

    async def read(self, text: str, call: Call) -> str:
        return find_actor(await call.service(Desk).snapshot(call.session), text)

    async def choices(self, call: Call) -> Sequence[Choice]:  # noqa: ARG002 - the protocol's
        return ()


class SeveralActors:
    needs: ClassVar[tuple[type, ...]] = (Desk,)

    async def read(self, text: str, call: Call) -> tuple[str, ...]:
        return find_actors(await call.service(Desk).snapshot(call.session), text)

    async def choices(self, call: Call) -> Sequence[Choice]:  # noqa: ARG002 - the protocol's
        return ()


class RoundOrRequest:
    needs: ClassVar[tuple[type, ...]] = ()

    async def read(self, text: str, call: Call) -> str:  # noqa: ARG002 - the protocol's
        return round_or_request(text)[:40]

    async def choices(self, call: Call) -> Sequence[Choice]:  # noqa: ARG002 - the protocol's
        return ()


class NothingMore:
    """The words after ``inget``: harmless ones, or something that must not be taken for nothing."""

    needs: ClassVar[tuple[type, ...]] = ()

    async def read(self, text: str, call: Call) -> str:  # noqa: ARG002 - the protocol's
        if " ".join(fold(text).replace(".", " ").replace("!", " ").split()) in _NOTHING:
            return ""
        raise Refusal("picture.more_than_nothing")

    async def choices(self, call: Call) -> Sequence[Choice]:  # noqa: ARG002 - the protocol's
        return ()


class Again:
    """``om 20 min``, ``20 min`` or ``14:10``."""

    needs: ClassVar[tuple[type, ...]] = (ZoneInfo,)

    async def read(self, text: str, call: Call) -> datetime:
        zone = call.service(ZoneInfo)
        try:
            return read_time(f"om {text}", call.now, zone)
        except Refusal:
            pass
        try:
            return read_time(text, call.now, zone)
        except Refusal as refusal:
            raise Refusal("picture.later_unreadable") from refusal

    async def choices(self, call: Call) -> Sequence[Choice]:  # noqa: ARG002 - the protocol's
        return ()


ROUND_KEY: Final = "runda"

REPLIED: Final = Arg(
    "reference",
    ROUND_KEY,
    RoundOrRequest(),
    msg("rundan eller begäran; behövs inte i ett svar på den"),
    aliases=("round", "begäran", "ref"),
    required=False,
    example="LB-1121-1",
)
FOR_ACTOR: Final = Arg(
    "actor",
    "aktör",
    OneActor(),
    msg("aktören, om du rapporterar för flera"),
    aliases=("actor", "org"),
    required=False,
    example="Nacka",
)
