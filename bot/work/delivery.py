"""One outbox row on its way: final content, the attempt, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from bot.clock import Clock
from bot.store.engine import Store
from bot.store.outbox import OutboxKind, OutboxRow, OutboxState
from bot.store.outbox_due import claim_target, next_rows
from bot.store.outbox_queries import freeze, hold
from bot.store.pins import former_pins
from bot.store.relations import event_type, hangs, unrelated
from bot.work.ahead import ReadTogether
from bot.work.attach import attach
from bot.work.sender import Obstacle, Refused, RetryAfter, Sender, Sent
from bot.work.settle import Settlement

_CLAIM = timedelta(minutes=2)
_PIN_TRIES = 2
_LOOK = 2
"""One to send, and whether there is another."""
_UNKNOWN_EVENT = frozenset({"M_UNKNOWN", "M_NOT_FOUND", "M_INVALID_PARAM"})
"""What a homeserver answers when a message refers to an event that the room does not have."""


@dataclass(frozen=True)
class Delivery:
    """The steps between a queued row and a settled one, each in its own transaction.

    ``worker`` is the id of the device that sends: a transaction id means the same event again only
    from the same device. A crash after the send and before the commit repeats the same id.
    """

    store: Store
    sender: Sender
    settlement: Settlement
    clock: Clock
    worker: str
    _together: ReadTogether = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_together", ReadTogether(self.store, _LOOK))

    async def next_row(self, target: str) -> tuple[OutboxRow, bool] | None:
        """What goes to the target next, taken from other processes if there are any; and if there is more."""
        if self.store.dialect == "sqlite":
            rows = await self._together.next_rows(target)
        else:
            now = self.clock.now()
            async with self.store.begin() as session:
                if not await claim_target(session, target, self.worker, now, now + _CLAIM):
                    return None
                rows = await next_rows(session, target, _LOOK)
        return (rows[0], len(rows) > 1) if rows else None

    async def deliver(self, row: OutboxRow) -> bool:
        """Send the row and settle it; True when new rows were queued by that.

        Raises:
            RetryAfter: it is still queued.
        """
        try:
            room_id = await self._room(row)
            final = await self._freeze(row, room_id)
            if final.state != OutboxState.QUEUED:
                return False
            final = await attach(self.store, self.sender, final, room_id)
            if not self._still_theirs(row, room_id):
                raise RetryAfter(None, Obstacle.ROOM)
            sent = await self._send(room_id, final)
        except Refused as refused:
            return await self.settlement.refused(row.id, refused.code)
        return await self.settlement.sent(final, room_id, sent)

    async def _room(self, row: OutboxRow) -> str:
        """Where it goes; a direct chat is looked at each time, since somebody may have come into it."""
        room_id = row.room_id or await self.sender.resolve(row.target)
        person = _person(row)
        if person is None or self.sender.alone_with(room_id, person):
            return room_id
        return await self.sender.resolve(person)

    def _still_theirs(self, row: OutboxRow, room_id: str) -> bool:
        person = _person(row)
        return person is None or self.sender.alone_with(room_id, person)

    async def _send(self, room_id: str, row: OutboxRow) -> Sent:
        """Send it; without its thread when somebody else's message that it hangs on is not in the room.

        What was refused was never accepted, so its transaction id is still free.
        """
        kind, content = event_type(row.kind), row.content or {}
        if row.kind == OutboxKind.PIN:
            return await self._pin(room_id, row)
        try:
            return await self.sender.send(room_id, kind, content, row.txn_id)
        except Refused as refused:
            if refused.code not in _UNKNOWN_EVENT or not hangs(content):
                raise
        return await self.sender.send(room_id, kind, unrelated(content), row.txn_id)

    async def _pin(self, room_id: str, row: OutboxRow) -> Sent:
        """Pin it; where that fails again and again, what else is said in the room does not wait for it."""
        async with self.store.read() as session:
            former = await former_pins(session, row)
        try:
            content = {**(row.content or {}), "former": former}
            return await self.sender.send(room_id, event_type(row.kind), content, row.txn_id)
        except RetryAfter as later:
            if later.obstacle in {Obstacle.SERVER, Obstacle.ROOM} and row.attempts >= _PIN_TRIES:
                raise Refused("pin.failed") from later
            raise

    async def give_up(self, row: OutboxRow, code: str) -> bool:
        """Refuse a row that fails again and again, so that it does not stop its target for good."""
        return await self.settlement.refused(row.id, code)

    async def note_failure(self, row: OutboxRow, obstacle: Obstacle, seconds: float) -> None:
        """Keep with the row that it was tried, and when it will be again."""
        async with self.store.begin(durable=False) as session:
            fresh = await hold(session, row.id)
            if fresh.state == OutboxState.QUEUED:
                fresh.attempts += 1
                fresh.error = obstacle
                fresh.not_before = self.clock.now() + timedelta(seconds=seconds)

    async def _freeze(self, row: OutboxRow, room_id: str) -> OutboxRow:
        # Frozen when queued, for a room that is still the same, it needs no commit before the send.
        if row.frozen and room_id in (row.room_id, row.target):
            return row
        async with self.store.begin() as session:
            fresh = await hold(session, row.id)
            if fresh.state == OutboxState.QUEUED and not await freeze(session, fresh, room_id=room_id):
                raise RetryAfter(None, Obstacle.ROOM)
        return fresh


def _person(row: OutboxRow) -> str | None:
    """For whom alone the row is."""
    return row.target if row.target.startswith("@") else row.person
