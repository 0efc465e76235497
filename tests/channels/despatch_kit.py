"""A sorting office: mails and requests in the database, a mail server, a receiver, and the runner between."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, cast

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.bell import Bell
from bot.channels.despatch_ledger import Ledger
from bot.channels.despatch_queue import DespatchQueue
from bot.channels.despatch_runner import Carriers, DespatchRunner
from bot.channels.despatch_tables import DespatchRow, DespatchState, TrialRow
from bot.channels.despatch_turns import WAITING
from bot.channels.mail_text import Letterhead
from bot.channels.mails import Mails
from bot.channels.posthook import Posthook, posthook
from bot.channels.smtp import MailServer
from bot.chat.outcome import About, Notice
from bot.clock import Clock
from bot.metrics import Metrics
from bot.store import audit
from bot.store.engine import Store
from bot.work.despatch import Despatch, DespatchKind
from bot.work.timed import DeliveryListener, Poster
from tests.harness.certificates import Certificates
from tests.harness.clock import MovableClock
from tests.harness.postmaster import PASSWORD, USER, Postmaster
from tests.harness.receiver import SECRET, Receiver

PATIENCE = 0.25
"""How long a step of either may take in tests of who takes longer."""
SENDER = "press@samverkan.example"
HEAD = Letterhead(SENDER, "Samverkan, prov", "svar@samverkan.example", ("mailto:av@samverkan.example",))
LIST, HOOK = "presslista", "webben"
SUBJECT = "publication"


class Listener:
    """Writes what it hears into the audit log, in the transaction that it is given."""

    subject = SUBJECT

    def __init__(self, fails: Collection[str] = ()) -> None:
        self.fails = set(fails)

    async def delivered(
        self,
        session: AsyncSession,
        object_id: str,
        purpose: str,
        at: datetime,
        reached: frozenset[str],
    ) -> Sequence[Notice]:
        assert reached == frozenset()
        return await self._heard(session, object_id, purpose, at, "sent")

    async def refused(
        self, session: AsyncSession, object_id: str, purpose: str, at: datetime, error: str
    ) -> Sequence[Notice]:
        return await self._heard(session, object_id, purpose, at, error)

    async def _heard(
        self, session: AsyncSession, object_id: str, purpose: str, at: datetime, what: str
    ) -> Sequence[Notice]:
        if purpose in self.fails:
            raise LookupError(purpose)
        await audit.append(
            session, at=at, actor="rocbot", action=what, object=purpose, fields={"about": object_id}
        )
        return ()


def key_of(name: str) -> str:
    return sha256(name.encode()).hexdigest()


async def _no_notices(_session: AsyncSession, notices: Sequence[Notice], _now: datetime) -> None:
    assert not notices


@dataclass
class Office:
    """``run`` starts the runner; time moves with ``pass_by``."""

    store: Store
    postmaster: Postmaster
    receiver: Receiver
    tls: ssl.SSLContext
    clock: MovableClock = field(default_factory=MovableClock)
    listener: Listener = field(default_factory=Listener)
    password: str = PASSWORD
    connections: int = 4
    secrets: dict[str, bytes] = field(default_factory=lambda: {HOOK: SECRET})
    late: timedelta = timedelta(minutes=15)
    bell: Bell = field(default_factory=Bell)
    outbox: Bell = field(default_factory=Bell)
    metrics: Metrics = field(default_factory=Metrics)
    patience: float = 5.0
    server: Mapping[str, Any] = field(default_factory=dict)
    listeners: Mapping[str, DeliveryListener] = field(default_factory=dict)
    post: Poster = _no_notices
    current: DespatchRunner | None = None

    @property
    def queue(self) -> DespatchQueue:
        return DespatchQueue(self.bell)

    def mail(self, to: str = "redaktion@tidningen.example", **more: Any) -> Despatch:
        payload = {"subject": "Skolorna är öppna", "text": "Hej å", "html": "<p>Hej å</p>", "references": []}
        return self._despatch(DespatchKind.MAIL, LIST, to, {**payload, **more.pop("payload", {})}, more)

    def request(self, name: str = "ett", **more: Any) -> Despatch:
        payload = {"id": key_of(f"{HOOK}{name}"), "title": "Skolorna är öppna"}
        address = more.pop("address", self.receiver.url)
        key = {"key": payload["id"], "private_address": True}
        return self._despatch(DespatchKind.WEBHOOK, HOOK, address, payload, {**key, **more})

    def _despatch(
        self, kind: DespatchKind, channel: str, address: str, payload: Mapping[str, Any], more: dict[str, Any]
    ) -> Despatch:
        key = more.pop("key", None) or key_of(f"{channel}{address}")
        return Despatch(
            key=key,
            kind=kind,
            channel=channel,
            address=address,
            payload=payload,
            about=About(SUBJECT, "BU-0031", f"delivery-{key[:12]}"),
            give_up_at=self.clock.now() + self.late,
            **more,
        )

    async def hold(self, *despatches: Despatch) -> None:
        async with self.store.begin() as session:
            await self.queue.hold(session, despatches, self.clock.now())

    async def release(self, *despatches: Despatch) -> None:
        async with self.store.begin() as session:
            await self.queue.release(session, [one.key for one in despatches], self.clock.now())

    async def put(self, *despatches: Despatch) -> None:
        """Held and released."""
        await self.hold(*despatches)
        await self.release(*despatches)

    @asynccontextmanager
    async def posthook(self) -> AsyncIterator[Posthook]:
        async with posthook(self.secrets.get, cast(Clock, self.clock), self.tls) as found:
            yield Posthook(found.http, found.tls, found.secret_of, found.clock, self.patience, self.patience)

    def mails(self) -> Mails:
        settings = {
            "host": "localhost",
            "port": self.postmaster.port,
            "tls": ("tls" if self.postmaster.wrapped else "starttls") if self.postmaster.tls else "none",
            "context": self.tls,
            "user": USER if self.postmaster.login else "",
            "password": self.password,
            "hello": "bot.samverkan.example",
            "seconds": self.patience,
            "answer": self.patience,
            **self.server,
        }
        return Mails(MailServer(**settings), HEAD, cast(Clock, self.clock), most=self.connections)

    @asynccontextmanager
    async def running(
        self, store: Store | None = None, worker: str = "A", carriers: Carriers | None = None
    ) -> AsyncIterator[asyncio.Task[None]]:
        """The runner, as a start of the bot has it; stopped at the end as a stop does."""
        async with self.posthook() as hook:
            carriers = carriers or Carriers(webhook=hook, mail=self.mails(), mails=self.connections)
            task = asyncio.create_task(self.runner(carriers, store or self.store, worker).run())
            try:
                yield task
            finally:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    def runner(self, carriers: Carriers, store: Store, worker: str = "A") -> DespatchRunner:
        clock = cast(Clock, self.clock)
        listeners = self.listeners or {SUBJECT: self.listener}
        ledger = Ledger(store, listeners, self.post, clock, self.metrics)
        self.current = DespatchRunner(ledger, carriers, clock, self.bell, self.outbox, worker=worker)
        return self.current

    async def quiet(self) -> None:
        """Until nothing is under way, due, or untold."""
        async with asyncio.timeout(20):
            while await self.at_work():  # noqa: ASYNC110 - the runner rings nobody then
                await asyncio.sleep(0.005)

    async def at_work(self) -> bool:
        """Whether there is something to do that waits for no clock."""
        now = self.clock.now()
        waits = DespatchRow.state.in_(WAITING)
        turn = and_(waits, DespatchRow.not_before <= now, DespatchRow.kind.not_in(self._shut()))
        late = and_(waits, DespatchRow.give_up_at <= now)
        busy = or_(DespatchRow.state == DespatchState.SENDING, DespatchRow.untold, turn, late)
        async with self.store.read() as session:
            rows = await session.scalar(select(func.count()).where(busy))
            trials = await session.scalar(select(func.count()).where(TrialRow.answered_at.is_(None)))
        return bool(rows or trials)

    def _shut(self) -> list[str]:
        """Whose server is not to be tried now."""
        lanes = self.current._lanes if self.current else {}
        return [kind for kind, lane in lanes.items() if lane.shut_for > 0]

    async def move(self, **span: float) -> None:
        """The clock alone."""
        self.clock.advance(timedelta(**span))
        self.bell.ring()

    async def pass_by(self, **span: float) -> None:
        await self.move(**span)
        await self.quiet()

    async def rows(self) -> dict[str, DespatchRow]:
        async with self.store.read() as session:
            return {
                row.key: row for row in await session.scalars(select(DespatchRow).order_by(DespatchRow.id))
            }

    async def states(self) -> list[tuple[str, str | None]]:
        return [(row.state, row.error) for row in (await self.rows()).values()]

    async def told(self) -> list[tuple[str, str]]:
        """What the listener was told, by the beginning of the key, in the order of the rows."""
        async with self.store.read() as session:
            rows = await session.scalars(select(audit.AuditRow).order_by(audit.AuditRow.seq))
            return [(row.object, row.action) for row in rows]

    async def heard(self) -> list[str]:
        """What the listener was told, sorted."""
        return sorted(what for _, what in await self.told())


@asynccontextmanager
async def sorting_office(store: Store, certificates: Certificates, **more: Any) -> AsyncIterator[Office]:
    """Everything on loopback, the mail server encrypted."""
    clock = more.pop("clock", None) or MovableClock()
    postmaster = more.pop("postmaster", None) or Postmaster(tls=certificates.server())
    receiver = more.pop("receiver", None) or Receiver(cast(Clock, clock))
    async with postmaster, receiver:
        yield Office(store, postmaster, receiver, certificates.client(), clock, **more)
