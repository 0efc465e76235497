"""Mails and webhooks put together: where they wait, and what sends them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from bot.assembly import Ground
from bot.bell import Bell
from bot.channels.despatch_ledger import Ledger
from bot.channels.despatch_opening import open_carriers
from bot.channels.despatch_queue import DespatchQueue
from bot.channels.despatch_runner import Carriers, DespatchRunner
from bot.core import Core
from bot.metrics import Metrics


@dataclass(frozen=True)
class Despatching:
    """The bell wakes who sends, after a transaction in which something was released."""

    base: Ground
    metrics: Metrics
    carriers: Carriers
    bell: Bell = field(default_factory=Bell)

    @classmethod
    @asynccontextmanager
    async def opened(cls, base: Ground, metrics: Metrics) -> AsyncIterator[Despatching]:
        """With connections of its own, closed at the end."""
        async with open_carriers(base.settings, base.clock) as carriers:
            yield cls(base, metrics, carriers)

    @property
    def queue(self) -> DespatchQueue:
        """For those who decide what leaves."""
        return DespatchQueue(self.bell)

    def parts(self, core: Core, outbox: Bell, worker: str) -> list[Coroutine[Any, Any, None]]:
        """What runs beside the rest of the bot; ``worker`` is the same at each start of this one."""
        ledger = Ledger(
            store=self.base.store,
            listeners={listener.subject: listener for listener in core.listeners},
            post=core.post.notify,
            clock=self.base.clock,
            metrics=self.metrics,
        )
        runner = DespatchRunner(ledger, self.carriers, self.base.clock, self.bell, outbox, worker=worker)
        return [runner.run()]
