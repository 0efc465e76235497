"""The composition root: builds every part, and runs them until one of them ends or a signal comes."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import structlog

from bot.actors.facts import person, room
from bot.assembly import Ground, ground
from bot.auditor import Auditor
from bot.bell import Bell
from bot.caretaker import Caretaker
from bot.cases.coverage_watch import CoverageWatch
from bot.cases.table import defaults
from bot.channels.despatch_keeping import WaitingDespatches
from bot.channels.keeping import Waiting
from bot.channels.opening import PATH
from bot.chat.declare import Guard
from bot.chat.languages import Languages
from bot.chat.message import Incoming, Trust
from bot.chat.policy import Policy
from bot.chat.screen import screen
from bot.confirming import Confirming
from bot.core import Core, build_core
from bot.despatching import Despatching
from bot.errors import Fault
from bot.guide_links import GuideLinks
from bot.health import Health
from bot.manners import Manners
from bot.matrix.devices import SignedDevices
from bot.matrix.edge import Listeners, MatrixEdge, Rules
from bot.matrix.errors import LoggedOut, RateLimited, Unreachable
from bot.matrix.faults import homeserver_faults
from bot.matrix.rooms import RoomDirectory
from bot.matrix.session import Login, Session
from bot.matrix.trust import TrustKeeper
from bot.metrics import Metrics
from bot.painting import painter
from bot.press.facts import is_open_room
from bot.press_pages import calendar_links, press_pages
from bot.retention import forget
from bot.sent_files import LaterFiles, file_command
from bot.store.outbox_due import DueTarget
from bot.telephony import Telephony
from bot.wallboard import links, wallboard
from bot.watch import Watch
from bot.web import gateway, server
from bot.work.delivery import Delivery
from bot.work.inbox import InboxRunner
from bot.work.outbox import OutboxRunner
from bot.work.prepare import Preparer
from bot.work.settle import Settlement
from bot.work.ticker import Ticker

log = structlog.get_logger(__name__)
Part = Coroutine[Any, Any, None]
_WAIT_SECONDS = 3.0


async def run(config: Path) -> int:
    """``rocbot run``: until SIGTERM or SIGINT.

    Raises:
        Fault: something that an operator must mend.
    """
    async with ground(config) as base:
        with homeserver_faults(base.settings.matrix.user_id):
            async with bot(base) as parts:
                await _until_stopped(parts)
    return 0


async def _until_stopped(parts: list[Part]) -> None:
    work = asyncio.create_task(_all(parts))
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, work.cancel)
    log.info("bot.started")
    try:
        await work
    except asyncio.CancelledError:
        log.info("bot.stopped")


async def _all(parts: list[Part]) -> None:
    try:
        async with asyncio.TaskGroup() as group:
            for part in parts:
                group.create_task(part)
    except* (Fault, LoggedOut) as ends:
        raise _first(ends) from None


def _first(group: BaseExceptionGroup[Fault | LoggedOut]) -> BaseException:
    found: BaseException = group
    while isinstance(found, BaseExceptionGroup):
        found = found.exceptions[0]
    return found


@asynccontextmanager
async def bot(base: Ground) -> AsyncIterator[list[Part]]:
    """Log in, read what the last run left, put the parts together, and give what is to be run."""
    settings, clock, store = base.settings, base.clock, base.store
    metrics, register = Metrics(), base.register
    inbox_bell, outbox_bell, ticker_bell = Bell(), Bell(), Bell()

    # Made further down, asked only when everything runs.
    edge: MatrixEdge
    core: Core
    telephony: Telephony
    trust: TrustKeeper
    manners: Manners

    def worked(due: Sequence[DueTarget]) -> None:
        if due:
            outbox_bell.ring(*due)
        ticker_bell.ring()
        telephony.bell.ring()

    def registered(user_id: str) -> bool:
        return person(register.latest, user_id) is not None

    def named(room_id: str) -> bool:
        return room(register.latest, room_id) is not None

    def screened(text: str) -> tuple[str, tuple[str, ...]]:
        found = screen(text)
        return found.text, found.dropped

    def taken(incoming: Incoming) -> None:
        if incoming.encrypted and incoming.trust is not Trust.SIGNED:
            metrics.unsigned_devices.inc()
        manners.taken(incoming)

    async with AsyncExitStack() as stack:
        telephony = await stack.enter_async_context(Telephony.opened(base, metrics))
        despatching = await stack.enter_async_context(Despatching.opened(base, metrics))
        session = await _open(base, metrics)
        stack.push_async_callback(session.close)
        client = session.client
        rooms = RoomDirectory(client.user_id, must_encrypt=named)
        health = Health(
            store,
            clock,
            metrics,
            duties=lambda: core.duties,
            sync_age=lambda: edge.intake.sync_age,
            one_time_keys=lambda: client.olm.uploaded_key_count,
        )
        core = build_core(
            register=register,
            view=rooms,
            direct_room=rooms.direct_room,
            clock=clock,
            zone=settings.zone,
            languages=Languages(settings.zone),
            policy=Policy(
                needs_signed=frozenset(Guard(name) for name in settings.trust.needs_signed),
                messages_a_minute=settings.limits.messages_per_minute,
            ),
            health=health,
            identities=Confirming(lambda: trust),
            phones=telephony.phones,
            links=(made := links(base)),
            despatches=despatching.queue,
            files=LaterFiles(lambda: edge.files),
            calendar=calendar_links(base),
            devices=SignedDevices(lambda: trust) if "sign_off" in settings.trust.needs_signed else None,
            taken=taken,
            gallringsbeslut=settings.retention.gallringsbeslut,
            typefaces=settings.guidance.fonts,
        )
        watch = Watch(register, core.post, clock, client.user_id)
        trust = TrustKeeper(client, clock, watch.on_identity_changed)
        edge = MatrixEdge(
            client=client,
            trust=trust,
            store=store,
            clock=clock,
            metrics=metrics,
            bell=inbox_bell,
            rules=Rules(
                is_registered=registered,
                is_named=lambda found: named(found) or is_open_room(register.latest, found),
                must_encrypt=named,
                screen=screened,
                file_command=file_command(register),
                other_bots=frozenset(settings.matrix.other_bots),
                decline_reason="Jag talar bara med dem som finns i registret.",
                unreadable_after=lambda: defaults(register.latest).unreadable,
                timeline_limit=settings.matrix.timeline_limit,
                sync_timeout_ms=settings.matrix.sync_timeout_s * 1000,
            ),
            listeners=Listeners(
                on_changes=watch.on_changes,
                on_replaced=watch.on_replaced,
                on_unreadable=watch.on_unreadable,
            ),
            rooms=rooms,
        )
        manners = Manners(edge.courtesy)
        async with store.read() as reading:
            await register.current(reading)
            await trust.load(reading)
        await edge.load()
        settlement = Settlement(
            store,
            {listener.subject: listener for listener in core.listeners},
            core.post.notify,
            watch.on_refused,
            clock,
            metrics,
        )
        delivery = Delivery(store, edge.sender, settlement, clock, client.device_id)
        board = wallboard(base, register, made)
        if settings.web.listen:
            pages = server.build(health.vitals, health.page, (board, *press_pages(base, register)))
            if (door := telephony.door(core, outbox_bell)) is not None:
                gateway.add(pages, door, PATH)
            port = await server.serve(pages, settings.web.listen, stack)
            log.info("web.listening", port=port)
        yield [
            edge.run(),
            board.feed.run(),
            InboxRunner(
                store,
                manners.around(core.dispatcher.handle),
                manners.after(core.dispatcher.fault),
                inbox_bell,
                clock,
                metrics=metrics,
                worker=client.device_id,
                after=worked,
            ).run(),
            Preparer(store, edge.sender, clock, metrics).run(),
            OutboxRunner(
                store, delivery, outbox_bell, clock, metrics, side_by_side=settings.matrix.send_side_by_side
            ).run(),
            Ticker(
                store,
                (*core.duties, CoverageWatch(register, core.coverage, clock, settings.zone)),
                core.post.notify,
                ticker_bell,
                clock,
                metrics=metrics,
                outbox=outbox_bell,
                on_fault=watch.on_duty_fault,
                spanning=[Waiting(), WaitingDespatches()],
            ).run(),
            painter(store, register, clock, settings.zone).run(),
            GuideLinks(base, register, ticker_bell).run(),
            Caretaker(
                store=store,
                register=register,
                edge=edge,
                trust=trust,
                clock=clock,
                forget=lambda forgetting: forget(forgetting, clock.now()),
            ).run(),
            Auditor(
                store,
                clock,
                core.post.notify,
                telephony.heartbeat.ping,
                metrics=metrics,
                outbox=outbox_bell,
                besides=core.watches,
            ).run(),
            *telephony.parts(core, outbox_bell, client.device_id),
            *despatching.parts(core, outbox_bell, client.device_id),
        ]


async def _open(base: Ground, metrics: Metrics) -> Session:
    """Log in; a homeserver that is away is waited for, as it is later on."""
    while True:
        try:
            return await Session.open(login(base), base.store, base.clock, metrics)
        except (Unreachable, RateLimited) as error:
            log.warning("bot.waits_for_homeserver", error=type(error).__name__)
            await asyncio.sleep(_WAIT_SECONDS)


def login(base: Ground) -> Login:
    """Whom the bot logs in as, from the settings."""
    matrix = base.settings.matrix
    return Login(
        homeserver=matrix.homeserver,
        user_id=matrix.user_id,
        directory=base.settings.store.directory / "keys",
        pickle_key=base.secrets.pickle_key,
        device_name=matrix.device_name,
    )
