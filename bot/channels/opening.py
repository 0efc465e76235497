"""The second channel as the settings have it."""

from __future__ import annotations

from dataclasses import dataclass

import aiohttp

from bot.channels.elks import Elks, ElksAccess
from bot.channels.exchange import Exchange
from bot.channels.gateway import Gateway
from bot.channels.marks import Marks
from bot.channels.queue import PhoneQueue
from bot.channels.webhook import Webhook, WebhookAccess
from bot.clock import Clock
from bot.config_outward import ChannelSettings
from bot.register.dialling import e164

_ELKS = "https://api.46elks.com"
PATH = "telefon"
"""Where the web part lets the gateway in; the secret and what it is about follow."""


@dataclass(frozen=True)
class Channel:
    gateway: Gateway
    marks: Marks

    @property
    def queue(self) -> PhoneQueue:
        return PhoneQueue(self.marks, calls=self.gateway.calls)


def answers_at(settings: ChannelSettings, marks: Marks) -> str:
    """The address that the gateway is given for what it tells us."""
    return f"{settings.answers_url}/{PATH}/{marks.url_secret}"


def open_channel(
    settings: ChannelSettings, secret: str, marks: Marks, http: aiohttp.ClientSession, clock: Clock
) -> Channel:
    """``settings.gateway`` is not empty."""
    exchange, answers = Exchange(http), answers_at(settings, marks)
    gateway: Gateway
    sender = e164(settings.sender) or settings.sender
    if settings.gateway == "46elks":
        access = ElksAccess(
            url=settings.url or _ELKS,
            user=settings.user,
            password=secret,
            sender=sender,
            answers=answers,
            sound=settings.sound_url,
        )
        gateway = Elks(exchange, access)
    else:
        gateway = Webhook(exchange, WebhookAccess(settings.url, secret.encode(), sender, answers), clock)
    return Channel(gateway, marks)
