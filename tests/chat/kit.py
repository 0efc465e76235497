"""A small world for the kernel: people and rooms in memory, a real database, typed text in and words out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.declare import Group
from bot.chat.dispatch import Dispatcher
from bot.chat.kernel import Kernel
from bot.chat.languages import Languages
from bot.chat.message import Caller, Incoming, Place, Role, RoomClass, Trust
from bot.chat.outcome import Target, ToClass, ToPerson, ToRoom
from bot.chat.policy import Policy
from bot.chat.post import Post
from bot.chat.protocols import Address
from bot.chat.registry import Table
from bot.register.source import RegisterSource
from bot.store.engine import Store
from bot.store.inbox import InboxKind
from bot.store.outbox import OutboxRow
from bot.store.outbox_queries import mark_sent

ZONE = ZoneInfo("Europe/Stockholm")
MONDAY = datetime(2026, 4, 13, 3, 12, tzinfo=ZONE).astimezone(UTC)
POLIS, JOUR, NEW = "@polis:localhost", "@jour:localhost", "@ny:localhost"
DIRECT, UNIT, ROC, OPEN, DRIFT = (
    "!polis:localhost",
    "!enhet:localhost",
    "!roc:localhost",
    "!open:localhost",
    "!drift:localhost",
)


class MovedClock:
    """A clock that stands until it is moved."""

    def __init__(self, start: datetime = MONDAY) -> None:
        self.at = start

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()

    def pass_by(self, **span: float) -> None:
        self.at += timedelta(**span)


@dataclass
class World:
    """The protocols that the register fills elsewhere."""

    callers: dict[str, Caller] = field(
        default_factory=lambda: {
            POLIS: Caller(POLIS, True, "Vakthavande", "sv", "polisen", {Role.POLIS: frozenset({"polisen"})}),
            JOUR: Caller(
                JOUR, True, "Jourhavande", "sv", "stockholm", {Role.SOCIALJOUR: frozenset({"stockholm"})},
                units=frozenset({"stockholm"}),
            ),
        }
    )  # fmt: skip
    places: dict[str, Place] = field(
        default_factory=lambda: {
            DIRECT: Place(DIRECT, RoomClass.DIREKT, None, encrypted=True),
            UNIT: Place(UNIT, RoomClass.ENHET, "stockholm", encrypted=True),
            ROC: Place(ROC, RoomClass.ROC, None, encrypted=True),
            DRIFT: Place(DRIFT, RoomClass.DRIFT, None, encrypted=True),
            OPEN: Place(OPEN, RoomClass.ROC, None, encrypted=False),
        }
    )

    async def caller(self, session: AsyncSession, incoming: Incoming) -> Caller:  # noqa: ARG002
        stranger = Caller(incoming.sender, False, incoming.sender, "sv", None)
        return replace(self.callers.get(incoming.sender, stranger), trust=incoming.trust)

    async def place(self, session: AsyncSession, room_id: str) -> Place:  # noqa: ARG002
        return self.places[room_id]

    async def resolve(self, session: AsyncSession, target: Target) -> Sequence[Address]:  # noqa: ARG002
        match target:
            case ToRoom(room_id):
                return [Address(room_id, "sv")]
            case ToPerson(user_id):
                return [Address(DIRECT if user_id == POLIS else user_id, "sv")]
            case ToClass(room_class):
                found = [
                    one for one in self.places.values() if one.room_class is room_class and one.encrypted
                ]
                return [Address(one.room_id, "sv") for one in found]
            case _:
                return [Address(UNIT, "sv")]

    async def direct_with(self, session: AsyncSession, room_id: str) -> str | None:  # noqa: ARG002
        return None

    async def display_name(self, session: AsyncSession, user_id: str) -> str:  # noqa: ARG002
        return self.callers[user_id].name


@dataclass(frozen=True)
class Said:
    """One outbox row, as a person would see it."""

    target: str
    body: str
    row: OutboxRow

    @property
    def content(self) -> Mapping[str, Any]:
        return self.row.content or {}


class Scene:
    """Somebody types, the kernel answers."""

    def __init__(
        self,
        store: Store,
        groups: Sequence[Group],
        services: Mapping[Any, Any] | None = None,
        policy: Policy | None = None,
    ) -> None:
        self.store = store
        self.world = World()
        self.clock = MovedClock()
        self.languages = Languages(ZONE)
        self.policy = policy or Policy()
        nothing = RegisterSource(())
        own = {ZoneInfo: ZONE, Languages: self.languages, Policy: self.policy, RegisterSource: nothing}
        self.table = Table(groups, {**own, **(services or {})})
        self.post = Post(self.table.notices, self.languages, self.world)
        kernel = Kernel(self.table, self.policy, self.languages, self.world, self.post, self.clock)
        self.taken: list[str] = []
        self.dispatcher = Dispatcher(kernel, lambda incoming: self.taken.append(incoming.event_id))
        self._count = 0
        self._seen = 0

    async def type(self, text: str, room: str = DIRECT, sender: str = POLIS, **more: Any) -> list[Said]:
        """What is said because of one message; each is sent at once and has an event id."""
        self._count += 1
        incoming = Incoming(
            inbox_id=self._count,
            event_id=more.pop("event_id", f"$in{self._count}"),
            room_id=room,
            sender=sender,
            kind=more.pop("kind", InboxKind.TEXT),
            text=text,
            trust=more.pop("trust", Trust.SIGNED),
            origin_at=more.pop("origin_at", self.clock.now()),
            received_at=self.clock.now(),
            **more,
        )
        async with self.store.begin() as session:
            await self.dispatcher.handle(session, incoming)
        return await self.news()

    async def body(self, text: str, room: str = DIRECT, sender: str = POLIS, **more: Any) -> str:
        """The words of everything said because of one message."""
        return "\n".join(said.body for said in await self.type(text, room, sender, **more))

    async def last_event(self) -> str:
        return f"$in{self._count}"

    async def pass_time(self, **span: float) -> list[Said]:
        """Move the clock and let questions lapse."""
        self.clock.pass_by(**span)
        duty = self.dispatcher.question_lapse
        while True:
            async with self.store.begin() as session:
                if await duty.carry_out(session, self.clock.now()) is None:
                    break
        return await self.news()

    async def news(self) -> list[Said]:
        async with self.store.begin() as session:
            rows = await session.scalars(
                select(OutboxRow).where(OutboxRow.id > self._seen).order_by(OutboxRow.id)
            )
            said = []
            for row in rows:
                self._seen = row.id
                said.append(Said(row.target, (row.content or {}).get("body", ""), row))
                await mark_sent(session, row, f"$out{row.id}", self.clock.now())
        return said
