"""What came of a run: as people read it, as the homeserver keeps it, as the bot's database has it."""

from __future__ import annotations

import asyncio
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from time import perf_counter

from sqlalchemy import func, select

from bot.cases.states import State
from bot.cases.tables import Case, CaseEvent
from bot.demo.stage import StageError
from bot.store.engine import Store
from bot.store.inbox import InboxRow, InboxState
from bot.store.outbox import OutboxRow, OutboxState
from bot.store.relations import OWN_ID
from tests.harness.events import Event
from tests.soak.field import Field
from tests.soak.people import Kept, Order, Watcher, history

_LOOK = 0.25
_QUIET = 2.0
_BEHIND = 20.0


@dataclass(frozen=True)
class Said:
    """A message of the bot's as a person's device shows it; ``body`` is None where it could not be read."""

    event_id: str
    body: str | None
    edits: bool
    own_id: str | None


@dataclass(frozen=True)
class Room:
    """One room from both sides. ``orders`` are those of an officer's direct chat."""

    name: str
    said: Sequence[Said]
    kept: Sequence[Kept]
    orders: Sequence[Order] = ()


@dataclass(frozen=True)
class CaseRow:
    """A case as the database has it."""

    reference: str
    number: int
    event_id: str
    state: str
    unit: str | None
    verbs: Counter[str]


@dataclass(frozen=True)
class Evidence:
    """Everything that is judged."""

    directs: Sequence[Room]
    units: dict[str, Room]
    centre: Room
    operations: Room
    cases: Sequence[CaseRow]
    inbox: Counter[tuple[str, str]]
    """How many rows there are of each event id and state."""
    outbox: Counter[tuple[str | None, str]]
    """The same of what was said."""
    audit: str | None
    """None when the chain verifies, else what was said of it."""
    log: Counter[str]
    """What the bot logged as an error, and how often."""

    @property
    def rooms(self) -> Iterable[Room]:
        return (*self.directs, *self.units.values(), self.centre, self.operations)


async def settled(field: Field, seconds: float) -> float:
    """Wait until the bot has nothing left to do; how long that took.

    Raises:
        TimeoutError: it was not done in time; what is there is evidence all the same.
    """
    began = perf_counter()
    store = field.store()
    try:
        async with asyncio.timeout(seconds):
            while not await _all_done(field, store):  # noqa: ASYNC110 - the database does not call
                await asyncio.sleep(_LOOK)
    finally:
        await store.dispose()
    took = perf_counter() - began
    # Whatever should come a second time has come by then.
    await asyncio.sleep(_QUIET)
    return took


async def _all_done(field: Field, store: Store) -> bool:
    orders = sum(len(officer.orders) for officer in field.officers)
    open_rows = InboxRow.state.in_((InboxState.NEW, InboxState.SEALED))
    async with store.read() as session:
        alarmed = await session.scalar(select(func.count()).where(Case.state == State.ALARMED))
        waiting = await session.scalar(select(func.count()).where(open_rows))
        queued = await session.scalar(select(func.count()).where(OutboxRow.state == OutboxState.QUEUED))
    return (alarmed or 0) >= orders and not waiting and not queued


async def gather(field: Field) -> Evidence:
    """Ask everybody. The bot may be running or not."""
    store = field.store()
    try:
        async with store.read() as session:
            verbs: defaultdict[int, Counter[str]] = defaultdict(Counter)
            for case_id, verb in await session.execute(select(CaseEvent.case_id, CaseEvent.verb)):
                verbs[case_id][verb] += 1
            cases = [
                CaseRow(row.reference, row.number, row.raise_event_id, row.state, row.unit, verbs[row.id])
                for row in await session.scalars(select(Case).order_by(Case.id))
            ]
            inbox = Counter(
                (event_id, state)
                for event_id, state in await session.execute(select(InboxRow.event_id, InboxRow.state))
            )
            outbox = Counter(
                (event_id, state)
                for event_id, state in await session.execute(select(OutboxRow.event_id, OutboxRow.state))
            )
    finally:
        await store.dispose()
    return Evidence(
        directs=[
            await _room(field, f"direct {number}", officer, officer.orders)
            for number, officer in enumerate(field.officers, start=1)
        ],
        units={unit: await _room(field, unit, watcher) for unit, watcher in field.units.items()},
        centre=await _room(field, "roc", field.centre),
        operations=await _room(field, "drift", field.operations),
        cases=cases,
        inbox=inbox,
        outbox=outbox,
        audit=await _audit(field),
        log=_log(field),
    )


async def _room(field: Field, name: str, watcher: Watcher, orders: Sequence[Order] = ()) -> Room:
    kept = await history(field.homeserver.url, watcher)
    ids = {one.event_id for one in kept}
    with suppress(TimeoutError):
        # The device may be a sync behind the homeserver.
        async with asyncio.timeout(_BEHIND):
            while ids - {event.event_id for event in watcher.heard()}:  # noqa: ASYNC110 - as above
                await asyncio.sleep(_LOOK)
    return Room(name, [_said(event) for event in _latest(watcher.heard())], kept, orders)


def _latest(events: Iterable[Event]) -> Iterable[Event]:
    """A message that could be read after all replaces what was first shown of it."""
    found: dict[str, Event] = {}
    for event in events:
        before = found.get(str(event.event_id))
        if before is None or before.body is None:
            found[str(event.event_id)] = event
    return found.values()


def _said(event: Event) -> Said:
    own_id = event.content.get(OWN_ID)
    readable = event.encrypted and not event.decryption_failure
    return Said(str(event.event_id), event.body if readable else None, event.replaces is not None, own_id)


async def _audit(field: Field) -> str | None:
    try:
        await field.verify_audit()
    except StageError as error:
        return str(error)
    return None


def _log(field: Field) -> Counter[str]:
    found: Counter[str] = Counter()
    for text in field.stage.log().splitlines():
        try:
            line = json.loads(text)
        except ValueError:
            # A line that the kill cut off, or a traceback.
            found["not a log line"] += bool(text.startswith("Traceback"))
            continue
        if line.get("level") in {"error", "critical"}:
            found[str(line.get("event"))] += 1
    return +found
