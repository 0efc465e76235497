"""What the clock does at their time to messages that may not go out: they are not sent, and it is said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.outcome import Notice
from bot.press.desk import Desk
from bot.press.holding import BY_THE_BOT
from bot.press.pictures import actor_name, picture_of
from bot.press.states import Step, move
from bot.press.tables import MessageRow
from bot.press.tell import Teller, signers_of, writers_of
from bot.press.timing import disarm, unplan
from bot.press.values import State
from bot.press.weigh import checked
from bot.store import audit
from bot.store.outbox import Priority
from bot.work.due import DueRows
from bot.work.timed import LatePolicy


class NotSent:
    """Not signed at its time: missed, loudly. Paused, or signed and not planned: its time is gone."""

    name: str = "press.not_sent"
    late: LatePolicy = LatePolicy.AT_ONCE

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        states = (State.CIRCULATED, State.APPROVED, State.HELD)
        self._rows = DueRows(MessageRow, MessageRow.publish_at, states)

    async def next_due(self, session: AsyncSession) -> datetime | None:
        return await self._rows.soonest(session)

    async def set_back(self, session: AsyncSession, now: datetime, by: timedelta) -> None:  # noqa: ARG002
        """The time of a message is one of the clock's."""
        self._rows.forget()

    async def carry_out(self, session: AsyncSession, now: datetime) -> Sequence[Notice] | None:
        row = await self._rows.claim(session, now)
        if row is None:
            return None
        return await (self._miss if row.state == State.CIRCULATED else self._pass)(session, row, now)

    async def _miss(self, session: AsyncSession, row: MessageRow, now: datetime) -> list[Notice]:
        snapshot = await self._desk.snapshot(session)
        standing = await checked(session, self._desk, snapshot, row, now)
        move(row, Step.MISS)
        disarm(row)
        row.remind_at = None
        await _record(session, row, "message.miss", now)
        teller = await self._teller(session, row, now)
        fields = {
            "at": row.publish_at,
            "lacking": tuple(actor_name(snapshot, one) for one in standing.missing),
            "blocked": tuple(actor_name(snapshot, one) for one in standing.blocked),
        }
        called = (
            *writers_of(snapshot, row.owner),
            *(one for actor in standing.missing for one in signers_of(snapshot, actor)),
        )
        note = await teller.note(
            "message.missed", fields, mention=dict.fromkeys(called), priority=Priority.CASE
        )
        return [*await teller.card(), *note]

    async def _pass(self, session: AsyncSession, row: MessageRow, now: datetime) -> list[Notice]:
        snapshot = await self._desk.snapshot(session)
        at = row.publish_at
        unplan(row)
        await _record(session, row, "message.pass", now)
        teller = await self._teller(session, row, now)
        owners = writers_of(snapshot, row.owner)
        note = await teller.note("message.passed", {"at": at}, mention=owners, priority=Priority.CASE)
        return [*await teller.card(), *note]

    async def _teller(self, session: AsyncSession, row: MessageRow, now: datetime) -> Teller:
        snapshot = await self._desk.snapshot(session)
        picture = await picture_of(session, snapshot, row, now)
        return Teller(session, self._desk, snapshot, row, picture)


async def _record(session: AsyncSession, row: MessageRow, action: str, now: datetime) -> None:
    await audit.append(
        session,
        at=now,
        actor=BY_THE_BOT,
        action=action,
        object=row.reference,
        fields={"revision": row.revision, "state": row.state, "exercise": row.exercise},
    )
