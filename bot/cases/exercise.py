"""Exercises: the units that take part, and the chain among them alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.cases.chain import Chain, frozen_times
from bot.cases.entries import Destination
from bot.cases.routing import Pick, chain_route
from bot.cases.table import CaseFacts
from bot.cases.times import step_deadline
from bot.duty.facts import Duty, UnitEntry, UnitKind, units
from bot.errors import Refusal
from bot.register.section import Snapshot

REAL: Final = "exercise.real"
"""The flag of an exercise for which real units were chosen."""
DRILL: Final = "exercise"
"""Why an exercise unit is alarmed."""


def forge_drill(snapshot: Snapshot, duty: Duty, facts: CaseFacts, at: datetime) -> Chain:
    """The chain of exercise units: those that serve the kommun first, then those that serve everybody.

    Raises:
        Refusal: ``case.no_exercise_unit`` when the register has none on that side.
    """
    found = _units(snapshot, facts)
    if not found:
        raise Refusal("case.no_exercise_unit", to=facts.to)
    chosen = tuple(_picks(snapshot, duty, facts, found, at))
    return frozen_times(snapshot, duty, facts, chain_route(snapshot, duty, facts, chosen, at, code=DRILL))


def marked_real(chain: Chain) -> Chain:
    """The chain of an exercise that goes to real units."""
    return replace(chain, route=replace(chain.route, flags=(*chain.route.flags, REAL)))


def _units(snapshot: Snapshot, facts: CaseFacts) -> tuple[UnitEntry, ...]:
    wanted = facts.to is Destination.POLIS
    known = [one for one in units(snapshot) if one.exercise and (one.kind is UnitKind.POLIS) == wanted]
    places = {facts.residence, facts.found}
    serving = [one for one in known if places.intersection(one.kommuner)]
    return tuple(dict.fromkeys([*serving, *(one for one in known if not one.kommuner)]))


def _picks(
    snapshot: Snapshot, duty: Duty, facts: CaseFacts, found: tuple[UnitEntry, ...], at: datetime
) -> Iterator[Pick]:
    reached = at
    for one in found:
        kommun = next((code for code in (facts.residence, facts.found) if code in one.kommuner), None)
        yield Pick(one, None, kommun, None, reached)
        reached = step_deadline(snapshot, duty, one, facts.urgency, reached, kommun=kommun)
