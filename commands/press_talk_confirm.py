"""Asked before a text that seems to name somebody is taken."""

from __future__ import annotations

from bot.chat.document import Document, doc
from bot.chat.say import Say


def seems_to_name(_: bool, say: Say) -> Document:  # noqa: FBT001 - a view's shape
    return doc(
        say(
            "Texten ser ut att peka ut någon. Namn på enskilda, och ålder på ett enda barn, ska inte stå här. "
            "Ska den ändå tas som den är, för att det inte är en enskild?"
        )
    )
