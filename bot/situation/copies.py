"""One room's copy of a picture: whether the room may have it now, and what is said with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from bot.chat.message import RoomClass
from bot.chat.outcome import About, Notice, ToClass, ToRoom
from bot.situation.compiled import Inputs, Version
from bot.situation.desk import PICTURE, Desk
from bot.situation.freeze import from_json
from bot.situation.names import names
from bot.situation.picture_tables import PictureImage, PictureRow, PostingRow
from bot.situation.pictures import PictureState, object_of, round_of_picture
from bot.situation.places import Place, entry_at
from bot.situation.publish import OUT, PostingState, places_of
from bot.situation.review import How, version_of
from bot.situation.said import LATE, Late, LateCause, said_with
from bot.situation.tables import RoundRow
from bot.situation.values import Audience
from bot.store.outbox import Priority
from bot.work.aside import Aside

_LOOK_AGAIN: Final = timedelta(minutes=1)
_DRAWING: Final = timedelta(seconds=60)
"""So long the text waits for its map, and no longer; the painter wakes it."""


class Copies:
    """Gives each room its copy, in the order in which they were made."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.aside = Aside()
        self._kept: _Kept | None = None

    async def next(self, session: AsyncSession, now: datetime) -> Sequence[Notice] | None:
        """Try the next room that waits; None when none does."""
        self.aside.look(now)
        row = await self._claim(session, now)
        while row is not None and not self.aside.may_try(row.id, row.look_at, now):
            row = await self._claim(session, now)
        return None if row is None else await self._try(session, row, now)

    async def picture(self, session: AsyncSession, row: PostingRow) -> Sequence[Notice]:
        """The map alone, in the thread of the text that went before it."""
        row.pictured = True
        await session.flush()
        found = await _Copy.of(session, row)
        if not await self._same_room(session, found) or not await self._desk.rooms.safe(session, row.room):
            return ()
        return [await self._notice(session, found, "picture.map", thread=True)]

    async def again(self, session: AsyncSession, row: PostingRow, late: Late) -> Sequence[Notice]:
        """The message that is there already, with the mark of having come late.

        One that another version has replaced by now says so, and does not say its old text again.
        """
        found = await _Copy.of(session, row)
        if found.picture.state != PictureState.PUBLISHED or not await self._same_room(session, found):
            return ()
        return [await self._notice(session, found, "picture.posting", late=late)]

    async def _place(self, session: AsyncSession, copy: _Copy) -> Place | None:
        """What the register in force gives the room at this address."""
        snapshot = await self._desk.snapshot(session)
        found = await places_of(session, snapshot, copy.round_)
        return next((one for one in found if one.address == copy.row.address), None)

    async def _same_room(self, session: AsyncSession, copy: _Copy) -> bool:
        """False when the room has become one that may hear less: nothing of it is said there again."""
        place = await self._place(session, copy)
        return place is not None and place.room == copy.row.room and _as_made(copy.row, place)

    async def _claim(self, session: AsyncSession, now: datetime) -> PostingRow | None:
        due = select(PostingRow).where(
            PostingRow.state == PostingState.WAITING,
            PostingRow.look_at <= now,
            PostingRow.id.not_in(self.aside.ids),
        )
        held = due.order_by(PostingRow.look_at, PostingRow.id).limit(1).with_for_update(skip_locked=True)
        found: PostingRow | None = await session.scalar(held.execution_options(populate_existing=True))
        return found

    async def _try(self, session: AsyncSession, row: PostingRow, now: datetime) -> Sequence[Notice]:
        copy = await _Copy.of(session, row)
        place = await self._place(session, copy)
        if place is None:
            # By the register in force the room gets none, or is another address's.
            row.state, row.look_at = PostingState.REPLACED, None
            return ()
        room = place.room
        if room is None or not await self._desk.rooms.safe(session, room):
            return await self._wait(session, copy, room, now)
        if not _as_made(row, place):
            # Another sort of room than when it was published: it gets what such a room may hear.
            row.audience, row.kommun, row.pictured = place.audience.value, place.kommun, bool(place.kommun)
            copy = await _Copy.of(session, row)
        if copy.image is None and not row.pictured and now < row.due_at + _DRAWING:
            row.look_at = row.due_at + _DRAWING
            return ()
        row.room, row.state, row.queued_at, row.look_at = room, PostingState.QUEUED, now, None
        row.late = now - row.due_at > LATE
        row.pictured = row.pictured or copy.image is not None
        await session.flush()
        cause = LateCause.ROOM if row.told_at is not None else LateCause.AWAY
        late = Late(row.due_at, now, cause) if row.late else None
        said = await self._notice(session, copy, "picture.posting", late=late, first=True)
        return [said, *await _replaced(session, copy)]

    async def _wait(
        self, session: AsyncSession, copy: _Copy, room: str | None, now: datetime
    ) -> Sequence[Notice]:
        row = copy.row
        row.look_at = now + _LOOK_AGAIN
        if row.told_at is not None:
            return ()
        row.told_at = now
        entry = entry_at(await self._desk.snapshot(session), row.address)
        fields = {
            "object": copy.object_id,
            "room": entry.name if entry is not None else row.address,
            "bound": room is not None,
            "strangers": await self._desk.rooms.strangers(session, room) if room is not None else (),
        }
        key = f"picture.waits:{row.id}"
        return [
            Notice("picture.waits", ToClass(to), fields, thread=False, dedupe_key=key)
            for to in (RoomClass.ROC, RoomClass.DRIFT)
        ]

    async def _notice(
        self,
        session: AsyncSession,
        copy: _Copy,
        kind: str,
        *,
        late: Late | None = None,
        thread: bool = False,
        first: bool = False,
    ) -> Notice:
        row, kept = copy.row, await self._opened(session, copy.picture)
        audience = Audience(row.audience)
        fields: dict[str, Any] = {
            "version": kept.version(audience, row.kommun),
            "names": names(await self._desk.snapshot(session)),
            "image": copy.image,
            "late": late,
            "said": await said_with(
                session, copy.picture, copy.round_, kept.inputs, audience=audience, kommun=row.kommun
            ),
        }
        purpose = "posting" if first else "map" if thread else "again"
        return Notice(
            kind,
            ToRoom(row.room),
            fields,
            About(PICTURE, copy.object_id, f"{purpose}-{row.id}"),
            status=not thread,
            priority=Priority.PICTURE,
            dedupe_key=f"picture.{purpose}:{row.id}",
            # an exercise does not take down the real one
            pin=first and not copy.round_.exercise,
        )

    async def _opened(self, session: AsyncSession, picture: PictureRow) -> _Kept:
        """Opened and compiled once for all the rooms."""
        if self._kept is None or self._kept.of != (picture.id, picture.compiled_at):
            sealed = await session.scalar(select(PictureRow.inputs).where(PictureRow.id == picture.id))
            if sealed is None:
                raise LookupError(picture.id)
            self._kept = _Kept((picture.id, picture.compiled_at), picture, from_json(sealed))
        return self._kept


