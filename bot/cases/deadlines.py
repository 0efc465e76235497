"""When the clock of a case speaks next: plain arithmetic over instants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class DueKind(StrEnum):
    """STEP: nobody answered. RESUME: the pause is over. REMIND: taken, no contact. LAPSE: still none."""

    STEP = "step"
    RESUME = "resume"
    REMIND = "remind"
    LAPSE = "lapse"


@dataclass(frozen=True)
class Allowed:
    """What one alarm may take, frozen when the case is raised."""

    step: timedelta
    contact: timedelta
    pause: timedelta
    not_before: datetime | None = None
    """The opening from which the step is counted, for what can wait for the office."""


@dataclass(frozen=True)
class Due:
    at: datetime
    kind: DueKind
    left: timedelta = timedelta()
    """What is left of the step while it is paused."""


def step(allowed: Allowed, at: datetime) -> Due:
    """The clock of an alarm that went out now."""
    start = max(at, allowed.not_before) if allowed.not_before else at
    return Due(start + allowed.step, DueKind.STEP)


def pause(allowed: Allowed, now: Due, at: datetime) -> Due:
    """Somebody has seen it: the clock stands still, and then goes on with what was left."""
    left = max(now.at - at, timedelta())
    return Due(at + allowed.pause, DueKind.RESUME, left)


def resume(paused: Due, at: datetime) -> Due:
    """The pause is over; a bot that was away gives what was left from when it is back."""
    return Due(at + paused.left, DueKind.STEP)


def contact(allowed: Allowed, at: datetime) -> Due:
    """Taken: contact is expected before this."""
    return Due(at + allowed.contact, DueKind.REMIND)


def lapse(allowed: Allowed, at: datetime) -> Due:
    """Reminded: after one more step's time the case goes back to the chain."""
    return Due(at + allowed.step, DueKind.LAPSE)
