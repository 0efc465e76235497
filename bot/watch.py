"""What the edge and the runners report, made into words for those who can do something about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.bindings import follow_move
from bot.actors.facts import person, room
from bot.chat.message import RoomClass
from bot.chat.outcome import Notice, ToClass, ToRoom
from bot.chat.post import Post
from bot.clock import Clock
from bot.matrix.room_state import Change, ChangeKind
from bot.matrix.sealed import Unreadable
from bot.matrix.trust import IdentityChanged
from bot.register.section import Snapshot
from bot.register.source import RegisterSource
from bot.store.outbox import OutboxKind, OutboxRow

OPERATIONS = ToClass(RoomClass.DRIFT)


class Watch:
    """Every method runs in the transaction of what it tells of, so it is told once."""

    def __init__(self, register: RegisterSource, post: Post, clock: Clock, me: str) -> None:
        self._register = register
        self._post = post
        self._me = me
        self._clock = clock

    async def on_changes(self, session: AsyncSession, changes: Sequence[Change]) -> None:
        """Members whom the register does not know, and rooms that somebody tried to open up."""
        snapshot = await self._register.current(session)
        notices = []
        for change in changes:
            entry = room(snapshot, change.room_id)
            if entry is None:
                continue
            if change.kind is ChangeKind.UNENCRYPTED:
                notices.append(_note("drift.unencrypted", room=entry.name))
            elif change.kind in {ChangeKind.JOINED, ChangeKind.INVITED} and self._unknown(snapshot, change):
                notices.append(self._stranger(entry.name, change))
            elif change.kind is ChangeKind.OPENED:
                told = _note("drift.opened", room=entry.name, opening=change.opening)
                notices.append(replace(told, dedupe_key=f"opened:{change.event_id}"))
        await self._tell(session, notices)

    async def on_replaced(self, session: AsyncSession, old: str, new: str) -> None:
        """A registered room was upgraded: the register's entry leads to the new one from now on."""
        snapshot = await self._register.current(session)
        moved = await follow_move(session, snapshot, old, new, at=self._clock.now())
        await self._tell(session, [_note("drift.room_moved", room=entry.name) for entry in moved])

    async def on_unreadable(self, session: AsyncSession, message: Unreadable) -> None:
        """The sender is asked, in the room, to send it again."""
        ask = Notice(
            "message.unreadable",
            ToRoom(message.room_id),
            {"at": message.origin_at},
            mention=(message.sender,),
            thread=False,
            dedupe_key=f"unreadable:{message.event_id}",
        )
        await self._tell(session, [ask])

    async def on_identity_changed(self, session: AsyncSession, change: IdentityChanged) -> None:
        kind = "drift.identity_changed" if change.current else "drift.identity_gone"
        await self._tell(session, [_note(kind, user_id=change.user_id)])

    async def on_refused(self, _session: AsyncSession, row: OutboxRow, code: str) -> Sequence[Notice]:
        """A message that will never be sent; one to the operations room itself is only logged and counted."""
        snapshot = self._register.latest
        entry = room(snapshot, row.target)
        if entry is not None and entry.room_class is RoomClass.DRIFT:
            return ()
        target = entry.name if entry else row.target
        if row.kind == OutboxKind.REDACTION:
            # Of a room that cannot be cleared, once a day and not for each message.
            told = _note("drift.not_removed", room=target, code=code)
            return [replace(told, dedupe_key=f"not_removed:{self._clock.now():%Y%m%d}:{row.target}")]
        if row.kind == OutboxKind.PIN:
            told = _note("drift.not_pinned", room=target, code=code)
            return [replace(told, dedupe_key=f"not_pinned:{self._clock.now():%Y%m%d}:{row.target}")]
        return [_note("drift.refused", target=target, code=code, row=row.id)]

    def on_duty_fault(self, duty: str, error: Exception) -> Sequence[Notice]:
        return [_note("drift.duty_failed", duty=duty, error=type(error).__name__)]

    def _stranger(self, name: str, change: Change) -> Notice:
        """An invitation and the entry after it are told once, and another visit later on again."""
        hour = self._clock.now().strftime("%Y%m%d%H")
        told = _note("drift.stranger", room=name, user_id=change.user_id)
        return replace(told, dedupe_key=f"stranger:{hour}:{change.room_id}:{change.user_id}")

    def _unknown(self, snapshot: Snapshot, change: Change) -> bool:
        who = change.user_id
        return who is not None and who != self._me and person(snapshot, who) is None

    async def _tell(self, session: AsyncSession, notices: Sequence[Notice]) -> None:
        if notices:
            await self._post.notify(session, notices, self._clock.now())


def _note(kind: str, **fields: object) -> Notice:
    return Notice(kind, OPERATIONS, fields, thread=False)
