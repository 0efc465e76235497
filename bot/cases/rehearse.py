"""Who would get a case for a kommun at an instant, without raising one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.cases.entries import AgeBand, Destination, Gang, Urgency
from bot.cases.routing import CaseFacts, Route, route
from bot.duty.facts import Duty
from bot.register.section import Snapshot


class Kind(StrEnum):
    """The kinds of case whose ways differ."""

    GANG = "gang"
    """Under 18, tied to gang crime, now."""
    URGENT = "urgent"
    """Anybody else, now."""
    OFFICE = "office"
    POLICE = "police"


@dataclass(frozen=True)
class Rehearsal:
    kind: Kind
    route: Route


def rehearse(
    snapshot: Snapshot, duty: Duty, residence: str, at: datetime, *, found: str | None = None
) -> tuple[Rehearsal, ...]:
    """The routes of somebody who lives in the kommun, and is found there or where ``found`` says."""
    cases = {
        Kind.GANG: (Destination.SOCIALTJANST, AgeBand.FROM_15, Gang.YES, Urgency.NOW),
        Kind.URGENT: (Destination.SOCIALTJANST, AgeBand.FROM_15, Gang.NO, Urgency.NOW),
        Kind.OFFICE: (Destination.SOCIALTJANST, AgeBand.FROM_15, Gang.NO, Urgency.OFFICE),
        Kind.POLICE: (Destination.POLIS, AgeBand.UNKNOWN, Gang.UNKNOWN, Urgency.NOW),
    }
    return tuple(
        Rehearsal(
            kind,
            route(snapshot, duty, CaseFacts(to, age, gang, residence, found or residence, urgency), at),
        )
        for kind, (to, age, gang, urgency) in cases.items()
    )
