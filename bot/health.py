"""How the bot is doing, measured by progress: for ``!status``, ``/readyz`` and ``/metrics``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from importlib.metadata import version

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.tables import WAITING, ChannelMessage
from bot.clock import Clock
from bot.metrics import Metrics
from bot.store.engine import Store
from bot.store.inbox import InboxRow, InboxState
from bot.store.outbox import OutboxRow, OutboxState, Priority
from bot.web.server import Vital
from bot.work.timed import TimedDuty
from commands.status import Report

_SYNC = 90.0
_DUE = 30.0
_INBOX = 30.0
_OUTBOX = 60.0
_PHONE = 60.0
_FEWEST_KEYS = 1.0

Seconds = Callable[[], float | None]


class Health:
    """Asks the database what is waiting, and the edge when it last heard the homeserver."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        metrics: Metrics,
        *,
        duties: Callable[[], Sequence[TimedDuty]],
        sync_age: Seconds,
        one_time_keys: Seconds,
    ) -> None:
        self._store = store
        self._clock = clock
        self._metrics = metrics
        self._duties = duties
        self._sync_age = sync_age
        self._one_time_keys = one_time_keys

    async def report(self, session: AsyncSession) -> Report:
        """What ``!status`` shows."""
        now = self._clock.now()
        age = self._sync_age()
        waiting = select(func.count(), func.min(OutboxRow.created_at)).where(
            OutboxRow.state == OutboxState.QUEUED
        )
        queued, oldest = (await session.execute(waiting)).one()
        return Report(
            last_sync=None if age is None else now - timedelta(seconds=age),
            oldest_due=await self._oldest_due(session, now),
            oldest_queued=oldest,
            queued=queued,
            version=version("rocbot"),
        )

    async def vitals(self) -> Mapping[str, Vital]:
        """The signs of progress, each with the limit beyond which somebody should look."""
        now = self._clock.now()
        async with self._store.read() as session:
            due = await self._oldest_due(session, now)
            outbox = await session.scalar(
                select(func.min(OutboxRow.created_at)).where(OutboxRow.state == OutboxState.QUEUED)
            )
            inbox = await session.scalar(
                select(func.min(InboxRow.received_at)).where(InboxRow.state == InboxState.NEW)
            )
            phone = await session.scalar(
                select(func.min(ChannelMessage.due_at)).where(
                    ChannelMessage.state.in_(WAITING), ChannelMessage.due_at <= now
                )
            )
        keys = self._one_time_keys()
        return {
            "sync_age": _at_most(self._sync_age(), _SYNC, missing_is_well=False),
            "oldest_due": _at_most(_age(due, now), _DUE),
            "inbox_age": _at_most(_age(inbox, now), _INBOX),
            "outbox_age": _at_most(_age(outbox, now), _OUTBOX),
            "phone_age": _at_most(_age(phone, now), _PHONE),
            "one_time_keys": Vital(
                keys, _FEWEST_KEYS, "keys", well=keys is not None and keys >= _FEWEST_KEYS
            ),
        }

    async def page(self) -> bytes:
        """The metrics, with the gauges that only the database knows brought up to date."""
        now = self._clock.now()
        vitals = await self.vitals()
        async with self._store.read() as session:
            rows = await session.execute(
                select(OutboxRow.priority, func.min(OutboxRow.created_at))
                .where(OutboxRow.state == OutboxState.QUEUED)
                .group_by(OutboxRow.priority)
            )
            ages = {priority: _age(created, now) for priority, created in rows}
        for priority in Priority:
            self._metrics.outbox_age.labels(priority.name.lower()).set(ages.get(priority) or 0)
        self._metrics.inbox_age.set(vitals["inbox_age"].value or 0)
        self._metrics.sync_age.set(vitals["sync_age"].value or 0)
        self._metrics.one_time_keys.set(vitals["one_time_keys"].value or 0)
        return self._metrics.page()

    async def _oldest_due(self, session: AsyncSession, now: datetime) -> datetime | None:
        found = [due for duty in self._duties() if (due := await duty.next_due(session)) and due <= now]
        return min(found, default=None)


def _age(since: datetime | None, now: datetime) -> float | None:
    return None if since is None else max(0.0, (now - since).total_seconds())


def _at_most(value: float | None, limit: float, *, missing_is_well: bool = True) -> Vital:
    return Vital(value, limit, "seconds", well=missing_is_well if value is None else value <= limit)
