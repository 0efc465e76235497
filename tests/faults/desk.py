"""A bot that dies at a commit and is started again, with its real runners and a homeserver of three lines."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import cycle
from typing import Any, Literal, cast

from sqlalchemy import exists, select

from bot.bell import Bell
from bot.clock import Clock
from bot.metrics import Metrics
from bot.situation.painter import Painter
from bot.store.engine import Store
from bot.store.inbox import InboxKind, InboxRow, InboxState
from bot.store.inbox_queries import TakenEvent, add_event
from bot.store.outbox import OutboxKind, OutboxRow, OutboxState
from bot.work.delivery import Delivery
from bot.work.inbox import InboxRunner
from bot.work.outbox import OutboxRunner
from bot.work.sender import Sent
from bot.work.settle import Settlement
from bot.work.ticker import Ticker
from tests.cases.night import Night, direct
from tests.stores import opened

_WORKER = "DEVICE"
_REFERENCE = re.compile(r"IA-\d{4}-\d+-\w\w")


Side = Literal["before", "after"]


class Killed(BaseException):
    """The process ends here."""


@dataclass(frozen=True)
class Line:
    """Somebody writes; ``room`` None is the direct chat. What it answers is the room's newest alarm."""

    sender: str
    text: str
    room: str | None = None
    answers: bool = False


@dataclass(frozen=True)
class Pause:
    """Time passes, and what falls due is done."""

    minutes: float


Story = tuple[Line | Pause, ...]


@dataclass(frozen=True)
class Told:
    """What the rooms have heard in the end: each new message and how often, and how each card reads."""

    new: Counter[tuple[str, str]]
    cards: Counter[tuple[str, str]]


@dataclass
class Homeserver:
    """Takes what is sent once for each transaction id."""

    night: Night
    took: dict[str, tuple[str, Mapping[str, Any]]] = field(default_factory=dict)

    async def resolve(self, target: str) -> str:
        return self.night.hall.room_for(target) if target.startswith("@") else target

    def alone_with(self, room_id: str, person: str) -> bool:
        return self.night.hall.direct_with(room_id) == person

    async def upload(self, room_id: str, content: Mapping[str, Any], body: bytes) -> Mapping[str, Any]:
        assert body
        return {"url": f"mxc://{room_id}/{content['filename']}"}

    async def send(self, room_id: str, event_type: str, content: Mapping[str, Any], txn_id: str) -> Sent:
        assert event_type in {"m.room.message", "m.room.pinned_events"}
        await asyncio.sleep(0)
        self.took.setdefault(txn_id, (room_id, content))
        return Sent(f"${txn_id}", self.night.hall.members(room_id))

    def told(self) -> Told:
        new, edited = Counter[tuple[str, str]](), dict[str, tuple[str, str]]()
        for room, content in self.took.values():
            relation = content.get("m.relates_to", {})
            if "pin" in content:
                continue
            if relation.get("rel_type") == "m.replace":
                edited[relation["event_id"]] = room, _plain(content["m.new_content"]["body"])
            else:
                new[room, _plain(content["body"])] += 1
        return Told(new, Counter(edited.values()))


def _plain(text: str) -> str:
    """The same for every run: a reference ends in letters that are drawn anew."""
    return _REFERENCE.sub("IA", text)


@dataclass(frozen=True)
class Moment:
    """A side of a commit, counted from 1 in all lives together, and in this one."""

    commit: int
    in_life: int
    side: Side


Fate = Callable[[Moment], bool]
"""Whether the process dies there."""


def never(_moment: Moment) -> bool:
    return False


def once_at(commit: int) -> Fate:
    """Dies before that commit; whoever tries it again lives on."""
    met = False

    def fate(now: Moment) -> bool:
        nonlocal met
        dies = not met and (now.commit, now.side) == (commit, "before")
        met = met or dies
        return dies

    return fate


def each(stride: int, first: int) -> Fate:
    """Dies before the commit ``first`` and then before each that is so many after the last."""

    def fate(now: Moment) -> bool:
        return now.side == "before" and now.commit >= first and (now.commit - first) % stride == 0

    return fate


def over_and_over(most: int) -> Fate:
    """The first life ends before its first commit, the next after it, then before the second, and so on.

    Then it begins again: a life of one commit brings nothing forward when that is a claim or a pulse.
    """
    ends = cycle((in_life, side) for in_life in range(1, most + 1) for side in ("before", "after"))
    end = next(ends)

    def fate(now: Moment) -> bool:
        nonlocal end
        if now.in_life < end[0] or now.side != end[1]:
            return False
        end = next(ends)
        return True

    return fate


