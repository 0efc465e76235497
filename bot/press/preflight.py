"""Some minutes before its time a message's channels are tried, and it is said what is well and what not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.outcome import About, Notice
from bot.press.content import Content
from bot.press.desk import PUBLICATION, Desk
from bot.press.find import content_of, held
from bot.press.pictures import picture_of
from bot.press.plan_tables import PreflightRow
from bot.press.preflight_checks import TRIED, FaultFound, Flight, faults
from bot.press.tables import MessageRow
from bot.press.tell import Teller, writers_of
from bot.press.values import ChannelKind, State
from bot.press.ways import entries_of
from bot.press.weigh import checked
from bot.store.outbox import Priority
from bot.store.shift import earlier
from bot.work.despatch import Despatch, DespatchKind, Trial
from bot.work.due import DueRows
from bot.work.timed import LatePolicy

ASKED, OVER = "asked", "over"
_WAIT: Final = timedelta(seconds=60)
"""So long channels have to answer."""
_LOOK: Final = timedelta(seconds=10)
_AGAIN: Final = timedelta(minutes=2)
"""So often it is looked again while something is wrong."""
_COMING: Final = frozenset({State.CIRCULATED, State.SCHEDULED})


class TryChannels:
    """Asks for the channels to be tried; the answers come beside this."""

    name: str = "press.preflight"
    late: LatePolicy = LatePolicy.AT_ONCE

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._rows = DueRows(MessageRow, MessageRow.preflight_at, _COMING)

    async def next_due(self, session: AsyncSession) -> datetime | None:
        return await self._rows.soonest(session)

    async def set_back(self, session: AsyncSession, now: datetime, by: timedelta) -> None:  # noqa: ARG002
        """The time of a message is one of the clock's."""
        self._rows.forget()

    async def carry_out(self, session: AsyncSession, now: datetime) -> Sequence[Notice] | None:
        row = await self._rows.claim(session, now)
        if row is None:
            return None
        row.preflight_at = None
        if row.publish_at is None or row.publish_at <= now:
            return []
        await try_out(session, self._desk, row, now)
        trial = await session.scalar(select(PreflightRow).where(PreflightRow.message_id == row.id))
        if trial is None:
            trial = PreflightRow(message_id=row.id)
            session.add(trial)
        trial.state, trial.told, trial.for_time = ASKED, None, row.publish_at
        trial.asked_at, trial.look_at = now, now + _LOOK
        return []


class TellTrials:
    """Says once how it went, and again when that has changed."""

    name: str = "press.preflight_told"
    late: LatePolicy = LatePolicy.AT_ONCE

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._rows = DueRows(PreflightRow, PreflightRow.look_at, {ASKED})

    async def next_due(self, session: AsyncSession) -> datetime | None:
        return await self._rows.soonest(session)

    async def set_back(self, session: AsyncSession, now: datetime, by: timedelta) -> None:  # noqa: ARG002
        """Answers are waited for as long as they were."""
        self._rows.forget()
        await earlier(session, PreflightRow.id, PreflightRow.asked_at, by, PreflightRow.state == ASKED)
        await earlier(session, PreflightRow.id, PreflightRow.look_at, by, PreflightRow.state == ASKED)

    async def carry_out(self, session: AsyncSession, now: datetime) -> Sequence[Notice] | None:
        trial = await self._rows.claim(session, now)
        if trial is None:
            return None
        row = await held(session, trial.message_id)
        if State(row.state) not in _COMING or row.publish_at != trial.for_time or row.publish_at <= now:
            # it goes out, or has another time, which is tried by itself
            trial.state, trial.look_at = OVER, None
            return []
        content = await content_of(session, row)
        answers, waiting = await self._answers(session, row, content, trial)
        if waiting and now < trial.asked_at + _WAIT:
            trial.look_at = now + _LOOK
            return []
        standing = await checked(session, self._desk, await self._desk.snapshot(session), row, now)
        today = now.astimezone(self._desk.zone).date()
        found = await faults(session, self._desk, Flight(row, content, standing, answers, today))
        notices = await self._tell(session, row, trial, found, now)
        await self._go_on(session, row, trial, found, now)
        return notices

    async def _answers(
        self, session: AsyncSession, row: MessageRow, content: Content, trial: PreflightRow
    ) -> tuple[Mapping[str, Trial], bool]:
        """Those that have come, and whether some have not."""
        snapshot = await self._desk.snapshot(session)
        entries, _ = entries_of(snapshot, content, exercise=row.exercise)
        wanted = {one.id for one in entries if one.kind in TRIED}
        found = await self._desk.despatches.tried(session, wanted)
        fresh = {channel: one for channel, one in found.items() if one.at >= trial.asked_at}
        return fresh, bool(wanted - fresh.keys())

    async def _tell(
        self,
        session: AsyncSession,
        row: MessageRow,
        trial: PreflightRow,
        found: Sequence[FaultFound],
        now: datetime,
    ) -> list[Notice]:
        before, keys = trial.told, sorted(one.key for one in found)
        trial.told = keys
        if before is not None and (set(keys) <= set(before) if keys else not before):
            return []
        snapshot = await self._desk.snapshot(session)
        teller = Teller(session, self._desk, snapshot, row, await picture_of(session, snapshot, row, now))
        return await teller.note(
            "message.preflight",
            {"faults": tuple(found), "again": before is not None},
            mention=writers_of(snapshot, row.owner) if found else (),
            priority=Priority.CASE if found else Priority.PRESS,
        )

    async def _go_on(
        self,
        session: AsyncSession,
        row: MessageRow,
        trial: PreflightRow,
        found: Sequence[FaultFound],
        now: datetime,
    ) -> None:
        """While something is wrong it is looked again: whoever mends it hears that it is well."""
        if not found or row.publish_at is None or now + _AGAIN >= row.publish_at:
            trial.state, trial.look_at = OVER, None
            return
        await try_out(session, self._desk, row, now)
        trial.asked_at, trial.look_at = now, now + _AGAIN


async def try_out(session: AsyncSession, desk: Desk, row: MessageRow, now: datetime) -> None:
    """Have each mail server logged in to, and each webhook reached; nothing is sent."""
    snapshot = await desk.snapshot(session)
    entries, _ = entries_of(snapshot, await content_of(session, row), exercise=row.exercise)
    examples: dict[str, Despatch | None] = {}
    for one in entries:
        if one.kind is ChannelKind.MAIL:
            examples[one.id] = None
        elif one.kind is ChannelKind.WEBHOOK and one.url is not None:
            examples[one.id] = Despatch(
                key=f"trial {row.reference} {one.id}",
                kind=DespatchKind.WEBHOOK,
                channel=one.id,
                address=one.url,
                payload={},
                about=About(PUBLICATION, row.reference, "trial"),
                give_up_at=now,
                lookup=one.lookup,
                private_address=one.private_address,
            )
    await desk.despatches.try_out(session, examples, now)
