"""The whole bot as its operator runs it, on a homeserver of its own, with people who write to it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from typing import Any, Self
from urllib.parse import quote

import aiohttp
import tomlkit

from bot.config import load_settings
from bot.demo.gateway import GatewayServer
from bot.demo.player import Heard, Player
from bot.demo.stage import BOT, PASSWORD, QUICK, Stage, rocbot, start_bot, stop
from bot.secrets import load_secrets
from bot.store.engine import Store
from bot.store.keyring import Keyring
from tests.harness.events import Event, EventLog
from tests.harness.kept import from_kept
from tests.harness.nio_client import NioClient
from tests.harness.strict_client import StrictClient

PATIENCE = 60.0
UNIT = "#enhet-stockholm:localhost"
CENTRE = "#roc:localhost"
OPERATIONS = "#drift:localhost"
CALM = {
    **QUICK,
    "step": {"nu": "10 min", "idag": "30 min", "kontorstid": "60 min"},
    "contact": {"nu": "15 min", "idag": "60 min", "kontorstid": "4 h"},
    "answer": "10 min",
    "question": "15 min",
}
"""Deadlines that no test on a slow machine runs into."""
_SETTINGS = '[log]\nlevel = "debug"\n'


def always_on_duty(register: tomlkit.TOMLDocument) -> None:
    """Without its rosters every member of a unit is on duty, at whatever hour the tests run."""
    register["roster"] = tomlkit.aot()


@dataclass
class RunningBot:
    """One installation; what it logs at its most talkative lies in its directory."""

    stage: Stage
    stack: AsyncExitStack
    _strict: dict[str, StrictClient] = field(default_factory=dict)
    _light: dict[str, NioClient] = field(default_factory=dict)
    _direct: dict[int, str] = field(default_factory=dict)

    @classmethod
    @asynccontextmanager
    async def started(
        cls,
        directory: Path,
        *,
        defaults: dict[str, Any] = CALM,
        alter: Callable[[tomlkit.TOMLDocument], None] = always_on_duty,
        settings: str = "",
        gateway: GatewayServer | None = None,
    ) -> AsyncIterator[Self]:
        """Set up and running until the block ends; nobody is logged in yet.

        ``settings``: added to the settings file.
        """
        async with AsyncExitStack() as stack:
            stage = await Stage.set_up(
                stack,
                directory,
                (),
                register=defaults,
                alter=alter,
                settings=_SETTINGS + settings,
                gateway=gateway,
                install=from_kept,
            )
            yield cls(stage, stack)

    @property
    def url(self) -> str:
        return self.stage.homeserver.url

    @property
    def directory(self) -> Path:
        return self.stage.directory

    # People

    async def strict(self, name: str) -> StrictClient:
        """A registered person with matrix-js-sdk on a signed device: speaks to signed devices only."""
        if name not in self._strict:
            client = await StrictClient.start(self.url, f"@{name}:localhost", PASSWORD)
            self._strict[name] = await self.stack.enter_async_context(client)
        return self._strict[name]

    async def light(self, name: str) -> NioClient:
        """A person with bare nio on a device that nobody signed."""
        if name not in self._light:
            client = await NioClient.start(self.url, f"@{name}:localhost", PASSWORD)
            self._light[name] = await self.stack.enter_async_context(client)
        return self._light[name]

    async def player(self, name: str) -> Player:
        """A person on a signed device who takes up every invitation."""
        if name not in self.stage.people:
            await self.stage.bring(name)
        return self.stage.people[name]

    async def direct(self, client: StrictClient | NioClient) -> str:
        """The person's encrypted direct chat with the bot, made once for each client."""
        if id(client) not in self._direct:
            self._direct[id(client)] = await self.new_direct(client)
        return self._direct[id(client)]

    async def new_direct(self, client: StrictClient | NioClient, *, encrypted: bool = True) -> str:
        """One more direct chat, with the bot in it."""
        if isinstance(client, StrictClient):
            room = await client.create_dm(BOT, encrypted=encrypted)
        else:
            room = await client.create_room(invites=[BOT], encrypted=encrypted, direct=True)
        await client.wait_member(room, BOT)
        return room

    async def enter(self, client: StrictClient, alias: str) -> str:
        """Take up the invitation to a room of the register; what is written there is read by the bot."""
        room = await client.join(alias)
        await client.wait_member(room, BOT)
        return room

    async def put(
        self,
        token: str,
        room: str,
        kind: str,
        content: object,
        state_key: str | None = None,
    ) -> str | None:
        """Any event in clear, as an account can send it; None when the homeserver refuses it.

        A ``content`` that is a string is sent as it stands.
        """
        place = f"send/{kind}/{token_hex(8)}" if state_key is None else f"state/{kind}/{state_key}"
        return (await self.ask(token, f"/rooms/{quote(room)}/{place}", content)).get("event_id")

    async def ask(self, token: str, where: str, body: object, method: str = "PUT") -> dict[str, Any]:
        """A request of the client API as somebody."""
        data = body if isinstance(body, str) else json.dumps(body)
        async with (
            aiohttp.ClientSession(headers={"Authorization": f"Bearer {token}"}) as session,
            session.request(method, f"{self.url}/_matrix/client/v3{where}", data=data) as response,
        ):
            answered: dict[str, Any] = await response.json()
            return answered

    # The program

    async def stop(self) -> None:
        await stop(self.stage.bot)

    async def start(self) -> None:
        """Go on where the last run ended."""
        self.stage.bot = await start_bot(self.stage.config, self.directory)
        self.stack.push_async_callback(stop, self.stage.bot)
        await self.stage.until_ready()

    async def command(self, *args: str) -> str:
        """One command of the program; what it printed."""
        return await rocbot(*args, "--config", str(self.stage.config), directory=self.directory)

    def store(self) -> Store:
        """The bot's database with its keys, to look into."""
        settings = load_settings(self.stage.config)
        return Store(settings.database_url, Keyring(load_secrets(settings).data_keys))


