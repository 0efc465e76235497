"""The part of the scene in which a joint message is signed, changed, signed again and published."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

import aiohttp
import tomlkit
from rich.text import Text

from bot.clock import SystemClock
from bot.demo.newsdesk import SECRET, Newsdesk
from bot.demo.play import Play
from bot.demo.player import Heard, Player
from bot.demo.stage import BOT

CAST: Final = ("kom-nord", "chef-dahl", "chef-strand")
"""Who writes for Stockholm, and who approves for Stockholm and for the police."""
_ZONE: Final = ZoneInfo("Europe/Stockholm")
_LEAD: Final = timedelta(seconds=12)
"""So long from the planning to the second at which it goes out."""
_SLACK: Final = 40.0
_BUSY: Final = 503
_LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {"Samverkan Stockholmsregionen": "ssr", "Kommunikatörerna": "kommunikatörerna"}
)
_UNHEARD: Final[Mapping[str, str]] = MappingProxyType({"Stockholms stad": "staden", "Polisen": "polisen"})
"""Rooms in which the same is said."""
_DESKS: Final = ("redaktion@tidningen.example", "nyheter@radion.example", "desken@byran.example")
_TEXT: Final = """!budskap ny Skolorna i Nacka är öppna i dag
Skolorna är öppna som vanligt (påhittat exempel).
Är du orolig för ett barn? Ring socialtjänsten i din kommun. **Vid fara för liv, ring 112.**
Ägare: Stockholm
Signeras av: Stockholm, polisen
Presskontakt: RLC"""


def with_newsdesk(register: tomlkit.TOMLDocument, newsdesk: Newsdesk) -> None:
    """The register's channels lead to those who receive in the scene."""
    for entry in register["kanal"]:
        if entry["id"] == "pressen":
            entry["addresses"] = list(_DESKS)
        if entry["id"] == "webben":
            entry["url"], entry["private_address"] = newsdesk.url, True
            entry.remove("lookup")


def newsdesk_settings(newsdesk: Newsdesk, directory: Path) -> str:
    """What the settings file says of them; the webhook's secret is put beside it."""
    secrets = directory / "webhooks"
    secrets.mkdir()
    (secrets / "webhook-webben").write_text(SECRET, encoding="utf-8")
    return f"""
[mail]
host = "127.0.0.1"
port = {newsdesk.mail_port}
tls = "none"
sender = "press@samverkan.example"
list_unsubscribe = ["mailto:avregistrera@samverkan.example"]

[webhooks]
secrets = "{secrets}"
"""


@dataclass(frozen=True)
class _Voice:
    """Somebody in a direct chat with the bot."""

    play: Play
    person: Player
    name: str
    room: str

    @classmethod
    async def of(cls, play: Play, account: str, name: str) -> _Voice:
        person = play.stage.people[account]
        room = await person.direct(BOT)
        play.rooms[room] = name
        play.show(person, name)
        return cls(play, person, name, room)

    async def says(self, text: str) -> None:
        await self.play.says(self.name, self.person, self.room, text)

    async def hears(self, what: str, *parts: str, since: int = 0, seconds: float = _SLACK) -> Heard:
        return await self.play.hears(self.person, what, *parts, since=since, seconds=seconds)

    async def signs(self, revision: str) -> None:
        since = len(self.person.heard)
        await self.says(f"!budskap godkänn {revision}")
        await self.hears("att det är godkänt", "Godkänt för", since=since)


async def published_everywhere(play: Play) -> None:
    """Written, circulated, signed, changed (the signature is void), signed again, and out at its second."""
    for account in CAST:
        await play.name_rooms(play.stage.people[account], {**_LABELS, **_UNHEARD})
    nord, dahl, strand = [
        await _Voice.of(play, account, name)
        for account, name in zip(CAST, ("Nord", "Dahl", "Strand"), strict=True)
    ]
    for label in _LABELS.values():
        play.show(nord.person, label)
    play.console.print(Text("\nEtt gemensamt budskap", style="bold"))
    await nord.says(_TEXT)
    made = await nord.hears("att budskapet finns", "BU-", "utkast")
    reference = next(word.strip(".,") for word in made.text.split() if word.startswith("BU-"))
    await nord.says(f"!budskap skicka {reference}")
    await nord.hears("att det är på remiss", reference, "Jag har frågat")
    await strand.signs(f"{reference} rev 1")
    await nord.says(f"!budskap ändra {reference} titel:Alla skolor i Nacka är öppna i dag")
    await nord.hears("att godkännandet är borta", reference, "gäller inte längre")
    await strand.signs(f"{reference} rev 2")
    await dahl.signs(f"{reference} rev 2")
    await _goes_out(play, nord, reference)


async def _goes_out(play: Play, nord: _Voice, reference: str) -> None:
    """Everywhere, though the publishing system is busy the first time."""
    newsdesk = play.newsdesk
    newsdesk.refusals.append(_BUSY)
    due = (SystemClock().now() + _LEAD).replace(microsecond=0)
    wall = f"{due.astimezone(_ZONE):%H:%M:%S}"
    await nord.says(f"!budskap schemalägg {reference} tid:{wall}")
    await nord.hears("frågan om det är rätt", reference, "ja eller nej")
    since = len(nord.person.heard)
    await nord.says("ja")
    left = (due - SystemClock().now()).total_seconds() + _SLACK
    await nord.hears(
        "det som alla läser", "Alla skolor i Nacka", "Stockholms stad, BU-", since=since, seconds=left
    )
    await nord.hears("att det är publicerat", reference, "är publicerat", since=since)
    play.step = "flödet har det"
    feed = f"{play.stage.health}/feed.json"
    async with asyncio.timeout(_SLACK), aiohttp.ClientSession() as http, http.get(feed) as answer:
        titles = [item["title"] for item in (await answer.json())["items"]]
    play.console.print(
        f"\nPå flödet: {titles[0]}. E-post: {len(newsdesk.mails)} av {len(_DESKS)}. "
        f"Webben svarade {newsdesk.refused[0]} första gången, och har det {len(newsdesk.published)} gång."
    )
