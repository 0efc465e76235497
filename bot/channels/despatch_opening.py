"""Mail server and webhooks as the settings have them."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.channels.despatch_carrier import Carrier, Parcel
from bot.channels.despatch_runner import Carriers
from bot.channels.mail_text import Letterhead
from bot.channels.mails import Mails
from bot.channels.posthook import posthook
from bot.channels.smtp import MailServer
from bot.clock import Clock
from bot.config import Settings
from bot.config_outward import MailSettings
from bot.errors import Fault
from bot.os_words import why
from bot.secrets import load_mail_password, webhook_secret
from bot.work.sender import Refused


class NoMail:
    """Where no server is configured nothing leaves, and the channel says so."""

    repeats = False

    async def send(self, parcel: Parcel) -> None:  # noqa: ARG002 - the shape is the protocol's
        raise Refused("no_mail")

    async def found(self, parcel: Parcel) -> bool | None:  # noqa: ARG002
        return None

    async def try_out(self, channel: str, address: str | None, *, private_address: bool) -> None:  # noqa: ARG002
        raise Refused("no_mail")

    async def keep_ready(self, number: int) -> None:
        """There is nothing to do ahead."""

    async def rest(self) -> None:
        """There is nothing to let go of."""


@asynccontextmanager
async def open_carriers(settings: Settings, clock: Clock) -> AsyncIterator[Carriers]:
    """With connections of their own, closed at the end.

    Raises:
        Fault: ``secret.missing``, or ``tls.unreadable`` for certificates.
    """
    mail = mails(settings.mail, load_mail_password(settings), clock) if settings.mail.host else NoMail()
    tls = context(settings.webhooks.ca_file, "webhooks.ca_file")
    async with posthook(lambda channel: webhook_secret(settings, channel), clock, tls) as webhook:
        yield Carriers(webhook=webhook, mail=mail, mails=settings.mail.connections)


def mails(settings: MailSettings, password: str, clock: Clock) -> Carrier:
    """``settings.host`` is not empty."""
    server = MailServer(
        host=settings.host,
        port=settings.port,
        tls=settings.tls,
        context=context(settings.ca_file, "mail.ca_file"),
        user=settings.user,
        password=password,
        hello=settings.hello or None,
    )
    head = Letterhead(settings.sender, settings.sender_name, settings.reply_to, settings.list_unsubscribe)
    return Mails(server, head, clock, most=settings.connections)


def context(ca_file: Path | None, key: str) -> ssl.SSLContext:
    """Checks names and certificates, against the file's or the system's.

    Raises:
        Fault: ``tls.unreadable``.
    """
    try:
        return ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
    except ssl.SSLError as error:
        raise Fault("tls.unreadable", key=key, path=str(ca_file), why="det är inte PEM") from error
    except OSError as error:
        raise Fault("tls.unreadable", key=key, path=str(ca_file), why=why(error)) from error
