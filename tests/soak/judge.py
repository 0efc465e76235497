"""What is wrong with the evidence, in words; nothing when each command had exactly one effect. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from bot.cases.states import State
from bot.store.inbox import InboxState
from bot.store.outbox import OutboxState
from tests.soak.county import Facts
from tests.soak.evidence import CaseRow, Evidence, Room
from tests.soak.people import Order

_REFERENCE = re.compile(r"IA-\d{4}-\d{4,}-[A-Z0-9]{2}")
_REMARK = re.compile(r"Din enhet är inte signerad|Skrivet .*, läst ")
"""Said once beside the answer, which is edited later: of a device that nobody signed, of what came late."""


def judge(evidence: Evidence) -> list[str]:
    """Every violation, one line each."""
    return [*_cases(evidence), *_rooms(evidence), *_database(evidence), *_the_rest(evidence)]


def _orders(evidence: Evidence) -> dict[str, Order]:
    return {order.event_id: order for room in evidence.directs for order in room.orders}


def _cases(evidence: Evidence) -> Iterator[str]:
    """One case for each command, of that command's facts, alarmed once; in each room in the order written."""
    orders = _orders(evidence)
    raised = Counter(case.event_id for case in evidence.cases)
    for event_id in orders:
        if raised[event_id] != 1:
            yield f"command {event_id} has {raised[event_id]} cases"
    for case in evidence.cases:
        order = orders.get(case.event_id)
        if order is None:
            yield f"case {case.reference} has no command"
            continue
        if case.unit != order.facts.unit.id:
            yield f"case {case.reference} went to {case.unit}, not to {order.facts.unit.id}"
        if case.state != State.ALARMED:
            yield f"case {case.reference} is {case.state}"
        yield from (
            f"case {case.reference}: {verb} happened {times} times"
            for verb, times in case.verbs.items()
            if times != 1
        )
    numbers = {case.event_id: case.number for case in evidence.cases}
    for room in evidence.directs:
        found = [numbers[order.event_id] for order in room.orders if order.event_id in numbers]
        if found != sorted(found):
            yield f"{room.name}: cases are not in the order of the commands: {found}"


def _rooms(evidence: Evidence) -> Iterator[str]:
    for room in evidence.rooms:
        yield from _both_sides(room)
    orders = _orders(evidence)
    by_event = {case.event_id: case for case in evidence.cases}
    for room in evidence.directs:
        mine = {by_event[order.event_id].reference for order in room.orders if order.event_id in by_event}
        yield from _once_each(room, mine, "answer")
    for unit, room in evidence.units.items():
        theirs = {case.reference for case in evidence.cases if case.unit == unit}
        yield from _once_each(room, theirs, "alarm")
        yield from _with_its_facts(room, evidence.cases, orders)
    yield from _once_each(evidence.centre, {case.reference for case in evidence.cases}, "line")
    yield from _once_each(evidence.operations, set(), "message")


def _both_sides(room: Room) -> Iterator[str]:
    """What the device showed is what the homeserver has, event for event, and all of it was readable."""
    shown = Counter(said.event_id for said in room.said)
    kept = Counter(one.event_id for one in room.kept)
    yield from (f"{room.name}: {event} is there {kept[event]} times" for event in kept if kept[event] != 1)
    yield from (f"{room.name}: {event} was not shown" for event in kept - shown)
    yield from (f"{room.name}: {event} is not in the history" for event in shown - kept)
    yield from (f"{room.name}: {one.event_id} is not encrypted" for one in room.kept if not one.encrypted)
    yield from (f"{room.name}: {said.event_id} cannot be read" for said in room.said if said.body is None)
    own = Counter(said.own_id for said in room.said if said.body is not None)
    yield from (
        f"{room.name}: our id {one} was sent {times} times" for one, times in own.items() if times != 1
    )


def _once_each(room: Room, references: set[str], what: str) -> Iterator[str]:
    """New messages alone count: an edit is the same message."""
    found: Counter[str] = Counter()
    remarks = 0
    for said in room.said:
        if said.edits or said.body is None:
            continue
        named = _REFERENCE.search(said.body)
        if named is None and _REMARK.search(said.body):
            remarks += 1
        elif named is None:
            yield f"{room.name}: a message that is no {what}: {said.event_id}"
        else:
            found[named[0]] += 1
    yield from (f"{room.name}: {ref} has {found[ref]} {what}s" for ref in references if found[ref] != 1)
    yield from (f"{room.name}: {ref} does not belong here" for ref in found if ref not in references)
    if remarks > len(room.orders):
        yield f"{room.name}: {remarks} remarks on {len(room.orders)} commands"


def _with_its_facts(room: Room, cases: Sequence[CaseRow], orders: dict[str, Order]) -> Iterator[str]:
    """The alarm says what that very command said."""
    facts = {case.reference: orders[case.event_id].facts for case in cases if case.event_id in orders}
    for said in room.said:
        named = _REFERENCE.search(said.body or "")
        if named and named[0] in facts and not _tells(said.body or "", facts[named[0]]):
            yield f"{room.name}: the alarm of {named[0]} is not about what was written"


def _tells(body: str, facts: Facts) -> bool:
    return facts.residence in body and facts.found in body


def _database(evidence: Evidence) -> Iterator[str]:
    """Each command was taken in once and is done; each message that is there was settled once."""
    for event_id in _orders(evidence):
        if evidence.inbox[event_id, InboxState.DONE] != 1:
            yield f"command {event_id} is not done in the inbox"
    left = Counter(state for _, state in evidence.inbox.elements())
    yield from (
        f"inbox: {number} rows are {state}" for state, number in left.items() if state != InboxState.DONE
    )
    sent = Counter(state for _, state in evidence.outbox.elements())
    yield from (
        f"outbox: {number} rows are {state}" for state, number in sent.items() if state != OutboxState.SENT
    )
    settled = Counter(event_id for event_id, _ in evidence.outbox.elements())
    kept: Counter[str | None] = Counter(one.event_id for room in evidence.rooms for one in room.kept)
    yield from (
        f"outbox: {event} was settled {times} times" for event, times in settled.items() if times != 1
    )
    yield from (f"the bot does not know that it sent {event}" for event in kept - settled)
    yield from (f"the bot thinks that it sent {event}" for event in settled - kept)


def _the_rest(evidence: Evidence) -> Iterator[str]:
    if evidence.audit is not None:
        yield f"audit: {evidence.audit}"
    yield from (f"log: {event} ({times})" for event, times in evidence.log.items())
