"""Who gets a case and who is next: the register's table evaluated for one case at one instant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.actors.facts import ANNAT_LAN, OKAND, residence_name
from bot.cases.entries import AgeBand, Gang, RouteEntry
from bot.cases.table import Candidate, CaseFacts, candidates, defaults, receivers
from bot.cases.times import step_deadline
from bot.duty.facts import Duty, UnitEntry, unit
from bot.register.section import Snapshot

__all__ = ["CaseFacts", "Pick", "Route", "Step", "chain_route", "picks", "route"]


@dataclass(frozen=True)
class Step:
    """One step of the chain. ``unit`` None is the end: the TiB and the centre are called.

    ``route_id`` names the row that leads here; it is None for a unit's own ``next``, the fallback and the
    end. ``reason_code`` is ``route``, ``next``, ``fallback``, ``exercise`` or ``end``. ``fields`` holds only
    what JSON holds: ``reason`` (filled in), ``residence``, ``found``, ``kommun``, ``after`` (whose ``next``
    this is), ``day``, ``kinds``, ``holiday``, ``row`` and ``word`` of the unit's hours, ``decided_by``,
    ``decided_on``. ``open``, ``opens_at`` and ``closes_at`` are the unit's at ``alarm_at``, the instant at
    which this step is reached when nobody before answers.
    """

    unit: str | None
    route_id: str | None
    reason_code: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    open: bool = True
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    alarm_at: datetime | None = None


@dataclass(frozen=True)
class Route:
    """The whole chain as it is frozen when the case is raised: never empty, the last step is the end."""

    steps: tuple[Step, ...]
    also: tuple[tuple[str, datetime | None], ...]
    """Units told besides, and when each opens next (None: it is open now, or never opens)."""
    flags: tuple[str, ...]
    """``residence.unknown``, ``residence.elsewhere``, ``found.unknown``, ``found.elsewhere``,
    ``age.unknown``, ``gang.unknown``, ``fallback``, ``undecided``, ``together.missing``, ``exercise.real``.
    """
    version: int
    """The register's version."""
    at: datetime


@dataclass(frozen=True)
class Pick:
    """A step before its explanation: which unit, by which row or after whom, reached when."""

    unit: UnitEntry
    route: RouteEntry | None
    kommun: str | None
    after: str | None
    at: datetime


def picks(
    snapshot: Snapshot, duty: Duty, case: CaseFacts, found: Sequence[Candidate], at: datetime
) -> Iterator[Pick]:
    """The chain's units in turn.

    A unit is followed by its own ``next`` while that is open. Otherwise the table is read again from the
    top at the instant at which the step is reached: the first unit not yet alarmed, and open if its row
    asks for that. So a jour that opens before the step is reached is not passed over, nor is one alarmed
    that has closed by then.
    """
    used: set[str] = set()
    reached = at
    pick = _from_table(duty, found, used, reached)
    while pick is not None:
        yield pick
        used.add(pick.unit.id)
        reached = step_deadline(snapshot, duty, pick.unit, case.urgency, reached, kommun=pick.kommun)
        pick = _own_next(snapshot, duty, pick, used, reached) or _from_table(duty, found, used, reached)


def _from_table(duty: Duty, found: Sequence[Candidate], used: set[str], at: datetime) -> Pick | None:
    for one in found:
        if one.unit.id not in used and (not one.route.open or duty.is_open(one.unit, at, one.kommun)):
            return Pick(one.unit, one.route, one.kommun, None, at)
    return None


def _own_next(snapshot: Snapshot, duty: Duty, pick: Pick, used: set[str], at: datetime) -> Pick | None:
    following = unit(snapshot, pick.unit.next) if pick.unit.next else None
    if following is None or following.exercise or following.id in used:
        return None
    if not duty.is_open(following, at, pick.kommun):
        return None
    return Pick(following, None, pick.kommun, pick.unit.id, at)


