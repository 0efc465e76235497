"""What the kernel asks of the rest of the program; ``app.py`` fills these in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.message import Caller, Incoming, Place
from bot.chat.outcome import About, Target, ToPhone


@dataclass(frozen=True)
class Address:
    """``!room:server``, or ``@user:server`` for a direct chat that is found or opened when sent.

    For ``ToPhone`` the telephone number as the register has it.
    """

    target: str
    language: str


class People(Protocol):
    """Who speaks and where, as the register knows it."""

    async def caller(self, session: AsyncSession, incoming: Incoming) -> Caller:
        """The language is the register's; the kernel applies the person's own choice."""
        ...

    async def place(self, session: AsyncSession, room_id: str) -> Place: ...


class Addresses(Protocol):
    """Where notices go."""

    async def resolve(self, session: AsyncSession, target: Target) -> Sequence[Address]:
        """No address when the register has no such room; the post then tells operations."""
        ...

    async def direct_with(self, session: AsyncSession, room_id: str) -> str | None:
        """The person whose direct chat a room is; None for other rooms."""
        ...

    async def display_name(self, session: AsyncSession, user_id: str) -> str:
        """The name to show for a mention."""
        ...


@dataclass(frozen=True)
class Ring:
    """Somebody to be reached by telephone, about one thing."""

    about: About
    target: ToPhone
    number: str


class Phones(Protocol):
    """The second channel: what is queued here goes to a telephone."""

    async def code(self, session: AsyncSession, ring: Ring, now: datetime) -> str | None:
        """The one-time code that the text carries, empty for a call; None when nothing is to be sent."""
        ...

    async def queue(self, session: AsyncSession, ring: Ring, text: str, now: datetime) -> None: ...
