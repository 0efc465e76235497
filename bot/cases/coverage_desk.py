"""Proofs made beside the event loop, one at a time; the last is kept until what it rests on changes."""

from __future__ import annotations

import asyncio
import hashlib
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final
from weakref import WeakKeyDictionary

from bot.actors.facts import has_signed_en_ingang, kommuner, people
from bot.cases.certificate import Certificate
from bot.cases.coverage import DAYS, prove
from bot.cases.entries import DefaultsEntry, RouteEntry
from bot.clock import Clock
from bot.duty.facts import Duty, duty_entries
from bot.register.section import Snapshot

_A_MILLISECOND: Final = 0.001
_GOOD_FOR: Final = timedelta(hours=36)
"""A kept proof is of the night before at the latest."""


class Coverage:
    """The one place where proofs are made."""

    def __init__(self, clock: Clock, days: int = DAYS) -> None:
        self._clock = clock
        self._days = days
        self._turn = asyncio.Lock()
        self._prints: WeakKeyDictionary[Snapshot, str] = WeakKeyDictionary()
        self._kept: tuple[str, Certificate] | None = None

    def fingerprint(self, snapshot: Snapshot) -> str:
        """Changes with anything that a proof rests on, and with nothing else."""
        known = self._prints.get(snapshot)
        if known is None:
            known = self._prints[snapshot] = _fingerprint(snapshot)
        return known

    async def kept(self, snapshot: Snapshot, now: datetime) -> Certificate:
        """The last proof when it still holds, else a new one."""
        if self._kept is not None:
            mark, found = self._kept
            if mark == self.fingerprint(snapshot) and found.start <= now < found.start + _GOOD_FOR:
                return replace(found, version=snapshot.version)
        return await self.proved(snapshot, now)

    async def proved(self, snapshot: Snapshot, now: datetime) -> Certificate:
        """A new proof, of the days from now."""
        async with self._turn:
            started = self._clock.monotonic()
            # A Duty of its own: what one remembers is not made for two threads, nor to be kept for a year.
            with _courteous():
                found = await asyncio.to_thread(prove, snapshot, Duty(), now, self._days)
            found = replace(found, seconds=self._clock.monotonic() - started)
            self._kept = self.fingerprint(snapshot), found
        return found


@contextmanager
def _courteous() -> Iterator[None]:
    """A thread that reckons gives the interpreter back within a millisecond: the loop answers meanwhile."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(_A_MILLISECOND)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def _fingerprint(snapshot: Snapshot) -> str:
    entries = (
        *duty_entries(snapshot),
        *snapshot.of(RouteEntry).values(),
        *snapshot.of(DefaultsEntry).values(),
    )
    parts: list[Any] = [one.model_dump(mode="json") for one in entries]
    parts += [[one.id, list(one.units)] for one in people(snapshot)]
    parts.append([one.code for one in kommuner() if has_signed_en_ingang(snapshot, one.code)])
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()
