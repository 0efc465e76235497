"""What is offered to whoever writes of a need in a report: a report is read, and a need is followed."""

from __future__ import annotations

from typing import Final

from bot.chat.document import Para, code, para
from bot.chat.say import Say
from bot.chat.text import fold

_NONE: Final = frozenset(
    {"", "-", "inga", "inget", "ingen", "nej", "inga behov", "inget behov", "none", "no"}
)


def how_to_follow(words: str, say: Say) -> tuple[Para, ...]:
    """One line, or none where the heading says that nothing is needed."""
    if " ".join(fold(words).split()).strip(" .!") in _NONE:
        return ()
    follow = code("!behov ny")
    return (
        para(
            say.rich(
                "Ska behovet följas upp tills det är löst: skriv {follow} och vad som behövs.", follow=follow
            )
        ),
    )