class Desk:
    """One database, one homeserver, and bots on them one after another."""

    def __init__(
        self, night: Night, store_url: str, painter: Callable[[Store], Painter] | None = None
    ) -> None:
        """``painter``: draws in each life, where the story is one of pictures."""
        self.night = night
        self.painter = painter
        self.homeserver = Homeserver(night)
        self._clean = night.store
        self._url = store_url
        self._events = 0
        self.commits = 0
        self.deaths = 0

    async def play(self, story: Story, fate: Fate = never) -> None:
        """Play it to its end, whatever happens on the way."""
        life = Life(self, self._url, fate)
        for scene in story:
            if isinstance(scene, Line):
                await self._hear(scene)
                life.inbox.ring()
            else:
                self.night.clock.advance(timedelta(minutes=scene.minutes))
            while not await life.quiet(self._clean):
                self.deaths += 1
                await life.end()
                life = Life(self, self._url, fate)
        await life.end()
        self.night.restart(self._clean)

    async def _hear(self, line: Line) -> None:
        self._events += 1
        room = line.room or direct(line.sender)
        payload: dict[str, Any] = {"text": line.text}
        if line.answers:
            payload["reply_to"] = await self._alarm_in(room)
        event = TakenEvent(
            event_id=f"$in{self._events}",
            room_id=room,
            sender=line.sender,
            kind=InboxKind.TEXT,
            state=InboxState.NEW,
            trust="signed",
            payload=payload,
            origin_at=self.night.clock.now(),
            received_at=self.night.clock.now(),
            device_id="THEIRS",
        )
        async with self._clean.begin() as session:
            await add_event(session, event)

    async def _alarm_in(self, room: str) -> str | None:
        async with self._clean.read() as session:
            found: str | None = await session.scalar(
                select(OutboxRow.event_id)
                .where(OutboxRow.room_id == room, OutboxRow.kind == OutboxKind.MESSAGE)
                .order_by(OutboxRow.id)
                .limit(1)
            )
            return found


class Life:
    """One process of the bot, with its real runners; nothing of it is left when it is dead."""

    def __init__(self, desk: Desk, url: str, fate: Fate) -> None:
        self._desk = desk
        self._fate = fate
        self._dead = False
        self._commits = 0
        self._store = opened(url, self._commit)
        self.inbox = Bell()
        desk.night.restart(self._store)
        core, clock, metrics, outbox = desk.night.core, cast(Clock, desk.night.clock), Metrics(), Bell()

        async def nobody(*_: object) -> tuple[()]:
            return ()

        listeners = {listener.subject: listener for listener in core.listeners}
        settlement = Settlement(self._store, listeners, core.post.notify, nobody, clock, metrics)
        delivery = Delivery(self._store, desk.homeserver, settlement, clock, _WORKER)
        inbox = InboxRunner(
            self._store,
            core.dispatcher.handle,
            core.dispatcher.fault,
            self.inbox,
            clock,
            metrics=metrics,
            worker=_WORKER,
            after=lambda due: outbox.ring(*due),
        )
        self._ticker = Ticker(
            self._store,
            core.duties,
            core.post.notify,
            Bell(),
            clock,
            metrics=metrics,
            outbox=outbox,
            on_fault=lambda _duty, _error: (),
        )
        self._painter = desk.painter(self._store) if desk.painter is not None else None
        runners = (inbox.run(), OutboxRunner(self._store, delivery, outbox, clock, metrics).run())
        self._tasks = [asyncio.create_task(runner) for runner in runners]

    async def _commit(self, side: Side) -> None:
        if not self._dead:
            self._desk.commits += side == "before"
            self._commits += side == "before"
            self._dead = self._fate(Moment(self._desk.commits, self._commits, side))
        if self._dead:  # nor does anything else of this process commit
            raise Killed

    async def quiet(self, clean: Store) -> bool:
        """Wait until there is nothing left to do; False when it died before."""
        rounds = asyncio.create_task(self._until_quiet(clean))
        await asyncio.wait((*self._tasks, rounds), return_when=asyncio.FIRST_COMPLETED)
        if rounds.done() and not isinstance(rounds.exception(), Killed):
            rounds.result()
            return True
        rounds.cancel()
        await asyncio.gather(rounds, return_exceptions=True)
        return False

    async def end(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._store.dispose()

    async def _until_quiet(self, clean: Store) -> None:
        while True:
            await self._until_sent(clean)
            painted = self._painter is not None and await self._painter.paint()
            if not (await self._ticker.round()).carried_out and not painted:
                return

    async def _until_sent(self, clean: Store) -> None:
        new = exists().where(InboxRow.state == InboxState.NEW)
        queued = exists().where(OutboxRow.state == OutboxState.QUEUED)
        async with asyncio.timeout(60):
            while True:
                async with clean.read() as session:
                    if not await session.scalar(select(new | queued)):
                        return
                await asyncio.sleep(0.01)
