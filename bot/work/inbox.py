"""The inbox runner: rooms side by side, events of a room one after another."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Collection, Sequence

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.bell import Bell
from bot.chat.message import Incoming, SentFile, Trust
from bot.clock import Clock
from bot.log import where
from bot.metrics import Metrics
from bot.store.engine import Store
from bot.store.inbox import InboxKind, InboxRow
from bot.store.inbox_queries import claim_next, mark_done, next_rooms
from bot.store.outbox_due import DueTarget
from bot.store.outbox_queries import queued_here
from bot.work.beforehand import Beforehand
from bot.work.transient import Passing, outrun, pause

Handler = Callable[[AsyncSession, Incoming], Awaitable[None]]
OnFault = Callable[[AsyncSession, Incoming, str, Exception], Awaitable[None]]
"""Tells the sender the reference and the operations room the rest, in the session that is given."""

_SIDE_BY_SIDE = 32
_POLL = 2.0
_CONFLICTS = 8
_ROUNDS = 8
"""Of work beforehand for one event: what several rooms keep in memory in turn may drive each other's out."""
_LONGEST = 120.0
_AWAY = 2.0
_RELATES = frozenset({InboxKind.EDIT, InboxKind.REDACTION, InboxKind.REACTION})
log = structlog.get_logger(__name__)


def to_incoming(row: InboxRow) -> Incoming:
    """The row as the kernel sees it."""
    payload = row.payload or {}
    related = {
        InboxKind.EDIT: "replaces",
        InboxKind.REDACTION: "redacts",
        InboxKind.REACTION: "relates_to",
    }.get(InboxKind(row.kind))
    return Incoming(
        inbox_id=row.id,
        event_id=row.event_id,
        room_id=row.room_id,
        sender=row.sender,
        kind=row.kind,
        text=payload.get("text") or payload.get("key") or "",
        trust=Trust(row.trust),
        origin_at=row.origin_at,
        received_at=row.received_at,
        device_id=row.device_id,
        encrypted=row.encrypted,
        reply_to=payload.get("reply_to"),
        thread_root=payload.get("thread_root"),
        relates_to=payload.get(related) if related else None,
        screened=tuple(row.screened.split(",")) if row.screened else (),
        file=SentFile(**payload["file"]) if payload.get("file") else None,
    )


class _Ready(Exception):  # noqa: N818 - an order of things, as ``Beforehand``
    """What an event needs beforehand is done, and it can be handled anew."""


