"""The second channel put together, where one is configured; and the sign of life to somebody outside."""

from __future__ import annotations

from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from bot.actors.phones import RegisteredPhones
from bot.assembly import Ground
from bot.bell import Bell
from bot.channels.answers import AnswerDesk
from bot.channels.delivery import PhoneDelivery
from bot.channels.door import Door
from bot.channels.heartbeat import Heartbeat
from bot.channels.marks import Marks
from bot.channels.opening import Channel, open_channel
from bot.channels.queue import PhoneQueue
from bot.channels.reports import ReportDesk
from bot.channels.runner import ChannelRunner
from bot.core import Core
from bot.metrics import Metrics
from bot.secrets import load_channel_secret
from bot.work.backoff import Backoff


@dataclass(frozen=True)
class Telephony:
    """``channel`` None: there is no second channel, and nothing is queued for one."""

    base: Ground
    metrics: Metrics
    channel: Channel | None
    heartbeat: Heartbeat
    bell: Bell = field(default_factory=Bell)

    @classmethod
    @asynccontextmanager
    async def opened(cls, base: Ground, metrics: Metrics) -> AsyncIterator[Telephony]:
        """With connections of its own, closed at the end."""
        settings = base.settings.channels
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
            channel = None
            if settings.gateway:
                secret, marks = load_channel_secret(base.settings), Marks(base.secrets.signing_key)
                channel = open_channel(settings, secret, marks, http, base.clock)
            yield cls(base, metrics, channel, Heartbeat(http, settings.heartbeat_url))

    @property
    def phones(self) -> PhoneQueue | None:
        """For the post."""
        return self.channel.queue if self.channel else None

    def parts(self, core: Core, outbox: Bell, worker: str) -> list[Coroutine[Any, Any, None]]:
        """What runs beside the rest of the bot; ``worker`` is the same at each start of this one."""
        if self.channel is None:
            return []
        delivery = PhoneDelivery(
            store=self.base.store,
            gateway=self.channel.gateway,
            listeners={listener.subject: listener for listener in core.answers},
            post=core.post.notify,
            clock=self.base.clock,
            metrics=self.metrics,
            worker=worker,
            backoff=Backoff(self.base.clock),
        )
        return [ChannelRunner(delivery, self.bell, outbox).run()]

    def door(self, core: Core, outbox: Bell) -> Door | None:
        """What the web part lets the gateway in by; ``outbox`` is rung when something is to be said."""
        if self.channel is None:
            return None
        listeners = {listener.subject: listener for listener in core.answers}
        answers = AnswerDesk(
            store=self.base.store,
            listeners=listeners,
            phones=RegisteredPhones(core.register),
            marks=self.channel.marks,
            words=core.post.words,
            post=core.post.notify,
            clock=self.base.clock,
            done=outbox.ring,
        )
        reports = ReportDesk(
            store=self.base.store,
            listeners=listeners,
            post=core.post.notify,
            clock=self.base.clock,
            metrics=self.metrics,
            done=outbox.ring,
        )
        return Door(self.channel.gateway, answers, reports, self.channel.marks.url_secret)
