"""The real kernel and the real runners on a database that is thrown away, with nobody at the other end."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.bindings import bind, bindings
from bot.actors.facts import rooms
from bot.assembly import all_sections
from bot.bell import Bell
from bot.chat.languages import Languages
from bot.chat.message import Trust
from bot.chat.outcome import Notice
from bot.chat.policy import Policy
from bot.chat.screen import screen
from bot.clock import Clock
from bot.core import Core, build_core
from bot.duty.overrides import overrides
from bot.guidance.sent import sent_guides
from bot.metrics import Metrics
from bot.operate.console_rooms import ConsoleRooms, made_up_id
from bot.operate.console_sender import PrintingSender, Show
from bot.register.apply import apply_register
from bot.register.load import Loaded
from bot.register.section import Sections
from bot.register.source import RegisterSource
from bot.store.engine import Store
from bot.store.inbox import InboxKind, InboxRow, InboxState
from bot.store.inbox_queries import TakenEvent, add_event
from bot.store.keyring import Keyring
from bot.store.outbox import OutboxRow, OutboxState
from bot.store.outbox_due import DueTarget
from bot.work.delivery import Delivery
from bot.work.inbox import InboxRunner
from bot.work.outbox import OutboxRunner
from bot.work.settle import Settlement
from bot.work.ticker import Ticker
from commands.status import Report

_PATIENCE = 10.0
_DEVICE = "KONSOL"


@dataclass(frozen=True)
class Setting:
    """What the console takes from the settings, or from their defaults."""

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Stockholm"))
    policy: Policy = field(default_factory=Policy)
    typefaces: Path | None = None


class _Well:
    """``!status`` and ``!identitet`` without a homeserver."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def report(self, _session: AsyncSession) -> Report:
        return Report(self._clock.now(), None, None, 0, version("rocbot"))

    async def changed(self, _session: AsyncSession, _user_id: str) -> datetime | None:
        return None

    async def confirm(self, _session: AsyncSession, _user_id: str, _by: str) -> bool:
        return False


class Stage:
    """Takes in what people say; what is said to them goes to ``show``."""

    def __init__(self, store: Store, rooms: ConsoleRooms, sender: PrintingSender, clock: Clock) -> None:
        self.rooms = rooms
        self.sender = sender
        self.inbox = Bell()
        self.running: Sequence[asyncio.Task[None]] = ()
        self._store = store
        self._clock = clock
        self._events = 0

    async def say(self, user_id: str, room_id: str, text: str, *, reply_to: str | None = None) -> None:
        """Take in a message and wait until it is answered."""
        seen, now = screen(text), self._clock.now()
        self._events += 1
        event = TakenEvent(
            event_id=f"$konsol-{self._events}",
            room_id=room_id,
            sender=user_id,
            kind=InboxKind.TEXT,
            state=InboxState.NEW,
            trust=Trust.SIGNED,
            payload={"text": seen.text, "reply_to": reply_to, "thread_root": None, "msgtype": "m.text"},
            origin_at=now,
            received_at=now,
            device_id=_DEVICE,
            screened=seen.dropped,
        )
        async with self._store.begin() as session:
            await add_event(session, event)
        self.inbox.ring()
        async with asyncio.timeout(_PATIENCE):
            while await self._busy():  # noqa: ASYNC110 - the runners ring for each other, not for us
                await asyncio.sleep(0.02)

    async def _busy(self) -> bool:
        for task in self.running:
            if task.done():
                task.result()
        async with self._store.read() as session:
            waiting = await session.scalar(
                select(func.count()).select_from(InboxRow).where(InboxRow.state == InboxState.NEW)
            )
            unsent = await session.scalar(
                select(func.count()).select_from(OutboxRow).where(OutboxRow.state == OutboxState.QUEUED)
            )
        return bool(waiting or unsent)


@asynccontextmanager
async def stage(register: Loaded, setting: Setting, clock: Clock, show: Show) -> AsyncIterator[Stage]:
    """The register in force in a database of its own, and the runners running."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="rocbot-console-")))
        store = Store(f"sqlite:///{folder}/console.db", Keyring({1: os.urandom(32)}))
        stack.push_async_callback(store.dispose)
        await store.create_all()
        sections = all_sections(clock)
        source = RegisterSource(sections, beside=[bindings, overrides, sent_guides])
        await _fill(store, source, sections, register, clock.now())
        view = ConsoleRooms(lambda: source.latest)
        made = Stage(store, view, PrintingSender(view, show), clock)
        well = _Well(clock)
        core = build_core(
            register=source,
            view=view,
            clock=clock,
            zone=setting.zone,
            languages=Languages(setting.zone),
            policy=setting.policy,
            health=well,
            identities=well,
            typefaces=setting.typefaces,
        )
        made.running = [asyncio.create_task(part) for part in _parts(store, core, made, clock)]
        stack.push_async_callback(_end, made.running)
        yield made


async def _end(running: Sequence[asyncio.Task[None]]) -> None:
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)


async def _fill(
    store: Store, source: RegisterSource, sections: Sections, register: Loaded, now: datetime
) -> None:
    async with store.begin() as session:
        await apply_register(session, register, sections, at=now, actor="console")
        snapshot = await source.current(session)
        for entry in rooms(snapshot):
            await bind(session, entry.address, made_up_id(entry), at=now)
        await source.current(session)


def _parts(store: Store, core: Core, made: Stage, clock: Clock) -> list[Coroutine[Any, Any, None]]:
    metrics, outbox, ticker = Metrics(), Bell(), Bell()

    def worked(due: Sequence[DueTarget]) -> None:
        if due:
            outbox.ring(*due)
        ticker.ring()

    async def refused(_session: AsyncSession, _row: OutboxRow, _code: str) -> Sequence[Notice]:
        return ()

    listeners = {listener.subject: listener for listener in core.listeners}
    settlement = Settlement(store, listeners, core.post.notify, refused, clock, metrics)
    return [
        InboxRunner(
            store,
            core.dispatcher.handle,
            core.dispatcher.fault,
            made.inbox,
            clock,
            metrics=metrics,
            worker=_DEVICE,
            after=worked,
        ).run(),
        OutboxRunner(
            store, Delivery(store, made.sender, settlement, clock, _DEVICE), outbox, clock, metrics
        ).run(),
        Ticker(
            store,
            core.duties,
            core.post.notify,
            ticker,
            clock,
            metrics=metrics,
            outbox=outbox,
            on_fault=lambda _duty, _error: (),
        ).run(),
    ]
