"""Why nothing was done with a message, and what would work: what every verb of ``!budskap`` may answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from bot.chat.declare import ProblemView
from bot.chat.document import Document, code, doc, numbered
from bot.chat.say import Msg, Say, msg
from bot.press.states import Step
from bot.press.values import State
from commands.press_words import state_word

Fields = Mapping[str, Any]

_STEPS: Final[Mapping[Step, Msg]] = MappingProxyType(
    {
        Step.CIRCULATE: msg("Det kan inte skickas på remiss."),
        Step.REVISE: msg("Det kan inte ändras."),
        Step.COMPLETE: msg("Det kan inte signeras."),
        Step.LAPSE: msg("Det väntar inte på signering."),
        Step.SCHEDULE: msg("Det kan inte schemaläggas."),
        Step.HOLD: msg("Det kan inte pausas."),
        Step.RELEASE: msg("Det finns ingen paus att släppa."),
        Step.BEGIN: msg("Det kan inte publiceras."),
        Step.SETTLE: msg("Det är inte på väg ut."),
        Step.PART: msg("Det är inte på väg ut."),
        Step.MISS: msg("Det har ingen tid som kan missas."),
        Step.STOP: msg("Det kan inte stoppas."),
        Step.CORRECT: msg("Bara det som är publicerat kan rättas."),
        Step.RETRACT: msg("Bara det som är publicerat kan återkallas."),
    }
)
_INSTEAD: Final[Mapping[tuple[State, Step], Msg]] = MappingProxyType(
    {
        (State.DRAFT, Step.COMPLETE): msg("Skicka det på remiss först, med !budskap skicka."),
        (State.DRAFT, Step.SCHEDULE): msg("Skicka det på remiss först, med !budskap skicka."),
        (State.CIRCULATED, Step.SCHEDULE): msg("Alla som ska signera har inte gjort det än."),
        (State.HELD, Step.SCHEDULE): msg("Släpp pausen först, med !budskap släpp."),
        (State.PUBLISHED, Step.STOP): msg("Det är redan ute. Återkalla det, med !budskap återkalla."),
        (State.PUBLISHED, Step.REVISE): msg("Det är redan ute. Rätta det, med !budskap rätta."),
        (State.PARTLY, Step.STOP): msg("Något är redan ute. Återkalla det, med !budskap återkalla."),
        (State.PARTLY, Step.REVISE): msg("Något är redan ute. Rätta det, med !budskap rätta."),
        (State.CORRECTED, Step.STOP): msg("Det är redan ute. Återkalla det, med !budskap återkalla."),
        (State.CORRECTED, Step.REVISE): msg("Det är redan ute. Rätta det, med !budskap rätta."),
        (State.PUBLISHING, Step.REVISE): msg("Stoppa det som inte är ute, med !budskap stopp."),
        (State.STOPPED, Step.CIRCULATE): msg("Ändra det först, så blir det ett utkast igen."),
        (State.STOPPED, Step.COMPLETE): msg("Ändra det först, så blir det ett utkast igen."),
    }
)


def _state(fields: Fields, say: Say) -> Document:
    state, step, reference = State(fields["state"]), Step(fields["step"]), fields["reference"]
    head = say("{reference} är {state}.", reference=reference, state=state_word(state, say))
    instead = _INSTEAD.get((state, step))
    said = [say.term(_STEPS[step]), *([say.term(instead)] if instead is not None else [])]
    return doc(" ".join((head, *said)))


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
