"""What people write for a need's keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from bot.actors.facts import find_kommun
from bot.chat.converters import OneOf
from bot.chat.declare import Call, Choice
from bot.chat.say import msg
from bot.errors import Refusal
from bot.situation.values import Audience

_LONGEST: Final = 60


class OneKommun:
    """A kommun of the county as its code; a near miss is offered, never guessed."""

    needs: ClassVar[tuple[type, ...]] = ()

    async def read(self, text: str, call: Call) -> str:  # noqa: ARG002 - the protocol's
        try:
            return find_kommun(text).code
        except Refusal as refusal:
            near = refusal.fields.get("choices") or refusal.fields.get("suggestions") or ()
            choices = tuple(Choice(name, name) for name in near)
            raise Refusal("need.kommun", text=text[:_LONGEST], choices=choices) from refusal

    async def choices(self, call: Call) -> Sequence[Choice]:  # noqa: ARG002 - the protocol's
        return ()


def seen_by() -> OneOf[Audience]:
    """A need that nobody but its own actor sees would be followed by nobody."""
    return OneOf(
        {
            Audience.ROC: (msg("ROC och ledningen"), "ledning", "ledningen"),
            Audience.SSR: (msg("alla aktörer"), "alla", "alla aktorer", "all"),
        }
    )
