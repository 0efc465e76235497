"""A hundred encrypted rooms of twenty members each, every one with a signed device."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import quote

import aiohttp
import tomlkit

from bot.clock import SystemClock
from bot.demo.stage import BOT, PASSWORD, quick_register, rocbot, start_bot, stop
from bot.matrix.session import Login, Session
from bot.store.engine import Store
from bot.store.keyring import Keyring
from tests.bench.ground import BARE, CALM, Ground, encrypted

ROOMS = 100
_PEOPLE = 17
"""The two bots and the one who speaks make it twenty."""
_SIDE_BY_SIDE = 8
_PATIENCE = 120.0
_OPEN = {"type": "m.room.join_rules", "state_key": "", "content": {"join_rule": "public"}}
T = TypeVar("T")


@dataclass(frozen=True)
class Crowd:
    rooms: tuple[str, ...]

    @classmethod
    async def gather(cls, ground: Ground) -> Crowd:
        """Sign the people's devices, fill the rooms, name them in the register, and let the bot in."""
        document = quick_register(CALM)
        names = [str(person["id"]).split(":")[0][1:] for person in document["person"]]
        names = [name for name in names if name not in ground.stage.people][:_PEOPLE]
        tokens = [await _signed_device(ground, name) for name in names]
        async with aiohttp.ClientSession(f"{ground.stage.homeserver.url}") as http:
            rooms = await _all(range(ROOMS), lambda number: _fill(http, tokens, number))
        entries = document["room"]
        for number, room_id in enumerate(rooms):
            entries.append(_entry(room_id, f"Rum {number}"))
        file = ground.directory / "crowd.toml"
        file.write_text(tomlkit.dumps(document), encoding="utf-8")
        stage = ground.stage
        await stop(stage.bot)
        await rocbot("register", str(file), "--config", str(stage.config), directory=stage.directory)
        await restart(ground)
        await joined(ground, BOT, rooms)
        return cls(tuple(rooms))


async def restart(ground: Ground) -> None:
    """The bot anew, so that what earlier measurements left in its memory is gone."""
    stage = ground.stage
    await stop(stage.bot)
    stage.bot = await start_bot(stage.config, stage.directory)
    stage.stack.push_async_callback(stop, stage.bot)
    await stage.until_ready()


async def joined(ground: Ground, user_id: str, rooms: Iterable[str]) -> None:
    """Wait until somebody is in all of the rooms."""
    where = f"/_synapse/admin/v1/users/{quote(user_id, safe='')}/joined_rooms"
    async with asyncio.timeout(_PATIENCE):
        found: set[str] = set()
        while not found.issuperset(rooms):
            found.update((await ground.stage.homeserver.admin_request("GET", where))["joined_rooms"])
            await asyncio.sleep(0.5)


async def _signed_device(ground: Ground, name: str) -> str:
    """An access token; the device has its keys at the homeserver and listens no more."""
    directory = ground.directory / "crowd" / name
    directory.mkdir(parents=True)
    store = Store(f"sqlite+aiosqlite:///{directory}/person.db", Keyring({1: bytes(32)}))
    try:
        await store.create_all()
        login = Login(ground.stage.homeserver.url, f"@{name}:localhost", directory / "keys", "bench")
        session = await Session.first(login, store, SystemClock(), PASSWORD)
        await session.identity.init(PASSWORD)
        token = str(session.client.access_token)
        await session.close()
    finally:
        await store.dispose()
    return token


async def _fill(http: aiohttp.ClientSession, tokens: list[str], number: int) -> str:
    maker, *others = tokens[number % len(tokens) :] + tokens[: number % len(tokens)]
    body = encrypted([BOT, BARE])
    body["initial_state"] = [*body["initial_state"], _OPEN]  # type: ignore[misc]
    room_id = (await _post(http, maker, "createRoom", body))["room_id"]
    for token in others:
        await _post(http, token, f"join/{quote(room_id, safe='')}", {})
    return room_id


async def _post(http: aiohttp.ClientSession, token: str, where: str, body: object) -> dict[str, str]:
    headers = {"Authorization": f"Bearer {token}"}
    async with http.post(f"/_matrix/client/v3/{where}", json=body, headers=headers) as answer:
        answer.raise_for_status()
        found: dict[str, str] = await answer.json()
        return found


async def _all(numbers: Iterable[int], job: Callable[[int], Awaitable[T]]) -> list[T]:
    gate = asyncio.Semaphore(_SIDE_BY_SIDE)

    async def one(number: int) -> T:
        async with gate:
            return await job(number)

    return await asyncio.gather(*(one(number) for number in numbers))


def _entry(room_id: str, name: str) -> tomlkit.items.Table:
    table = tomlkit.table()
    table.update({"id": room_id, "class": "ssr", "name": name})
    return table
