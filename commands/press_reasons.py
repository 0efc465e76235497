"""Why a message cannot take a step from where it stands, and which command works instead."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.chat.say import Msg, Say, msg
from bot.press.states import Step
from bot.press.values import State

_STEPS: Final[Mapping[Step, Msg]] = MappingProxyType(
    {
        Step.CIRCULATE: msg("Det kan inte skickas på remiss."),
        Step.REVISE: msg("Det kan inte ändras."),
        Step.COMPLETE: msg("Det kan inte signeras."),
        Step.LAPSE: msg("Det har inga signeringar som kan upphöra."),
        Step.SCHEDULE: msg("Det kan inte schemaläggas."),
        Step.HOLD: msg("Det kan inte pausas."),
        Step.RELEASE: msg("Det är inte pausat."),
        Step.BEGIN: msg("Det kan inte publiceras."),
        Step.SETTLE: msg("Det är inte på väg ut."),
        Step.PART: msg("Det är inte på väg ut."),
        Step.MISS: msg("Det har ingen tid som kan missas."),
        Step.STOP: msg("Det kan inte stoppas."),
        Step.CORRECT: msg("Bara det som är publicerat kan rättas."),
        Step.RETRACT: msg("Bara det som är publicerat kan återkallas."),
    }
)
"""What is said of a step wherever there is nothing better to say."""

_WAITS: Final = frozenset(
    {State.DRAFT, State.CIRCULATED, State.APPROVED, State.SCHEDULED, State.HELD, State.MISSED}
)
_IS_OUT: Final = frozenset({State.PARTLY, State.PUBLISHED, State.CORRECTED})
_SIGNED: Final = frozenset({State.APPROVED, State.SCHEDULED, State.HELD})
_FORWARD: Final = (Step.CIRCULATE, Step.COMPLETE, Step.SCHEDULE, Step.BEGIN)


def _whole() -> Mapping[tuple[State, Step], Msg]:
    """Where the step's own sentence would say less than can be said, or something odd."""
    found: dict[tuple[State, Step], Msg] = {
        (State.CIRCULATED, Step.CIRCULATE): msg("Det väntar redan på dem som ska signera."),
        (State.CIRCULATED, Step.SCHEDULE): msg("Alla som ska signera har inte gjort det än."),
        (State.CIRCULATED, Step.BEGIN): msg("Alla som ska signera har inte gjort det än."),
        (State.CIRCULATED, Step.HOLD): msg("Det går inte ut förrän alla som ska signera har gjort det."),
        (State.APPROVED, Step.BEGIN): msg("Det har ingen tid än. Ge det en, med !budskap schemalägg."),
        (State.HELD, Step.HOLD): msg("Släpp det, med !budskap släpp, när det ska gå ut."),
        (State.HELD, Step.MISS): msg("Det går inte ut förrän någon släpper det, med !budskap släpp."),
        (State.PUBLISHING, Step.BEGIN): msg("Det kan inte publiceras två gånger."),
        (State.PUBLISHING, Step.CORRECT): msg("Vänta tills alla kanaler har svarat. Rätta det sedan."),
        (State.STOPPED, Step.STOP): msg("Inget mer av det går ut."),
        (State.RETRACTED, Step.STOP): msg("Inget mer av det går ut."),
        (State.RETRACTED, Step.HOLD): msg("Inget mer av det går ut."),
        (State.RETRACTED, Step.RETRACT): msg("Det kan inte återkallas en gång till."),
    }
    for state in _WAITS:
        found[state, Step.CORRECT] = msg("Det är inte ute än. Ändra det, med !budskap ändra.")
        found[state, Step.RETRACT] = msg("Det är inte ute än. Stoppa det, med !budskap stopp.")
    for state in _SIGNED:
        found[state, Step.CIRCULATE] = msg("Alla som ska signera har gjort det.")
        found[state, Step.COMPLETE] = msg("Alla som ska signera har gjort det.")
    for state in _IS_OUT:
        found |= {(state, step): msg("Det är redan ute.") for step in _FORWARD}
    found |= {(State.PARTLY, step): msg("Något är redan ute.") for step in _FORWARD}
    return MappingProxyType(found)


def _instead() -> Mapping[tuple[State, Step], Msg]:
    """What works, after the step's own sentence."""
    found: dict[tuple[State, Step], Msg] = {
        (State.DRAFT, Step.HOLD): msg("Det går inte ut förrän alla som ska signera har gjort det."),
        (State.HELD, Step.SCHEDULE): msg("Släpp pausen först, med !budskap släpp."),
        (State.HELD, Step.BEGIN): msg("Släpp pausen först, med !budskap släpp."),
        (State.MISSED, Step.HOLD): msg("Det går inte ut utan en ny tid."),
        (State.PUBLISHING, Step.REVISE): msg("Stoppa det som inte är ute, med !budskap stopp."),
        (State.PUBLISHING, Step.HOLD): msg("Stoppa det som inte är ute, med !budskap stopp."),
    }
    for step in (Step.COMPLETE, Step.SCHEDULE, Step.BEGIN):
        found[State.DRAFT, step] = msg("Skicka det på remiss först, med !budskap skicka.")
        found[State.MISSED, step] = msg("Ge det först en ny tid som ligger framåt, med !budskap schemalägg.")
        found[State.PUBLISHING, step] = msg("Det är redan på väg ut.")
    for step in (*_FORWARD, Step.HOLD, Step.RELEASE):
        found[State.STOPPED, step] = msg("Ändra det först, så blir det ett utkast igen.")
    for step in (Step.CIRCULATE, Step.COMPLETE, Step.SCHEDULE, Step.BEGIN, Step.REVISE, Step.CORRECT):
        found[State.RETRACTED, step] = msg("Skriv ett nytt, med !budskap ny.")
    for step in (Step.STOP, Step.HOLD):
        found[State.PUBLISHED, step] = msg("Det är redan ute. Återkalla det, med !budskap återkalla.")
        found[State.CORRECTED, step] = msg("Det är redan ute. Återkalla det, med !budskap återkalla.")
        found[State.PARTLY, step] = msg("Något är redan ute. Återkalla det, med !budskap återkalla.")
    found[State.PUBLISHED, Step.REVISE] = msg("Det är redan ute. Rätta det, med !budskap rätta.")
    found[State.CORRECTED, Step.REVISE] = msg("Det är redan ute. Rätta det, med !budskap rätta.")
    found[State.PARTLY, Step.REVISE] = msg("Något är redan ute. Rätta det, med !budskap rätta.")
    return MappingProxyType(found)


def reason(state: State, step: Step, say: Say) -> str:
    """One or two sentences, for any state and any step that the table of transitions does not have there."""
    pair = state, step
    if (whole := _whole().get(pair)) is not None:
        return say.term(whole)
    instead = _instead().get(pair)
    return " ".join((say.term(_STEPS[step]), *([say.term(instead)] if instead is not None else [])))
