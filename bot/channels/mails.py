"""Mails through one server: some connections, logged in ahead, each with one mail at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bot.channels.despatch_carrier import Later, Parcel
from bot.channels.mail_text import Letterhead, mail, written
from bot.channels.smtp import Line, MailServer
from bot.clock import Clock

_AWAKE: Final = 20.0
_FORGOTTEN: Final = 45.0
"""A connection that was silent for so many seconds is asked whether it is there: ahead, and when used."""
_ALIKE: Final = 8


@dataclass(frozen=True)
class _Idle:
    line: Line
    since: float


class Mails:
    """``most``: how many connections at once. A server that is not there has a gate in the runner."""

    repeats = False

    def __init__(self, server: MailServer, head: Letterhead, clock: Clock, *, most: int) -> None:
        self._server = server
        self._head = head
        self._clock = clock
        self._most = most
        self._places = asyncio.Semaphore(most)
        self._idle: list[_Idle] = []
        # Of hundreds of mails only the recipient differs.
        self._written = lru_cache(_ALIKE)(written)

    async def send(self, parcel: Parcel) -> None:
        payload = parcel.payload
        references: Sequence[str] = payload.get("references", ())
        content = self._written(
            payload["subject"], payload["text"], payload["html"], payload.get("language", "sv")
        )
        made = mail(
            self._head,
            content,
            to=parcel.address,
            key=parcel.key,
            at=self._clock.now(),
            references=references,
        )
        async with self._line() as line:
            await line.hand_over(self._head.sender, parcel.address, made)

    async def found(self, parcel: Parcel) -> bool | None:  # noqa: ARG002 - the shape is the protocol's
        """No mail server can be asked."""
        return None

    async def try_out(self, channel: str, address: str | None, *, private_address: bool) -> None:  # noqa: ARG002
        """Log in and leave."""
        line = await Line.opened(self._server)
        there = await line.still_there()
        await line.leave()
        if not there:
            raise Later("connection")

    async def keep_ready(self, number: int) -> None:
        """Have so many connections logged in and awake, as far as there may be.

        Raises:
            Later: the server cannot be used.
        """
        wanted = range(min(number, self._most))
        taken = await asyncio.gather(*(self._take(_AWAKE) for _ in wanted), return_exceptions=True)
        failed = [one for one in taken if isinstance(one, BaseException)]
        for one in taken:
            if isinstance(one, Line):
                self._give_back(one)
        if failed:
            raise failed[0]

    async def rest(self) -> None:
        """Nothing is to be sent for a while."""
        idle, self._idle = self._idle, []
        await asyncio.gather(*(one.line.leave() for one in idle))

    @asynccontextmanager
    async def _line(self) -> AsyncIterator[Line]:
        line = await self._take(_FORGOTTEN)
        try:
            yield line
        finally:
            self._give_back(line)

    async def _take(self, longest: float) -> Line:
        """One that nobody has, and that said something in the last seconds; or a new one."""
        await self._places.acquire()
        try:
            while self._idle:
                found = self._idle.pop()
                fresh = self._clock.monotonic() - found.since < longest
                if found.line.open and (fresh or await found.line.still_there()):
                    return found.line
            return await Line.opened(self._server)
        except BaseException:
            self._places.release()
            raise

    def _give_back(self, line: Line) -> None:
        if line.open:
            self._idle.append(_Idle(line, self._clock.monotonic()))
        self._places.release()
