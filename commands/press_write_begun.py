"""What is decided as a message is begun, as arguments: whose it is, and whether it is an exercise."""

from __future__ import annotations

from typing import Final

from bot.chat.converters import Words, yes_no
from bot.chat.declare import Arg
from bot.chat.say import msg
from commands import press_write_args as read

EXERCISE: Final = Arg(
    name="exercise",
    key="övning",
    aliases=("exercise",),
    convert=yes_no(),
    summary=msg("ja om det är en övning: då når budskapet inga vanliga kanaler"),
    required=False,
    question=msg("Är det en övning? En övning når bara kanaler för övningar."),
    example="ja",
)
OWNER: Final = Arg(
    name="owner",
    key="ägare",
    aliases=("owner",),
    convert=read.OneActor(),
    summary=msg("aktören vars budskap det är, om du skriver för flera"),
    required=False,
    question=msg("Vilken aktörs budskap är det?"),
    example="Stockholm",
)
WHEN: Final = Arg(
    name="when",
    key="publiceras",
    convert=Words(60),
    summary=msg("tiden du tänker dig; den väljs med schemalägg när budskapet är på remiss"),
    required=False,
    example="15:00",
)
