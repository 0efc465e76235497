"""(k) A lägesbild, its text and its map, into forty encrypted rooms, beside raw sends of the same bytes."""

from __future__ import annotations

import asyncio
import secrets
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from bot.assembly import ground as open_ground
from bot.chat.document import Document, doc, picture
from bot.chat.pack import attached, contents
from bot.clock import SystemClock
from bot.draw.bars import Bar, BarGroup, Bars, draw_bars
from bot.matrix.http import PREFIX, path
from bot.store.outbox import OutboxKind, OutboxRow, OutboxState, Priority
from bot.store.outbox_queries import queue
from tests.bench.broadcast import IN_FLIGHT, Way, per_second, rate_of
from tests.bench.crowd import Crowd
from tests.bench.figures import Figure
from tests.bench.ground import Ground

_ROOMS = 40
_ROUNDS = 5
_LEAST = 0.7
_PAUSE = 1.0
_UPLOAD = "/_matrix/media/v3/upload"
_PARAGRAPH = (
    "Nacka kommun, nivå 1, oförändrat. Ungdomar samlas vid centrum på kvällarna, och två butiker har stängt "
    "tidigare än de brukar. Fältgruppen är på plats till klockan 23. Rapport R-1121-17, troligt, 13:40."
)


@dataclass(frozen=True)
class _Sent:
    """One room's two events as the homeserver has them, and how many bytes lie beside the second."""

    room_id: str
    text: Any
    image: Any
    size: int


async def measure(ground: Ground, crowd: Crowd) -> Sequence[Figure]:
    document = doc(*[_PARAGRAPH] * 20, picture("lagesbild.png", draw_bars(_drawing()), "Lägesbild."))
    rooms = crowd.rooms[:_ROOMS]
    async with open_ground(ground.stage.config) as base, Way.open(ground, base.store) as way:
        _, sent = await _post(way, rooms, document)
        ours, raw = list[float](), list[float]()
        for _ in range(_ROUNDS):
            rate, sent = await _post(way, rooms, document)
            ours.append(rate)
            raw.append(await _raw(way, sent))
    one, other = statistics.median(ours), statistics.median(raw)
    size = f"{sent[0].size:,} bytes"
    what = f"text and picture ({size}) into {_ROOMS} encrypted rooms, beside raw uploads and PUTs"
    return [Figure("k", what, rate_of(one), rate_of(other), one / other, _LEAST, True)]


def _drawing() -> Bars:
    """A picture of about a map's size."""
    bars = tuple(Bar(f"Kommun {number}", 60.0 * number, 90.0 * number, "31 st") for number in range(1, 9))
    groups = tuple(BarGroup(f"Område {number}", bars) for number in range(1, 4))
    return Bars("Lägesbild LB-1121-1", "hälften inom", "nio av tio inom", groups)


async def _post(way: Way, rooms: Sequence[str], document: Document) -> tuple[float, list[_Sent]]:
    """Queue both for each room, as the running bot's outbox finds them; the rate and what was sent."""
    now = SystemClock().now()
    ((shown, png),) = attached(document)
    async with way.store.begin() as session:
        newest = await session.scalar(select(func.max(OutboxRow.id))) or 0
        for room_id in rooms:
            for content, attachment in ((contents(document)[0], None), (shown, png)):
                await queue(
                    session,
                    target=room_id,
                    kind=OutboxKind.MESSAGE,
                    content=content,
                    now=now,
                    priority=Priority.PICTURE,
                    attachment=attachment,
                )
    rows = await _arrived(way, newest, 2 * len(rooms))
    times = [row.sent_at.timestamp() for row in rows if row.sent_at is not None]
    await asyncio.sleep(_PAUSE)
    pairs = {room_id: [row for row in rows if row.target == room_id] for room_id in rooms}
    sent = [
        _Sent(room_id, await way.sealed(text), await way.sealed(image), len(png))
        for room_id, (text, image) in pairs.items()
    ]
    return per_second(times), sent


async def _arrived(way: Way, after: int, count: int) -> Sequence[OutboxRow]:
    statement = select(OutboxRow).where(
        OutboxRow.id > after, OutboxRow.priority == Priority.PICTURE, OutboxRow.state == OutboxState.SENT
    )
    async with asyncio.timeout(120):
        while True:
            await asyncio.sleep(0.25)
            async with way.store.read() as session:
                rows = (await session.scalars(statement.order_by(OutboxRow.id))).all()
            if len(rows) == count:
                return rows


async def _raw(way: Way, sent: Sequence[_Sent]) -> float:
    """The same bytes into the same rooms, sealed beforehand, with nothing around."""
    gate, times = asyncio.Semaphore(IN_FLIGHT), list[float]()

    async def put(room_id: str, content: Any) -> None:
        where = path("rooms", room_id, "send", "m.room.encrypted", secrets.token_hex(8))
        async with way.http.put(PREFIX + where, json=content) as answer:
            await answer.read()
            answer.raise_for_status()
        times.append(time.perf_counter())

    async def post(one: _Sent) -> None:
        body = secrets.token_bytes(one.size)
        async with gate:
            await put(one.room_id, one.text)
            headers = {"Content-Type": "application/octet-stream"}
            async with way.http.post(_UPLOAD, data=body, headers=headers) as answer:
                await answer.read()
                answer.raise_for_status()
            await put(one.room_id, one.image)

    await asyncio.gather(*(post(one) for one in sent))
    await asyncio.sleep(_PAUSE)
    return per_second(times)
