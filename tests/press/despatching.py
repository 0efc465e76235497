"""A day whose press list and webhook are real servers on loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.press.entries import ChannelEntry
from bot.store.engine import Store
from tests.channels.despatch_kit import Office, sorting_office
from tests.harness.certificates import Certificates
from tests.press.day import PressDay, changed, example

MAIL, HOOK = "pressen", "webben"
PRESS = ("redaktion@tidningen.example", "nyheter@radion.example")


@dataclass
class Newsroom:
    """``sent`` lets what is released leave, and what follows be said."""

    day: PressDay
    office: Office

    async def sent(self, **span: float) -> None:
        async with self.office.running():
            await self.office.quiet()
            if span:
                await self.office.pass_by(**span)
        await self.day.deliver()


@asynccontextmanager
async def newsroom(store: Store, certificates: Certificates) -> AsyncIterator[Newsroom]:
    day = PressDay(store)
    async with sorting_office(store, certificates, clock=day.clock) as office:
        office.secrets = {HOOK: next(iter(office.secrets.values()))}
        own = example().snapshot().of(ChannelEntry)[HOOK]
        urls = {"url": office.receiver.url, "lookup": office.receiver.lookup, "private_address": True}
        await day.open(changed(kanal={HOOK: own.model_copy(update=urls)}))
        office.listeners = {listener.subject: listener for listener in day.core.listeners}
        office.post = day.core.post.notify
        yield Newsroom(day, office)
