"""The scene that ``rocbot demo`` plays: cases, the guide for parents, a lägesbild, a joint message."""

from __future__ import annotations

import asyncio
import shutil
import signal
import tempfile
import time
from collections.abc import Awaitable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import TypeVar

import tomlkit
from rich.console import Console
from rich.text import Text

from bot.channels.marks import CODE_DIGITS
from bot.demo import budskap, gangsnack, lagesbild
from bot.demo.gateway import GatewayServer
from bot.demo.newsdesk import Newsdesk
from bot.demo.player import Heard, Player
from bot.demo.stage import BOT, PASSWORD, Stage, StageError
from bot.matrix.http import path

CAST = (
    "polis-ek",
    "jour-alm",
    "jour-chef",
    "roc-kvist",
    "tib-lund",
    "admin-moberg",
    *lagesbild.CAST,
    *budskap.CAST,
)
_SECONDS = 15.0
_STEP_SECONDS = 30.0
_CHAIN_SECONDS = 90.0
_NAMES = 24
T = TypeVar("T")


async def demo(*, once: bool) -> int:
    """Play it; 0 when every step happened."""
    directory = Path(tempfile.mkdtemp(prefix="rocbot-demo-"))
    console = Console(highlight=False, soft_wrap=True)
    failed = False
    _end_as_with_ctrl_c()
    try:
        async with AsyncExitStack() as stack:
            console.print("Startar en homeserver, boten och elva personer med signerade enheter ...")
            started = time.perf_counter()
            gateway = await stack.enter_async_context(GatewayServer())
            newsdesk = await stack.enter_async_context(Newsdesk())

            def alter(register: tomlkit.TOMLDocument) -> None:
                _at_any_hour(register)
                budskap.with_newsdesk(register, newsdesk)

            settings = budskap.newsdesk_settings(newsdesk, directory)
            stage = await Stage.set_up(
                stack, directory, CAST, alter=alter, settings=settings, gateway=gateway
            )
            console.print(f"Klart efter {time.perf_counter() - started:.0f} s.\n")
            play = Play(stage, console, gateway, newsdesk)
            try:
                await play.whole()
            except (TimeoutError, SceneError) as error:
                failed = True
                console.print(f"\nSteget hände inte: {play.step} {error}", style="bold")
            if not once:
                _invite(console, stage)
                await asyncio.Event().wait()
    except (asyncio.CancelledError, KeyboardInterrupt):
        console.print("\nSlut.")
    except StageError as error:
        failed = True
        console.print(str(error))
    finally:
        if not failed:
            shutil.rmtree(directory, ignore_errors=True)
    if failed:
        console.print(f"Loggarna ligger kvar i {directory}")
    return 1 if failed else 0


def _at_any_hour(register: tomlkit.TOMLDocument) -> None:
    """The one in the cast is on duty, on whatever day the scene is played."""
    for row in register["roster"]:
        if row["unit"] == "socialjour-stockholm":
            row["people"] = ["@jour-alm:localhost"]


def _end_as_with_ctrl_c() -> None:
    """Let SIGTERM unwind what was started, or the homeserver and the bot would outlive us."""
    task = asyncio.current_task()
    if task is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)


class SceneError(Exception):
    """Something was heard that must not be."""


