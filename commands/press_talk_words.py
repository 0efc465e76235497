"""The words for rumours and questions: a claim never stands without what is known of it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.chat.say import Msg, Say, msg
from bot.press.talk_values import Asker, Spread, Truth

SPREADS: Final[Mapping[Spread, Msg]] = MappingProxyType(
    {Spread.SMALL: msg("liten"), Spread.GROWING: msg("ökande"), Spread.LARGE: msg("stor")}
)
ASKERS: Final[Mapping[Asker, Msg]] = MappingProxyType(
    {Asker.MEDIA: msg("media"), Asker.PUBLIC: msg("allmänheten"), Asker.STAFF: msg("personal")}
)


def claimed(truth: Truth, claim: str, say: Say) -> str:
    """``FALSKT: claim``, so that nobody copies the claim alone."""
    match truth:
        case Truth.FALSE:
            return say("FALSKT: {claim}", claim=claim)
        case Truth.MISLEADING:
            return say("VILSELEDANDE: {claim}", claim=claim)
        case Truth.UNCONFIRMED:
            return say("OBEKRÄFTAT: {claim}", claim=claim)
        case Truth.TRUE:
            return say("SANT: {claim}", claim=claim)
