"""Who speaks, where, and where notices go: what the command kernel asks of the register."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.entries import PersonEntry
from bot.actors.facts import actor_room, person, reporters, room, room_id, rooms_of, strangers, unit_room
from bot.chat.message import Caller, Incoming, Place, Role, RoomClass, RoomView
from bot.chat.outcome import Target, ToActor, ToClass, ToPerson, ToPhone, ToRoom, ToUnit
from bot.chat.protocols import Address
from bot.clock import Clock
from bot.register.section import Snapshot
from bot.register.source import RegisterSource

UnitsOf = Callable[[Snapshot, str, datetime], frozenset[str]]
"""The units in which a person is on duty; what ``bot.duty.facts`` answers."""
UnitsWith = Callable[[Snapshot, str], frozenset[str]]
"""The units whose people somebody is one of, on duty or not; what ``bot.duty.facts`` answers."""
OnDuty = Callable[[Snapshot, str, datetime], Collection[str]]
"""Who is on duty in a unit."""
LentRoles = Callable[[AsyncSession, Snapshot, str, datetime], Awaitable[Mapping[Role, frozenset[str]]]]
"""What somebody may for a while beside what the register says: as a stand-in."""
DirectRoom = Callable[[str], str | None]
"""The direct chat with a person, when there is one."""


class RegisteredPeople:
    """The kernel's ``People``."""

    def __init__(
        self,
        source: RegisterSource,
        view: RoomView,
        units_of: UnitsOf,
        clock: Clock,
        units_with: UnitsWith = lambda _snapshot, _user_id: frozenset(),
        *,
        on_duty: OnDuty = lambda _snapshot, _unit, _at: (),
        lent: LentRoles | None = None,
    ) -> None:
        self._source = source
        self._view = view
        self._lent = lent
        self._units_of = units_of
        self._units_with = units_with
        self._on_duty = on_duty
        self._clock = clock

    async def caller(self, session: AsyncSession, incoming: Incoming) -> Caller:
        """The sender as the register has them, with the units where they are on duty at this moment."""
        snapshot = await self._source.current(session)
        found = person(snapshot, incoming.sender)
        if found is None:
            return Caller(
                user_id=incoming.sender,
                registered=False,
                name=incoming.sender,
                language="sv",
                organisation=None,
                trust=incoming.trust,
            )
        now = self._clock.now()
        units = self._units_of(snapshot, found.id, now)
        belongs = self._units_with(snapshot, found.id)
        return Caller(
            user_id=found.id,
            registered=True,
            name=found.name,
            language=found.language,
            organisation=found.organisation,
            roles=_roles(found, await self._lent(session, snapshot, found.id, now) if self._lent else {}),
            units=units,
            belongs=belongs,
            in_place=() if units else self._in_place(snapshot, belongs, now),
            trust=incoming.trust,
        )

    def _in_place(self, snapshot: Snapshot, units: Collection[str], now: datetime) -> tuple[str, ...]:
        crew = dict.fromkeys(one for unit in sorted(units) for one in self._on_duty(snapshot, unit, now))
        known = (person(snapshot, user_id) for user_id in crew)
        return tuple(entry.name for entry in known if entry is not None)

    async def place(self, session: AsyncSession, room_id: str) -> Place:
        """The room's class and owner; a direct chat counts as one when a registered person is alone in it."""
        snapshot = await self._source.current(session)
        entry = room(snapshot, room_id)
        room_class = entry.room_class if entry else None
        language: str = entry.language if entry else "sv"
        other = self._view.direct_with(room_id) if entry is None else None
        partner = person(snapshot, other) if other is not None else None
        if partner is not None:
            room_class, language = RoomClass.DIREKT, partner.language
        return Place(
            room_id=room_id,
            room_class=room_class,
            owner=entry.owner if entry else None,
            encrypted=self._view.encrypted(room_id),
            strangers=strangers(snapshot, self._view, room_id),
            language=language,
            person=partner.id if partner else None,
        )


class RegisteredAddresses:
    """The kernel's ``Addresses``."""

    def __init__(
        self,
        source: RegisterSource,
        on_duty: OnDuty,
        clock: Clock,
        view: RoomView,
        direct_room: DirectRoom = lambda _user_id: None,
    ) -> None:
        self._source = source
        self._on_duty = on_duty
        self._clock = clock
        self._view = view
        self._direct_room = direct_room

    async def resolve(self, session: AsyncSession, target: Target) -> Sequence[Address]:
        """The rooms of the target; a unit without a room of its own is reached through those on duty."""
        snapshot = await self._source.current(session)
        match target:
            case ToPerson(user_id, direct_room):
                found_person = person(snapshot, user_id)
                chat = direct_room if direct_room and self._still_direct(direct_room, user_id) else user_id
                return (Address(chat, found_person.language),) if found_person else ()
            case ToPhone(user_id):
                callee = person(snapshot, user_id)
                return (Address(callee.phone, callee.language),) if callee and callee.phone else ()
            case ToRoom(wanted):
                return (_room(snapshot, wanted),)
            case ToUnit(unit):
                on_duty = self._on_duty(snapshot, unit, self._clock.now())
                return self._room_or_each(snapshot, unit_room(snapshot, unit), on_duty)
            case ToActor(actor_id):
                users = [one.id for one in reporters(snapshot, actor_id)]
                return self._room_or_each(snapshot, actor_room(snapshot, actor_id), users)
            case ToClass(room_class):
                found = (room_id(snapshot, entry) for entry in rooms_of(snapshot, room_class))
                return tuple(_room(snapshot, wanted) for wanted in found if wanted is not None)

    def _room_or_each(
        self, snapshot: Snapshot, own_room: str | None, users: Collection[str]
    ) -> Sequence[Address]:
        if own_room is not None:
            return (_room(snapshot, own_room),)
        return tuple(self._direct(snapshot, user_id) for user_id in users)

    def _still_direct(self, room: str, user_id: str) -> bool:
        """A chat that somebody else has come into, or that the person has left, is nobody's direct chat."""
        return self._view.encrypted(room) and self._view.direct_with(room) == user_id

    def _direct(self, snapshot: Snapshot, user_id: str) -> Address:
        """The chat by its room where there is one: edits and threads find what stands there."""
        found = person(snapshot, user_id)
        return Address(self._direct_room(user_id) or user_id, found.language if found else "sv")

    async def direct_with(self, session: AsyncSession, room_id: str) -> str | None:
        """The registered person who is alone with the bot there."""
        other = self._view.direct_with(room_id)
        if other is None:
            return None
        snapshot = await self._source.current(session)
        return other if room(snapshot, room_id) is None and person(snapshot, other) is not None else None

    async def display_name(self, session: AsyncSession, user_id: str) -> str:
        """The register's name, or the user id of somebody it does not know."""
        found = person(await self._source.current(session), user_id)
        return found.name if found else user_id


def _roles(found: PersonEntry, lent: Mapping[Role, frozenset[str]]) -> dict[Role, frozenset[str]]:
    """What each role is held for: organisations, or the languages of a reviewer."""
    roles = dict(lent)
    for grant in found.roles:
        held_for = grant.language or grant.organisation or found.organisation
        roles[grant.role] = roles.get(grant.role, frozenset()) | {held_for}
    return roles


def _room(snapshot: Snapshot, wanted: str) -> Address:
    entry = room(snapshot, wanted)
    return Address(wanted, entry.language if entry else "sv")
