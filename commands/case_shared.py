"""What several of ``!ärende``'s verbs share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.cases.reference import reference_ends
from bot.chat.converters import Words
from bot.chat.declare import Arg
from bot.chat.message import Role, RoomClass
from bot.chat.say import msg

ROOMS: Final = frozenset(
    {RoomClass.DIREKT, RoomClass.ENHET, RoomClass.ROC, RoomClass.KOMMUN_POLIS, RoomClass.DRIFT}
)
RAISERS: Final = frozenset({Role.POLIS, Role.SOCIALJOUR})
CENTRE: Final = frozenset({Role.ROC, Role.TIB})
KEY: Final = "ärende"


@dataclass(frozen=True)
class OneArgs:
    reference: str | None


REFERENCE: Final = Arg(
    name="reference",
    key=KEY,
    aliases=("ref", "id", "case"),
    convert=Words(40),
    summary=msg("ärendets nummer, eller senaste; behövs inte i ett svar på larmet"),
    required=False,
    position=0,
    rest=True,
    ends=reference_ends,
    example="IA-2026-0412-K7",
)