def route(snapshot: Snapshot, duty: Duty, case: CaseFacts, at: datetime) -> Route:
    """The chain for a case raised at this instant; there is always somebody in it, at least the end."""
    chain = list(picks(snapshot, duty, case, candidates(snapshot, case), at))
    if chain:
        return chain_route(snapshot, duty, case, chain, at, also=_also(snapshot, duty, case, chain, at))
    return chain_route(snapshot, duty, case, _fallback(snapshot, at), at, code="fallback")


def chain_route(
    snapshot: Snapshot,
    duty: Duty,
    case: CaseFacts,
    chain: Sequence[Pick],
    at: datetime,
    *,
    also: tuple[tuple[str, datetime | None], ...] = (),
    code: str = "route",
) -> Route:
    """The steps of these picks, and the end; ``code``: why, where neither a row nor a unit before says so."""
    flags = _flags(case)
    if code == "fallback":
        flags.append(code)
    if any(pick.route is not None and pick.route.decided_by is None for pick in chain):
        flags.append("undecided")
    steps = [_step(duty, case, pick, code) for pick in chain]
    reached = at
    if chain:
        last = chain[-1]
        reached = step_deadline(snapshot, duty, last.unit, case.urgency, last.at, kommun=last.kommun)
    steps.append(Step(None, None, "end", alarm_at=reached))
    return Route(tuple(steps), also, tuple(flags), snapshot.version, at)


def _fallback(snapshot: Snapshot, at: datetime) -> list[Pick]:
    name = defaults(snapshot).fallback_unit
    named = unit(snapshot, name) if name else None
    return [Pick(named, None, None, None, at)] if named and not named.exercise else []


def _also(
    snapshot: Snapshot, duty: Duty, case: CaseFacts, chain: Sequence[Pick], at: datetime
) -> tuple[tuple[str, datetime | None], ...]:
    """Who is told besides, by the row that gave the first step."""
    first = chain[0].route if chain else None
    if first is None or first.also is None:
        return ()
    told = receivers(snapshot, first.also, case)
    alarmed = chain[0].unit.id
    return tuple((u.id, duty.opens_next(u, at, kommun)) for u, kommun in told if u.id != alarmed)


def _step(duty: Duty, case: CaseFacts, pick: Pick, otherwise: str) -> Step:
    hours = duty.explain(pick.unit, pick.at, pick.kommun)
    fields: dict[str, Any] = {
        "residence": case.residence,
        "found": case.found,
        "kommun": pick.kommun,
        "day": hours.day.date.isoformat(),
        "kinds": sorted(kind.value for kind in hours.day.kinds),
        "holiday": ", ".join(hours.day.names) or None,
        "row": hours.row,
        "word": hours.word,
    }
    code = otherwise
    if pick.route is not None:
        code = "route"
        fields["reason"] = pick.route.reason.format(
            unit=pick.unit.name,
            hemkommun=residence_name(case.residence),
            påträffad=residence_name(case.found),
        )
        fields["decided_by"] = pick.route.decided_by
        fields["decided_on"] = pick.route.decided_on.isoformat() if pick.route.decided_on else None
    elif pick.after is not None:
        code = "next"
        fields["after"] = pick.after
    return Step(
        unit=pick.unit.id,
        route_id=pick.route.id if pick.route else None,
        reason_code=code,
        fields=fields,
        open=hours.open,
        opens_at=hours.opens_at,
        closes_at=hours.closes_at,
        alarm_at=pick.at,
    )


def _flags(case: CaseFacts) -> list[str]:
    said = {
        "residence.unknown": case.residence == OKAND,
        "residence.elsewhere": case.residence == ANNAT_LAN,
        "found.unknown": case.found == OKAND,
        "found.elsewhere": case.found == ANNAT_LAN,
        "age.unknown": case.age is AgeBand.UNKNOWN,
        "gang.unknown": case.gang is Gang.UNKNOWN,
    }
    return [flag for flag, holds in said.items() if holds]
