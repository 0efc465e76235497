"""What the bench stands on: one Synapse, the bot and the bare bot as processes of their own, and people."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from bot.demo.player import Heard, Player
from bot.demo.stage import PASSWORD, Stage
from bot.matrix.http import path
from tests.harness.bare_bot import bare_bot

BARE = "@bare:localhost"
PATIENCE = 20.0
LONG = {"nu": "1 h", "idag": "4 h", "kontorstid": "4 h"}
CALM: dict[str, object] = {"step": LONG, "contact": LONG}
"""As long as the register lets them be: no alarm falls due while something is measured."""


@dataclass
class Ground:
    """The stage, and the bare bot beside it."""

    stage: Stage
    directory: Path
    bare: asyncio.subprocess.Process
    members: dict[str, set[str]] = field(default_factory=dict)
    """Of rooms in which nobody comes or goes, so that a message costs no other request."""

    @classmethod
    async def set_up(cls, stack: AsyncExitStack, directory: Path) -> Self:
        stage = await Stage.set_up(stack, directory, ("polis-ek", "jour-alm"), register=CALM)
        await stage.homeserver.register("bare", PASSWORD)
        return cls(stage, directory, await _bare(stage))

    async def renew_bare(self) -> None:
        """The bare bot anew, on a new device; it still answers in the rooms it is in."""
        if self.bare.returncode is None:
            self.bare.terminate()
            await self.bare.wait()
        self.bare = await _bare(self.stage)

    async def direct(self, person: Player, bot: str) -> str:
        """An encrypted direct chat with a bot, which joins by itself."""
        room_id = await person.direct(bot)
        self.members[room_id] = {person.user_id, bot}
        return room_id

    async def pair(self, one: Player, other: Player) -> str:
        """An encrypted room of two people."""
        room_id = str((await one.client.call("POST", "/createRoom", encrypted([other.user_id])))["room_id"])
        await other.join(room_id)
        self.members[room_id] = {one.user_id, other.user_id}
        return room_id

    async def say(self, person: Player, room_id: str, text: str, **more: object) -> float:
        """Send an encrypted message; the moment in which it was begun."""
        client = person.client
        started = time.perf_counter()
        await client.share_room_key(room_id, self.members[room_id] - {person.user_id})
        sealed = client.seal(room_id, "m.room.message", {"msgtype": "m.text", "body": text, **more})
        where = path("rooms", room_id, "send", "m.room.encrypted", secrets.token_hex(8))
        await client.call("PUT", where, sealed)
        return started


async def _bare(stage: Stage) -> asyncio.subprocess.Process:
    return await stage.stack.enter_async_context(bare_bot(stage.homeserver.url, BARE, PASSWORD))


class Ear:
    """Notes the moment in which a person can read a message that is waited for."""

    def __init__(self, person: Player) -> None:
        self._person = person
        self._waits: list[tuple[Callable[[Heard], bool], asyncio.Future[tuple[float, Heard]]]] = []
        person.listeners.append(self._hear)

    def expect(self, wanted: Callable[[Heard], bool]) -> asyncio.Future[tuple[float, Heard]]:
        """To be called before the message can come."""
        found: asyncio.Future[tuple[float, Heard]] = asyncio.get_running_loop().create_future()
        self._waits.append((wanted, found))
        return found

    def _hear(self, heard: Heard) -> None:
        now = time.perf_counter()
        for wait in list(self._waits):
            wanted, found = wait
            if found.done() or wanted(heard):
                self._waits.remove(wait)
                if not found.done():
                    found.set_result((now, heard))


def from_whom(sender: str, room_id: str) -> Callable[[Heard], bool]:
    return lambda heard: heard.sender == sender and heard.room_id == room_id


def encrypted(invite: Sequence[str], **more: object) -> dict[str, object]:
    """What a new encrypted room is made of."""
    state = {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}
    return {"preset": "private_chat", "invite": list(invite), "initial_state": [state], **more}


async def until(found: asyncio.Future[tuple[float, Heard]]) -> tuple[float, Heard]:
    async with asyncio.timeout(PATIENCE):
        return await found
