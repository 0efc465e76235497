"""The scene that ``rocbot demo`` plays: cases, the guide for parents, a lägesbild, a joint message."""

from __future__ import annotations

import asyncio
import shutil
import signal
import tempfile
import time
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from types import MappingProxyType
from typing import Final

import tomlkit
from rich.console import Console

from bot.demo import arenden, budskap, gangsnack, lagesbild
from bot.demo.gateway import GatewayServer
from bot.demo.newsdesk import Newsdesk
from bot.demo.play import Play, SceneError
from bot.demo.stage import BOT, PASSWORD, Stage, StageError

CAST: Final = (*arenden.CAST, "admin-moberg", *lagesbild.CAST, *budskap.CAST)
_HEARD: Final[Mapping[str, str]] = MappingProxyType(
    {"roc-kvist": "roc", "jour-alm": "enhet", "jour-chef": "ledning", "tib-lund": "tib"}
)
"""Who accepts every invitation from the start, and what the room in which they hear something is called."""


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
                await _played(play)
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


async def _played(play: Play) -> None:
    """Both cases, one after the other, the guide, the lägesbild, and the joint message."""
    people = play.stage.people
    for name, label in _HEARD.items():
        people[name].accepting = True
        play.show(people[name], label)
    # TiB is in the centre's room too: whoever hears it first, it is that room.
    play.rooms.update(dict.fromkeys(await people["roc-kvist"].joined(), "roc"))
    police = people["polis-ek"]
    direct = await play.expect("polisen öppnar en direktchatt", police.direct(BOT))
    play.rooms[direct] = "direkt"
    play.show(police, "direkt")
    await arenden.taken(play, direct)
    await arenden.untaken(play, direct)
    await gangsnack.handed_out(play, direct)
    await lagesbild.posted_by_itself(play)
    await budskap.published_everywhere(play)
    play.all_encrypted()


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
