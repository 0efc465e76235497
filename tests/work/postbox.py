"""A homeserver of three lines, and a runner on it, for the outbox's tests."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.bell import Bell
from bot.chat.outcome import Notice, ToRoom
from bot.clock import SystemClock
from bot.metrics import Metrics
from bot.store.engine import Store
from bot.store.outbox import OutboxKind, OutboxRow, OutboxState
from bot.store.outbox_queries import queue
from bot.work.delivery import Delivery
from bot.work.outbox import OutboxRunner
from bot.work.sender import Sent
from bot.work.settle import Settlement
from bot.work.timed import DeliveryListener

AT = datetime(2026, 4, 11, 1, 12, tzinfo=UTC)


@dataclass
class Wire:
    """Takes what is sent once for each transaction id, as a homeserver does, unless told to object."""

    took: dict[str, tuple[str, str, Mapping[str, Any]]] = field(default_factory=dict)
    attempts: list[str] = field(default_factory=list)
    objections: dict[str, list[Exception]] = field(default_factory=dict)
    """Body to what is raised at the attempts to send it, one after another."""
    uploads: list[tuple[str, str, bytes]] = field(default_factory=list)
    """Room, name and bytes of each file that was handed over."""
    crowded: set[str] = field(default_factory=set)
    """Direct chats that somebody else has come into."""
    together: int = 0
    most_together: int = 0
    delay: float = 0.0

    async def resolve(self, target: str) -> str:
        return f"!direct-{target[1:]}" if target.startswith("@") else target

    def alone_with(self, room_id: str, person: str) -> bool:  # noqa: ARG002
        return room_id not in self.crowded

    async def send(self, room_id: str, event_type: str, content: Mapping[str, Any], txn_id: str) -> Sent:
        body = str(content.get("m.new_content", content).get("body"))
        self.attempts.append(body)
        self.together += 1
        self.most_together = max(self.most_together, self.together)
        try:
            await asyncio.sleep(self.delay)
            if self.objections.get(body):
                raise self.objections[body].pop(0)
        finally:
            self.together -= 1
        self.took.setdefault(txn_id, (room_id, event_type, content))
        return Sent(f"${txn_id}", frozenset({"@jour:test"}))

    async def upload(self, room_id: str, content: Mapping[str, Any], body: bytes) -> Mapping[str, Any]:
        name = str(content["filename"])
        if self.objections.get(name):
            raise self.objections[name].pop(0)
        self.uploads.append((room_id, name, body))
        return {"url": f"mxc://test/{len(self.uploads)}"}

    def said(self, room_id: str | None = None) -> list[str]:
        """The bodies in the order in which they were taken."""
        return [
            str(content.get("m.new_content", content).get("body"))
            for room, _, content in self.took.values()
            if room_id in (None, room)
        ]


async def say(session: AsyncSession, body: str, target: str = "!a:test", **fields: Any) -> OutboxRow:
    values: dict[str, Any] = {"kind": OutboxKind.MESSAGE, "content": {"body": body}, "now": AT, **fields}
    return await queue(session, target=target, **values)


async def post(session: AsyncSession, notices: Sequence[Notice], _now: datetime) -> None:
    """Says a notice's kind in the room it is for."""
    for notice in notices:
        assert isinstance(notice.target, ToRoom)
        await say(session, notice.kind, notice.target.room_id)


async def tell_drift(_session: AsyncSession, row: OutboxRow, code: str) -> Sequence[Notice]:
    return [Notice(f"refused {row.id} {code}", ToRoom("!drift:test"))]


def runner(
    store: Store,
    wire: Wire,
    bell: Bell,
    listeners: Mapping[str, DeliveryListener] | None = None,
    *,
    worker: str = "DEVICE",
    side_by_side: int = 16,
    poll: float = 0.05,
) -> OutboxRunner:
    clock, metrics = SystemClock(), Metrics()
    settlement = Settlement(store, listeners or {}, post, tell_drift, clock, metrics)
    delivery = Delivery(store, wire, settlement, clock, worker)
    return OutboxRunner(store, delivery, bell, clock, metrics, side_by_side=side_by_side, poll=poll)


@asynccontextmanager
async def running(
    store: Store,
    wire: Wire,
    listeners: Mapping[str, DeliveryListener] | None = None,
    **options: Any,
) -> AsyncIterator[Bell]:
    bell = Bell()
    task = asyncio.create_task(runner(store, wire, bell, listeners, **options).run())
    try:
        yield bell
        assert not task.done()
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def until(check: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(20):
        while not await check():  # noqa: ASYNC110 - the database cannot ring
            await asyncio.sleep(0.005)


async def settled(store: Store) -> bool:
    async with store.read() as session:
        queued = select(func.count()).where(OutboxRow.state == OutboxState.QUEUED)
        return await session.scalar(queued) == 0
