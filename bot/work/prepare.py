"""What is held in the outbox is got ready for its moment: keys shared, words sealed, as far as can be."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog
from sqlalchemy import select

from bot.clock import Clock
from bot.log import where
from bot.metrics import Metrics
from bot.store.engine import Store
from bot.store.outbox import OutboxKind, OutboxRow, OutboxState
from bot.store.outbox_held import held_rows, queued_of
from bot.store.relations import event_type
from bot.work.sender import Preparing

_POLL = 2.0
_AGAIN = 20.0
"""Seconds after which it is looked whether what lies ready is still good: people come and go."""
_SIDE_BY_SIDE = 4
"""Few: whoever is alarmed meanwhile must not wait for it."""
_PORTION = 100
_SEALED = frozenset({OutboxKind.MESSAGE, OutboxKind.EDIT})
log = structlog.get_logger(__name__)


class Preparer:
    """Looks at what is held until it is cancelled.

    What it knows is in memory alone: after a restart it begins anew, and what is released before it has
    got there is sent as everything is.
    """

    def __init__(
        self, store: Store, sender: Preparing, clock: Clock, metrics: Metrics, *, poll: float = _POLL
    ) -> None:
        self._store = store
        self._sender = sender
        self._clock = clock
        self._metrics = metrics
        self._poll = poll
        self._known: dict[int, str] = {}
        """Transaction ids of the rows that were handed to the sender."""
        self._looked_at: dict[int, float] = {}

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.round()
            except Exception as error:  # noqa: BLE001 - what is not prepared is sent all the same
                log.warning("outbox not prepared", **where(error))
            await asyncio.sleep(self._poll)

    async def round(self) -> None:
        """Prepare what is new, look again at what has lain for a while, forget what will not be sent."""
        async with self._store.read() as session:
            held = await held_rows(session)
            gone = self._known.keys() - held.keys()
            released = await queued_of(session, gone) if gone else frozenset()
        for row_id in gone - released:
            self._sender.forget([self._known.pop(row_id)])
            del self._looked_at[row_id]
        due = self._clock.monotonic() - _AGAIN
        wanted = [row_id for row_id in held if self._looked_at.get(row_id, due) <= due]
        for start in range(0, len(wanted), _PORTION):
            await self._prepare(wanted[start : start + _PORTION])
        self._metrics.prepared.set(self._sender.prepared)

    async def _prepare(self, row_ids: Sequence[int]) -> None:
        async with self._store.read() as session:
            found = await session.scalars(
                select(OutboxRow)
                .where(OutboxRow.id.in_(row_ids), OutboxRow.state == OutboxState.HELD)
                .order_by(OutboxRow.id)
            )
            rows = found.all()
        side_by_side = asyncio.Semaphore(_SIDE_BY_SIDE)

        async def one(row: OutboxRow) -> None:
            async with side_by_side:
                room_id = row.room_id or await self._sender.resolve(row.target)
                await self._sender.prepare(room_id, event_type(row.kind), row.content or {}, row.txn_id)

        for row in rows:
            self._known[row.id] = row.txn_id
            self._looked_at[row.id] = self._clock.monotonic()
        # a direct chat is found, or opened, when it is spoken in
        in_rooms = [row for row in rows if row.kind in _SEALED and not row.target.startswith("@")]
        await asyncio.gather(*(one(row) for row in in_rooms))
