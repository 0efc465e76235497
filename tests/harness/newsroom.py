"""Where joint messages go out: rooms, feed, a publishing system and a mail server, with their readers."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from secrets import token_hex
from typing import Any, Final, Self
from zoneinfo import ZoneInfo

import aiohttp
import tomlkit
from sqlalchemy import select

from bot.clock import SystemClock
from bot.demo.player import Heard, Player
from bot.demo.stage import BOT, PASSWORD, rocbot
from bot.matrix.http import path
from bot.press.content import content_hash, from_json
from bot.press.tables import ChannelRow, DeliveryRow, MessageRow, PublicationRow, RevisionRow, SignOffRow
from bot.press.values import Act, Verdict
from tests.harness.looking import messages_of
from tests.harness.postmaster import PASSWORD as MAIL_PASSWORD
from tests.harness.postmaster import USER as MAIL_USER
from tests.harness.postmaster import Mail, Postmaster
from tests.harness.receiver import SECRET, Receiver
from tests.harness.running import PATIENCE, RunningBot, listen

ZONE: Final = ZoneInfo("Europe/Stockholm")
WRITER, HOME, POLICE = "kom-nord", "chef-dahl", "chef-strand"
"""Writes for Stockholm; approve for Stockholm and for the police."""
GUEST: Final = "gast"
"""Whom the register does not know."""
ALL_ACTORS, SQUARE, COMMUNICATORS = "#ssr:localhost", "#torget:localhost", "#kommunikation:localhost"
_OWN: Final = ("#aktor-stockholm:localhost", "#aktor-polis:localhost")
PRESS: Final = ("redaktion@tidningen.example", "nyheter@radion.example")
_ALL: Final = ("natverket", "torget", "flodet", "pressen", "webben")


@dataclass(frozen=True)
class Before:
    """What there was everywhere at some moment: events of the bot by room, mails, requests, entries."""

    events: dict[str, set[str]]
    mails: int
    requests: int
    entries: tuple[str, ...]


@dataclass(frozen=True)
class Published:
    """What the database has of a message's newest revision, and of one act of its publication.

    ``recomputed``: the hash of the text that lies there. ``signed``: what each approval that counts is of.
    ``deliveries``: channel, address and state of each.
    """

    hash: str
    recomputed: str
    signed: tuple[str, ...]
    deliveries: tuple[tuple[str, str, str], ...]


@dataclass
class Newsroom:
    """``rooms``: ids by alias. ``direct``: each one's direct chat with the bot."""

    running: RunningBot
    receiver: Receiver
    postmaster: Postmaster
    people: dict[str, Player]
    rooms: dict[str, str]
    direct: dict[str, str] = field(default_factory=dict)

    @classmethod
    @asynccontextmanager
    async def opened(cls, directory: Path) -> AsyncIterator[Self]:
        """Running, with everybody in their rooms."""
        async with Receiver() as receiver, Postmaster() as postmaster:
            settings = _settings(directory, postmaster)
            async with RunningBot.started(directory, settings=settings) as running:
                guest, rooms = await _square(running)
                await _channels(running, receiver)
                names = (WRITER, HOME, POLICE)
                found = await asyncio.gather(*(running.player(one) for one in names))
                people = dict(zip((*names, GUEST), (*found, guest), strict=True))
                for player in people.values():
                    player.accepting = True
                for alias in (ALL_ACTORS, COMMUNICATORS, *_OWN):
                    found_at = await guest.client.call("GET", path("directory", "room", alias))
                    rooms[alias] = str(found_at["room_id"])
                room = cls(running, receiver, postmaster, people, rooms)
                for name in names:
                    room.direct[name] = await people[name].direct(BOT)
                while BOT not in await guest.members(rooms[SQUARE]):  # noqa: ASYNC110 - the homeserver is asked
                    await asyncio.sleep(0.1)
                yield room

    # The work on a message

    async def says(self, name: str, text: str, *parts: str) -> Heard:
        """Somebody writes to the bot in their direct chat, and gets an answer with these parts."""
        player, room = self.people[name], self.direct[name]
        since = len(player.heard)
        await player.say(room, text)
        return await listen(player, *parts, room=room, since=since)

    async def written(self, text: str) -> str:
        """A message that the writer pastes; its reference."""
        answer = await self.says(WRITER, text, "BU-")
        found = re.search(r"BU-\d{4,}", answer.text)
        assert found is not None
        return found[0]

    async def circulated(self, reference: str) -> None:
        await self.says(WRITER, f"!budskap skicka {reference}", reference, "är på remiss")

    async def approved(self, reference: str, revision: int, *names: str) -> None:
        """By those who must: each in their own chat, one after the other."""
        for name in names or (HOME, POLICE):
            line = f"!budskap godkänn {reference} rev {revision}"
            await self.says(name, line, "Godkänt för", reference)

    async def reacts(self, name: str, to: Heard, key: str) -> None:
        content = {"m.relates_to": {"rel_type": "m.annotation", "event_id": to.event_id, "key": key}}
        where = path("rooms", to.room_id, "send", "m.reaction", token_hex(8))
        await self.people[name].client.call("PUT", where, content)

    async def at_once(self, reference: str) -> None:
        await self.says(WRITER, f"!budskap schemalägg {reference} nu", reference, "Svara ja eller nej")
        await self.says(WRITER, "ja", reference, "går ut nu")

    async def planned(self, reference: str, seconds: float) -> datetime:
        """So many seconds from now, to the second; the moment."""
        due = (SystemClock().now() + timedelta(seconds=seconds)).replace(microsecond=0)
        time = f"{due.astimezone(ZONE):%H:%M:%S}"
        said = time.removesuffix(":00")  # a whole minute is said as one
        line = f"!budskap schemalägg {reference} tid:{time}"
        await self.says(WRITER, line, reference, said, "Svara ja eller nej")
        await self.says(WRITER, "ja", reference, "går ut", said)
        return due

    async def told(self, reference: str, *parts: str, since: int = 0) -> Heard:
        """What the writer is told of it in the communicators' room."""
        return await listen(
            self.people[WRITER], reference, *parts, room=self.rooms[COMMUNICATORS], since=since
        )

    async def settled(self, reference: str, act: Act = Act.PUBLISH) -> None:
        """Once it is known what became of it everywhere: all have it, or it is said who may not."""
        words = "återkallat( hos|, men)" if act is Act.RETRACT else r"(bara delvis )?publicerat\b"

        def wanted(heard: Heard) -> bool:
            there = heard.room_id == self.rooms[COMMUNICATORS] and heard.sender == BOT
            return there and bool(re.search(rf"{reference} är {words}", heard.text))

        await self.people[WRITER].hear(wanted, PATIENCE)

    # The bot

    async def killed(self) -> None:
        """Without warning."""
        self.running.stage.bot.kill()
        await self.running.stage.bot.wait()

    async def killed_and_started(self) -> None:
        await self.killed()
        await self.running.start()

    # What came out

    @property
    def at_work(self) -> frozenset[str]:
        """The rooms in which a message of these is talked of: nobody else is there."""
        aliases = (COMMUNICATORS, *_OWN)
        return frozenset({*self.direct.values(), *(self.rooms[alias] for alias in aliases)})

    async def before(self) -> Before:
        return Before(
            await messages_of(self.running.stage.homeserver, BOT),
            len(self.postmaster.taken),
            len(self.receiver.requests),
            tuple(one["id"] for one in await self.entries()),
        )

    async def new_events(self, before: Before) -> dict[str, int]:
        """How many messages the bot has sent since, by room; rooms without any are left out."""
        now = await messages_of(self.running.stage.homeserver, BOT)
        new = {room: len(events - before.events.get(room, set())) for room, events in now.items()}
        return {room: number for room, number in new.items() if number}

    def mails(self, before: Before) -> Sequence[Mail]:
        return self.postmaster.taken[before.mails :]

    async def entries(self) -> list[dict[str, Any]]:
        """What stands in the Swedish feed."""
        async with (
            aiohttp.ClientSession() as http,
            http.get(f"{self.running.stage.health}/feed.json") as answer,
        ):
            items: list[dict[str, Any]] = (await answer.json(content_type=None))["items"]
            return items

    def requests(self, before: Before, reference: str) -> list[dict[str, Any]]:
        """What the publishing system was sent about a message, each time."""
        posts = [one.json for one in self.receiver.requests[before.requests :] if one.method == "POST"]
        return [one for one in posts if one["reference"] == reference]

    async def requested(self, reference: str) -> None:
        """Wait until the publishing system has taken it, whatever it says to that."""
        async with asyncio.timeout(PATIENCE):
            while all(one["reference"] != reference for one in self.receiver.published.values()):  # noqa: ASYNC110
                await asyncio.sleep(0.02)

    async def published(self, reference: str, act: Act | None = None) -> Published:
        """As the database has it now."""
        store = self.running.store()
        try:
            async with store.read() as session:
                row = (
                    await session.scalars(select(MessageRow).where(MessageRow.reference == reference))
                ).one()
                of_it = RevisionRow.message_id == row.id, RevisionRow.number == row.revision
                revision = (await session.scalars(select(RevisionRow).where(*of_it))).one()
                counts = (
                    SignOffRow.message_id == row.id,
                    SignOffRow.verdict == Verdict.APPROVED,
                    SignOffRow.voided_at.is_(None),
                )
                signed = await session.scalars(select(SignOffRow.hash).where(*counts))
                deliveries = await session.execute(
                    select(ChannelRow.channel, DeliveryRow.address, DeliveryRow.state)
                    .join(DeliveryRow, DeliveryRow.channel_id == ChannelRow.id)
                    .join(PublicationRow, PublicationRow.id == ChannelRow.publication_id)
                    .where(PublicationRow.message_id == row.id, PublicationRow.act == (act or ""))
                )
                found = await session.scalar(
                    select(PublicationRow.hash).where(
                        PublicationRow.message_id == row.id, PublicationRow.act == (act or "")
                    )
                )
                content = from_json(revision.content or {})
                return Published(
                    found or revision.hash,
                    content_hash(content, reference),
                    tuple(signed),
                    tuple((channel, address, state) for channel, address, state in deliveries),
                )
        finally:
            await store.dispose()

    def posted(self, name: str, alias: str, *parts: str) -> list[Heard]:
        """New messages of the bot that somebody has read in a room."""
        return [
            heard
            for heard in self.people[name].heard
            if heard.sender == BOT
            and heard.room_id == self.rooms[alias]
            and heard.edits is None
            and all(part in heard.text for part in parts)
        ]


