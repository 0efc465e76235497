"""The judge of the fault runs sees each kind of loss and doubling."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.soak.county import UNITS, Facts
from tests.soak.evidence import CaseRow, Evidence, Room, Said
from tests.soak.judge import judge
from tests.soak.people import Kept, Order

FIRST, SECOND = "IA-2026-0001-AB", "IA-2026-0002-CD"
UNIT = UNITS[0]
FACTS = Facts(UNIT.kommuner[0], "Solna", "<15"), Facts(UNIT.kommuner[1], "Täby", "21+")


def said(number: int, reference: str, *, edits: bool = False, body: str | None = None) -> Said:
    facts = FACTS[reference == SECOND]
    words = f"{reference}. {facts.residence}, {facts.found}" if body is None else body
    return Said(f"$said{number}", words, edits, f"own{number}")


def room(name: str, *messages: Said) -> Room:
    return Room(name, messages, [Kept(one.event_id, one.edits, encrypted=True) for one in messages])


def sound() -> Evidence:
    """Two commands, and all that belongs to them once."""
    direct = room("direct 1", said(1, FIRST), said(2, SECOND), said(3, FIRST, edits=True))
    orders = [Order(FACTS[0], "$first"), Order(FACTS[1], "$second")]
    rooms = [
        replace(direct, orders=orders),
        room(UNIT.id, said(4, FIRST), said(5, SECOND)),
        room("roc", said(6, FIRST), said(7, SECOND)),
        room("drift"),
    ]
    verbs = Counter({"raise": 1, "reach": 1})
    return Evidence(
        directs=rooms[:1],
        units={UNIT.id: rooms[1]},
        centre=rooms[2],
        operations=rooms[3],
        cases=[
            CaseRow(FIRST, 1, "$first", "alarmed", UNIT.id, verbs),
            CaseRow(SECOND, 2, "$second", "alarmed", UNIT.id, verbs),
        ],
        inbox=Counter({("$first", "done"): 1, ("$second", "done"): 1}),
        outbox=Counter({(f"$said{number}", "sent"): 1 for number in range(1, 8)}),
        audit=None,
        log=Counter(),
    )


def with_alarms(evidence: Evidence, *messages: Said) -> Evidence:
    return replace(evidence, units={UNIT.id: room(UNIT.id, *messages)})


FAULTS: dict[str, Callable[[Evidence], Evidence]] = {
    "a command without a case": lambda one: replace(one, cases=one.cases[:1]),
    "a command with two cases": lambda one: replace(
        one, cases=[*one.cases, replace(one.cases[0], reference="IA-2026-0003-EF", number=3)]
    ),
    "a case out of nothing": lambda one: replace(
        one, cases=[*one.cases, replace(one.cases[0], event_id="$other", number=3)]
    ),
    "not in order": lambda one: replace(
        one, cases=[replace(one.cases[0], number=2), replace(one.cases[1], number=1)]
    ),
    "a step that happened twice": lambda one: replace(
        one, cases=[replace(one.cases[0], verbs=Counter({"raise": 1, "reach": 2})), one.cases[1]]
    ),
    "no alarm": lambda one: with_alarms(one, said(4, FIRST)),
    "two alarms": lambda one: with_alarms(one, said(4, FIRST), said(5, SECOND), said(9, SECOND)),
    "an alarm about something else": lambda one: with_alarms(
        one, said(4, FIRST), said(5, SECOND, body=f"{SECOND}. {FACTS[0].residence}, Solna")
    ),
    "an alarm that nobody can read": lambda one: with_alarms(
        one, said(4, FIRST), replace(said(5, SECOND), body=None)
    ),
    "the same words twice": lambda one: replace(
        one, directs=[replace(one.directs[0], said=[*one.directs[0].said, one.directs[0].said[2]])]
    ),
    "something more in a chat": lambda one: replace(
        one,
        directs=[
            replace(
                one.directs[0],
                said=[*one.directs[0].said, said(9, FIRST, body="Något gick fel.")],
                kept=[*one.directs[0].kept, Kept("$said9", edits=False, encrypted=True)],
            )
        ],
    ),
    "something for the operators": lambda one: replace(one, operations=room("drift", said(9, FIRST))),
    "in clear": lambda one: replace(
        one,
        centre=replace(one.centre, kept=[replace(kept, encrypted=False) for kept in one.centre.kept]),
    ),
    "not handled": lambda one: replace(one, inbox=Counter({("$first", "done"): 1, ("$second", "new"): 1})),
    "not sent": lambda one: replace(one, outbox=one.outbox + Counter({(None, "queued"): 1})),
    "sent and not known": lambda one: replace(one, outbox=one.outbox - Counter({("$said4", "sent"): 1})),
    "a broken audit log": lambda one: replace(one, audit="row 3"),
    "an error in the log": lambda one: replace(one, log=Counter({"command failed": 1})),
}


def test_nothing_is_wrong_when_each_command_had_one_effect() -> None:
    assert judge(sound()) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_each_kind_of_loss_and_doubling_is_seen(fault: str) -> None:
    assert judge(FAULTS[fault](sound()))
