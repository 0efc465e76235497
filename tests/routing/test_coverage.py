"""The certificate of coverage agrees with brute force on three registers: whole, with holes, with circles."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import numpy as np
import pytest

from bot.actors.facts import kommuner
from bot.cases.certificate import Certificate, Hole, Kind
from bot.cases.coverage import prove
from bot.cases.coverage_stops import Stops
from bot.cases.entries import AgeBand, Destination, Gang, Urgency
from bot.duty.facts import Duty, units
from bot.register.section import Snapshot
from tests.routing.brute import MINUTE, UNSURE, Brute, Rows, Year
from tests.routing.coverage_rosters import whole, with_circles, with_holes
from tests.routing.minutes import Flags, Minutes, Walker, rows_by_person
from tests.routing.registers import snapshot_of

START = datetime(2025, 12, 21, 23, tzinfo=UTC)
DAYS = 400
AHEAD = timedelta(days=25)
"""What is raised at the end of the period may wait so long for an office."""
INSIDE = DAYS * 1440
RANDOM = 100_000
NAMES = {one.name: one.code for one in kommuner()}
REGISTERS: dict[str, Callable[[], dict[str, Any]]] = {
    "whole": whole,
    "holes": with_holes,
    "circles": with_circles,
}


@dataclass(frozen=True)
class Both:
    """One register, for the program and for brute force."""

    snapshot: Snapshot
    certificate: Certificate
    walker: Walker
    kinds: tuple[Kind, ...]


@pytest.fixture(scope="module")
def year() -> Year:
    return Year(START, START + timedelta(days=DAYS) + AHEAD)


@pytest.fixture(scope="module", params=list(REGISTERS))
def both(request: pytest.FixtureRequest, year: Year) -> Both:
    raw = REGISTERS[request.param]()
    snapshot = snapshot_of(raw)
    brute = Brute(raw, year)
    return Both(snapshot, prove(snapshot, Duty(), START, DAYS), Walker(brute), kinds_by_rows(brute))


def number(at: datetime) -> int:
    return (at - START) // MINUTE


def test_the_hours_agree_in_every_minute_for_every_calendar(both: Both) -> None:
    stops = Stops(both.snapshot, Duty(), START, START + timedelta(days=DAYS))
    first = int(START.timestamp())
    for one in units(both.snapshot):
        differing = {code for rule in one.open for code in rule.kommuner}
        for name, code in [(None, None), *((n, c) for n, c in NAMES.items() if c in differing)]:
            wanted = both.walker.open(one.id, name)[:INSIDE]
            edges = np.array(stops.stop(one, code, Urgency.NOW).opening.upto(first + INSIDE * 60))
            places = np.searchsorted(edges, first + 60 * np.arange(INSIDE), side="right")
            assert np.array_equal(places % 2 == 1, wanted), (one.id, name)


def asked(kind: Kind) -> dict[str, str]:
    return {"to": kind.to, "age": kind.age, "gang": kind.gang, "urgency": kind.urgency}


def all_kinds() -> Iterator[Kind]:
    for to, urgency, age, gang in product(Destination, Urgency, AgeBand, Gang):
        yield Kind(to, urgency, age, gang, told_apart=True)


def kinds_by_rows(brute: Brute) -> tuple[Kind, ...]:
    """One example for every set of rows that takes a person."""
    found: dict[tuple[object, ...], Kind] = {}
    for kind in all_kinds():
        found.setdefault((kind.to, kind.urgency, rows_by_person(brute.raw, brute, asked(kind))), kind)
    return tuple(found.values())


def key(hole: Hole) -> tuple[object, ...]:
    kind = hole.kind
    return (hole.kommun, hole.known, kind.to, kind.urgency, kind.age, kind.gang, str(hole.cause))


def by_certificate(both: Both, minutes: Minutes) -> dict[tuple[object, ...], Flags]:
    """In which of the minutes the certificate has a hole, by all that a hole is besides its time."""
    spans: dict[tuple[object, ...], list[Hole]] = {}
    for hole in (*both.certificate.holes, *both.certificate.reserve):
        spans.setdefault(key(hole), []).append(hole)
    found = {}
    for what, holes in spans.items():
        edges = np.array([number(edge) for hole in holes for edge in (hole.start, hole.end)])
        assert (np.diff(edges) > 0).all(), "holes that touch are one"
        flags = np.searchsorted(edges, minutes, side="right") % 2 == 1
        if flags.any():
            found[what] = flags
    return found


def cases_of(name: str | None) -> Iterator[tuple[bool, str, str]]:
    """Whether the residence is known, residence and whereabouts: all that count for a kommun's line."""
    for found in (*NAMES, *UNSURE):
        if name is not None:
            yield True, name, found
    for residence in UNSURE:
        if name is not None:
            yield False, residence, name
        else:
            yield from ((False, residence, found) for found in UNSURE)


def lived(rows: Rows) -> tuple[object, ...]:
    return tuple(rows)


@pytest.mark.parametrize("name", [*NAMES, None])
def test_holes_agree_around_every_boundary_and_at_random(name: str | None, both: Both) -> None:
    brute, walker = both.walker.brute, both.walker
    dice = np.random.default_rng(zlib.crc32(str(name).encode()))
    chains: dict[tuple[object, ...], list[tuple[bool, Rows]]] = {}
    edges: set[int] = set()
    for kind in both.kinds:
        for known, residence, found in cases_of(name):
            rows = brute.rows({**asked(kind), "residence": residence, "found": found})
            chains.setdefault((kind.to, kind.urgency, kind.age, kind.gang), []).append((known, rows))
            edges |= {edge for unit, kommun, _, _ in rows for edge in brute.boundaries(unit, kommun)}
    near = np.array([edge + step for edge in edges for step in (-2, -1, 0, 1, 2)], dtype=np.int64)
    minutes = np.unique(np.concatenate([near, dice.integers(0, INSIDE, RANDOM)]))
    minutes = minutes[(minutes >= 0) & (minutes < INSIDE)]
    wanted: dict[tuple[object, ...], Flags] = {}
    done: dict[tuple[object, ...], dict[str, Flags]] = {}
    for kind_key, cases in chains.items():
        for known, rows in cases:
            chain = (kind_key[1], lived(rows))
            if chain not in done:
                done[chain] = walker.causes(rows, str(kind_key[1]), minutes)
            for cause, flags in done[chain].items():
                what = (NAMES.get(name or ""), known, *kind_key, cause)
                wanted[what] = wanted.get(what, np.zeros_like(flags)) | flags
    mine = {
        what: flags
        for what, flags in by_certificate(both, minutes).items()
        if what[0] == NAMES.get(name or "")
    }
    assert mine.keys() == wanted.keys()
    for what, flags in wanted.items():
        differing = minutes[flags != mine[what]]
        assert len(differing) == 0, (what, START + int(differing[0]) * MINUTE)


def test_kinds_are_told_apart_exactly_where_the_table_does(both: Both) -> None:
    counted = both.certificate.counts
    assert counted.kinds == len(both.kinds)
    assert counted.cases == counted.kinds * (len(NAMES) + len(UNSURE)) ** 2
    assert counted.minutes == counted.cases * INSIDE
