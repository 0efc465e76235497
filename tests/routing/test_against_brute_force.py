"""The routing table agrees with brute force, for every kommun and at every quarter of an hour over a year."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from bot.actors.facts import kommuner
from bot.cases.entries import AgeBand, Destination, Gang, Urgency
from bot.cases.routing import CaseFacts, picks, route
from bot.cases.table import candidates
from bot.duty.facts import Duty
from bot.register.section import Snapshot
from tests.routing.brute import MINUTE, Brute, Year
from tests.routing.registers import example_register, raw_register, snapshot_of

START = datetime(2025, 12, 31, 23, tzinfo=UTC)  # the new year in Stockholm
END = datetime(2026, 12, 31, 23, tzinfo=UTC)
QUARTER = 15
NAMES = {one.name: one.code for one in kommuner()}

CHILD = {
    "to": "socialtjänst",
    "age": "15-17",
    "gang": "ja",
    "residence": "*",
    "found": "Huddinge",
    "urgency": "nu",
}
KINDS = {
    "child tied to gangs": CHILD,
    "child of unknown age": {**CHILD, "age": "okänd", "found": "*", "urgency": "idag"},
    "adult": {**CHILD, "age": "21+", "found": "Stockholm"},
    "no tie to gangs": {**CHILD, "gang": "vet ej", "found": "*", "urgency": "idag"},
    "can wait for the office": {**CHILD, "gang": "nej", "found": "okänd", "urgency": "kontorstid"},
    "residence unknown": {**CHILD, "residence": "okänd", "found": "*"},
    "other county": {**CHILD, "gang": "nej", "residence": "annat län", "found": "*", "urgency": "idag"},
    "to the police": {**CHILD, "to": "polis", "found": "*"},
}


COMPACT, EXAMPLE = "register.toml", "example"
ASKED = [
    *((COMPACT, kind) for kind in KINDS),
    *((EXAMPLE, kind) for kind in ("child tied to gangs", "no tie to gangs", "residence unknown")),
]


@dataclass(frozen=True)
class Both:
    """One register, for the program and for brute force."""

    snapshot: Snapshot
    brute: Brute


@pytest.fixture(scope="module")
def year() -> Year:
    return Year(START, END + timedelta(days=10))


@pytest.fixture(scope="module", params=[COMPACT, EXAMPLE])
def both(request: pytest.FixtureRequest, year: Year) -> Both:
    raw = example_register() if request.param == EXAMPLE else raw_register(request.param)
    return Both(snapshot_of(raw), Brute(raw, year))


@pytest.fixture(scope="module")
def duty() -> Duty:
    return Duty()


def in_kommun(kind: str, name: str) -> dict[str, str]:
    return {key: name if value == "*" else value for key, value in KINDS[kind].items()}


def facts(case: dict[str, str]) -> CaseFacts:
    return CaseFacts(
        Destination(case["to"]),
        AgeBand(case["age"]),
        Gang(case["gang"]),
        NAMES.get(case["residence"], case["residence"]),
        NAMES.get(case["found"], case["found"]),
        Urgency(case["urgency"]),
    )


@pytest.mark.parametrize(("both", "kind"), ASKED, indirect=["both"])
def test_the_first_unit_agrees_at_every_quarter_of_an_hour(kind: str, both: Both, duty: Duty) -> None:
    minutes = list(range(0, (END - START) // MINUTE, QUARTER))
    instants = [START + minute * MINUTE for minute in minutes]
    for name in NAMES:
        case = in_kommun(kind, name)
        asked, rows = facts(case), both.brute.rows(case)
        found = candidates(both.snapshot, asked)
        assert [(c.unit.id, c.route.id) for c in found] == [(row[0], row[3]) for row in rows]
        firsts = (next(picks(both.snapshot, duty, asked, found, at), None) for at in instants)
        mine = [first.unit.id if first else None for first in firsts]
        wanted = both.brute.firsts(rows, minutes)
        differing = [(at, a, b) for at, a, b in zip(instants, mine, wanted, strict=True) if a != b]
        assert differing[:3] == [], name


@pytest.mark.parametrize(("both", "kind"), ASKED, indirect=["both"])
def test_the_whole_chain_agrees_around_every_boundary_and_at_random(
    kind: str, both: Both, duty: Duty
) -> None:
    dice = random.Random(kind)  # noqa: S311 - a stated sample
    for name in NAMES:
        case = in_kommun(kind, name)
        asked, rows = facts(case), both.brute.rows(case)
        found = candidates(both.snapshot, asked)
        edges = {edge for unit, kommun, _, _ in rows for edge in both.brute.boundaries(unit, kommun)}
        near = {edge + step for edge in edges for step in (-1, 0, 1)}
        far = {dice.randrange((END - START) // MINUTE) for _ in range(100)}
        for minute in sorted(m for m in near | far if 0 <= m < (END - START) // MINUTE):
            at = START + minute * MINUTE
            mine = [
                (pick.unit.id, pick.route and pick.route.id, (pick.at - START) // MINUTE)
                for pick in picks(both.snapshot, duty, asked, found, at)
            ]
            assert mine == both.brute.chain(rows, case["urgency"], minute), (name, at)


def test_the_route_that_is_frozen_is_the_chain_with_the_end_after_it(both: Both, duty: Duty) -> None:
    dice = random.Random(1)  # noqa: S311 - a stated sample
    for _ in range(1000):
        case = in_kommun(dice.choice(list(KINDS)), dice.choice(list(NAMES)))
        minute = dice.randrange((END - START) // MINUTE)
        answer = route(both.snapshot, duty, facts(case), START + minute * MINUTE)
        wanted = both.brute.chain(both.brute.rows(case), case["urgency"], minute)
        assert [(step.unit, step.route_id) for step in answer.steps[:-1]] == [w[:2] for w in wanted]
        assert answer.steps[-1].unit is None
        for step, (unit, _, reached) in zip(answer.steps, wanted, strict=False):
            kommun = step.fields["kommun"]
            by_name = next((name for name, code in NAMES.items() if code == kommun), None)
            assert step.open == bool(both.brute.minutes(unit, by_name)[reached])
