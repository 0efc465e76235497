"""The words for states and channels of a message, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.chat.say import Msg, Say, msg
from bot.press.values import State

_STATES: Final[Mapping[State, Msg]] = MappingProxyType(
    {
        State.DRAFT: msg("utkast"),
        State.CIRCULATED: msg("på remiss"),
        State.APPROVED: msg("godkänt"),
        State.SCHEDULED: msg("schemalagt"),
        State.PUBLISHING: msg("på väg ut"),
        State.PARTLY: msg("delvis publicerat"),
        State.PUBLISHED: msg("publicerat"),
        State.HELD: msg("pausat"),
        State.MISSED: msg("missat"),
        State.STOPPED: msg("stoppat"),
        State.CORRECTED: msg("rättat"),
        State.RETRACTED: msg("återkallat"),
    }
)


def state_word(state: State, say: Say) -> str:
    """As in ``schemalagt``."""
    return say.term(_STATES[state])
