"""``rocbot console``: talk to the bot in the terminal. Nothing of it leaves the terminal."""

from __future__ import annotations

import asyncio
import sys
import threading
from contextlib import suppress
from pathlib import Path

from bot.actors.facts import people, rooms
from bot.assembly import all_sections, ground
from bot.chat.declare import Guard
from bot.chat.policy import Policy
from bot.clock import Clock, SystemClock
from bot.config import load_settings
from bot.errors import Fault
from bot.log import configure
from bot.operate.console_rooms import made_up_id
from bot.operate.console_stage import Setting, Stage, stage
from bot.operate.reading import read_register
from bot.operate.screen import Screen
from bot.register.load import Loaded

_HELP = (
    "/som @någon:server  bli någon annan; /som visar vem som finns",
    "/rum enhet  gå till ett rum; /rum direkt till direktchatten; /rum visar vilka som finns",
    ">12 tar  svara på meddelande 12",
    "/sluta  lämna",
)


async def console(config: Path, user: str, files: list[Path]) -> int:
    """Read lines until the end of input or ``/sluta``."""
    screen, clock = Screen(), SystemClock()
    configure("error", "text")
    register, setting = await _chosen(config, files, clock, screen)
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    async with stage(register, setting, clock, screen.line) as theatre:
        talk = Talk(theatre, screen)
        talk.become(user)
        screen.line("Allt sker i en tillfällig databas, inget lämnar terminalen. /hjälp visar hur man gör.")
        loop = asyncio.get_running_loop()
        # A thread that nobody waits for: a read of the terminal cannot be cancelled.
        threading.Thread(target=_read, args=(talk, lines, loop), daemon=True).start()
        while (line := await lines.get()) is not None and await talk.take(line.strip()):
            talk.ready.set()
    return 0


class Talk:
    """Who speaks, and where."""

    def __init__(self, theatre: Stage, screen: Screen) -> None:
        self.ready = threading.Event()
        self._theatre = theatre
        self._screen = screen
        self._user = ""
        self._room = ""

    def become(self, wanted: str) -> None:
        """Speak as somebody, in the direct chat.

        Raises:
            Fault: the register does not know the person.
        """
        found = self._theatre.rooms.find_person(wanted)
        if found is None:
            raise Fault("console.nobody", user=wanted)
        self._user, self._room = found, self._theatre.rooms.open_direct(found)

    def prompt(self) -> str:
        where = self._theatre.rooms.label(self._room)
        return f"{where}> " if where.endswith(self._user) else f"{where} {self._user}> "

    async def take(self, line: str) -> bool:
        """Do what a line says; False to leave."""
        word, _, rest = line.partition(" ")
        match word:
            case "":
                pass
            case "/sluta":
                return False
            case "/som":
                self._become(rest.strip())
            case "/rum":
                self._enter(rest.strip())
            case _ if line.startswith("/"):
                for text in _HELP:
                    self._screen.line(text)
            case _:
                await self._say(line)
        return True

    def _become(self, wanted: str) -> None:
        if not wanted:
            for person in people(self._theatre.rooms.snapshot()):
                roles = ", ".join(grant.role.value for grant in person.roles)
                self._screen.line(f"  {person.id}  {person.name}{f' ({roles})' if roles else ''}")
            return
        with suppress(Fault):
            self.become(wanted)
            return
        self._screen.line(f"Registret har ingen {wanted}.")

    def _enter(self, wanted: str) -> None:
        view = self._theatre.rooms
        if not wanted:
            for entry in rooms(view.snapshot()):
                self._screen.line(f"  {view.label(made_up_id(entry))}  {entry.name}")
            return
        if wanted == "direkt":
            self._room = view.open_direct(self._user)
            return
        found = view.find(wanted)
        if len(found) == 1:
            self._room = found[0]
        else:
            self._screen.line(
                f"{len(found)} rum passar: {', '.join(map(view.label, found))}"
                if found
                else "Inget sådant rum."
            )

    async def _say(self, line: str) -> None:
        reply_to = None
        if line.startswith(">"):
            number, _, line = line[1:].partition(" ")
            reply_to = f"${number}"
        elif not line.startswith("!") and self._theatre.rooms.direct_with(self._room) is None:
            reply_to = self._theatre.sender.last.get(self._room)
        try:
            await self._theatre.say(self._user, self._room, line.strip(), reply_to=reply_to)
        except TimeoutError:
            self._screen.line("Svaret dröjer.")


async def _chosen(config: Path, files: list[Path], clock: Clock, screen: Screen) -> tuple[Loaded, Setting]:
    """The register to play with, and the settings if there are any."""
    if files and not config.exists():  # noqa: ASYNC240 - once, before anything runs
        return read_register(files, all_sections(clock), screen), Setting()
    settings = load_settings(config)
    needs = frozenset(Guard(name) for name in settings.trust.needs_signed)
    setting = Setting(settings.zone, Policy(needs_signed=needs), settings.guidance.fonts)
    if files:
        return read_register(files, all_sections(clock), screen), setting
    async with ground(config) as base, base.store.read() as session:
        snapshot = await base.register.current(session)
    if not people(snapshot):
        raise Fault("register.none")
    return Loaded({section.model: snapshot.of(section.model) for section in base.sections}), setting


def _read(talk: Talk, lines: asyncio.Queue[str | None], loop: asyncio.AbstractEventLoop) -> None:
    """One line after the other, the next when the last is answered; None at the end of input."""
    while True:
        line = _line(talk.prompt())
        talk.ready.clear()
        loop.call_soon_threadsafe(lines.put_nowait, line)
        if line is None:
            return
        talk.ready.wait()


def _line(prompt: str) -> str | None:
    if sys.stdin.isatty():
        try:
            return input(prompt)
        except EOFError:
            return None
    line = sys.stdin.readline()
    # What a script says is shown too, so that its output reads like a talk.
    sys.stdout.write(f"{prompt}{line}" if line else "")
    return line or None
