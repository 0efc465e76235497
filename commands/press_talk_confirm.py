"""Asked before a text that seems to name somebody is taken."""

from __future__ import annotations

from bot.chat.document import Document, doc
from bot.chat.say import Say


def seems_to_name(_: bool, say: Say) -> Document:  # noqa: FBT001 - a view's shape
    return doc(
        say(
            "Texten ser ut att peka ut någon. Namn på enskilda, eller ett enda barns ålder, hör inte hit. "
            "Är det ingen enskild, och ska jag ta texten som den är?"
        )
    )
