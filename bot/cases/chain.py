"""The chain of a case, frozen when it is raised: changes of the register do not touch a case under way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.cases.deadlines import Allowed
from bot.cases.entries import Urgency
from bot.cases.frozen import freeze, thaw
from bot.cases.routing import CaseFacts, Route, Step, route
from bot.cases.table import defaults
from bot.cases.times import contact_deadline, step_deadline
from bot.duty.facts import Duty, unit
from bot.register.section import Snapshot


@dataclass(frozen=True)
class Link:
    """A step with the times it has."""

    ordinal: int
    step: Step
    allowed: Allowed


@dataclass(frozen=True)
class Chain:
    route: Route
    links: tuple[Link, ...]

    def following(self, ordinal: int, alarmed: str | None) -> Link:
        """The next link; after the end the chain begins again.

        ``alarmed``: who has the alarm now. After a hand-over it may be the next one's turn already; it is
        not alarmed twice in a row.
        """
        link = self.links[(ordinal + 1) % len(self.links)]
        if alarmed is not None and link.step.unit == alarmed:
            return self.links[(link.ordinal + 1) % len(self.links)]
        return link


def forge(snapshot: Snapshot, duty: Duty, facts: CaseFacts, at: datetime) -> Chain:
    """Route the case and fix the times of each step."""
    return frozen_times(snapshot, duty, facts, route(snapshot, duty, facts, at))


def frozen_times(snapshot: Snapshot, duty: Duty, facts: CaseFacts, found: Route) -> Chain:
    """The route with the times that each step has, as they are when the case is raised."""
    at = found.at
    links = tuple(
        Link(ordinal, step, _allowed(snapshot, duty, facts.urgency, step, at))
        for ordinal, step in enumerate(found.steps)
    )
    return Chain(found, links)


def allowed_for(
    snapshot: Snapshot, duty: Duty, urgency: Urgency, unit_id: str | None, at: datetime
) -> Allowed:
    """The times of an alarm to a unit that is not in the chain, given now."""
    found = unit(snapshot, unit_id) if unit_id else None
    opens = duty.opens_next(found, at) if found and urgency is Urgency.OFFICE else None
    return _allowed(snapshot, duty, urgency, Step(unit_id, None, "handover", opens_at=opens), at)


def _allowed(snapshot: Snapshot, duty: Duty, urgency: Urgency, step: Step, at: datetime) -> Allowed:
    found = unit(snapshot, step.unit) if step.unit else None
    not_before = step.opens_at if urgency is Urgency.OFFICE else None
    start = not_before or step.alarm_at or at
    kommun = step.fields.get("kommun")
    return Allowed(
        step=step_deadline(snapshot, duty, found, urgency, start, kommun=kommun) - start,
        contact=contact_deadline(snapshot, found, urgency, start) - start,
        pause=defaults(snapshot).seen,
        not_before=not_before,
    )


def to_json(chain: Chain) -> dict[str, Any]:
    return {"route": freeze(chain.route), "allowed": [_seconds(link.allowed) for link in chain.links]}


def from_json(kept: Mapping[str, Any]) -> Chain:
    found = thaw(kept["route"])
    links = tuple(
        Link(ordinal, step, _allowed_of(*kept["allowed"][ordinal]))
        for ordinal, step in enumerate(found.steps)
    )
    return Chain(found, links)


def _seconds(allowed: Allowed) -> list[Any]:
    spans = [span.total_seconds() for span in (allowed.step, allowed.contact, allowed.pause)]
    return [*spans, allowed.not_before.isoformat() if allowed.not_before else None]


def _allowed_of(step: float, contact: float, pause: float, not_before: str | None) -> Allowed:
    return Allowed(
        timedelta(seconds=step),
        timedelta(seconds=contact),
        timedelta(seconds=pause),
        datetime.fromisoformat(not_before) if not_before else None,
    )
