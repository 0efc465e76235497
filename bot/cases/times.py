"""How long a step or a promise may take in a unit: the unit's own times, else the register's defaults."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.cases.entries import Urgency
from bot.cases.table import defaults
from bot.duty.facts import Duty, StepTimes, UnitEntry
from bot.register.section import Snapshot


def step_deadline(
    snapshot: Snapshot,
    duty: Duty,
    unit: UnitEntry | None,
    urgency: Urgency,
    at: datetime,
    *,
    kommun: str | None = None,
) -> datetime:
    """When the next step is alarmed if nobody answers an alarm given at ``at``.

    What can wait for the office is counted from the unit's next opening, or from now while it is open. A
    unit that never opens gets no such grace, so that no case waits for ever.
    """
    allowed = step_allowed(snapshot, unit, urgency)
    if unit is None or urgency is not Urgency.OFFICE:
        return at + allowed
    return (duty.opens_next(unit, at, kommun) or at) + allowed


def step_allowed(snapshot: Snapshot, unit: UnitEntry | None, urgency: Urgency) -> timedelta:
    """How long a step may take, from the alarm or from the opening that it waits for."""
    chosen = _of(unit.step, urgency) if unit else None
    return chosen or _all(defaults(snapshot).step, urgency)


def contact_deadline(
    snapshot: Snapshot, unit: UnitEntry | None, urgency: Urgency, taken_at: datetime
) -> datetime:
    """When a case that was taken must be in contact, before a reminder goes out and the alarm comes back."""
    chosen = _of(unit.contact, urgency) if unit else None
    return taken_at + (chosen or _all(defaults(snapshot).contact, urgency))


def _of(times: StepTimes, urgency: Urgency) -> timedelta | None:
    match urgency:
        case Urgency.NOW:
            return times.nu
        case Urgency.TODAY:
            return times.idag
        case Urgency.OFFICE:
            return times.kontorstid


def _all(times: StepTimes, urgency: Urgency) -> timedelta:
    found = _of(times, urgency)
    if found is None:
        raise LookupError(urgency)
    return found
