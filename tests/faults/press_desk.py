"""A publication through deaths of the bot: its duties, outbox and ledger, and receivers that misbehave."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any, cast

from bot.channels import despatch_turns as turns
from bot.channels.despatch_carrier import Later, Parcel, Unanswered
from bot.channels.despatch_lane import Lane
from bot.channels.despatch_ledger import Ledger, Outcome
from bot.channels.despatch_tables import DespatchState
from bot.clock import Clock
from bot.metrics import Metrics
from bot.press.entries import ChannelEntry
from bot.press.services import press_duties
from bot.press.values import ChannelKind
from bot.store.engine import Store
from bot.store.outbox_due import due_targets
from bot.work.delivery import Delivery
from bot.work.despatch import DespatchKind
from bot.work.sender import Obstacle, Refused, RetryAfter, Sent
from bot.work.settle import Settlement
from tests.faults.desk import Fate, Killed, Moment, Side
from tests.press.day import PressDay, changed
from tests.press.publishing import scheduled
from tests.stores import opened

_WORKER = "DEVICE"
_OURS = ("press.prepare", "press.publish", "press.drop_stale", "press.give_up", "press.not_sent")


SQUARE, HOOK = "!torget:localhost", "https://webb.example/budskap"
"""A room that is open to all, and the example's webhook."""
MAILS = ("redaktion@tidningen.example", "nyheter@radion.example")
CHANNELS = ("natverket", "torget", "flodet", "pressen", "webben")
AHEAD = timedelta(minutes=10)


async def make_publication(url: str) -> None:
    """A message for all kinds of channels, signed and due in ten minutes."""
    store = opened(url)
    await store.create_all()
    day = PressDay(store)
    square = ChannelEntry(id="torget", name="Torget", kind=ChannelKind.ROOM, rooms=(SQUARE,))
    await day.open(changed(kanal={"torget": square}))
    await scheduled(day, AHEAD.total_seconds() / 60, channels=CHANNELS)
    await store.dispose()


class Way(StrEnum):
    """How a receiver behaves. UNKNOWN: it takes it the first time and the answer is lost.

    SILENT: it takes nothing the first time, and says nothing. SLOW: it asks for patience first. AWAY: always.
    """

    SENT = "sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    SILENT = "silent"
    SLOW = "slow"
    AWAY = "away"


@dataclass
class World:
    """Everybody outside, who outlive every life of the bot.

    ``took``: each thing under its name, and how often. ``ways``: by room, mail address or URL.
    """

    day: PressDay
    ways: Mapping[str, Way] = field(default_factory=dict)
    took: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    said: dict[str, tuple[str, Mapping[str, Any]]] = field(default_factory=dict)
    tried: Counter[str] = field(default_factory=Counter)

    def way(self, where: str) -> Way:
        return self.ways.get(where, Way.SENT)

    async def resolve(self, target: str) -> str:
        return self.day.hall.room_for(target) if target.startswith("@") else target

    def alone_with(self, room_id: str, person: str) -> bool:
        return self.day.hall.direct_with(room_id) == person

    async def upload(self, *_: object) -> Mapping[str, Any]:
        raise AssertionError

    async def send(self, room_id: str, event_type: str, content: Mapping[str, Any], txn_id: str) -> Sent:
        """The homeserver: the same transaction is the same event."""
        assert event_type == "m.room.message"
        way, first = self.way(room_id), self._first(txn_id)
        if way is Way.REFUSED:
            raise Refused("M_FORBIDDEN")
        if way is Way.AWAY or (first and way in {Way.SLOW, Way.SILENT}):
            raise RetryAfter(None, Obstacle.LIMITED if way is Way.SLOW else Obstacle.CONNECTION)
        self.said.setdefault(txn_id, (room_id, content))
        self.took[room_id][txn_id] = 1
        if first and way is Way.UNKNOWN:
            raise RetryAfter(None, Obstacle.CONNECTION)
        return Sent(f"${txn_id}", self.day.hall.members(room_id))

    def parcel(self, parcel: Parcel, *, once: bool) -> None:
        """A mail server or a webhook. ``once``: what has the same name is taken once."""
        where = parcel.address
        way, first = self.way(where), self._first(parcel.key)
        if way is Way.REFUSED:
            raise Refused("550")
        if way is Way.AWAY or (first and way is Way.SLOW):
            raise Later("later", 20.0)
        if first and way is Way.SILENT:
            raise Unanswered("timeout")
        self.took[where][parcel.key] = 1 if once else self.took[where][parcel.key] + 1
        if first and way is Way.UNKNOWN:
            raise Unanswered("timeout")

    def _first(self, name: str) -> bool:
        self.tried[name] += 1
        return self.tried[name] == 1

    def heard(self, room: str) -> Counter[str]:
        """The new messages of a room."""
        return Counter(
            str(content["body"])
            for where, content in self.said.values()
            if where == room and content.get("m.relates_to", {}).get("rel_type") != "m.replace"
        )


@dataclass(frozen=True)
class Carried:
    """A ``Carrier`` to the world."""

    world: World
    repeats: bool

    async def send(self, parcel: Parcel) -> None:
        self.world.parcel(parcel, once=self.repeats)

    async def found(self, parcel: Parcel) -> bool | None:
        return bool(self.world.took[parcel.address][parcel.key])

    async def try_out(self, *_: object, **__: object) -> None:
        raise AssertionError

    async def keep_ready(self, number: int) -> None: ...

    async def rest(self) -> None: ...