class InboxRunner:
    """Hands each event to the handler in a transaction of its own, which also marks it done.

    ``after`` is called with the outbox targets for which something was committed (it rings the
    outbox). An unexpected error is undone, gets a reference, and ``on_fault`` tells of it; the event
    counts as handled then. ``Beforehand`` is carried out with no transaction open, a number of times.
    """

    def __init__(
        self,
        store: Store,
        handler: Handler,
        on_fault: OnFault,
        bell: Bell,
        clock: Clock,
        *,
        metrics: Metrics,
        worker: str,
        after: Callable[[Sequence[DueTarget]], None],
        side_by_side: int = _SIDE_BY_SIDE,
        poll: float = _POLL,
    ) -> None:
        self._store = store
        self._handler = handler
        self._on_fault = on_fault
        self._bell = bell
        self._clock = clock
        self._metrics = metrics
        self._worker = worker
        self._after = after
        self._side_by_side = side_by_side
        self._poll = poll
        self._waiting: dict[str, None] = {}
        self._active: set[str] = set()
        self._looked_at = 0.0

    async def run(self) -> None:
        """Until cancelled; what is being handled then is undone and handled at the next start."""
        async with asyncio.TaskGroup() as group:
            where: Collection[str] | None = None
            while True:
                self._waiting.update(dict.fromkeys(where or ()))
                self._start(group)
                if where is None or self._clock.monotonic() - self._looked_at > self._poll:
                    await self._look()
                    self._start(group)
                where = await self._bell.wait(self._poll)

    async def _look(self) -> None:
        self._looked_at = self._clock.monotonic()
        try:
            async with self._store.read() as session:
                rooms = await next_rooms(session, self._worker, self._clock.now())
        except Exception as error:  # noqa: BLE001 - the next look may work
            log.warning("inbox not readable", **where(error))
            return
        # Rooms that are being served stay noted: their task may have looked before this event came.
        self._waiting = dict.fromkeys(rooms)

    def _start(self, group: asyncio.TaskGroup) -> None:
        ready = [room for room in self._waiting if room not in self._active]
        for room in ready[: self._side_by_side - len(self._active)]:
            del self._waiting[room]
            self._active.add(room)
            group.create_task(self._serve(group, room))

    async def _serve(self, group: asyncio.TaskGroup, room_id: str) -> None:
        try:
            while await self._one(room_id):
                pass
        except Exception as error:  # noqa: BLE001 - one room's trouble must not stop the others
            self._metrics.faults.labels("inbox").inc()
            log.error("inbox room failed", **where(error))  # noqa: TRY400 - no content
        finally:
            self._active.discard(room_id)
        self._start(group)

    async def _one(self, room_id: str) -> bool:
        """Handle the room's next event, again while the database or work beforehand is in the way."""
        attempt = rounds = 0
        while True:
            try:
                return await self._once(room_id, may_fail=attempt < _CONFLICTS, may_wait=rounds < _ROUNDS)
            except _Ready:
                rounds += 1
            except Exception as error:
                way = outrun(error)
                if way is None:
                    raise
                attempt += way is Passing.CONFLICT
                log.info("inbox row tried again", way=way, attempt=attempt)
                await asyncio.sleep(pause(attempt) if way is Passing.CONFLICT else _AWAY)

    async def _once(self, room_id: str, *, may_fail: bool, may_wait: bool) -> bool:
        """Raises ``_Ready`` when what the event needs beforehand is done."""
        started = self._clock.monotonic()
        incoming: Incoming | None = None
        try:
            async with self._store.begin() as session:
                row = await claim_next(session, room_id, self._worker, self._clock.now())
                if row is None:
                    return False
                incoming = to_incoming(row)
                session.expunge(row)
                async with asyncio.timeout(_LONGEST):
                    await self._handler(session, incoming)
                if not await mark_done(session, incoming.inbox_id, self._clock.now()):
                    await session.rollback()
                    return True
            due = queued_here(session)
        except Beforehand as order:
            if incoming is None:
                return True
            due = await (self._beforehand(order, incoming) if may_wait else self._fault(incoming, order))
        except Exception as error:
            way = outrun(error)
            if incoming is None or way is Passing.AWAY or (way is Passing.CONFLICT and may_fail):
                raise
            due = await self._fault(incoming, error)
        self._metrics.handled.observe(self._clock.monotonic() - started)
        self._after(due)
        return True

    async def _beforehand(self, order: Beforehand, incoming: Incoming) -> Sequence[DueTarget]:
        """What its fault led to.

        Raises:
            _Ready: there was none.
        """
        try:
            async with asyncio.timeout(_LONGEST):
                await order.work()
        except Exception as error:  # noqa: BLE001 - as when it is handled
            return await self._fault(incoming, error)
        raise _Ready

    async def _fault(self, incoming: Incoming, error: Exception) -> Sequence[DueTarget]:
        reference = secrets.token_hex(4)
        self._metrics.faults.labels("command").inc()
        log.error("command failed", reference=reference, event_id=incoming.event_id, **where(error))
        async with self._store.begin() as session:
            if not await mark_done(session, incoming.inbox_id, self._clock.now()):
                return ()
            try:
                async with session.begin_nested():
                    await self._on_fault(session, incoming, reference, error)
            except Exception as second:  # noqa: BLE001 - the row must not come back for ever
                log.error("fault not told", reference=reference, **where(second))  # noqa: TRY400
        return queued_here(session)
