"""The links to the official guide put together: what asks for them, and when."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass
from typing import Final

import structlog

from bot.assembly import Ground
from bot.bell import Bell
from bot.channels.despatch_opening import context
from bot.channels.links import links
from bot.guidance.link_round import LinkRound
from bot.log import where
from bot.register.source import RegisterSource

_EVERY: Final = 60.0
"""Seconds between looks at which are due."""
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class GuideLinks:
    """Runs beside the rest; ``told`` is rung when something was written down."""

    base: Ground
    register: RegisterSource
    told: Bell

    async def run(self) -> None:
        """Until cancelled, with connections of its own.

        Raises:
            Fault: ``tls.unreadable``.
        """
        async with links(_trusted(self.base)) as asker:
            made = LinkRound(self.base.store, self.register, asker, self.base.clock)
            while True:
                await self._round(made)
                await asyncio.sleep(_EVERY)

    async def _round(self, made: LinkRound) -> None:
        try:
            if asked := await made.round():
                log.info("guide links asked", number=asked)
                self.told.ring()
        except Exception as error:  # noqa: BLE001 - the next round may work
            log.warning("guide links not asked", **where(error))


def _trusted(base: Ground) -> ssl.SSLContext:
    """The system's certificates, and those that webhooks are trusted by beside them."""
    if base.settings.webhooks.ca_file is not None:
        found = context(base.settings.webhooks.ca_file, "webhooks.ca_file")
        found.load_default_certs()
        return found
    return context(None, "webhooks.ca_file")
