"""What the bot knows of its rooms: read from memory at once, kept in the database with the sync token."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.matrix.room_state import RoomState, others
from bot.matrix.tables import MatrixRoom
from bot.store.upsert import insert_new, put

_LONGEST_LAG = 30.0
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class RoomDirectory:
    """Every room the bot is in or invited to, as of the last committed sync.

    Attributes:
        me: The bot's own user id.
    """

    def __init__(self, me: str, *, must_encrypt: Callable[[str], bool] = lambda _room: False) -> None:
        """``must_encrypt`` says which rooms are meant to be encrypted whatever their state says."""
        self.me = me
        self._must_encrypt = must_encrypt
        self._rooms: dict[str, RoomState] = {}
        self._expected: defaultdict[str, dict[str, float]] = defaultdict(dict)

    async def load(self, session: AsyncSession) -> None:
        """Read what the last run left."""
        for row in await session.scalars(select(MatrixRoom)):
            self._rooms[row.room_id] = RoomState(
                room_id=row.room_id,
                membership=row.membership,
                members=dict(row.members),
                encrypted=row.encrypted_seen,
                direct=row.direct,
                inviter=row.inviter,
                replaced_by=row.replaced_by,
                predecessor=row.predecessor,
                marker=row.marker,
                made_for=row.made_for,
                last_event=row.last_event,
                last_at=row.last_at,
            )

    def state(self, room_id: str) -> RoomState | None:
        return self._rooms.get(room_id)

    def rooms(self) -> Iterable[RoomState]:
        """Every known room, also those that the bot has left."""
        return tuple(self._rooms.values())

    async def store(self, session: AsyncSession, rooms: Iterable[RoomState]) -> None:
        """Write what changed against what is in memory; ``adopt`` follows once that is committed."""
        for room in rooms:
            known = self._rooms.get(room.room_id)
            if known == room:
                continue
            if known is None:
                await put(session, MatrixRoom, MatrixRoom.room_id, _row(room))
                continue
            columns = _columns(room)
            if replace(known, last_event=room.last_event, last_at=room.last_at) == room:
                columns = {"last_event": room.last_event, "last_at": room.last_at}
            await session.execute(
                update(MatrixRoom).where(MatrixRoom.room_id == room.room_id).values(**columns)
            )

    async def store_made(self, session: AsyncSession, room: RoomState) -> None:
        """Write a room that the bot has made, unless a sync has told of it already."""
        await insert_new(session, MatrixRoom, MatrixRoom.room_id, [_row(room)])

    def adopt(self, rooms: Iterable[RoomState]) -> None:
        """Let readers see the rooms as they now are."""
        for room in rooms:
            before = self._rooms.get(room.room_id)
            for gone in set(before.members if before else ()) - set(room.members):
                self._expected.get(room.room_id, {}).pop(gone, None)
            self._rooms[room.room_id] = room

    def expect(self, room_id: str, user_id: str) -> None:
        """The bot has just invited the person: counts as a member although syncs may lag behind that."""
        self._expected[room_id][user_id] = asyncio.get_running_loop().time() + _LONGEST_LAG

    def _people(self, room: RoomState) -> frozenset[str]:
        expected = self._expected.get(room.room_id)
        if not expected:
            return others(room, self.me)
        now = asyncio.get_running_loop().time()
        for user_id in [user_id for user_id, until in expected.items() if until < now]:
            del expected[user_id]
        return others(room, self.me) | expected.keys()

    # RoomView

    def members(self, room_id: str) -> frozenset[str]:
        """Joined and invited people, the bot left out; none in a room that the bot is not in."""
        room = self._rooms.get(room_id)
        return self._people(room) if room else frozenset()

    def present(self, room_id: str) -> frozenset[str]:
        """Those of them who have joined."""
        room = self._rooms.get(room_id)
        if room is None:
            return frozenset()
        return frozenset(user for user in self._people(room) if room.members.get(user) == "join")

    def encrypted(self, room_id: str) -> bool:
        """True when the room is or ever was encrypted."""
        room = self._rooms.get(room_id)
        return room is not None and room.encrypted

    def direct_with(self, room_id: str) -> str | None:
        """The other person, when the room is a direct chat with nobody else in it."""
        room = self._rooms.get(room_id)
        if room is None or not room.direct:
            return None
        people = self._people(room)
        return next(iter(people)) if len(people) == 1 else None

    # for the sender

    def successor(self, room_id: str) -> str:
        """The room that a chain of upgrades has led to, as far as the bot is in it; else the room itself."""
        seen = {room_id}
        while (room := self._rooms.get(room_id)) and room.replaced_by and room.replaced_by not in seen:
            new = self._rooms.get(room.replaced_by)
            if new is None or new.membership != "join" or new.predecessor != room_id:
                break
            seen.add(new.room_id)
            room_id = new.room_id
        return room_id

    def must_encrypt(self, room_id: str) -> bool:
        """Whether the room is meant to be encrypted, by its own past or by the register."""
        return self.encrypted(room_id) or self._must_encrypt(room_id)

    def direct_room(self, user_id: str) -> str | None:
        """An encrypted direct chat that the person is in or invited to: joined and lively ones first."""
        found = [room for room in self._usable() if self.direct_with(room.room_id) == user_id]
        found.sort(key=lambda room: (room.members.get(user_id) == "join", room.last_at or _LONG_AGO))
        return found[-1].room_id if found else None

    def deserted_room(self, user_id: str) -> RoomState | None:
        """A direct chat that the bot made for the person, who has left it or has declined."""
        for room in self._usable():
            if room.made_for == user_id and not self._people(room):
                return room
        return None

    def _usable(self) -> Iterator[RoomState]:
        """Encrypted rooms that the bot is in and that nothing replaces."""
        for room in self._rooms.values():
            if room.encrypted and room.membership == "join" and self.successor(room.room_id) == room.room_id:
                yield room


def _row(room: RoomState) -> dict[str, object]:
    return {"room_id": room.room_id, **_columns(room)}


def _columns(room: RoomState) -> dict[str, object]:
    return {
        "membership": room.membership,
        "members": dict(room.members),
        "encrypted_seen": room.encrypted,
        "direct": room.direct,
        "inviter": room.inviter,
        "replaced_by": room.replaced_by,
        "predecessor": room.predecessor,
        "marker": room.marker,
        "made_for": room.made_for,
        "last_event": room.last_event,
        "last_at": room.last_at,
    }