class _Kept:
    """An opened picture with the versions that were made of it so far."""

    def __init__(self, of: tuple[int, datetime], picture: PictureRow, inputs: Inputs) -> None:
        self.of = of
        self.inputs = inputs
        self._how = How(picture.version, held=picture.held, reason=picture.reason)
        self._versions: dict[tuple[Audience, str | None], Version] = {}

    def version(self, audience: Audience, kommun: str | None) -> Version:
        wanted = audience, kommun
        if wanted not in self._versions:
            self._versions[wanted] = version_of(self._how, self.inputs, audience, kommun)
        return self._versions[wanted]


@dataclass(frozen=True)
class _Copy:
    """A posting with what it is a posting of."""

    row: PostingRow
    picture: PictureRow
    round_: RoundRow
    image: PictureImage | None

    @property
    def object_id(self) -> str:
        return object_of(self.round_.reference, self.picture.version)

    @classmethod
    async def of(cls, session: AsyncSession, row: PostingRow) -> _Copy:
        # What it was made of is large, and opened once for all the rooms.
        picture = await session.get_one(PictureRow, row.picture_id, options=[defer(PictureRow.inputs)])
        drawn = select(PictureImage).where(PictureImage.picture_id == picture.id)
        image = None
        if row.kommun is None:
            image = await session.scalar(drawn.where(PictureImage.audience == row.audience))
        return cls(row, picture, await round_of_picture(session, picture), image)


def _as_made(row: PostingRow, place: Place) -> bool:
    return (row.audience, row.kommun) == (place.audience.value, place.kommun)


async def _replaced(session: AsyncSession, copy: _Copy) -> Sequence[Notice]:
    """What stands in the room of the version before says that it does not hold any more."""
    before = await session.execute(
        select(PostingRow.id, PictureRow.version)
        .join(PictureRow, PictureRow.id == PostingRow.picture_id)
        .where(
            PictureRow.round_id == copy.picture.round_id,
            PictureRow.version < copy.picture.version,
            PostingRow.address == copy.row.address,
            PostingRow.room == copy.row.room,
            PostingRow.state.in_(OUT),
        )
    )
    reference = copy.round_.reference
    return [
        Notice(
            "picture.replaced",
            ToRoom(copy.row.room),
            {"object": object_of(reference, version), "by": copy.picture.version, "at": copy.row.queued_at},
            About(PICTURE, object_of(reference, version), f"replaced-{number}"),
            status=True,
            priority=Priority.PICTURE,
            dedupe_key=f"picture.replaced:{number}:{copy.row.id}",
        )
        for number, version in before.all()
    ]
