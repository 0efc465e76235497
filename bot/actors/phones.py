"""Whose telephone a number is, for answers that come in."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import people
from bot.register.dialling import e164
from bot.register.source import RegisterSource


class RegisteredPhones:
    def __init__(self, source: RegisterSource) -> None:
        self._source = source

    async def owners(self, session: AsyncSession, number: str) -> tuple[str, ...]:
        """User ids of those who carry it: a telephone on duty may be shared."""
        snapshot = await self._source.current(session)
        return tuple(one.id for one in people(snapshot) if one.phone and e164(one.phone) == number)
