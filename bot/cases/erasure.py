"""Erasing cases when their time is over: what is left is counted, exactly once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Row, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases.counts import count
from bot.cases.folder import Desk
from bot.cases.samples import samples
from bot.cases.table import defaults
from bot.cases.tables import Case
from bot.cases.tell import SUBJECT
from bot.chat.outcome import Notice
from bot.store.audit import append
from bot.store.erase import SentEvent, erase_about
from bot.store.outbox import OutboxKind, Priority
from bot.store.outbox_queries import queue
from bot.work.aside import Aside
from bot.work.timed import LatePolicy

Forget = Callable[[AsyncSession, str, Collection[str]], Awaitable[None]]
"""Takes away what another part keeps about objects of a subject."""

_PORTION: Final = 20
_PORTION_WITH_MESSAGES: Final = 2
"""Each case brings some ten removals to the homeserver, which has better things to do as well."""
_REST: Final = timedelta(seconds=1)


class Erasure:
    """Takes ended cases away after the register's ``keep_closed``, some at a time.

    Args:
        decision: The decision that lets the bot's messages about a case be removed in the rooms too
            (``gallringsbeslut``); without it they stay there.
        forget: What other parts keep, such as text messages.
    """

    name: str = "case.erasure"
    late: LatePolicy = LatePolicy.AT_ONCE

    def __init__(self, desk: Desk, *, decision: str | None = None, forget: Sequence[Forget] = ()) -> None:
        self._desk = desk
        self._decision = decision
        self._forget = forget
        self._rested_at: datetime | None = None
        self._aside = Aside()

    async def next_due(self, session: AsyncSession) -> datetime | None:
        waiting = Case.id.not_in(self._aside.ids)
        oldest: datetime | None = await session.scalar(select(func.min(Case.ended_at)).where(waiting))
        if oldest is None:
            return self._aside.soonest
        due = oldest + await self._kept(session)
        # Between two portions those have their turn who cannot wait.
        return max(due, self._rested_at) if self._rested_at else due

    async def carry_out(self, session: AsyncSession, now: datetime) -> Sequence[Notice] | None:
        self._aside.look(now)
        found = await self._claim(session, now)
        # A portion that failed is tried without its first case, so that one case does not keep the others.
        while found and not self._aside.may_try(found[0].id, found[0].ended_at, now):
            found = await self._claim(session, now)
        if not found:
            return None
        self._rested_at = now + _REST
        ids, references = [one.id for one in found], [one.reference for one in found]
        await count(session, await samples(session, ids), self._desk.zone)
        for forget in self._forget:
            await forget(session, SUBJECT, references)
        sent = await erase_about(session, SUBJECT, references)
        await session.execute(delete(Case).where(Case.id.in_(ids)))
        fields: dict[str, object] = {"cases": len(ids)}
        if self._decision is not None:
            await self._remove(session, sent, self._decision, now)
            fields |= {"messages": len(sent), "decision": self._decision}
        await append(session, at=now, actor="rocbot", action="case.erased", object="case", fields=fields)
        return ()

    async def _claim(self, session: AsyncSession, now: datetime) -> Sequence[Row[int, str, datetime | None]]:
        portion = _PORTION if self._decision is None else _PORTION_WITH_MESSAGES
        claim = (
            select(Case.id, Case.reference, Case.ended_at)
            .where(Case.ended_at <= now - await self._kept(session), Case.id.not_in(self._aside.ids))
            .order_by(Case.ended_at, Case.id)
            .limit(portion)
            .with_for_update(skip_locked=True)
        )
        return (await session.execute(claim)).all()

    async def _remove(
        self, session: AsyncSession, sent: Sequence[SentEvent], decision: str, now: datetime
    ) -> None:
        for room_id, event_id in sent:
            await queue(
                session,
                target=room_id,
                kind=OutboxKind.REDACTION,
                content={"reason": decision},
                now=now,
                priority=Priority.GUIDE,
                relates_event=event_id,
            )

    async def _kept(self, session: AsyncSession) -> timedelta:
        return defaults(await self._desk.register.current(session)).keep_closed
