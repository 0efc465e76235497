"""The stage of the played scene: a homeserver, the bot as its own process, and people with signed devices."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Self

import aiohttp
import tomlkit

from bot.channels.marks import Marks
from bot.channels.opening import answers_at
from bot.clock import SystemClock
from bot.config import load_settings
from bot.demo import standins
from bot.demo.gateway import PASSWORD as GATEWAY_PASSWORD
from bot.demo.gateway import SENDER, USER, GatewayServer
from bot.demo.homeserver import Homeserver, free_port
from bot.demo.player import Player
from bot.secrets import load_secrets

EXAMPLE = Path(__file__).parents[2] / "examples" / "register.toml"
PASSWORD = "demo"
CONFIG, REGISTER = "rocbot.toml", "register.toml"
BOT = "@rocbot:localhost"
_START_SECONDS = 30.0
_STOP_SECONDS = 10.0

QUICK = {
    "step": {"nu": "8 s", "idag": "30 s", "kontorstid": "60 s"},
    "contact": {"nu": "40 s", "idag": "60 s", "kontorstid": "90 s"},
    "seen": "10 s",
    "voice_after": {"nu": "4 s", "idag": "15 s"},
    "answer": "30 s",
    "question": "60 s",
}
"""Deadlines of the demo: seconds, where the example has minutes."""


@dataclass(frozen=True)
class Wanted:
    """What is to be installed in a directory."""

    directory: Path
    register: tomlkit.TOMLDocument
    settings: str
    """Added to the settings file."""
    web_port: int
    port: int | None = None
    """The homeserver's; any when None."""


Install = Callable[[Wanted, AsyncExitStack], Awaitable[Homeserver]]
"""Makes a homeserver that runs until the stack ends, and a bot with its register and rooms on it."""


class StageError(Exception):
    """Something that the scene needs did not start."""


@dataclass
class Stage:
    """Everything that was set up; it ends with the stack."""

    directory: Path
    homeserver: Homeserver
    config: Path
    register: Path
    health: str
    bot: asyncio.subprocess.Process
    stack: AsyncExitStack
    people: dict[str, Player] = field(default_factory=dict)

    @classmethod
    async def set_up(
        cls,
        stack: AsyncExitStack,
        directory: Path,
        cast: Sequence[str],
        *,
        register: Mapping[str, object] = QUICK,
        alter: Callable[[tomlkit.TOMLDocument], None] | None = None,
        settings: str = "",
        port: int | None = None,
        gateway: GatewayServer | None = None,
        install: Install | None = None,
    ) -> Self:
        """A homeserver with the register's accounts, a bot that runs, and the cast in its rooms.

        ``register`` are the defaults of the example register, ``alter`` changes the rest of it, and
        ``settings`` is added to the settings file. With a ``gateway`` the bot has a second channel.
        ``install``: in another way than anew.
        """
        document = quick_register(register)
        if alter is not None:
            alter(document)
        web_port = free_port()
        if gateway is not None:
            settings += channel_settings(gateway, directory, web_port)
        wanted = Wanted(directory, document, settings, web_port, port)
        homeserver = await (install or anew)(wanted, stack)
        config = directory / CONFIG
        if gateway is not None:
            gateway.sms_url = _answers(config)
        process = await start_bot(config, directory)
        stack.push_async_callback(stop, process)
        health = f"http://127.0.0.1:{web_port}"
        stage = cls(directory, homeserver, config, directory / REGISTER, health, process, stack)
        await stage.until_ready()
        for name in cast:
            await stage.bring(name)
        return stage

    async def bring(self, name: str) -> Player:
        """Log a person in and let them accept the invitations that wait."""
        player = await Player.open(
            self.stack, self.homeserver.url, f"@{name}:localhost", PASSWORD, self.directory / "people" / name
        )
        await player.accept_invites()
        self.people[name] = player
        return player

    async def until_ready(self) -> None:
        """Wait for ``/readyz``.

        Raises:
            StageError: the bot ended, or did not get ready in time.
        """
        async with aiohttp.ClientSession() as http, asyncio.timeout(_START_SECONDS):
            while True:
                if self.bot.returncode is not None:
                    raise StageError(f"the bot ended with {self.bot.returncode}: {self.log()[-2000:]}")
                try:
                    async with http.get(f"{self.health}/readyz") as answer:
                        if answer.ok:
                            return
                except aiohttp.ClientError:
                    pass
                await asyncio.sleep(0.05)

    def log(self) -> str:
        """What the bot wrote to its log."""
        return (self.directory / "rocbot.log").read_text(encoding="utf-8")


