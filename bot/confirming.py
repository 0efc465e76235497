"""Changed identities, for the commands that show and confirm them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.matrix.trust import TrustKeeper
from commands.identity import Identities


class Confirming(Identities):
    """The trust keeper is made after the commands that ask it."""

    def __init__(self, keeper: Callable[[], TrustKeeper]) -> None:
        self._keeper = keeper

    async def changed(self, session: AsyncSession, user_id: str) -> datetime | None:
        return await self._keeper().changed(session, user_id)

    async def confirm(self, session: AsyncSession, user_id: str, by: str) -> bool:
        return await self._keeper().confirm(session, user_id, by)
