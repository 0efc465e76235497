"""What a sync brought, written in one transaction with the token that has passed it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.log import where
from bot.matrix.batch import Batch
from bot.matrix.room_state import Change
from bot.matrix.rooms import RoomDirectory
from bot.matrix.sifting import Sifted
from bot.matrix.trust import TrustKeeper
from bot.store.engine import Store
from bot.store.inbox import InboxState
from bot.store.inbox_queries import TakenEvent, add_events, close_sealed, unseal
from bot.store.sync_state import set_sync_token

_AGAIN = (0.1, 0.5, 2.0, 5.0)
_PATIENCE = 2
"""So often a refusal by the database is taken for a passing one."""

OnChanges = Callable[[AsyncSession, Sequence[Change]], Awaitable[None]]
OnReplaced = Callable[[AsyncSession, str, str], Awaitable[None]]
"""Gets the old and the new room's id."""


class Writer:
    """Gives up nothing while the database is away, and only what cannot be stored when it is not."""

    def __init__(
        self,
        *,
        store: Store,
        directory: RoomDirectory,
        trust: TrustKeeper,
        clock: Clock,
        device: tuple[str, str],
        on_changes: OnChanges,
        on_replaced: OnReplaced,
    ) -> None:
        """``device``: the user id and device id whose sync this is."""
        self._store = store
        self._directory = directory
        self._trust = trust
        self._clock = clock
        self._user_id, self._device_id = device
        self._on_changes = on_changes
        self._on_replaced = on_replaced
        self._log = structlog.get_logger()

    async def write(self, batch: Batch, sifted: Sifted, reopened: Sifted) -> None:
        """Until it is written."""
        tries, listen, careful = 0, True, False
        while True:
            try:
                return await self._once(batch, sifted, reopened, listen=listen, careful=careful)
            except (OperationalError, InterfaceError, OSError, TimeoutError) as error:
                await self._pause(tries, error)
            except SQLAlchemyError as error:
                await self._pause(tries, error)
                listen, careful = tries + 1 < _PATIENCE, tries > _PATIENCE
            except Exception as error:
                if not listen:
                    raise
                # A listener's fault must not keep messages out.
                self._log.error("matrix.listener_failed", **where(error))
                listen = False
            tries += 1

    async def write_reopened(self, reopened: Sifted) -> None:
        """Sealed messages that could be opened between two syncs."""
        async with self._store.begin() as session:
            await self._reopen(session, reopened)

    async def _pause(self, tries: int, error: Exception) -> None:
        self._log.error("matrix.not_stored", **where(error))
        await asyncio.sleep(_AGAIN[min(tries, len(_AGAIN) - 1)])

    async def _once(
        self, batch: Batch, sifted: Sifted, reopened: Sifted, *, listen: bool, careful: bool
    ) -> None:
        async with self._store.begin(durable=False) as session:
            if careful:
                await self._add_one_by_one(session, sifted.taken)
            else:
                await add_events(session, sifted.taken)
            await self._reopen(session, reopened)
            await self._directory.store(session, batch.rooms.values())
            if listen:
                await self._listen(session, batch)
            now = self._clock.now()
            await set_sync_token(session, self._device_id, self._user_id, batch.next_batch, now)

    async def _add_one_by_one(self, session: AsyncSession, events: Sequence[TakenEvent]) -> None:
        for event in events:
            try:
                async with session.begin_nested():
                    await add_events(session, [event])
            except SQLAlchemyError as error:
                self._log.error("matrix.event_not_stored", event_id=event.event_id, **where(error))

    async def _listen(self, session: AsyncSession, batch: Batch) -> None:
        if batch.changes:
            await self._on_changes(session, batch.changes)
        for old, new in batch.heirs:
            await self._on_replaced(session, old, new)
        if self._trust.unsettled:
            await self._trust.settle(session)

    async def _reopen(self, session: AsyncSession, reopened: Sifted) -> None:
        for event in reopened.taken:
            await unseal(
                session,
                event.event_id,
                kind=event.kind,
                payload=event.payload,
                trust=event.trust,
                device_id=event.device_id,
                screened=event.screened,
                message_key=event.message_key,
            )
        for event_id in reopened.nothing:
            await close_sealed(session, event_id, InboxState.DONE, self._clock.now())