async def anew(wanted: Wanted, stack: AsyncExitStack) -> Homeserver:
    """As an operator does it, with an account for each of the register's people."""
    directory = wanted.directory
    homeserver = Homeserver(directory / "homeserver", port=wanted.port)
    await stack.enter_async_context(homeserver)
    await homeserver.register("rocbot", PASSWORD)
    await homeserver.override_ratelimit(BOT)
    for person in wanted.register["person"]:
        await homeserver.register(str(person["id"]).split(":")[0][1:], PASSWORD)
    config = configure(wanted, homeserver.url)
    await rocbot("init", "--config", str(config), directory=directory)
    await rocbot("register", str(directory / REGISTER), "--config", str(config), directory=directory)
    await rocbot("rooms", "--create", "--config", str(config), directory=directory)
    return homeserver


def example() -> tomlkit.TOMLDocument:
    """The example register as it ships."""
    return tomlkit.parse(EXAMPLE.read_text(encoding="utf-8"))


def quick_register(defaults: Mapping[str, object] = QUICK) -> tomlkit.TOMLDocument:
    """The example register with other deadlines, and without rounds of the lägesbild.

    Whoever plays one puts ``lagesbild`` back: otherwise what the clock on the wall says would be heard.
    """
    document = example()
    document.remove("lagesbild")
    for key, value in defaults.items():
        document["defaults"][key] = value
    _checked(document, SystemClock().now().date())
    return document


def _checked(document: tomlkit.TOMLDocument, today: date) -> None:
    """Numbers and guides count as looked at today: an old number is left out, and nobody checks these."""
    for kind in ("unit", "function", "hjalp", "guide"):
        for entry in document[kind]:
            for key in ("verified_at", "checked_at"):
                if key in entry:
                    entry[key] = today


async def rocbot(*args: str, directory: Path) -> str:
    """Run one command of the program to its end; what it printed.

    Raises:
        StageError: it refused or failed.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *args,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=_environment(),
    )
    out, err = await process.communicate()
    with (directory / "commands.log").open("ab") as log:
        log.write(out + err)
    if process.returncode != 0:
        raise StageError(f"rocbot {args[0]}: {err.decode()[-2000:]}")
    return out.decode()


async def start_bot(config: Path, directory: Path) -> asyncio.subprocess.Process:
    """``rocbot run`` as a process of its own, logging into the directory."""
    with (directory / "rocbot.log").open("ab") as log:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", "--config", str(config), stderr=log, env=_environment()
        )


async def stop(process: asyncio.subprocess.Process) -> None:
    """Ask it to end, and see to it that it does."""
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(_STOP_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


def _environment() -> dict[str, str]:
    root = str(Path(__file__).parents[2])
    kept = {key: value for key, value in os.environ.items() if not key.startswith("ROCBOT_")}
    return {**kept, "PYTHONPATH": root}


def channel_settings(gateway: GatewayServer, directory: Path, web_port: int) -> str:
    """The part of the settings that makes the gateway the bot's second channel."""
    secret = directory / "gateway-secret"
    secret.write_text(GATEWAY_PASSWORD, encoding="utf-8")
    return f"""
[channels]
gateway = "46elks"
url = "{gateway.url}"
user = "{USER}"
secret_file = "{secret}"
sender = "{SENDER}"
answers_url = "http://127.0.0.1:{web_port}"
"""


def _answers(config: Path) -> str:
    """What an operator enters at the gateway."""
    settings = load_settings(config)
    return f"{answers_at(settings.channels, Marks(load_secrets(settings).signing_key))}/svar"


def configure(wanted: Wanted, homeserver: str) -> Path:
    """Write the settings, password and register, and make the folder that the settings name."""
    directory, listen = wanted.directory, f"127.0.0.1:{wanted.web_port}"
    standins.write(directory / "guides")
    (directory / REGISTER).write_text(tomlkit.dumps(wanted.register), encoding="utf-8")
    (directory / "password").write_text(PASSWORD, encoding="utf-8")
    config = directory / CONFIG
    config.write_text(
        f"""
[matrix]
homeserver = "{homeserver}"
user_id = "{BOT}"
password_file = "{directory}/password"
[store]
directory = "{directory}/store"
[web]
listen = "{listen}"
public_url = "http://{listen}"
[limits]
messages_per_minute = 0
{wanted.settings}
""",
        encoding="utf-8",
    )
    (directory / "store").mkdir(exist_ok=True)
    return config