async def until(moment: datetime) -> None:
    await asyncio.sleep(max((moment - SystemClock().now()).total_seconds(), 0))


def _settings(directory: Path, postmaster: Postmaster) -> str:
    secrets = directory / "outward"
    secrets.mkdir()
    (secrets / "mail-password").write_text(MAIL_PASSWORD, encoding="utf-8")
    (secrets / "webhook-webben").write_bytes(SECRET)
    return f"""
[mail]
host = "127.0.0.1"
port = {postmaster.port}
tls = "none"
user = "{MAIL_USER}"
password_file = "{secrets}/mail-password"
sender = "press@samverkan.example"
list_unsubscribe = ["mailto:av@samverkan.example"]
[webhooks]
secrets = "{secrets}"
"""


async def _square(running: RunningBot) -> tuple[Player, dict[str, str]]:
    """A room for everybody, without encryption, in which is somebody whom the register does not know."""
    await running.stage.homeserver.register(GUEST, PASSWORD)
    guest = await running.player(GUEST)
    body = {"preset": "public_chat", "room_alias_name": "torget", "name": "Torget"}
    answer = await guest.client.call("POST", "/createRoom", body)
    return guest, {SQUARE: str(answer["room_id"])}


async def _channels(running: RunningBot, receiver: Receiver) -> None:
    """Load the register once more, with these channels."""
    stage = running.stage
    document = tomlkit.parse(stage.register.read_text(encoding="utf-8"))
    document["budskap"]["channels"] = list(_ALL)
    found: Any = document["kanal"]
    for entry in found:
        if entry["id"] == "webben":
            entry["url"], entry["lookup"], entry["private_address"] = receiver.url, receiver.lookup, True
    square = {"id": "torget", "name": "Torget", "kind": "rum", "public": True, "rooms": [SQUARE]}
    found.append(tomlkit.item(square))
    stage.register.write_text(tomlkit.dumps(document), encoding="utf-8")
    await rocbot("register", str(stage.register), "--config", str(stage.config), directory=stage.directory)
