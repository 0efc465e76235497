"""A night at the duty desk: the example register, a clock that is moved, and rooms that hear the outbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Self, cast
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.actors.bindings import bind, bindings
from bot.actors.facts import people, rooms, unit_room
from bot.assembly import all_sections, register_sentences
from bot.cases.tables import Case, CaseAlarm, CaseEvent
from bot.chat.languages import Languages
from bot.chat.message import Incoming, Role, Trust
from bot.chat.outcome import Notice
from bot.chat.policy import Policy
from bot.chat.protocols import Phones
from bot.clock import Clock
from bot.core import build_core
from bot.duty.overrides import overrides
from bot.guidance.sent import sent_guides
from bot.press.calendar_link import CalendarLinks
from bot.press.desk import Devices
from bot.register.apply import apply_register
from bot.register.load import Loaded, load_files
from bot.register.section import Entry, Snapshot
from bot.register.source import RegisterSource
from bot.situation.entries import PictureEntry
from bot.store.engine import Store
from bot.store.event_ref import EventRef
from bot.store.inbox import InboxKind
from bot.store.outbox import OutboxKind, OutboxRow, OutboxState
from bot.store.outbox_queries import freeze, mark_refused, mark_sent
from bot.store.pins import former_pins
from bot.work.beforehand import Beforehand
from bot.work.files import SentFiles
from bot.work.timed import TimedDuty
from commands.wallboard import Links
from tests.harness.clock import MovableClock
from tests.stores import Filling

ZONE = ZoneInfo("Europe/Stockholm")
EXAMPLE = Path(__file__).parents[2] / "examples/register.toml"

EK, ALM, BERG = "@polis-ek:localhost", "@jour-alm:localhost", "@jour-berg:localhost"
CHEF, HALL, QUIST = "@jour-chef:localhost", "@jour-hall:localhost", "@sos-quist:localhost"
LIND, KVIST, LUND, MOBERG = (
    "@polis-lind:localhost",
    "@roc-kvist:localhost",
    "@tib-lund:localhost",
    "@admin-moberg:localhost",
)
STOCKHOLM, LEDNING, SYDOST = (
    "!enhet-stockholm:localhost",
    "!enhet-ledning-stockholm:localhost",
    "!enhet-sydost:localhost",
)
BEREDSKAP, POLIS, ROC, DRIFT = (
    "!enhet-beredskap:localhost",
    "!enhet-polis:localhost",
    "!roc:localhost",
    "!drift:localhost",
)
NACKA = "hemkommun:Nacka påträffad:Huddinge ålder:16 gäng:ja när:nu ring:RLC"
NEW = f"!ärende ny {NACKA}"
Waiting = list[tuple[TimedDuty, datetime]]


def direct(user_id: str) -> str:
    return f"!dm-{user_id[1:]}"


@cache
def whole_example() -> Loaded:
    clock = MovableClock(datetime(2026, 12, 1, tzinfo=UTC))
    return load_files([EXAMPLE], all_sections(clock), register_sentences())


@cache
def example() -> Loaded:
    """Without the lägesbild, whose rounds would be asked for, and posted, while a night passes."""
    return Loaded(
        {kind: found for kind, found in whole_example().entries.items() if kind is not PictureEntry}
    )


@dataclass
class Hall:
    """Who is in which room: the register's people, and strangers that a test lets in."""

    joined: dict[str, set[str]] = field(default_factory=dict)
    plain: set[str] = field(default_factory=set)
    invited: set[str] = field(default_factory=set)
    """People who have accepted no invitation yet."""

    def members(self, room_id: str) -> frozenset[str]:
        return frozenset(self.joined.get(room_id, ()))

    def present(self, room_id: str) -> frozenset[str]:
        return self.members(room_id) - self.invited

    def encrypted(self, room_id: str) -> bool:
        return room_id not in self.plain

    def direct_with(self, room_id: str) -> str | None:
        people = self.joined.get(room_id, set())
        return next(iter(people)) if room_id.startswith("!dm-") and len(people) == 1 else None

    def room_for(self, user_id: str) -> str:
        """Where the sender would speak with somebody: in a new room when the chat is not theirs alone."""
        own = direct(user_id)
        return own if self.direct_with(own) == user_id else f"{own}-again"


