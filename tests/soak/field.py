"""The whole installation of a fault run: homeserver, bot behind a relay, officers, and those who watch."""

from __future__ import annotations

import asyncio
import random
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from bot.config import load_settings
from bot.demo.homeserver import Homeserver
from bot.demo.stage import Install, Stage, rocbot, start_bot, stop
from bot.secrets import load_secrets
from bot.store.engine import Store
from bot.store.keyring import Keyring
from tests.harness.postgres import Postgres
from tests.soak import county
from tests.soak.people import Officer, Watcher
from tests.soak.relay import Relay

_START_SECONDS = 120.0
_TOGETHER = 2
"""How many strict clients start at the same time: each takes a core."""


@dataclass
class Field:
    """What stands and who is there; everything ends with the stack."""

    stage: Stage
    relay: Relay
    officers: list[Officer]
    units: dict[str, Watcher]
    """The watcher in each unit's room, by the unit's id."""
    centre: Watcher
    operations: Watcher
    facts: list[county.Facts]
    """What has not been said yet."""
    starts: list[float] = field(default_factory=list)
    """Seconds from the start of the program until it asked for news, where that was waited for."""

    @classmethod
    async def set_up(
        cls,
        stack: AsyncExitStack,
        directory: Path,
        *,
        rng: random.Random,
        database: str = "sqlite",
        officers: int = 10,
        strict: int = 10,
        install: Install | None = None,
    ) -> Self:
        """``strict``: how many of the officers write with matrix-js-sdk; the others have bare nio."""
        settings = ""
        if database == "postgresql":
            server = await stack.enter_async_context(Postgres())
            url = await stack.enter_async_context(server.database())
            settings = f'[database]\nurl = "{url}"'
        stage = await Stage.set_up(
            stack,
            directory,
            (),
            register=county.DEFAULTS,
            alter=county.alter,
            settings=settings,
            install=install,
        )
        relay = await Relay.start(stack, stage.homeserver.url)
        text = stage.config.read_text(encoding="utf-8")
        stage.config.write_text(text.replace(stage.homeserver.url, relay.url), encoding="utf-8")
        gate = asyncio.Semaphore(_TOGETHER)
        url = stage.homeserver.url

        async def officer(number: int) -> Officer:
            async with gate:
                name = county.OFFICERS[number]
                return await Officer.report(stack, url, name, strict=number < strict)

        async def watcher(name: str, alias: str, *, strict: bool) -> Watcher:
            async with gate:
                return await Watcher.enter(stack, url, name, alias, strict=strict)

        async with asyncio.TaskGroup() as coming:
            reported = [coming.create_task(officer(number)) for number in range(officers)]
            # An alarm counts when a signed device of somebody on duty can read it.
            units = [
                coming.create_task(watcher(unit.on_duty, unit.room, strict=True)) for unit in county.UNITS
            ]
            centre = coming.create_task(watcher("roc-kvist", county.CENTRE, strict=strict > 0))
            operations = coming.create_task(watcher("admin-moberg", county.OPERATIONS, strict=False))
        found = cls(
            stage=stage,
            relay=relay,
            officers=[one.result() for one in reported],
            units={unit.id: one.result() for unit, one in zip(county.UNITS, units, strict=True)},
            centre=centre.result(),
            operations=operations.result(),
            facts=rng.sample(county.all_facts(), len(county.all_facts())),
        )
        stack.push_async_callback(found.stop)
        await found.stop()
        return found

    def next_facts(self) -> county.Facts:
        return self.facts.pop()

    @property
    def homeserver(self) -> Homeserver:
        return self.stage.homeserver

    @property
    def watchers(self) -> list[Watcher]:
        """One in each room that the bot is in."""
        return [*self.officers, *self.units.values(), self.centre, self.operations]

    async def start(self, *, wait: bool = True) -> None:
        """Start the bot behind the relay, and wait until it asks for news."""
        began = time.perf_counter()
        self.relay.asked.clear()
        self.stage.bot = await start_bot(self.stage.config, self.stage.directory)
        if wait:
            async with asyncio.timeout(_START_SECONDS):
                await self.relay.asked.wait()
            self.starts.append(time.perf_counter() - began)

    async def ensure_running(self) -> None:
        if self.stage.bot.returncode is not None:
            await self.start()

    async def stop(self) -> None:
        await stop(self.stage.bot)

    def kill(self) -> None:
        """SIGKILL, at once."""
        if self.stage.bot.returncode is None:
            self.stage.bot.kill()

    def store(self) -> Store:
        """The bot's database, to look into."""
        settings = load_settings(self.stage.config)
        return Store(settings.database_url, Keyring(load_secrets(settings).data_keys))

    async def verify_audit(self) -> str:
        """What ``rocbot audit verify`` says; a StageError when it found something."""
        return await rocbot(
            "audit", "verify", "--config", str(self.stage.config), directory=self.stage.directory
        )
