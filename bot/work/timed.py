"""One shape for everything that happens by the clock."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.outcome import Notice

Poster = Callable[[AsyncSession, Sequence[Notice], datetime], Awaitable[None]]
"""Queues notices in the session that is given."""


class LatePolicy(StrEnum):
    """What happens to something that fell due while the bot was away."""

    AT_ONCE = "at_once"
    MARKED_LATE = "marked_late"
    HOLD_AND_ASK = "hold_and_ask"


class TimedDuty(Protocol):
    """A kind of thing that falls due. The database holds what and when; the ticker only asks."""

    name: str
    late: LatePolicy

    async def next_due(self, session: AsyncSession) -> datetime | None:
        """The instant of the earliest thing not yet done, or None."""
        ...

    async def carry_out(self, session: AsyncSession, now: datetime) -> Sequence[Notice] | None:
        """Claim and do one due thing in this transaction.

        Claiming is a conditional update or ``FOR UPDATE SKIP LOCKED``, so that two processes never do the
        same. Returns the notices that follow, or None when nothing is due any more.
        """
        ...


@runtime_checkable
class Spanning(Protocol):
    """Waits for lengths of time and not for a time of the day."""

    async def set_back(self, session: AsyncSession, now: datetime, by: timedelta) -> None:
        """The clock was set back by so much: what is waited for stays as far away as it was."""
        ...


class DeliveryListener(Protocol):
    """Told, in the transaction that marks an outbox row sent or refused, what became of it."""

    subject: str
    """The ``event_ref.subject`` it cares for."""

    async def delivered(
        self,
        session: AsyncSession,
        object_id: str,
        purpose: str,
        at: datetime,
        reached: frozenset[str],
    ) -> Sequence[Notice]:
        """``reached``: user ids with at least one signed device that got the message's key."""
        ...

    async def refused(
        self, session: AsyncSession, object_id: str, purpose: str, at: datetime, error: str
    ) -> Sequence[Notice]:
        """The message will never arrive; ``error`` is a code."""
        ...


@dataclass(frozen=True)
class Arrived:
    """One message that the homeserver took, as a ``DeliveryListener`` is told of it."""

    object_id: str
    purpose: str
    at: datetime
    reached: frozenset[str]


@runtime_checkable
class ManyListener(Protocol):
    """A ``DeliveryListener`` that reads once what many have in common."""

    async def delivered_many(self, session: AsyncSession, arrived: Sequence[Arrived]) -> Sequence[Notice]:
        """As ``delivered`` for each in turn, in one transaction."""
        ...


@dataclass(frozen=True)
class Answered:
    """What came of an answer by telephone. ``kind`` names the view that words the reply."""

    kind: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    notices: Sequence[Notice] = ()


class AnswerListener(Protocol):
    """Told, in the transaction that takes the answer in, that somebody answered by telephone.

    An answer proves that somebody has the person's telephone in hand, and no more.
    """

    subject: str
    """The ``About.subject`` it cares for."""

    async def wanted(self, session: AsyncSession, object_id: str, purpose: str) -> bool:
        """Whether a message about it should still go out: asked right before each attempt."""
        ...

    async def answered(
        self, session: AsyncSession, object_id: str, purpose: str, user_id: str, at: datetime, *, by: str
    ) -> Answered:
        """``by``: ``sms`` or ``voice``, for the audit log."""
        ...
