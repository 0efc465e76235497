"""What the clock does to signing: reminders, the deadline, and approvals that grow too old."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.outcome import Notice
from bot.press.desk import Desk
from bot.press.entries import settings
from bot.press.pictures import actor_name, picture_of
from bot.press.seats import stuck
from bot.press.sign_times import next_reminder
from bot.press.signed import Standing
from bot.press.signing import by_name
from bot.press.tables import MessageRow
from bot.press.tell import Teller, writers_of
from bot.press.values import State, Verdict
from bot.press.weigh import WEIGHED, checked, weigh
from bot.press.who_signs import could_sign, who_may
from bot.press.writers import writers
from bot.register.section import Snapshot
from bot.store.outbox import Priority
from bot.work.due import DueRows
from bot.work.timed import LatePolicy


class RemindSigners:
    """Those who have not signed are called before the deadline; from then on the owner is told too."""

    name: str = "message.remind"
    late: LatePolicy = LatePolicy.AT_ONCE

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._rows = DueRows(MessageRow, MessageRow.remind_at, {State.CIRCULATED})

    async def next_due(self, session: AsyncSession) -> datetime | None:
        return await self._rows.soonest(session)

    async def carry_out(self, session: AsyncSession, now: datetime) -> Sequence[Notice] | None:
        row = await self._rows.claim(session, now)
        if row is None:
            return None
        snapshot = await self._desk.snapshot(session)
        told = await weigh(session, self._desk, row, now)
        overdue = row.sign_by is not None and row.sign_by <= now
        row.remind_at = next_reminder(row, settings(snapshot), now)
        row.reminders += 1
        if row.state != State.CIRCULATED:
            return told
        standing = await checked(session, self._desk, snapshot, row, now)
        teller = Teller(session, self._desk, snapshot, row, await picture_of(session, snapshot, row, now))
        if not standing.blocked:
            told += await call(teller, "message.remind", standing, now, overdue=overdue)
        if overdue:
            left = by_name(snapshot, standing.left)
            owners = writers_of(snapshot, row.owner)
            fields = {"left": left, "stuck": await stuck(session, snapshot, row, now)}
            told += await teller.to_actor(
                "message.overdue", row.owner, owners, fields, priority=Priority.PRESS
            )
        return told

    async def set_back(self, session: AsyncSession, now: datetime, by: timedelta) -> None:  # noqa: ARG002
        """Deadlines are times of the day: they stay where they are."""
        self._rows.forget()


async def call(
    teller: Teller, kind: str, standing: Standing, now: datetime, *, overdue: bool
) -> list[Notice]:
    """Of each actor that is waited for, everyone whose approval would count, by name.

    Where there is nobody: those whose yes counts for another actor, who can move it.
    """
    row, snapshot = teller.row, teller.snapshot
    wrote = await writers(teller.session, row)
    told = []
    for actor in standing.waited_for:
        people = await could_sign(teller.session, snapshot, row, actor, now, standing=standing)
        if not people:
            able = await who_may(teller.session, snapshot, actor, now)
            people = tuple(one for one in able if one not in wrote)
        fields = {"actor": actor_name(snapshot, actor), "overdue": overdue}
        told += await teller.to_actor(kind, actor, people, fields, priority=Priority.PRESS)
    return told


class WatchApprovals:
    """Weighs anew when an approval is too old, and some time before publication; warns before either."""

    name: str = "message.weigh"
    late: LatePolicy = LatePolicy.AT_ONCE

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        # whatever the state, so that none is left behind whose time has passed and that nobody weighs
        self._rows = DueRows(MessageRow, MessageRow.weigh_at, frozenset(State))

    async def next_due(self, session: AsyncSession) -> datetime | None:
        return await self._rows.soonest(session)

    async def carry_out(self, session: AsyncSession, now: datetime) -> Sequence[Notice] | None:
        row = await self._rows.claim(session, now)
        if row is None:
            return None
        row.weigh_at = None
        if State(row.state) not in WEIGHED:
            return []
        told = await weigh(session, self._desk, row, now)
        snapshot = await self._desk.snapshot(session)
        standing = await checked(session, self._desk, snapshot, row, now)
        return [*told, *await self._warned(session, snapshot, row, standing, now)]

    async def _warned(
        self, session: AsyncSession, snapshot: Snapshot, row: MessageRow, standing: Standing, now: datetime
    ) -> list[Notice]:
        """Those whose approval will soon be too old for what it is needed for."""
        soon = now + max(settings(snapshot).reminders, default=timedelta())
        until = row.publish_at if row.state == State.SCHEDULED else None
        told: list[Notice] = []
        teller: Teller | None = None
        for actor, one in standing.verdicts.items():
            if one.verdict != Verdict.APPROVED or one.expires_at is None or one.expires_at > soon:
                continue
            if until is not None and one.expires_at > until:
                continue
            teller = teller or Teller(
                session, self._desk, snapshot, row, await picture_of(session, snapshot, row, now)
            )
            fields = {"actor": actor_name(snapshot, actor), "at": one.expires_at}
            key = f"{_EXPIRING} {one.id}"
            told += await teller.to_actor(
                _EXPIRING,
                actor,
                await who_may(session, snapshot, actor, now),
                fields,
                priority=Priority.PRESS,
                dedupe_key=key,
            )
            told += await teller.to_actor(
                _EXPIRING,
                row.owner,
                writers_of(snapshot, row.owner),
                fields,
                priority=Priority.PRESS,
                dedupe_key=key,
            )
        return told

    async def set_back(self, session: AsyncSession, now: datetime, by: timedelta) -> None:  # noqa: ARG002
        """An approval's end was said as a time of the day: it stays where it is."""
        self._rows.forget()


_EXPIRING: Final = "message.expiring"
