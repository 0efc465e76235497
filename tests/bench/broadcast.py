"""(c) One message to a hundred encrypted rooms through the outbox, beside raw PUTs of the same bytes."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import statistics
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from sqlalchemy import func, select

from bot.assembly import ground as open_ground
from bot.clock import SystemClock
from bot.demo.stage import BOT
from bot.matrix.http import PREFIX, path
from bot.matrix.tables_account import MatrixAccount
from bot.store.engine import Store
from bot.store.outbox import OutboxKind, OutboxRow, OutboxState, Priority
from bot.store.outbox_queries import queue
from tests.bench.crowd import Crowd
from tests.bench.figures import Figure
from tests.bench.ground import Ground

IN_FLIGHT = 16
_ROUNDS = 5
_LEAST = 0.9
_PAUSE = 1.0
_TEXT = (
    "Gemensamt meddelande. Skolor och fritidsgårdar i länet har öppet som vanligt i dag. Frågor från "
    "föräldrar besvaras av kommunens kontaktcenter. Nästa lägesbild kommer klockan 15."
)


async def measure(ground: Ground, crowd: Crowd) -> Sequence[Figure]:
    async with open_ground(ground.stage.config) as base, Way.open(ground, base.store) as way:
        cold, sealed = await way.through_outbox(crowd.rooms)
        ours, raw = list[float](), list[float]()
        for _ in range(_ROUNDS):
            rate, sealed = await way.through_outbox(crowd.rooms)
            ours.append(rate)
            raw.append(await way.raw(sealed))
        alone = await way.raw_alone(sealed)
    one, other = statistics.median(ours), statistics.median(raw)
    what = "messages a second into 100 encrypted rooms"
    return [
        Figure(
            "c", f"{what}, warm, beside raw PUTs", rate_of(one), rate_of(other), one / other, _LEAST, True
        ),
        Figure("c", f"{what}, cold (keys to 17 devices each)", rate_of(cold), rate_of(other), cold / other),
        Figure(
            "c",
            f"{what}, warm, beside raw PUTs while the bot stands still",
            rate_of(one),
            rate_of(alone),
            one / alone,
        ),
    ]


def rate_of(value: float) -> str:
    return f"{value:.0f} /s"


@dataclass(frozen=True)
class Way:
    """Two ways into the rooms, both as the bot's own device, both with the bot's sync going on."""

    ground: Ground
    store: Store
    http: aiohttp.ClientSession

    @classmethod
    @asynccontextmanager
    async def open(cls, ground: Ground, store: Store) -> AsyncIterator[Way]:
        async with store.read() as session:
            account = await session.get_one(MatrixAccount, BOT)
        headers = {"Authorization": f"Bearer {account.access_token}"}
        async with aiohttp.ClientSession(ground.stage.homeserver.url, headers=headers) as http:
            yield cls(ground, store, http)

    async def through_outbox(self, rooms: Sequence[str]) -> tuple[float, list[tuple[str, Any]]]:
        """Queue a message for each room, as the running bot's outbox finds it; the rate and what was sent.

        Counted from the first that is sent to the last, so that the moment in which the bot looks into
        its outbox does not matter: another process has filled it.
        """
        return await self.rate_and_bytes(await self.queue(rooms), len(rooms))

    async def queue(self, rooms: Sequence[str], *, held: bool = False) -> int:
        """One message for each room; the row after which they come."""
        async with self.store.begin() as session:
            newest = await session.scalar(select(func.max(OutboxRow.id))) or 0
            for room_id in rooms:
                await queue(
                    session,
                    target=room_id,
                    kind=OutboxKind.MESSAGE,
                    content={"msgtype": "m.text", "body": _TEXT},
                    now=SystemClock().now(),
                    priority=Priority.PRESS,
                    held=held,
                )
        return newest

    async def rate_and_bytes(self, after: int, count: int) -> tuple[float, list[tuple[str, Any]]]:
        """How fast they left, from the first to the last, and what the homeserver has of them."""
        sent = await self.sent(after, count)
        times = [row.sent_at.timestamp() for row in sent if row.sent_at is not None]
        await asyncio.sleep(_PAUSE)
        return per_second(times), [(row.target, await self.sealed(row)) for row in sent]

    async def raw(self, sealed: Sequence[tuple[str, Any]], pause: float = _PAUSE) -> float:
        """The same bytes into the same rooms, with nothing around."""
        gate, times = asyncio.Semaphore(IN_FLIGHT), list[float]()

        async def put(room_id: str, content: Any) -> None:
            where = path("rooms", room_id, "send", "m.room.encrypted", secrets.token_hex(8))
            async with gate, self.http.put(PREFIX + where, json=content) as answer:
                await answer.read()
                answer.raise_for_status()
                times.append(time.perf_counter())

        await asyncio.gather(*(put(room_id, content) for room_id, content in sealed))
        await asyncio.sleep(pause)
        return per_second(times)

    async def raw_alone(self, sealed: Sequence[tuple[str, Any]]) -> float:
        """While the bot is stopped in its tracks: nobody syncs what is sent."""
        os.kill(self.ground.stage.bot.pid, signal.SIGSTOP)
        try:
            return await self.raw(sealed)
        finally:
            os.kill(self.ground.stage.bot.pid, signal.SIGCONT)

    async def sent(self, after: int, count: int) -> Sequence[OutboxRow]:
        statement = select(OutboxRow).where(
            OutboxRow.id > after, OutboxRow.priority == Priority.PRESS, OutboxRow.state == OutboxState.SENT
        )
        async with asyncio.timeout(60):
            while True:
                await asyncio.sleep(0.25)
                async with self.store.read() as session:
                    number = await session.scalar(select(func.count()).select_from(statement.subquery()))
                    if number == count:
                        return (await session.scalars(statement.order_by(OutboxRow.id))).all()

    async def sealed(self, row: OutboxRow) -> Any:
        where = path("rooms", row.target, "event", str(row.event_id))
        async with self.http.get(PREFIX + where) as answer:
            answer.raise_for_status()
            return (await answer.json())["content"]


def per_second(times: Sequence[float]) -> float:
    return (len(times) - 1) / (max(times) - min(times))
