"""(l) What two hundred open wallboards cost while nothing changes, beside none."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp

from bot.actors.facts import people
from bot.chat.languages import Languages
from bot.clock import SystemClock
from bot.situation.compiled import Inputs, ModeState
from bot.situation.facts import BoardLook
from bot.situation.freeze import to_json
from bot.situation.picture_tables import PictureRow
from bot.situation.pictures import PictureState
from bot.situation.reading import reports_between
from bot.store.engine import Store
from bot.wallboard import Watcher
from bot.web import server
from bot.web.wallboard import Wall
from bot.web.wallboard_feed import Feed
from bot.web.wallboard_link import Links
from bot.web.wallboard_page import Pages, Timing
from commands.wallboard_view import shell_words
from tests.bench.figures import Figure
from tests.bench.stored_reports import fill
from tests.cases.night import ZONE
from tests.situation.day import Day
from tests.stores import data_keys

_BOARDS = 200
_ON_EACH_LINK = 20
_SECONDS = 40.0
_SETTLE = 6.0
_MOST = 5.0
_KEY = b"a signing key for benches: 32 by"
_TICKS = os.sysconf("SC_CLK_TCK")


async def measure(directory: Path) -> Sequence[Figure]:
    async with AsyncExitStack() as stack:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", __name__, str(directory), stdout=asyncio.subprocess.PIPE
        )
        stack.push_async_callback(_end, process)
        assert process.stdout is not None
        told = json.loads(await process.stdout.readline())
        none = await _share(process.pid)
        boards = await stack.enter_async_context(_open(told["url"], told["keys"]))
        many = await _share(process.pid)
        assert len(boards) == _BOARDS
        assert not any(board.done() for board in boards), "a board was let go"
    what = f"{_BOARDS} open wallboards with nothing changing, share of one core, beside none"
    return [Figure("l", what, f"{many:.1f} %", f"{none:.1f} %", many - none, _MOST, unit="%")]


async def _share(pid: int) -> float:
    """Hundredths of one core that a process uses while nobody asks it for anything."""
    await asyncio.sleep(_SETTLE)
    before = _used(pid)
    await asyncio.sleep(_SECONDS)
    return 100 * (_used(pid) - before) / _SECONDS


def _used(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


@asynccontextmanager
async def _open(url: str, keys: Sequence[str]) -> AsyncIterator[list[asyncio.Task[None]]]:
    """Boards that read what comes, until the end."""

    async def watch(http: aiohttp.ClientSession, key: str, opened: asyncio.Semaphore) -> None:
        headers = {"Cookie": f"rocbot_tavla={key}"}
        async with http.get("/tavla/ström", headers=headers) as answer:
            answer.raise_for_status()
            await answer.content.readline()
            opened.release()
            async for _ in answer.content:
                pass

    async with AsyncExitStack() as stack:
        connector = aiohttp.TCPConnector(limit=0)
        timeout = aiohttp.ClientTimeout(total=None)
        http = await stack.enter_async_context(
            aiohttp.ClientSession(url, connector=connector, timeout=timeout)
        )
        opened = asyncio.Semaphore(0)
        tasks = [
            asyncio.create_task(watch(http, keys[number // _ON_EACH_LINK], opened))
            for number in range(_BOARDS)
        ]
        async with asyncio.timeout(60):
            for _ in tasks:
                await opened.acquire()
        yield tasks
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _end(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    await process.wait()


async def _serve(directory: Path) -> None:
    """The web part with a wallboard on a published picture, as the bot has it."""
    clock, languages = SystemClock(), Languages(ZONE)
    async with AsyncExitStack() as stack:
        store = Store(f"sqlite+aiosqlite:///{directory}/boards.db", data_keys())
        stack.push_async_callback(store.dispose)
        await store.create_all()
        day = await Day(store).open()
        await _publish(day)
        pages = Pages(shell_words(languages.say("sv", clock.now())), Timing())
        watcher = Watcher(store, day.register, clock, languages, pages, BoardLook())
        links = Links(_KEY, "http://127.0.0.1")
        wall = Wall(links, Feed(watcher, clock), pages, clock, secure=False)

        async def nothing() -> Any:
            return {}

        app = server.build(nothing, nothing)
        wall.add(app)
        port = await server.serve(app, "127.0.0.1:0", stack)
        users = [one.id for one in people(await day.snapshot())][: _BOARDS // _ON_EACH_LINK]
        found = [links.url(user, clock.now(), timedelta(hours=1)) or "" for user in users]
        told = {"url": f"http://127.0.0.1:{port}", "keys": [one.partition("#")[2] for one in found]}
        sys.stdout.write(f"{json.dumps(told)}\n")
        sys.stdout.flush()
        await wall.feed.run()


async def _publish(day: Day) -> None:
    now = day.clock.now()
    round_ = await fill(day.store, await day.snapshot(), now, 0)
    async with day.store.begin() as session:
        reports = tuple(await reports_between(session, None, None))
        inputs = Inputs(round_.reference, round_.due_at, now, ModeState(), 5, round_.due_at - now, reports)
        session.add(
            PictureRow(
                round_id=round_.id,
                version=1,
                state=PictureState.PUBLISHED,
                compiled_at=now,
                inputs=to_json(inputs),
                published_at=now,
            )
        )


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1])))
