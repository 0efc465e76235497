"""From the homeserver to the inbox: every event once, in order, in one transaction with the sync token."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

import structlog

from bot.bell import Bell
from bot.clock import Clock
from bot.matrix.batch import Batch, read_batch
from bot.matrix.client import GuardedClient
from bot.matrix.errors import RateLimited, Rejected, Unreachable
from bot.matrix.filters import sync_filter
from bot.matrix.forever import forever
from bot.matrix.gaps import GapFiller
from bot.matrix.rooms import RoomDirectory
from bot.matrix.sealed import SealedMessages
from bot.matrix.sifting import Sieve, Sifted
from bot.matrix.sync import SyncAnswer
from bot.matrix.trust import TrustKeeper
from bot.matrix.writing import Writer
from bot.store.engine import Store
from bot.store.inbox import InboxState
from bot.store.inbox_queries import TakenEvent
from bot.store.sync_state import sync_token

_LONGEST_PAUSE = 4.0
"""Commands wait this long at most once the homeserver is back."""
_SEALED_EVERY = 5.0
_UPKEEP_PAUSE = 2.0

OnTaken = Callable[[Sequence[TakenEvent]], None]


class Intake:
    """The sync loop. It runs no command: whoever waits for the bell does."""

    def __init__(
        self,
        *,
        client: GuardedClient,
        store: Store,
        directory: RoomDirectory,
        sieve: Sieve,
        sealed: SealedMessages,
        trust: TrustKeeper,
        clock: Clock,
        bell: Bell,
        writer: Writer,
        on_taken: OnTaken = lambda _events: None,
        on_rooms: Callable[[Batch], None] = lambda _batch: None,
        timeline_limit: int = 100,
        sync_timeout_ms: int = 30_000,
    ) -> None:
        self._client = client
        self._store = store
        self._directory = directory
        self._sieve = sieve
        self._sealed = sealed
        self._trust = trust
        self._clock = clock
        self._bell = bell
        self._writer = writer
        self._on_taken = on_taken
        self._on_rooms = on_rooms
        self._filter = json.dumps(sync_filter(timeline_limit), separators=(",", ":"))
        self._timeout_ms = sync_timeout_ms
        self._gaps = GapFiller(client, directory.me)
        self._token: str | None = None
        self._answered_at: float | None = None
        self._healthy = False
        self._upkeep_due = asyncio.Event()
        self._log = structlog.get_logger()

    async def load(self) -> None:
        """Take up where the last run stood."""
        async with self._store.read() as session:
            self._token = await sync_token(session, self._client.device_id)
            await self._directory.load(session)
            await self._trust.load(session)
            await self._sealed.load(session)

    @property
    def sync_age(self) -> float | None:
        """Seconds since the homeserver last answered; None before the first time."""
        return None if self._answered_at is None else self._clock.monotonic() - self._answered_at

    async def run(self) -> None:
        """Sync until cancelled.

        Raises:
            LoggedOut, Fault: an operator must mend something first.
        """
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(forever("sync", self._sync_on))
            tasks.create_task(forever("keys", self._keep_keys))
            tasks.create_task(forever("sealed", self._watch_sealed))

    async def _sync_on(self) -> None:
        failures = 0
        while True:
            try:
                await self.take(await self._sync())
            except RateLimited as limit:
                await asyncio.sleep(limit.retry_after)
            except (Unreachable, Rejected) as error:
                failures += 1
                self._healthy = False
                pause = min(0.25 * 2 ** min(failures, 10), _LONGEST_PAUSE)
                self._log.warning("matrix.sync_failed", error=str(error), failures=failures, pause=pause)
                await asyncio.sleep(pause)
            else:
                failures = 0
                self._healthy = True

    async def _sync(self) -> SyncAnswer:
        timeout = self._timeout_ms if self._healthy else 0
        answer = await self._client.sync_once(self._token, timeout, self._filter)
        self._answered_at = self._clock.monotonic()
        return answer

    async def take(self, answer: SyncAnswer) -> None:
        """Take in what one sync brought, whole; the token moves with it or not at all."""
        batch = read_batch(answer.raw, self._directory)
        for part in batch.parts:
            if self._token is None:
                part.events = []
            elif part.gap or part.since is None:
                await self._patiently(partial(self._gaps.fill, part))
        sifted = await self._sieve.sift(batch.parts)
        reopened = self._sieve.settle(self._sealed.try_again(answer.new_keys))
        await self._writer.write(batch, sifted, reopened)
        self._token = batch.next_batch
        self._directory.adopt(batch.rooms.values())
        self._settle(sifted, reopened)
        self._on_rooms(batch)
        self._upkeep_due.set()

    async def _patiently(self, request: Callable[[], Awaitable[None]]) -> None:
        """Until the homeserver answers; going on without would leave the gap for good."""
        pause = 0.25
        while True:
            try:
                return await request()
            except RateLimited as limit:
                await asyncio.sleep(limit.retry_after)
            except Unreachable as error:
                self._log.warning("matrix.gap_waits", error=str(error))
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)

    def _settle(self, sifted: Sifted, reopened: Sifted) -> None:
        for event in sifted.taken:
            if event.state is InboxState.SEALED:
                self._sealed.keep(event.payload, event.origin_at)
        self._sealed.forget([*(event.event_id for event in reopened.taken), *reopened.nothing])
        fresh = [event for event in sifted.taken if event.state is InboxState.NEW] + reopened.taken
        if fresh:
            self._bell.ring(*(event.room_id for event in fresh))
            self._on_taken(fresh)

    async def _keep_keys(self) -> None:
        await self._upkeep_due.wait()
        self._upkeep_due.clear()
        try:
            await self._client.upkeep()
            await self._sealed.ask()
        except (RateLimited, Unreachable, Rejected) as error:
            self._log.warning("matrix.upkeep_failed", error=str(error))
            self._upkeep_due.set()
            await asyncio.sleep(_UPKEEP_PAUSE)
        if self._trust.unsettled:
            async with self._store.begin() as session:
                await self._trust.settle(session)

    async def _watch_sealed(self) -> None:
        await asyncio.sleep(_SEALED_EVERY)
        if len(self._sealed) and self._healthy:
            await self._reopen_all()
            await self._sealed.ask()
            await self._sealed.lapse()

    async def _reopen_all(self) -> None:
        reopened = self._sieve.settle(self._sealed.try_again())
        if reopened:
            await self._writer.write_reopened(reopened)
            self._settle(Sifted(), reopened)