@dataclass(frozen=True)
class Said:
    """One message as it was sent; an edit shows the new text."""

    room: str
    body: str
    content: Mapping[str, Any]
    event_id: str
    edits: str | None

    @property
    def mentions(self) -> list[str]:
        found: list[str] = self.content.get("m.mentions", {}).get("user_ids", [])
        return found

    @property
    def in_thread(self) -> bool:
        relation: str | None = self.content.get("m.relates_to", {}).get("rel_type")
        return relation == "m.thread"


class _Nothing:
    """Stands for what the bot's own health would be."""

    async def report(self, session: object) -> None: ...


@dataclass
class Identities:
    """Whose identity has changed, and since when."""

    since: dict[str, datetime] = field(default_factory=dict)

    async def changed(self, session: object, user_id: str) -> datetime | None:  # noqa: ARG002
        return self.since.get(user_id)

    async def confirm(self, session: object, user_id: str, by: str) -> bool:  # noqa: ARG002
        return self.since.pop(user_id, None) is not None


class Night:
    """Somebody types, the bot answers, and time passes when the test says so."""

    policy = Policy()

    phones: Phones | None = None
    """The second channel, for those who test it."""
    links: Links | None = None
    """To the wallboard, likewise."""
    devices: Devices | None = None
    """What devices are worth later, likewise; all are trusted."""
    calendar: CalendarLinks | None = None
    """To the calendar of messages, likewise."""
    files: SentFiles | None = None
    """Those that people send, likewise; none can be had."""

    def __init__(self, store: Store, clock: MovableClock | None = None) -> None:
        self.store = store
        self.clock = clock or MovableClock()
        self.hall = Hall()
        self.deaf: set[str] = set()
        """People without a signed device."""
        self.away = False
        """Whether the homeserver is out of reach."""
        self.lag = timedelta()
        """How long the homeserver takes for each message."""
        self.refusing: set[str] = set()
        """Rooms that the homeserver lets nothing into."""
        self.identities = Identities()
        self.log: list[Said] = []
        self.pinned: dict[str, list[str]] = {}
        """The event ids that are pinned in each room."""
        self._count = 0
        self._bot()

    def _bot(self) -> None:
        sections = all_sections(self.clock)
        self.sections = sections
        self.register = RegisterSource(sections, beside=[bindings, overrides, sent_guides])
        self.core = build_core(
            register=self.register,
            view=self.hall,
            clock=cast(Clock, self.clock),
            languages=Languages(ZONE),
            zone=ZONE,
            policy=self.policy,
            health=cast(Any, _Nothing()),
            identities=self.identities,
            phones=self.phones,
            links=self.links,
            devices=self.devices,
            calendar=self.calendar,
            files=self.files,
        )

    def restart(self, store: Store) -> None:
        """Another process with the same database: whatever was only in memory is gone."""
        self.store = store
        self._bot()

    async def open(self, loaded: Loaded | None = None) -> Night:
        """Put the register in force and fill its rooms."""
        async with self.store.begin() as session:
            register = loaded or example()
            await apply_register(session, register, self.sections, at=self.clock.now(), actor="test")
            for entry in rooms(register.snapshot()):
                if entry.alias is not None:
                    await bind(session, entry.alias, f"!{entry.alias[1:]}", at=self.clock.now())
        await self.fill()
        return self

    async def enter(self) -> Self:
        """As ``open``, where the database has the register in force already."""
        await self.fill()
        return self

    async def fill(self) -> None:
        """Let everyone into the rooms in which the register in force has them."""
        found = await self.snapshot()
        for person in people(found):
            self.hall.joined[direct(person.id)] = {person.id}
            roles = {grant.role for grant in person.roles}
            for unit in person.units:
                if (room := unit_room(found, unit)) is not None:
                    self.hall.joined.setdefault(room, set()).add(person.id)
            if roles & {Role.ROC, Role.TIB}:
                self.hall.joined.setdefault(ROC, set()).add(person.id)
            if Role.ADMIN in roles:
                self.hall.joined.setdefault(DRIFT, set()).add(person.id)

    async def snapshot(self) -> Snapshot:
        async with self.store.begin() as session:
            return await self.register.current(session)

    async def type(self, sender: str, text: str, room: str | None = None, **more: Any) -> list[Said]:
        """Everything that is said because of one message."""
        incoming = self.incoming(sender, text, room, **more)
        before = len(self.log)
        while await self._before(incoming):
            pass
        await self.deliver()
        return self.log[before:]

    async def _before(self, incoming: Incoming) -> bool:
        """Handle it; True when something had to be done first, as the inbox runner does it."""
        try:
            async with self.store.begin() as session:
                await self.core.dispatcher.handle(session, incoming)
        except Beforehand as order:
            await order.work()
            return True
        return False

    def incoming(self, sender: str, text: str, room: str | None = None, **more: Any) -> Incoming:
        """A message as the inbox hands it over."""
        self._count += 1
        return Incoming(
            inbox_id=self._count,
            event_id=more.pop("event_id", f"$in{self._count}"),
            room_id=room or direct(sender),
            sender=sender,
            kind=more.pop("kind", InboxKind.TEXT),
            text=text,
            trust=more.pop("trust", Trust.SIGNED),
            origin_at=more.pop("origin_at", self.clock.now()),
            received_at=self.clock.now(),
            **more,
        )

    async def answer(self, sender: str, text: str, said: Said, **more: Any) -> list[Said]:
        """A reply to one of the bot's messages, where it stands."""
        return await self.type(sender, text, said.room, reply_to=said.edits or said.event_id, **more)

    async def react(self, sender: str, key: str, said: Said) -> list[Said]:
        return await self.type(
            sender,
            key,
            said.room,
            kind=InboxKind.REACTION,
            relates_to=said.edits or said.event_id,
            trust=Trust.NONE,
            encrypted=False,
        )

    async def pass_by(self, **span: float) -> list[Said]:
        """Let time pass; what falls due on the way is done at its time."""
        before = len(self.log)
        until = self.clock.now() + timedelta(**span)
        while (due := await self.soonest(waiting := await self.waiting())) is not None and due <= until:
            self.clock.advance(max(due - self.clock.now(), timedelta()))
            await self.tick([duty for duty, at in waiting if at <= self.clock.now()])
        self.clock.advance(until - self.clock.now())
        return self.log[before:]

    async def waiting(self) -> Waiting:
        """What each duty waits for."""
        async with self.store.read() as session:
            found = [(duty, await duty.next_due(session)) for duty in self.core.duties]
        return [(duty, due) for duty, due in found if due is not None]

    async def soonest(self, waiting: Waiting) -> datetime | None:
        return min((due for _, due in waiting), default=None)

    async def tick(self, duties: Sequence[TimedDuty] | None = None) -> list[Said]:
        """Let every duty, or these, do all that is due now."""
        before = len(self.log)
        for duty in self.core.duties if duties is None else duties:
            while True:
                async with self.store.begin() as session:
                    notices = await duty.carry_out(session, self.clock.now())
                    await self.core.post.notify(session, notices or (), self.clock.now())
                if notices is None:
                    break
        await self.deliver()
        return self.log[before:]

    async def deliver(self) -> None:
        """Send what is queued, and what follows from that."""
        while not self.away:
            async with self.store.begin() as session:
                row = await session.scalar(
                    select(OutboxRow)
                    .where(OutboxRow.state == OutboxState.QUEUED)
                    .order_by(OutboxRow.id)
                    .limit(1)
                    .with_for_update()
                )
                if row is None:
                    return
                room = self._room(row)
                await freeze(session, row, room_id=room)
                if row.state != OutboxState.QUEUED:
                    continue
                refs = (await session.scalars(select(EventRef).where(EventRef.outbox_id == row.id))).all()
                notices: list[Notice] = []
                self.clock.advance(self.lag)
                now = self.clock.now()
                listeners = {listener.subject: listener for listener in self.core.listeners}
                if room in self.refusing:
                    await mark_refused(session, row, "M_FORBIDDEN", now)
                else:
                    await mark_sent(session, row, f"$out{row.id}", now)
                    if row.kind == OutboxKind.PIN:
                        self._pin(room, (row.content or {})["pin"], await former_pins(session, row))
                    else:
                        self._hear(row, room)
                for ref in refs:
                    if (listener := listeners.get(ref.subject)) is None:
                        continue
                    about = (session, ref.object_id, ref.purpose, now)
                    if room in self.refusing:
                        notices += await listener.refused(*about, "M_FORBIDDEN")
                    else:
                        reached = self.hall.members(room) - self.deaf
                        notices += await listener.delivered(*about, reached)
                await self.core.post.notify(session, notices, now)

    def _room(self, row: OutboxRow) -> str:
        person = row.target if row.target.startswith("@") else row.person
        if person is None or (person != row.target and self.hall.direct_with(row.target) == person):
            return row.target
        return self.hall.room_for(person)

    def _hear(self, row: OutboxRow, room: str) -> None:
        content = row.content or {}
        shown = content.get("m.new_content", content)
        replaced = content.get("m.relates_to", {}).get("event_id") if row.kind == OutboxKind.EDIT else None
        self.log.append(Said(room, shown.get("body", ""), content, f"$out{row.id}", replaced))

    def _pin(self, room: str, event_id: str, former: Sequence[str]) -> None:
        left = [one for one in self.pinned.get(room, []) if one not in (*former, event_id)]
        self.pinned[room] = [*left, event_id]

    def heard(self, room: str) -> list[Said]:
        return [said for said in self.log if said.room == room]

    def news(self, room: str) -> list[str]:
        """The new messages of a room, edits left out."""
        return [said.body for said in self.heard(room) if said.edits is None]

    def alarm(self, room: str = STOCKHOLM) -> Said:
        """The first message in a room: the alarm that replies hang on."""
        return self.heard(room)[0]

    def card(self, room: str) -> str:
        """The room's status message as it reads now."""
        said = self.heard(room)
        edits = [one for one in said if one.edits is not None]
        return edits[-1].body if edits else said[0].body

    async def case(self) -> Case:
        """The newest case."""
        async with self.store.begin() as session:
            return (await session.scalars(select(Case).order_by(Case.id.desc()).limit(1))).one()

    async def cases(self) -> list[Case]:
        async with self.store.begin() as session:
            return list(await session.scalars(select(Case).order_by(Case.id)))

    async def events(self) -> list[str]:
        async with self.store.begin() as session:
            return list(await session.scalars(select(CaseEvent.verb).order_by(CaseEvent.id)))

    async def alarms(self) -> list[str | None]:
        """The units alarmed, in turn."""
        async with self.store.begin() as session:
            return list(await session.scalars(select(CaseAlarm.unit).order_by(CaseAlarm.id)))


IN_FORCE = Filling("night", lambda store: Night(store).open())


def changed(base: Loaded | None = None, /, **kinds: Mapping[str, Entry]) -> Loaded:
    """The example, or another register, with some entries replaced: ``changed(unit={...})``."""
    entries = dict((base or example()).entries)
    for section in all_sections(MovableClock()):
        if section.kind in kinds:
            entries[section.model] = {**entries.get(section.model, {}), **kinds[section.kind]}
    return Loaded(entries)
