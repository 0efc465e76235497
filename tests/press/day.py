"""A day of joint messages: a night's desk, with communicators, those who approve, and their rooms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from bot.actors.entries import PersonEntry
from bot.actors.facts import has_role, people
from bot.actors.rooms import SafeRooms
from bot.channels.despatch_queue import DespatchQueue
from bot.chat.message import Role
from bot.guidance.bound import BoundTexts
from bot.guidance.desk import Desk as GuidanceDesk
from bot.guidance.shelf import Shelf
from bot.press.content import Content, content_hash, to_json
from bot.press.desk import Desk
from bot.press.numbers import MESSAGES, next_reference
from bot.press.pictures import revision_of
from bot.press.tables import MessageRow, RevisionRow
from bot.press.values import Quorum, State
from bot.register.load import Loaded
from bot.register.section import Entry
from bot.store.engine import Store
from tests.cases import night
from tests.cases.night import LUND, MOBERG, ROC, ZONE, Night, Said, direct
from tests.cases.night import whole_example as example
from tests.harness.clock import MovableClock
from tests.stores import Filling

__all__ = ["LUND", "MOBERG", "ROC", "PressDay", "Said", "changed", "direct", "example"]

MORNING = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
"""A Saturday, 08:00 in Stockholm."""

NORD, HOLM, ALDER = "@kom-nord:localhost", "@kom-holm:localhost", "@kom-alder:localhost"
"""Communicators of Stockholm (and of länsstyrelsen), of the police, and of Nacka."""
OST, STRAND, VINGE, DAHL = (
    "@chef-ost:localhost",
    "@chef-strand:localhost",
    "@chef-vinge:localhost",
    "@chef-dahl:localhost",
)
"""Those who approve for länsstyrelsen (lst), the police (polis), Nacka and Stockholm."""
KOMMUNIKATION, SSR = "!kommunikation:localhost", "!ssr:localhost"
AKTOR_NACKA, AKTOR_POLIS, AKTOR_STOCKHOLM = (
    "!aktor-nacka:localhost",
    "!aktor-polis:localhost",
    "!aktor-stockholm:localhost",
)

TEXT = "Skolorna är öppna som vanligt. Vid fara för liv, ring 112."
"""Of a made-up message."""


def changed(**kinds: Mapping[str, Entry]) -> Loaded:
    """The example without rounds, some entries replaced: ``changed(kanal={...})``."""
    return night.changed(night.example(), **kinds)


class KnownDevices:
    """All devices are trusted, but for those of some people; of others nobody can say yet."""

    def __init__(self) -> None:
        self.lost: set[str] = set()
        self.unknown: set[str] = set()

    async def trusted(self, session: Any, user_id: str, device_id: str | None) -> bool | None:  # noqa: ARG002
        return None if user_id in self.unknown else user_id not in self.lost


def without_role(user_id: str) -> Loaded:
    """The example in which somebody holds no role any more."""
    found = example().snapshot().of(PersonEntry)[user_id]
    return changed(person={user_id: found.model_copy(update={"roles": ()})})


class PressDay(Night):
    """As ``Night``, from a morning in November; LUND is the duty officer, MOBERG the administrator."""

    def __init__(self, store: Store, clock: MovableClock | None = None) -> None:
        self.worth = self.devices = KnownDevices()
        super().__init__(store, clock or MovableClock(MORNING))

    async def open(self, loaded: Loaded | None = None) -> PressDay:
        await super().open(loaded)
        return self

    async def fill(self) -> None:
        """Those who write and approve are in their actor's room, the communicators' and everybody's."""
        await super().fill()
        found = await self.snapshot()
        for person in people(found):
            if has_role(found, person.id, Role.KOMMUNIKATOR) or has_role(found, person.id, Role.GODKANNARE):
                for room in (f"!aktor-{person.organisation}:localhost", KOMMUNIKATION, SSR):
                    self.hall.joined.setdefault(room, set()).add(person.id)

    @property
    def desk(self) -> Desk:
        """What the use cases are given."""
        guide = BoundTexts(GuidanceDesk(self.register, self.core.duty, Shelf(), ZONE))
        rooms = SafeRooms(self.register, self.hall)
        return Desk(self.register, rooms, ZONE, self.worth, DespatchQueue(), guide)

    async def message(self, reference: str | None = None) -> MessageRow:
        """The newest, or the one of that name."""
        async with self.store.begin() as session:
            wanted = select(MessageRow).order_by(MessageRow.id.desc()).limit(1)
            if reference is not None:
                wanted = select(MessageRow).where(MessageRow.reference == reference)
            return (await session.scalars(wanted)).one()

    async def revision(self) -> RevisionRow:
        """The newest message's newest."""
        async with self.store.begin() as session:
            row = (await session.scalars(select(MessageRow).order_by(MessageRow.id.desc()).limit(1))).one()
            return await revision_of(session, row)

    async def put(self, state: State = State.DRAFT, author: str = NORD, **more: Any) -> MessageRow:
        """A message of Stockholm's as it lies in the database: nobody has typed it, nobody was told.

        ``more`` are fields of ``Content``, and columns of ``MessageRow``.
        """
        columns = {key: more.pop(key) for key in list(more) if key in MessageRow.__table__.columns}
        content = Content(
            **{
                "title": "Skolorna är öppna",
                "body": TEXT,
                "quorum": Quorum(required=("stockholm", "polis")),
                "channels": ("natverket",),
                **more,
            }
        )
        now = self.clock.now()
        async with self.store.begin() as session:
            reference = await next_reference(session, MESSAGES)
            circulated = None if state is State.DRAFT else now
            row = MessageRow(
                **{
                    "reference": reference,
                    "state": state,
                    "owner": "stockholm",
                    "author": author,
                    "room_id": direct(author),
                    "event_id": f"$written-{reference}",
                    "created_at": now,
                    "revision": 1,
                    "circulated_at": circulated,
                    **columns,
                }
            )
            session.add(row)
            await session.flush()
            session.add(
                RevisionRow(
                    message_id=row.id,
                    number=1,
                    hash=content_hash(content, reference),
                    content=to_json(content),
                    made_by=author,
                    made_at=now,
                )
            )
        return row


IN_FORCE = Filling("press day", lambda store: PressDay(store).open())
