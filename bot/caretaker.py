"""What must be looked after now and then: a changed register, rooms to find, texts to forget."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.bindings import bind, unbound
from bot.actors.facts import people, room_at, room_id, rooms
from bot.clock import Clock
from bot.log import where
from bot.matrix.edge import MatrixEdge
from bot.matrix.errors import LoggedOut, MatrixError
from bot.matrix.trust import TrustKeeper
from bot.press.facts import open_rooms
from bot.register.section import Snapshot
from bot.register.source import RegisterSource
from bot.store.engine import Store

_EVERY = 2.0
_ALIASES_EVERY = 30.0
_FORGET_EVERY = 3600.0
Forget = Callable[[AsyncSession], Awaitable[None]]
log = structlog.get_logger(__name__)


class Caretaker:
    """Runs beside everything else; nothing waits for it."""

    def __init__(
        self,
        *,
        store: Store,
        register: RegisterSource,
        edge: MatrixEdge,
        trust: TrustKeeper,
        clock: Clock,
        forget: Forget,
    ) -> None:
        self._store = store
        self._register = register
        self._edge = edge
        self._trust = trust
        self._clock = clock
        self._forget = forget
        self._seen: Snapshot | None = None
        self._aliases_at = float("-inf")
        self._forgot_at = float("-inf")

    async def run(self) -> None:
        """Until cancelled; a fault is logged and tried again."""
        while True:
            try:
                await self._look()
            except LoggedOut:
                raise
            except (MatrixError, SQLAlchemyError, OSError) as error:
                log.warning("caretaker.again", **where(error))
            await asyncio.sleep(_EVERY)

    async def _look(self) -> None:
        async with self._store.read() as session:
            snapshot = await self._register.current(session)
        if snapshot is not self._seen:
            await self._register_changed(snapshot)
            self._seen = snapshot
            self._aliases_at = float("-inf")
        now = self._clock.monotonic()
        if now - self._aliases_at >= _ALIASES_EVERY:
            await self._find_rooms(snapshot)
            self._aliases_at = now
        if now - self._forgot_at >= _FORGET_EVERY:
            async with self._store.begin(bulk=True) as session:
                await self._forget(session)
            self._forgot_at = now

    async def _register_changed(self, snapshot: Snapshot) -> None:
        keys = {person.id: person.master_key for person in people(snapshot) if person.master_key}
        if keys:
            async with self._store.begin() as session:
                await self._trust.pin_from_register(session, keys)
        # An identity that changed while the bot was away is told now, not when its owner next speaks.
        await self._trust.refresh(person.id for person in people(snapshot))
        async with self._store.begin() as session:
            await self._trust.settle(session)
        named = [found for entry in rooms(snapshot) if (found := room_id(snapshot, entry))]
        published = [found for one in open_rooms(snapshot) if (found := room_at(snapshot, one))]
        self._edge.doorman.reconsider([*named, *published])

    async def _find_rooms(self, snapshot: Snapshot) -> None:
        """Look up aliases that lead nowhere yet: somebody may have made the room by now."""
        unknown = [one for one in open_rooms(snapshot) if room_at(snapshot, one) is None]
        for address in (*(entry.address for entry in unbound(snapshot)), *unknown):
            found = await self._edge.admin.find(address)
            if found is not None:
                async with self._store.begin() as session:
                    await bind(session, address, found, at=self._clock.now())
