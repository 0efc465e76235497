"""What leaves by mail and webhook, as those who decide it see it: held ready, then released together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.outcome import About


class DespatchKind(StrEnum):
    MAIL = "mail"
    WEBHOOK = "webhook"


@dataclass(frozen=True)
class Despatch:
    """One mail to one recipient, or one request to one webhook, whole: nothing is made at the last moment.

    ``key``: what the receiver knows it by; there is never a second of the same key. ``channel``: the
    register's, for its secret. ``payload``: for mail ``subject``, ``text``, ``html``, ``references`` (keys of
    earlier mails); for a webhook the JSON body. ``about``: whom the outcome is told to, as for the outbox
    (``DeliveryListener``; the error ``unknown`` says that it may have come through). After ``give_up_at`` it
    is not tried again. ``lookup``: where a webhook is asked whether it has it.
    """

    key: str
    kind: DespatchKind
    channel: str
    address: str
    payload: Mapping[str, Any]
    about: About
    give_up_at: datetime
    lookup: str | None = None
    private_address: bool = False


@dataclass(frozen=True)
class Trial:
    """How a channel answered when it was tried; ``error`` is a code, None: well."""

    at: datetime
    error: str | None = None


class Despatches(Protocol):
    """The mails and requests, and the channels that take them."""

    async def hold(self, session: AsyncSession, despatches: Sequence[Despatch], now: datetime) -> None:
        """Keep them ready; a key that is there already is not kept again, unless nobody had that one."""
        ...

    async def release(self, session: AsyncSession, keys: Collection[str], now: datetime) -> frozenset[str]:
        """Let those that are held go, from the commit on; their keys."""
        ...

    async def cancel(self, session: AsyncSession, keys: Collection[str], now: datetime) -> frozenset[str]:
        """Take back those that are not under way; the keys that will never be sent."""
        ...

    async def again(
        self, session: AsyncSession, keys: Collection[str], now: datetime, give_up_at: datetime
    ) -> frozenset[str]:
        """Let those that were refused or taken back be tried anew; their keys.

        A request that was left in doubt as well: it is asked about, or repeated under its key.
        """
        ...

    async def try_out(
        self, session: AsyncSession, channels: Mapping[str, Despatch | None], now: datetime
    ) -> None:
        """Have each channel logged in to (mail) or reached (webhook, with an example), soon and beside this.

        The example is not sent: it says where the webhook is.
        """
        ...

    async def tried(self, session: AsyncSession, channels: Collection[str]) -> Mapping[str, Trial]:
        """How they answered when last tried; those not yet tried are left out."""
        ...
