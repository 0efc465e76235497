"""Why nothing was done with a message, and what would work: what every verb of ``!budskap`` may answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from bot.chat.declare import ProblemView
from bot.chat.document import Document, code, doc, numbered
from bot.chat.say import Say
from bot.press.states import Step
from bot.press.values import State
from commands.press_reasons import reason
from commands.press_words import state_word

Fields = Mapping[str, Any]


def _state(fields: Fields, say: Say) -> Document:
    state, step = State(fields["state"]), Step(fields["step"])
    head = say("{reference} är {state}.", reference=fields["reference"], state=state_word(state, say))
    return doc(f"{head} {reason(state, step, say)}")


def _which(fields: Fields, say: Say) -> Document:
    titles: Sequence[tuple[str, str]] = fields["titles"]
    lines = [f"{reference}: {title}" for reference, title in titles]
    return doc(say("Vilket budskap menar du? Svara med siffran framför."), numbered(lines))


PROBLEMS: Final[Mapping[str, ProblemView]] = MappingProxyType(
    {
        "message.state": _state,
        "message.which": _which,
        "message.none": lambda _, say: doc(
            say.rich(
                "Det finns inget budskap här som det kan gälla. {list} visar dem du får se.",
                list=code("!budskap lista"),
            )
        ),
        "message.reference": lambda fields, say: doc(
            say(
                "Jag kan inte läsa numret {text}. Skriv det som i meddelandet, till exempel BU-0031.",
                text=fields["text"],
            )
        ),
        "message.unknown": lambda fields, say: doc(
            say("Jag hittar inget budskap {text} som kan visas för dig här.", text=fields["text"])
        ),
        "message.erased": lambda fields, say: doc(
            say("Texten i {reference} är raderad.", reference=fields["reference"])
        ),
    }
)