@dataclass
class Play:
    """The scene, with what each person sees printed as it arrives."""

    stage: Stage
    console: Console
    gateway: GatewayServer
    newsdesk: Newsdesk
    step: str = ""
    said_at: float = field(default_factory=time.perf_counter)
    longest: int | None = None
    """So many lines of a message are printed."""

    def __post_init__(self) -> None:
        self.rooms: dict[str, str] = {}
        for name, label in (
            ("roc-kvist", "roc"),
            ("jour-alm", "enhet"),
            ("jour-chef", "ledning"),
            ("tib-lund", "tib"),
        ):
            self.stage.people[name].accepting = True
            self.show(self.stage.people[name], label)

    async def whole(self) -> None:
        """Both cases, one after the other, the guide, the lägesbild, and the joint message."""
        police, centre = self.stage.people["polis-ek"], self.stage.people["roc-kvist"]
        # TiB is in the centre's room too: whoever hears it first, it is that room.
        self.rooms.update(dict.fromkeys(await centre.joined(), "roc"))
        direct = await self._expect("polisen öppnar en direktchatt", police.direct(BOT))
        self.rooms[direct] = "direkt"
        self.show(police, "direkt")
        await self._taken(police, direct)
        await self._untaken(police, direct)
        await gangsnack.handed_out(self, direct)
        await lagesbild.posted_by_itself(self)
        await budskap.published_everywhere(self)
        self._all_encrypted()

    async def _taken(self, police: Player, direct: str) -> None:
        duty, centre = self.stage.people["jour-alm"], self.stage.people["roc-kvist"]
        self.console.print(Text("Ett ärende som tas", style="bold"))
        line = "!arende ny hemkommun: Nacka påträffad:Huddinge ålder:16 gäng:ja när:nu"
        await self.says("Polis", police, direct, line)
        await self.hears(police, "frågan om vem de ringer upp", "ring 112", "1")
        await self.says("Polis", police, direct, "1")
        raised = await self.hears(police, "referensen", "IA-", "Stockholms socialjour")
        reference = _reference(raised.text)
        alarm = await self.hears(duty, "larmet", reference, "tar")
        await self.says("Jour", duty, alarm.room_id, "tar", reply_to=alarm.event_id)
        await self.hears(police, "att jouren har tagit det", reference, "har tagit")
        await self.says("Jour", duty, alarm.room_id, "ringt", reply_to=alarm.event_id)
        await self.hears(centre, "att kontakten finns", reference, "kontakt")
        await self.says("Jour", duty, alarm.room_id, "!ärende avsluta klart", reply_to=alarm.event_id)
        await self.hears(centre, "att det är avslutat", reference, "avslutad")

    async def _untaken(self, police: Player, direct: str) -> None:
        chief, tib = self.stage.people["jour-chef"], self.stage.people["tib-lund"]
        self.console.print(Text("\nEtt ärende som någon svarar på med sms, men som ingen tar", style="bold"))
        since = len(police.heard)
        line = "!ärende ny hemkommun:Nacka påträffad:Huddinge ålder:15-17 gäng:ja när:nu ring:RLC"
        await self.says("Polis", police, direct, line)
        raised = await self.hears(police, "referensen", "IA-", "Stockholms socialjour", since=since)
        reference = _reference(raised.text)
        await self._answers_by_sms(reference)
        await self.hears(police, "att larmet är sett", "har sett larmet om", reference)
        duty = self.stage.people["jour-alm"]
        await self.hears(duty, "att klockan går igen", reference, "klockan går igen", seconds=_STEP_SECONDS)
        await self.hears(chief, "larmet när jouren ändå inte tar det", reference, seconds=_STEP_SECONDS)
        await self.hears(
            tib, "larmet när ingen svarar", "Ingen enhet har tagit", "överlämna", seconds=_CHAIN_SECONDS
        )
        await self.hears(police, "numren att ringa", "Ingen enhet har tagit", reference)
        await self.says("Polis", police, direct, f"!ärende återta {reference} skäl:behövs inte längre")
        await self.hears(tib, "att det är återtaget", reference, "återtagen")

    async def _answers_by_sms(self, reference: str) -> None:
        """The one on duty does not look into the room, and answers the text message."""
        self.step = "larmet kommer som sms"
        async with asyncio.timeout(_SECONDS):
            while not (found := [one for one in self.gateway.taken if reference in one["message"]]):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        number, text = found[0]["to"], found[0]["message"]
        self._print("sms", "till jouren", text, self.said_at)
        code = next(word for word in text.split() if word.isdecimal() and len(word) == CODE_DIGITS)
        self.step = "svaret med koden tas emot"
        self.said_at = time.perf_counter()
        self._print("sms", "från jouren", code, None)
        status, reply = await self._expect(self.step, self.gateway.answer(number, code))
        if status != HTTPStatus.OK or reference not in reply:
            raise SceneError(f"svaret fick {status}")
        self._print("sms", "till jouren", reply, self.said_at)

    def _all_encrypted(self) -> None:
        self.step = "allt är krypterat"
        heard = [message for person in self.stage.people.values() for message in person.heard]
        if not heard or not all(message.encrypted for message in heard):
            raise SceneError("ett meddelande kom i klartext")
        self.console.print(f"\nAlla {len(heard)} meddelanden som någon såg var krypterade.")

    async def says(
        self, name: str, person: Player, room_id: str, text: str, *, reply_to: str | None = None
    ) -> None:
        self.step = f"{name} skriver"
        self.said_at = time.perf_counter()
        self._print(name, self.rooms.get(room_id, ""), text, None)
        await self._expect(self.step, person.say(room_id, text, reply_to=reply_to))

    async def hears(
        self, person: Player, what: str, *parts: str, since: int = 0, seconds: float = _SECONDS
    ) -> Heard:
        self.step = f"{person.user_id} hör {what}"

        def wanted(heard: Heard) -> bool:
            return heard.sender == BOT and all(part in heard.text for part in parts)

        return await person.hear(wanted, seconds, since)

    async def _expect(self, step: str, job: Awaitable[T]) -> T:
        self.step = step
        async with asyncio.timeout(_SECONDS):
            return await job

    async def name_rooms(self, person: Player, labels: Mapping[str, str]) -> None:
        """What the rooms that somebody is in are called in the scene, by their names."""
        for room_id in await person.joined():
            state = await person.client.call("GET", path("rooms", room_id, "state", "m.room.name", ""))
            if (label := labels.get(str(state.get("name")))) is not None:
                self.rooms[room_id] = label

    def show(self, person: Player, label: str) -> None:
        def show(heard: Heard) -> None:
            if heard.sender == BOT and self.rooms.setdefault(heard.room_id, label) == label:
                self._print("rocbot", label, heard.text, self.said_at, edited=heard.edits is not None)

        person.listeners.append(show)

    def _print(self, name: str, room: str, text: str, since: float | None, *, edited: bool = False) -> None:
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


def _reference(text: str) -> str:
    return next(word.strip(".,") for word in text.split() if word.startswith("IA-"))


def _invite(console: Console, stage: Stage) -> None:
    console.print(f"\nHomeservern svarar på {stage.homeserver.url}, boten heter {BOT}.")
    console.print(f"Hälsan visas på {stage.health}/readyz och {stage.health}/metrics.")
    console.print(
        f"Tavlan finns på {stage.health}/tavla. Skriv !tavla till boten, så får du en länk som öppnar den."
    )
    console.print(f"Logga in som någon av dem här, lösenordet är {PASSWORD}:")
    for name in (*CAST, "jour-berg", "polis-lind"):
        console.print(f"  @{name}:localhost")
    console.print("Avsluta med Ctrl-C.")
