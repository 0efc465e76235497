"""A night with telephones: a gateway that speaks 46elks' protocol, and the bot's second channel on it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, cast

import aiohttp
from aiohttp import web
from sqlalchemy import select

from bot.actors.phones import RegisteredPhones
from bot.channels.answers import AnswerDesk
from bot.channels.delivery import PhoneDelivery
from bot.channels.door import Door
from bot.channels.elks import Elks, ElksAccess
from bot.channels.exchange import Exchange
from bot.channels.gateway import Gateway
from bot.channels.marks import Marks
from bot.channels.opening import PATH
from bot.channels.queue import PhoneQueue
from bot.channels.reports import ReportDesk
from bot.channels.tables import ChannelMessage
from bot.clock import Clock
from bot.demo.gateway import PASSWORD, SENDER, USER, GatewayServer
from bot.metrics import Metrics
from bot.store.engine import Store
from bot.web import gateway as gateway_pages
from bot.web import server
from bot.work.backoff import Backoff
from bot.work.timed import TimedDuty
from tests.cases.night import Night, Said, Waiting

ALM_PHONE, BERG_PHONE, CHEF_PHONE = "+46701740611", "+46701740612", "+46701740613"
LUND_PHONE, STRANGER = "+46701740615", "+46701740699"
PATIENCE = 0.15
"""How long a request may take; a real gateway is given more."""


async def none(vitals: object = None) -> Any:  # noqa: ARG001
    return {}


class PhoneNight(Night):
    """Time passes for telephones as well; what the gateway does is its own."""

    def __init__(self, store: Store, server: GatewayServer, http: aiohttp.ClientSession) -> None:
        self.server = server
        self.marks = Marks(b"a signing key for tests, 32 bytes")
        self.phones = PhoneQueue(self.marks, calls=True)
        self.http = http
        self.url = ""
        super().__init__(store)
        server.clock = cast(Clock, self.clock)

    def equip(self, gateway: Gateway | None = None, worker: str = "A") -> None:
        """Put the second channel together, as a start of the bot does."""
        access = ElksAccess(
            self.server.url, USER, PASSWORD, SENDER, self.url, "https://ljud.invalid/larm.mp3"
        )
        self.gateway = gateway or Elks(Exchange(self.http, PATIENCE), access)
        listeners = {listener.subject: listener for listener in self.core.answers}
        clock = cast(Clock, self.clock)
        self.delivery = PhoneDelivery(
            store=self.store,
            gateway=self.gateway,
            listeners=listeners,
            post=self.core.post.notify,
            clock=clock,
            metrics=Metrics(),
            worker=worker,
            backoff=Backoff(clock),
        )
        answers = AnswerDesk(
            store=self.store,
            listeners=listeners,
            phones=RegisteredPhones(self.register),
            marks=self.marks,
            words=self.core.post.words,
            post=self.core.post.notify,
            clock=clock,
        )
        reports = ReportDesk(self.store, listeners, self.core.post.notify, clock, Metrics())
        self.door = Door(self.gateway, answers, reports, self.marks.url_secret)

    async def soonest(self, waiting: Waiting) -> datetime | None:
        found = [await super().soonest(waiting), await self.delivery.next_at()]
        return min((due for due in found if due is not None), default=None)

    async def tick(self, duties: Sequence[TimedDuty] | None = None) -> list[Said]:
        said = await super().tick(duties)
        before = len(self.log)
        await self.phone()
        return [*said, *self.log[before:]]

    async def phone(self) -> None:
        """Send what is due to telephones."""
        for row_id in await self.delivery.due():
            if self.delivery.backoff.wait_for(str(row_id)) < 0.001:
                while await self.delivery.attempt(row_id):
                    pass
        await self.deliver()

    async def type(self, sender: str, text: str, room: str | None = None, **more: Any) -> list[Said]:
        said = await super().type(sender, text, room, **more)
        await self.phone()
        return said

    async def sms(self, number: str, text: str, provider_id: str | None = None) -> str:
        """Somebody answers; what is said back."""
        status, reply = await self.server.answer(number, text, provider_id)
        assert status == 200
        await self.deliver()
        return reply

    def texts(self, number: str = ALM_PHONE) -> list[str]:
        return [one["message"] for one in self.server.sent_to(number)]

    def code(self, number: str = ALM_PHONE) -> str:
        """The code in the latest text message to a number."""
        return str(re.findall(r"\b\d{5}\b", self.texts(number)[-1])[-1])

    async def messages(self) -> list[ChannelMessage]:
        async with self.store.read() as session:
            return list(await session.scalars(select(ChannelMessage).order_by(ChannelMessage.id)))

    async def states(self, kind: str = "sms") -> list[str]:
        return [row.state for row in await self.messages() if row.kind == kind]

    async def wait(self, **span: float) -> None:
        """Only telephones: let time pass for what waits to be sent."""
        self.clock.advance(timedelta(**span))
        await self.phone()


@asynccontextmanager
async def phone_night(store: Store) -> AsyncIterator[PhoneNight]:
    """The gateway and the bot's web part on loopback, and the register in force."""
    async with AsyncExitStack() as stack:
        gateway = await stack.enter_async_context(GatewayServer())
        http = await stack.enter_async_context(aiohttp.ClientSession())
        night = PhoneNight(store, gateway, http)
        pages: web.Application = server.build(none, none)
        gateway_pages.add(pages, cast(Door, _Later(night)), PATH)
        port = await server.serve(pages, "127.0.0.1:0", stack)
        night.url = f"http://127.0.0.1:{port}/{PATH}/{night.marks.url_secret}"
        gateway.sms_url = f"{night.url}/svar"
        night.equip()
        await night.open()
        yield night


class _Later:
    """The door that the night has now: a restarted bot has another."""

    def __init__(self, night: PhoneNight) -> None:
        self._night = night

    def __getattr__(self, name: str) -> Any:
        return getattr(self._night.door, name)
