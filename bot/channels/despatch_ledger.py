"""What became of mails and requests: written down at once for many, and told to those who wait for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, cast

import structlog
from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import load_only

from bot.channels.despatch_tables import ENDS, DespatchRow, DespatchState
from bot.chat.outcome import Notice
from bot.clock import Clock
from bot.log import where
from bot.metrics import Metrics
from bot.store.engine import Store
from bot.work.sent import tell
from bot.work.timed import Arrived, DeliveryListener, Poster
from bot.work.transient import passing

UNKNOWN: Final = "unknown"
"""What listeners are told of one that may have come through."""

_TOGETHER: Final = 100
_ROW: Final = cast(Table, DespatchRow.__table__)
_STILL: Final = (_ROW.c.id == bindparam("row"), _ROW.c.state == bindparam("was"))
_LET_GO: Final = {"claimed_by": None, "claimed_until": None}
_END: Final = (
    _ROW.update()
    .where(*_STILL)
    .values(
        state=bindparam("new"), error=bindparam("why"), settled_at=bindparam("at"), untold=True, **_LET_GO
    )
)
_WAIT: Final = (
    _ROW.update()
    .where(*_STILL)
    .values(state=bindparam("new"), error=bindparam("why"), not_before=bindparam("at"), **_LET_GO)
)
_GIVE_BACK: Final = (
    _ROW.update().where(*_STILL).values(state=bindparam("new"), attempts=_ROW.c.attempts - 1, **_LET_GO)
)
_WITHOUT_TEXT: Final = load_only(
    DespatchRow.subject,
    DespatchRow.object_id,
    DespatchRow.purpose,
    DespatchRow.state,
    DespatchRow.error,
    DespatchRow.settled_at,
    raiseload=True,
)
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Outcome:
    """Of one row that was in the state ``was``.

    SENT, REFUSED and LEFT are ends; QUEUED and UNKNOWN wait, for so many ``seconds``. ``tried`` False: it was
    not begun, and is given back.
    """

    row_id: int
    kind: str
    state: DespatchState
    at: datetime
    error: str | None = None
    seconds: float = 0.0
    tried: bool = True
    was: DespatchState = DespatchState.SENDING

    @property
    def ends(self) -> bool:
        return self.state in ENDS


@dataclass(frozen=True)
class Ledger:
    """Both methods raise what the database objects to; then nothing of it was written."""

    store: Store
    listeners: Mapping[str, DeliveryListener]
    post: Poster
    clock: Clock
    metrics: Metrics

    async def mark(self, outcomes: Sequence[Outcome]) -> None:
        """In few statements, so that hundreds hold up nobody."""
        kinds = (
            (_END, [_values(one) for one in outcomes if one.ends]),
            (_WAIT, [_values(one) for one in outcomes if not one.ends and one.tried]),
            (_GIVE_BACK, [_values(one) for one in outcomes if not one.tried]),
        )
        async with self.store.begin() as session:
            for statement, rows in kinds:
                if rows:
                    await session.execute(statement, rows)
        for one in outcomes:
            if one.ends:
                self.metrics.despatch.labels(one.kind, one.state).inc()

    async def tell(self) -> int:
        """Tell of some that ended; how many there were."""
        async with self.store.read() as session:
            found = await session.scalars(
                select(DespatchRow.id).where(DespatchRow.untold).order_by(DespatchRow.id).limit(_TOGETHER)
            )
            row_ids = found.all()
        if not row_ids:
            return 0
        try:
            return await self._told(row_ids)
        except Exception as error:
            if passing(error):
                raise
        for row_id in row_ids:
            await self._told_alone(row_id)
        return len(row_ids)

    async def _told_alone(self, row_id: int) -> None:
        """What ended has ended, whatever a listener makes of it."""
        try:
            await self._told([row_id])
        except Exception as error:
            if passing(error):
                raise
            self.metrics.faults.labels("despatch").inc()
            log.error("despatch listener failed", row=row_id, **where(error))  # noqa: TRY400 - no content
            async with self.store.begin() as session:
                await _heard(session, [row_id])

    async def _told(self, row_ids: Sequence[int]) -> int:
        """How many of them nobody else is telling of."""
        notices: list[Notice] = []
        async with self.store.begin() as session:
            found = await session.scalars(
                select(DespatchRow)
                .where(DespatchRow.id.in_(row_ids), DespatchRow.untold)
                .order_by(DespatchRow.id)
                .options(_WITHOUT_TEXT)
                .with_for_update(skip_locked=True)
            )
            rows = found.all()
            notices += await self._of_sent(session, [row for row in rows if row.state == DespatchState.SENT])
            for row in rows:
                if row.state != DespatchState.SENT:
                    notices += await self._of_other(session, row)
            await _heard(session, [row.id for row in rows])
            if notices:
                await self.post(session, notices, self.clock.now())
        return len(rows)

    async def _of_sent(self, session: AsyncSession, rows: Sequence[DespatchRow]) -> Sequence[Notice]:
        notices: list[Notice] = []
        for subject in dict.fromkeys(row.subject for row in rows):
            arrived = [
                Arrived(row.object_id, row.purpose, row.settled_at, frozenset())
                for row in rows
                if row.subject == subject and row.settled_at is not None
            ]
            if arrived and (listener := self.listeners.get(subject)) is not None:
                notices += await tell(listener, session, arrived)
        return notices

    async def _of_other(self, session: AsyncSession, row: DespatchRow) -> Sequence[Notice]:
        listener = self.listeners.get(row.subject)
        if listener is None or row.settled_at is None:
            return ()
        code = UNKNOWN if row.state == DespatchState.LEFT else row.error or UNKNOWN
        return await listener.refused(session, row.object_id, row.purpose, row.settled_at, code)


async def _heard(session: AsyncSession, row_ids: Sequence[int]) -> None:
    await session.execute(
        update(DespatchRow)
        .where(DespatchRow.id.in_(row_ids))
        .values(untold=False)
        .execution_options(synchronize_session=False)
    )


def _values(one: Outcome) -> dict[str, object]:
    """Of ``at``: when it ended, or when its next turn comes."""
    values: dict[str, object] = {"row": one.row_id, "was": one.was, "new": one.state}
    if not one.tried:
        return values
    at = one.at if one.ends else one.at + timedelta(seconds=one.seconds)
    return {**values, "at": at, "why": one.error and one.error[:64]}