async def hear(
    client: EventLog,
    *parts: str,
    room: str | None = None,
    since: int = 0,
    fits: Callable[[Event], bool] = lambda _event: True,
    seconds: float = PATIENCE,
) -> Event:
    """The first readable message of the bot that has all these parts; it was encrypted, and well signed."""

    def wanted(event: Event) -> bool:
        return (
            event.sender == BOT
            and room in (None, event.room)
            and event.body is not None
            and all(part in event.body for part in parts)
            and fits(event)
        )

    found = await client.wait_for(wanted, since=since, timeout=seconds)
    assert found.encrypted
    if isinstance(client, StrictClient):
        assert found.shield == {"colour": "none", "reason": None}
    return found


async def listen(player: Player, *parts: str, room: str | None = None, since: int = 0) -> Heard:
    """Like ``hear``, for the scene's people."""

    def wanted(heard: Heard) -> bool:
        there = heard.sender == BOT and room in (None, heard.room_id)
        return there and heard.encrypted and all(part in heard.text for part in parts)

    try:
        return await player.hear(wanted, PATIENCE, since)
    except TimeoutError:
        told = "\n".join(f"{heard.room_id}: {heard.text}" for heard in player.heard[since:])
        raise TimeoutError(f"{player.user_id} did not hear {parts}:\n{told}") from None


async def answer(client: StrictClient | NioClient, room: str, text: str, **more: Any) -> Event:
    """Write and wait for what the bot says in the room next, edits of older messages aside."""
    since = client.mark()
    await client.send_text(room, text, **more)
    return await next_word(client, room, since)


async def next_word(client: EventLog, room: str, since: int, seconds: float = PATIENCE) -> Event:
    """The bot's next new message in the room."""
    return await client.wait_for(
        lambda event: event.sender == BOT and event.body is not None and event.replaces is None,
        room=room,
        since=since,
        timeout=seconds,
    )


async def alive(client: StrictClient | NioClient, room: str) -> None:
    """Whatever was done to it, the bot answers a command."""
    since = client.mark()
    sent = await client.send_text(room, "!status")
    await client.wait_for(
        sender=BOT, reply_to=sent, body_contains="Allt fungerar", since=since, timeout=PATIENCE
    )
