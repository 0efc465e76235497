"""A case that two units have to take: the second gets a leg of its own, with its own alarm and clock."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.cases.chain import Chain, frozen_times
from bot.cases.entries import Destination, RouteEntry
from bot.cases.folder import Folder
from bot.cases.linked import LinkKind
from bot.cases.routing import chain_route, picks
from bot.cases.table import Candidate, CaseFacts, receivers
from bot.cases.tables import CaseLink
from bot.duty.facts import Duty, UnitKind, unit
from bot.register.section import Snapshot

MISSING: Final = "together.missing"
"""The flag of a case whose second taker the register does not have."""


@dataclass(frozen=True)
class Leg:
    to: Destination
    chain: Chain


def legs(snapshot: Snapshot, duty: Duty, facts: CaseFacts, chain: Chain, at: datetime) -> tuple[Leg, ...]:
    """The case's own chain, and that of the unit which has to take it as well, by the row that chose."""
    first = chain.links[0].step
    row = snapshot.of(RouteEntry).get(first.route_id) if first.route_id else None
    if row is None or row.together is None:
        return (Leg(facts.to, chain),)
    always = row.model_copy(update={"open": False})
    second = [
        Candidate(found, always, kommun)
        for found, kommun in receivers(snapshot, row.together, facts)
        if found.id != first.unit
    ]
    chosen = list(picks(snapshot, duty, facts, second, at))
    if not chosen:
        flagged = replace(chain.route, flags=(*chain.route.flags, MISSING))
        return (Leg(facts.to, replace(chain, route=flagged)),)
    other = frozen_times(snapshot, duty, facts, chain_route(snapshot, duty, facts, chosen, at))
    return (Leg(facts.to, chain), Leg(_side(snapshot, chosen[0].unit.id), other))


def _side(snapshot: Snapshot, unit_id: str) -> Destination:
    found = unit(snapshot, unit_id)
    police = found is not None and found.kind is UnitKind.POLIS
    return Destination.POLIS if police else Destination.SOCIALTJANST


async def join(first: Folder, second: Folder, now: datetime) -> None:
    """Make two cases the legs of one."""
    first.partner, second.partner = second, first
    first.case.partner_id, second.case.partner_id = second.case.id, first.case.id
    first.session.add(
        CaseLink(first_id=first.case.id, second_id=second.case.id, kind=LinkKind.TOGETHER, at=now, by=None)
    )
    await first.session.flush()
