"""(p) ``!gängsnack so`` to its text, beside ``!status``; (q) a page made before; (r) its catalogues."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Sequence

from bot.demo.stage import BOT, start_bot, stop
from bot.guidance import frame
from bot.guidance.shelf import shipped
from tests.bench.figures import Figure, ms, percentile
from tests.bench.ground import Ear, Ground, from_whom, until

_WARM_UP = 5
_SAMPLES = 60
_PAUSE = 0.15
"""Lets what follows an answer (the file, receipts, commits) end before the other side is measured."""
_MOST = 1.2
_STARTS = 3
_PART = 0.1


async def measure(ground: Ground) -> Sequence[Figure]:
    police = ground.stage.people["polis-ek"]
    ear = Ear(police)
    room = await ground.direct(police, BOT)
    title = shipped()["so"].form(frame.TITLE, 1)
    assert title is not None
    status, first, text, every = list[float](), list[float](), list[float](), list[float]()

    async def ask_status() -> float:
        answered = ear.expect(from_whom(BOT, room))
        started = await ground.say(police, room, "!status")
        at, _ = await until(answered)
        return at - started

    async def ask_guide() -> tuple[float, float, float]:
        answered = ear.expect(from_whom(BOT, room))
        told = ear.expect(lambda one: one.room_id == room and one.sender == BOT and title in one.text)
        filed = ear.expect(lambda one: one.room_id == room and one.content.get("msgtype") == "m.file")
        started = await ground.say(police, room, "!gängsnack so")
        at, with_text, with_file = [(await until(one))[0] - started for one in (answered, told, filed)]
        return at, with_text, with_file

    for number in range(_WARM_UP + _SAMPLES):
        bare = await ask_status()
        await asyncio.sleep(_PAUSE)
        one, two, three = await ask_guide()
        await asyncio.sleep(_PAUSE)
        if number >= _WARM_UP:
            status.append(bare)
            first.append(one)
            text.append(two)
            every.append(three)
    return [
        _figure("to the text for parents", text, status, _MOST),
        _figure("to the first answer", first, status, None),
        _figure("to the guide's file", every, status, None),
    ]


def _figure(what: str, ours: Sequence[float], other: Sequence[float], limit: float | None) -> Figure:
    one, two = percentile(ours, 50), percentile(other, 50)
    return Figure(
        part="p",
        what=f"!gängsnack so {what}, p50, beside !status",
        ours=ms(one),
        baseline=ms(two),
        value=one / two,
        limit=limit,
    )


async def cached(ground: Ground) -> Sequence[Figure]:
    """A page that was made before, beside another file of the bot's; both come after an answer in words."""
    duty = ground.stage.people["jour-alm"]
    ear = Ear(duty)
    room = await ground.direct(duty, BOT)
    asked = {
        "page": "!gängsnack so kommun:Nacka format:pdf",
        "other": "!jour schema socialjour-stockholm dagar:92 fil:ja",
    }
    taken: dict[str, list[float]] = {name: [] for name in asked}
    sizes: dict[str, int] = {}
    for number in range(_WARM_UP + _SAMPLES):
        for name in asked if number % 2 else reversed(asked):
            filed = ear.expect(lambda one: one.room_id == room and one.content.get("msgtype") == "m.file")
            started = await ground.say(duty, room, asked[name])
            at, heard = await until(filed)
            await asyncio.sleep(_PAUSE)
            sizes[name] = heard.content["info"]["size"]
            if number >= _WARM_UP:
                taken[name].append(at - started)
    one, two = (percentile(taken[name], 50) for name in asked)
    return [
        Figure(
            part="q",
            what=f"a page made before ({sizes['page']:,} bytes), p50, beside a duty calendar's file "
            f"({sizes['other']:,} bytes)",
            ours=ms(one),
            baseline=ms(two),
            value=one / two,
            limit=_MOST,
        )
    ]


async def texts(ground: Ground) -> Sequence[Figure]:
    """Reading all catalogues, beside a start of the bot until it is ready."""
    stage = ground.stage
    starts, reads = list[float](), list[float]()
    for _ in range(_STARTS):
        await stop(stage.bot)
        started = time.perf_counter()
        stage.bot = await start_bot(stage.config, stage.directory)
        stage.stack.push_async_callback(stop, stage.bot)
        await stage.until_ready()
        starts.append(time.perf_counter() - started)
        started = time.perf_counter()
        shipped.__wrapped__()
        reads.append(time.perf_counter() - started)
    one, other = statistics.median(reads), statistics.median(starts)
    return [
        Figure(
            part="r",
            what="reading the texts for parents in all languages, beside a start of the bot",
            ours=ms(one),
            baseline=ms(other),
            value=one / other,
            limit=_PART,
        )
    ]
