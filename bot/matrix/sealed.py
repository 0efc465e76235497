"""Messages whose key has not come: kept, asked for, tried again, and in the end given back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from nio import MegolmEvent
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.matrix.client import GuardedClient
from bot.matrix.errors import MatrixError
from bot.matrix.events import Ignored
from bot.matrix.opening import Opened, Opener, Shut
from bot.store.engine import Store
from bot.store.inbox import InboxState
from bot.store.inbox_queries import close_sealed, sealed

_ASK_EVERY = timedelta(seconds=20)
_MEGOLM = "m.megolm.v1.aes-sha2"


@dataclass(frozen=True)
class Unreadable:
    """A message that was never opened; its sender is asked to send it again."""

    room_id: str
    sender: str
    event_id: str
    origin_at: datetime


OnUnreadable = Callable[[AsyncSession, Unreadable], Awaitable[None]]


@dataclass
class _Waiting:
    event: Mapping[str, Any]
    origin_at: datetime
    lapses_at: datetime
    asked_at: datetime | None = None


class SealedMessages:
    """The waiting ones, in memory as in the inbox."""

    def __init__(
        self,
        *,
        client: GuardedClient,
        opener: Opener,
        store: Store,
        clock: Clock,
        on_unreadable: OnUnreadable,
        patience: Callable[[], timedelta] = lambda: timedelta(seconds=60),
    ) -> None:
        self._client = client
        self._opener = opener
        self._store = store
        self._clock = clock
        self._on_unreadable = on_unreadable
        self._patience = patience
        self._waiting: dict[str, _Waiting] = {}
        self._log = structlog.get_logger()

    def __len__(self) -> int:
        return len(self._waiting)

    async def load(self, session: AsyncSession) -> None:
        """Take up what the last run left; none lapses before a sync could bring its key."""
        patience = self._patience()
        soonest = self._clock.now() + patience / 4
        for row in await sealed(session):
            if row.payload is not None:
                lapses_at = max(row.received_at + patience, soonest)
                self._waiting[row.event_id] = _Waiting(row.payload, row.origin_at, lapses_at)

    def keep(self, event: Mapping[str, Any], origin_at: datetime) -> None:
        """Remember one that was just stored."""
        now = self._clock.now()
        self._waiting.setdefault(event["event_id"], _Waiting(event, origin_at, now + self._patience()))

    def try_again(
        self, sessions: Iterable[tuple[str, str]] | None = None
    ) -> list[tuple[str, Opened | Ignored]]:
        """Those that open now, in the order they came: of these megolm sessions, or of all."""
        wanted = None if sessions is None else set(sessions)
        opened: list[tuple[str, Opened | Ignored]] = []
        for event_id, waiting in self._waiting.items():
            key = (waiting.event["room_id"], waiting.event["content"]["session_id"])
            if wanted is None or key in wanted:
                found = self._opener.open(waiting.event)
                if not isinstance(found, Shut):
                    opened.append((event_id, found))
        return opened

    def forget(self, event_ids: Iterable[str]) -> None:
        for event_id in event_ids:
            self._waiting.pop(event_id, None)

    async def ask(self) -> None:
        """Ask the senders' devices for the keys, each now and again."""
        now = self._clock.now()
        for waiting in list(self._waiting.values()):
            if waiting.asked_at and now - waiting.asked_at < _ASK_EVERY:
                continue
            waiting.asked_at = now
            event = _megolm(waiting.event)
            try:
                if not self._client.keys.fresh(event.sender):
                    await self._client.keys_query([event.sender])
                self._client.olm.check_if_wedged(event)
                await self._client.ask_for_key(event)
            except MatrixError as error:
                self._log.info("matrix.key_not_asked", error=type(error).__name__)

    async def lapse(self) -> None:
        """Give up those whose time is over; their senders are told in the same transaction."""
        now = self._clock.now()
        over = [
            (event_id, waiting) for event_id, waiting in self._waiting.items() if waiting.lapses_at <= now
        ]
        for event_id, waiting in over:
            event = waiting.event
            async with self._store.begin() as session:
                if await close_sealed(session, event_id, InboxState.LAPSED, now):
                    await self._on_unreadable(
                        session, Unreadable(event["room_id"], event["sender"], event_id, waiting.origin_at)
                    )
                    if self._client.metrics is not None:
                        self._client.metrics.unreadable.inc()
            self.forget([event_id])


def _megolm(event: Mapping[str, Any]) -> MegolmEvent:
    content = event["content"]
    found = MegolmEvent(dict(event), content["device_id"], content["ciphertext"], _MEGOLM, event["room_id"])
    found.sender_key, found.session_id = content.get("sender_key"), content["session_id"]
    return found
