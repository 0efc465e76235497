"""What every part of the scene is played with: people who write and hear, and the screen."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from rich.console import Console
from rich.text import Text

from bot.demo.gateway import GatewayServer
from bot.demo.newsdesk import Newsdesk
from bot.demo.player import Heard, Player
from bot.demo.stage import BOT, Stage
from bot.matrix.http import path

SECONDS = 15.0
"""How long a step may take where nothing else is said."""
_NAMES = 24
T = TypeVar("T")


class SceneError(Exception):
    """Something was heard that must not be."""


@dataclass
class Play:
    """The stage, with what each person sees printed as it arrives."""

    stage: Stage
    console: Console
    gateway: GatewayServer
    newsdesk: Newsdesk
    step: str = ""
    said_at: float = field(default_factory=time.perf_counter)
    longest: int | None = None
    """So many lines of a message are printed."""

    rooms: dict[str, str] = field(default_factory=dict)
    """What each room is called in the scene."""

    def all_encrypted(self) -> None:
        """Whatever anybody has heard came encrypted.

        Raises:
            SceneError: not all of it did, or nothing was heard.
        """
        self.step = "allt är krypterat"
        heard = [message for person in self.stage.people.values() for message in person.heard]
        if not heard or not all(message.encrypted for message in heard):
            raise SceneError("ett meddelande kom i klartext")
        self.console.print(f"\nAlla {len(heard)} meddelanden som någon såg var krypterade.")

    async def says(
        self, name: str, person: Player, room_id: str, text: str, *, reply_to: str | None = None
    ) -> None:
        """Somebody, called ``name`` on the screen, writes there; from now on answers are timed."""
        self.step = f"{name} skriver"
        self.said_at = time.perf_counter()
        self.print(name, self.rooms.get(room_id, ""), text, None)
        await self.expect(self.step, person.say(room_id, text, reply_to=reply_to))

    async def hears(
        self, person: Player, what: str, *parts: str, since: int = 0, seconds: float = SECONDS
    ) -> Heard:
        """Wait for the bot's message with all ``parts``, of those that came after the first ``since``.

        Raises:
            TimeoutError: it does not come within so many seconds; ``step`` says what was waited for.
        """
        self.step = f"{person.user_id} hör {what}"

        def wanted(heard: Heard) -> bool:
            return heard.sender == BOT and all(part in heard.text for part in parts)

        return await person.hear(wanted, seconds, since)

    async def expect(self, step: str, job: Awaitable[T]) -> T:
        """What comes of it within a step's time; TimeoutError otherwise."""
        self.step = step
        async with asyncio.timeout(SECONDS):
            return await job

    async def name_rooms(self, person: Player, labels: Mapping[str, str]) -> None:
        """What the rooms that somebody is in are called in the scene, by their names."""
        for room_id in await person.joined():
            state = await person.client.call("GET", path("rooms", room_id, "state", "m.room.name", ""))
            if (label := labels.get(str(state.get("name")))) is not None:
                self.rooms[room_id] = label

    def show(self, person: Player, label: str) -> None:
        """Print from now on what they hear of the bot in rooms with that label, or with none yet."""

        def show(heard: Heard) -> None:
            if heard.sender == BOT and self.rooms.setdefault(heard.room_id, label) == label:
                self.print("rocbot", label, heard.text, self.said_at, edited=heard.edits is not None)

        person.listeners.append(show)

    def print(self, name: str, room: str, text: str, since: float | None, *, edited: bool = False) -> None:
        """An edited message is shown by its first line: the rest has been read."""
        head = f"{name} ({room})" if room else name
        head += " ändrar" if edited else ""
        took = "" if since is None else f"{time.perf_counter() - since:5.2f} s  "
        lines = text.splitlines() or [""]
        if edited:
            lines = [next((line for line in lines if "IA-" in line), lines[0])]
        first, *rest = lines
        self.console.print(Text(f"{took:9}{head:{_NAMES}} {first}"))
        more = 0 if self.longest is None else max(0, len(rest) - self.longest)
        if more:
            rest = [*rest[: self.longest], f"(och {more} rader till)"]
        for line in rest:
            self.console.print(Text(f"{'':9}{'':{_NAMES}} {line}"))
