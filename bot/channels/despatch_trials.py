"""Channels that somebody wants to know of: each is tried, and nothing is sent to it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

import structlog
from sqlalchemy import update

from bot.channels.despatch_carrier import Carrier, Later
from bot.channels.despatch_tables import TrialRow
from bot.clock import Clock
from bot.log import where
from bot.store.engine import Store
from bot.work.despatch import DespatchKind
from bot.work.sender import Refused

_LONGEST: Final = 15.0
log = structlog.get_logger(__name__)


class Trials:
    """Beside what is under way, which waits for none of them."""

    def __init__(self, store: Store, carriers: Mapping[DespatchKind, Carrier], clock: Clock) -> None:
        self._store = store
        self._carriers = carriers
        self._clock = clock
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def start(self, rows: Sequence[TrialRow]) -> None:
        """Try those that are not being tried."""
        for row in rows:
            if row.channel not in self._tasks:
                self._tasks[row.channel] = asyncio.create_task(self._try(row))

    async def stop(self) -> None:
        """They are tried again at the next start."""
        tasks = [*self._tasks.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _try(self, row: TrialRow) -> None:
        try:
            error = await self._outcome(row)
            async with self._store.begin() as session:
                await session.execute(
                    update(TrialRow)
                    .where(
                        TrialRow.channel == row.channel,
                        TrialRow.asked_at == row.asked_at,
                        # One that was looked up just before may be answered by now.
                        TrialRow.answered_at.is_(None),
                    )
                    .values(answered_at=self._clock.now(), error=error)
                )
        except Exception as error:  # noqa: BLE001 - it is tried again at the next look
            log.warning("despatch.not_tried", channel=row.channel, **where(error))
        finally:
            del self._tasks[row.channel]

    async def _outcome(self, row: TrialRow) -> str | None:
        carrier = self._carriers[DespatchKind(row.kind)]
        try:
            async with asyncio.timeout(_LONGEST):
                await carrier.try_out(row.channel, row.address, private_address=row.private_address)
        except Refused as refused:
            return refused.code[:64]
        except Later as later:
            return later.why[:64]
        except TimeoutError:
            return "timeout"
        return None
