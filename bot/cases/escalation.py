"""What the clock does to cases: the next step, the end of a pause, a reminder, back to the chain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import unit_room
from bot.cases import deadlines, tell
from bot.cases.alarm import Passed, sound, sound_link
from bot.cases.deadlines import Due, DueKind
from bot.cases.escalate import climb
from bot.cases.folder import Desk, Folder, allowed_of, folder_of, record
from bot.cases.states import Verb
from bot.cases.tables import Case, CaseAlarm
from bot.chat.outcome import Notice, ToPerson
from bot.store.shift import earlier
from bot.work.aside import Aside
from bot.work.timed import LatePolicy

T = TypeVar("T")


class Escalation:
    """One clock for each case. What fell due while the bot was away is done at once, and once.

    A case that cannot be worked on (a fault) steps aside for some seconds, so that it does not keep the
    others from their turn.
    """

    name: str = "case.escalation"
    late: LatePolicy = LatePolicy.AT_ONCE

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._aside = Aside()

    async def next_due(self, session: AsyncSession) -> datetime | None:
        waiting = await session.scalar(self._earliest(select(Case.due_at)))
        return min((due for due in (waiting, self._aside.soonest) if due is not None), default=None)

    async def carry_out(self, session: AsyncSession, now: datetime) -> Sequence[Notice] | None:
        self._aside.look(now)
        case = await self._claim(session, now)
        while case is not None and not self._aside.may_try(case.id, case.due_at, now):
            case = await self._claim(session, now)
        if case is None:
            return None
        return await _carry_out(await folder_of(session, self._desk, case, changing=True), now)

    async def set_back(self, session: AsyncSession, now: datetime, by: timedelta) -> None:
        """Steps, pauses and reminders keep what is left of them; an opening hour is one of the clock's."""
        self._aside = Aside()
        office = select(CaseAlarm.id).where(
            CaseAlarm.case_id == Case.id, CaseAlarm.number == Case.alarm, CaseAlarm.not_before > now
        )
        await earlier(session, Case.id, Case.due_at, by, ~office.exists())

    async def _claim(self, session: AsyncSession, now: datetime) -> Case | None:
        due = self._earliest(select(Case).where(Case.due_at <= now))
        found: Case | None = await session.scalar(due.with_for_update(skip_locked=True))
        return found

    def _earliest(self, query: Select[T]) -> Select[T]:
        found = query.where(Case.due_at.is_not(None), Case.id.not_in(self._aside.ids))
        return found.order_by(Case.due_at).limit(1)


async def _carry_out(folder: Folder, now: datetime) -> list[Notice]:
    due = folder.due
    if due is None:
        return []
    match due.kind:
        case DueKind.STEP:
            known = folder.alarm.reached_at is not None or folder.alarm.paused
            return await climb(folder, now, reason="silent" if known else "unreached")
        case DueKind.RESUME:
            return await _resume(folder, due, now)
        case DueKind.REMIND:
            return await _remind(folder, now)
        case DueKind.LAPSE:
            return await _lapse(folder, now)


async def _resume(folder: Folder, due: Due, now: datetime) -> list[Notice]:
    """The pause is over and nobody has taken it: those on duty are called once more, and time runs again."""
    folder.due = deadlines.resume(due, now)
    await folder.move(Verb.RESUME, now)
    called = folder.desk.duty.on_duty(folder.snapshot, folder.case.unit, now) if folder.case.unit else ()
    return [
        *tell.unit_note(folder, folder.case.unit, "case.resumed", mention=called),
        *tell.to_absent(folder, folder.case.unit, "case.resumed", called),
        *await tell.cards(folder, [folder.case.unit]),
    ]


async def _remind(folder: Folder, now: datetime) -> list[Notice]:
    case = folder.case
    folder.due = deadlines.lapse(allowed_of(folder.alarm_of(case.unit)), now)
    await record(folder.session, case, "remind", now)
    taker = (case.taken_by,) if case.taken_by else ()
    to_taker = tell.unit_note(folder, case.unit, "case.remind", mention=taker)
    if case.taken_by and (case.unit is None or unit_room(folder.snapshot, case.unit) is None):
        to_taker = [tell.note(folder, "case.remind", ToPerson(case.taken_by), mention=taker)]
    absent = tell.to_absent(folder, case.unit, "case.remind", taker)
    return [*to_taker, *absent, *await tell.cards(folder, [case.unit])]


async def _lapse(folder: Folder, now: datetime) -> list[Notice]:
    """Taken, reminded, and still no contact: alarmed again where it was taken, then up the chain."""
    case = folder.case
    taker = folder.picture.taken_by
    alarm = folder.alarm_of(case.unit)
    passed = Passed(alarm.passed_by, alarm.passed_why) if alarm.passed_by else None
    await folder.move(Verb.LAPSE, now)
    if alarm.step is None:
        notices = await sound(folder, alarm.unit, allowed_of(alarm), now, step=None, passed=passed)
    else:
        notices = await sound_link(folder, folder.chain.links[alarm.step], now, passed)
    lapsed = tell.note(folder, "case.lapsed", tell.raiser(folder), {"taker": taker}, mention=(case.raiser,))
    return [*notices, lapsed, *await tell.cards(folder, [])]
