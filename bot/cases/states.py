"""The life of a case: its states, and which verb leads from which to which."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bot.errors import Refusal


class State(StrEnum):
    """RAISED: nobody is known to have been reached yet. SEEN: the clock of the step is paused."""

    RAISED = "raised"
    ALARMED = "alarmed"
    SEEN = "seen"
    TAKEN = "taken"
    IN_CONTACT = "in_contact"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Verb(StrEnum):
    """What people and the clock do to a case.

    REACH: the alarm arrived. RESUME: the pause is over. LAPSE: taken without contact, alarmed again.
    REOPEN: closed by mistake a moment ago.
    """

    REACH = "reach"
    SEE = "see"
    RESUME = "resume"
    TAKE = "take"
    CONTACT = "contact"
    LAPSE = "lapse"
    ESCALATE = "escalate"
    HAND_OVER = "hand_over"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"


OPEN: Final = (State.RAISED, State.ALARMED, State.SEEN, State.TAKEN, State.IN_CONTACT)
"""Somebody still has to do something."""
UNTAKEN: Final = (State.RAISED, State.ALARMED, State.SEEN)
"""The chain is running."""

TRANSITIONS: Final[Mapping[tuple[State, Verb], State]] = MappingProxyType(
    {
        (State.RAISED, Verb.REACH): State.ALARMED,
        (State.RAISED, Verb.SEE): State.SEEN,
        (State.ALARMED, Verb.SEE): State.SEEN,
        (State.SEEN, Verb.RESUME): State.ALARMED,
        **{(state, Verb.TAKE): State.TAKEN for state in UNTAKEN},
        (State.TAKEN, Verb.CONTACT): State.IN_CONTACT,
        (State.TAKEN, Verb.LAPSE): State.ALARMED,
        # A chain that moves on before anybody was reached has still not alarmed anybody.
        (State.RAISED, Verb.ESCALATE): State.RAISED,
        (State.ALARMED, Verb.ESCALATE): State.ALARMED,
        (State.SEEN, Verb.ESCALATE): State.ALARMED,
        (State.TAKEN, Verb.ESCALATE): State.ALARMED,
        (State.RAISED, Verb.HAND_OVER): State.RAISED,
        **{
            (state, Verb.HAND_OVER): State.ALARMED
            for state in (State.ALARMED, State.SEEN, State.TAKEN, State.IN_CONTACT)
        },
        (State.IN_CONTACT, Verb.CLOSE): State.CLOSED,
        (State.CLOSED, Verb.REOPEN): State.IN_CONTACT,
        **{(state, Verb.WITHDRAW): State.WITHDRAWN for state in (*UNTAKEN, State.TAKEN)},
    }
)


def after(state: State, verb: Verb) -> State | None:
    """The state that follows, or None when the verb is not allowed."""
    return TRANSITIONS.get((state, verb))


def allowed(state: State) -> tuple[Verb, ...]:
    """The verbs that lead somewhere from here."""
    return tuple(verb for (from_state, verb) in TRANSITIONS if from_state is state)


def forbidden(state: State, verb: Verb, reference: str, **who: object) -> Refusal:
    """The answer to a verb that the state does not allow: what state it is in, and through whom."""
    return Refusal("case.state", state=state, verb=verb, reference=reference, **who)