class PressDesk:
    """One database, one world, and bots on them one after another."""

    def __init__(self, day: PressDay, url: str, ways: Mapping[str, Way], fate: Fate) -> None:
        self.day = day
        self.world = World(day, ways)
        self.commits = self.deaths = 0
        self._url = url
        self._fate = fate
        self._life = PressLife(self)

    @property
    def life(self) -> PressLife:
        return self._life

    def dies(self, moment: Moment) -> bool:
        return self._fate(moment)

    async def pass_by(self, **span: float) -> None:
        """Time passes, and what is due is done, however often it dies."""
        self.day.clock.advance(timedelta(**span))
        await self._through(self._life_until_quiet)

    async def type(self, sender: str, text: str) -> None:
        """Once, as the inbox has it: what was committed is not done again."""
        incoming, done = self.day.incoming(sender, text), False

        async def work() -> None:
            nonlocal done
            if not done:
                self._life.committed = False
                try:
                    async with self._life.store.begin() as session:
                        await self.day.core.dispatcher.handle(session, incoming)
                finally:
                    done = self._life.committed
            await self._life_until_quiet()

        await self._through(work)

    async def end(self) -> None:
        await self._life.store.dispose()

    async def _life_until_quiet(self) -> None:
        await self._life.until_quiet()

    async def _through(self, work: Any) -> None:
        while True:
            try:
                await work()
            except Killed:
                self.deaths += 1
                await self._life.store.dispose()
                self._life = PressLife(self)
            else:
                return

    def open(self, life: PressLife) -> Store:
        return opened(self._url, life.commit)


class PressLife:
    """One process of the bot, each thing done in its turn; nothing of it is left when it is dead."""

    def __init__(self, desk: PressDesk) -> None:
        self._desk = desk
        self._dead = False
        self._commits = 0
        self.committed = False
        self.store = desk.open(self)
        core, clock, metrics = desk.day.core, cast(Clock, desk.day.clock), Metrics()
        listeners = {listener.subject: listener for listener in core.listeners}

        async def nobody(*_: object) -> tuple[()]:
            return ()

        settlement = Settlement(self.store, listeners, core.post.notify, nobody, clock, metrics)
        self._delivery = Delivery(self.store, desk.world, settlement, clock, _WORKER)
        self._duties = [one for one in press_duties(desk.day.desk) if one.name in _OURS]
        self._ledger = Ledger(self.store, listeners, core.post.notify, clock, metrics)
        self._outcomes: list[Outcome] = []
        self._lanes = [
            Lane(
                kind,
                Carried(desk.world, kind is DespatchKind.WEBHOOK),
                clock,
                metrics,
                side_by_side=4,
                done=self._outcomes.append,
                freed=lambda _kind: None,
            )
            for kind in (DespatchKind.WEBHOOK, DespatchKind.MAIL)
        ]
        self._recovered = False

    async def commit(self, side: Side) -> None:
        desk = self._desk
        if not self._dead:
            desk.commits += side == "before"
            self._commits += side == "before"
            self.committed = self.committed or side == "after"
            self._dead = desk.dies(Moment(desk.commits, self._commits, side))
        if self._dead:  # nor does anything else of this process commit
            raise Killed

    async def until_quiet(self) -> None:
        while any([await self._ticked(), await self._posted(), await self._despatched()]):
            pass

    async def _ticked(self) -> bool:
        done = False
        for duty in self._duties:
            while True:
                now = self._desk.day.clock.now()
                async with self.store.read() as session:
                    due = await duty.next_due(session)
                if due is None or due > now:
                    break
                async with self.store.begin() as session:
                    notices = await duty.carry_out(session, now)
                    await self._desk.day.core.post.notify(session, notices or (), now)
                if notices is None:
                    break
                done = True
        return done

    async def _posted(self) -> bool:
        """All that is queued, one room after the other; a room that has to wait waits until time passes."""
        done, now = False, self._desk.day.clock.now()
        async with self.store.read() as session:
            targets = [one.target for one in await due_targets(session, _WORKER, now)]
        for target in targets:
            while (found := await self._delivery.next_row(target)) is not None:
                row, _more = found
                if row.not_before is not None and row.not_before > now:
                    break
                try:
                    await self._delivery.deliver(row)
                except RetryAfter as later:
                    await self._delivery.note_failure(row, later.obstacle, 20)
                    break
                done = True
        return done

    async def _despatched(self) -> bool:
        now = self._desk.day.clock.now()
        if not self._recovered:
            async with self.store.read() as session:
                left = await turns.left_behind(session, _WORKER)
            self._outcomes += [self._cut_off(row.id, row.kind) for row in left]
            self._recovered = True
        async with self.store.read() as session:
            found = await turns.look(session, now)
        self._outcomes += [
            Outcome(
                row.id,
                row.kind,
                DespatchState.REFUSED if row.state == DespatchState.QUEUED else DespatchState.LEFT,
                now,
                row.error or "late",
                was=DespatchState(row.state),
            )
            for row in found.over
        ]
        for lane in self._lanes:
            if found.next_at.get(lane.kind, now + timedelta(1)) > now:
                continue
            async with self.store.begin() as session:
                parcels = await turns.take(session, lane.kind, _WORKER, now, 10)
            for parcel in parcels:
                lane.start(parcel)
            await lane.finish(5)
        done = bool(self._outcomes)
        if self._outcomes:
            await self._ledger.mark(self._outcomes)
            self._outcomes.clear()
        while await self._ledger.tell():
            done = True
        return done

    def _cut_off(self, row_id: int, kind: str) -> Outcome:
        state = DespatchState.UNKNOWN if kind == DespatchKind.WEBHOOK else DespatchState.LEFT
        return Outcome(row_id, kind, state, self._desk.day.clock.now(), "cut_off")
