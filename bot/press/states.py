"""The one table of what may happen to a message in which state, and where it leads."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from bot.errors import Refusal
from bot.press.tables import MessageRow
from bot.press.timing import unplan
from bot.press.values import State


class Step(StrEnum):
    """COMPLETE: the last approval that was needed is in. LAPSE: one of them holds no longer.

    BEGIN: its time has come. SETTLE: every channel has it. PART: some channel will not have it, for now.
    Of what was corrected they say how it stands again, when nobody got the correction.
    """

    CIRCULATE = "circulate"
    REVISE = "revise"
    COMPLETE = "complete"
    LAPSE = "lapse"
    SCHEDULE = "schedule"
    HOLD = "hold"
    RELEASE = "release"
    BEGIN = "begin"
    SETTLE = "settle"
    PART = "part"
    MISS = "miss"
    STOP = "stop"
    CORRECT = "correct"
    RETRACT = "retract"


TRANSITIONS: Final[Mapping[tuple[State, Step], State]] = MappingProxyType(
    {
        (State.DRAFT, Step.CIRCULATE): State.CIRCULATED,
        (State.DRAFT, Step.REVISE): State.DRAFT,
        (State.DRAFT, Step.STOP): State.STOPPED,
        (State.CIRCULATED, Step.REVISE): State.CIRCULATED,
        (State.CIRCULATED, Step.COMPLETE): State.APPROVED,
        (State.CIRCULATED, Step.MISS): State.MISSED,
        (State.CIRCULATED, Step.STOP): State.STOPPED,
        (State.APPROVED, Step.REVISE): State.CIRCULATED,
        (State.APPROVED, Step.LAPSE): State.CIRCULATED,
        (State.APPROVED, Step.SCHEDULE): State.SCHEDULED,
        (State.APPROVED, Step.HOLD): State.HELD,
        (State.APPROVED, Step.STOP): State.STOPPED,
        (State.SCHEDULED, Step.REVISE): State.CIRCULATED,
        (State.SCHEDULED, Step.LAPSE): State.CIRCULATED,
        (State.SCHEDULED, Step.SCHEDULE): State.SCHEDULED,
        (State.SCHEDULED, Step.HOLD): State.HELD,
        (State.SCHEDULED, Step.BEGIN): State.PUBLISHING,
        (State.SCHEDULED, Step.MISS): State.MISSED,
        (State.SCHEDULED, Step.STOP): State.STOPPED,
        (State.HELD, Step.REVISE): State.CIRCULATED,
        (State.HELD, Step.LAPSE): State.CIRCULATED,
        (State.HELD, Step.RELEASE): State.APPROVED,
        (State.HELD, Step.STOP): State.STOPPED,
        (State.MISSED, Step.REVISE): State.CIRCULATED,
        (State.MISSED, Step.CIRCULATE): State.CIRCULATED,
        (State.MISSED, Step.STOP): State.STOPPED,
        (State.PUBLISHING, Step.SETTLE): State.PUBLISHED,
        (State.PUBLISHING, Step.PART): State.PARTLY,
        (State.PUBLISHING, Step.STOP): State.STOPPED,
        (State.PUBLISHING, Step.RETRACT): State.RETRACTED,
        (State.PARTLY, Step.SETTLE): State.PUBLISHED,
        (State.PARTLY, Step.PART): State.PARTLY,
        (State.PARTLY, Step.CORRECT): State.CORRECTED,
        (State.PARTLY, Step.RETRACT): State.RETRACTED,
        (State.PUBLISHED, Step.CORRECT): State.CORRECTED,
        (State.PUBLISHED, Step.RETRACT): State.RETRACTED,
        (State.CORRECTED, Step.CORRECT): State.CORRECTED,
        (State.CORRECTED, Step.SETTLE): State.PUBLISHED,
        (State.CORRECTED, Step.PART): State.PARTLY,
        (State.CORRECTED, Step.RETRACT): State.RETRACTED,
        (State.STOPPED, Step.REVISE): State.DRAFT,
    }
)
"""What is not here is refused."""

UNPUBLISHED: Final = frozenset(
    {State.DRAFT, State.CIRCULATED, State.APPROVED, State.SCHEDULED, State.HELD, State.MISSED}
)
"""Nothing of it is out, and it may still come out."""
_PASSED: Final = frozenset({State.MISSED, State.STOPPED})
OUT: Final = frozenset({State.PUBLISHING, State.PARTLY, State.PUBLISHED, State.CORRECTED})
"""At least something of it may be out."""


def may(state: State, step: Step) -> bool:
    return (state, step) in TRANSITIONS


def require(row: MessageRow, step: Step) -> None:
    """Say no to a step that cannot be taken; nothing is changed.

    Raises:
        Refusal: ``message.state``, when the table has no such step from here.
    """
    state = State(row.state)
    if not may(state, step):
        raise Refusal("message.state", reference=row.reference, state=state, step=step)


def move(row: MessageRow, step: Step) -> None:
    """Take the step. A time that was missed or stopped is history, and not one that is still wished for.

    Raises:
        Refusal: as ``require``.
    """
    require(row, step)
    state = State(row.state)
    row.state = TRANSITIONS[state, step]
    if state in _PASSED and row.state != State.STOPPED:
        unplan(row)
