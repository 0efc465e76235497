"""What ``!stöd`` does not understand, and what would work."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from bot.chat.declare import ProblemView
from bot.chat.document import Document, code, doc
from bot.chat.say import Say
from commands.case_words import DANGER

Fields = Mapping[str, Any]


def _need(fields: Fields, say: Say) -> Document:
    return doc(
        say("Jag förstod inte vad hjälpen gäller: ”{text}”.", text=fields["text"]),
        say.rich("Skriv {line} för att se alla nummer.", line=code(say("!stöd"))),
        say.term(DANGER),
    )


def _kommun(fields: Fields, say: Say) -> Document:
    return doc(
        say("{text} är ingen kommun i länet.", text=fields["text"]),
        say.rich("Skriv {line} för att se numren i hela landet.", line=code(say("!stöd"))),
        say.term(DANGER),
    )


def _outside(fields: Fields, say: Say) -> Document:
    return doc(
        say(
            "{text} ligger inte i länet, så jag har inga nummer dit. Skriv {line} för dem i hela landet.",
            text=fields["text"],
            line=say("!stöd"),
        ),
        say.term(DANGER),
    )


PROBLEMS: Final[Mapping[str, ProblemView]] = MappingProxyType(
    {"support.need": _need, "support.kommun": _kommun, "support.outside": _outside}
)
