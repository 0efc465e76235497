"""Marking sent what has arrived: many rows in one transaction when many come at once."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, cast

import structlog
from sqlalchemy import Table, and_, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.outcome import Notice
from bot.log import where
from bot.store.engine import Store
from bot.store.event_ref import EventRef
from bot.store.outbox import OutboxRow, OutboxState
from bot.store.outbox_held import TAKEN_BACK
from bot.work.timed import Arrived, DeliveryListener, ManyListener, Poster

_OUTBOX = cast(Table, OutboxRow.__table__)
_OPEN: Final = or_(
    _OUTBOX.c.state == OutboxState.QUEUED,
    # What was sent is sent, even if it was taken back while it was on its way.
    and_(_OUTBOX.c.state == OutboxState.REFUSED, _OUTBOX.c.error == TAKEN_BACK),
)
_MARK: Final = (
    _OUTBOX.update()
    .where(_OUTBOX.c.id == bindparam("row"), _OPEN)
    .values(
        state=OutboxState.SENT,
        room_id=bindparam("room"),
        event_id=bindparam("event"),
        sent_at=bindparam("at"),
        not_before=None,
        error=None,
        claimed_by=None,
        claimed_until=None,
    )
)
"""``mark_sent`` for many rows in one statement."""
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Arrival:
    """A row that the homeserver has taken."""

    row_id: int
    room_id: str
    event_id: str
    at: datetime
    reached: frozenset[str] = frozenset()
    marked: asyncio.Future[bool | None] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class SentTogether:
    """Whoever comes first marks its row; those who come meanwhile wait, and the next one marks for them all.

    Where nobody listens for any of them the commit does not wait for the disk: after a power cut the row is
    sent again with its transaction id, and the homeserver answers with the event that is there.
    """

    def __init__(self, store: Store, listeners: Mapping[str, DeliveryListener], post: Poster) -> None:
        self._store = store
        self._listeners = listeners
        self._post = post
        self._waiting: list[Arrival] = []
        self._turn = asyncio.Lock()

    async def mark(self, arrival: Arrival) -> bool | None:
        """Whether new rows were queued by that; None when it is not marked, and has to be settled by itself.

        Raises:
            Exception: what the database objected to, for everyone whose rows were in the transaction.
        """
        self._waiting.append(arrival)
        async with self._turn:
            if not arrival.marked.done():
                await self._mark_all()
        return arrival.marked.result()

    async def _mark_all(self) -> None:
        together, self._waiting = self._waiting, []
        arrivals = {one.row_id: one for one in together}
        heard: Sequence[EventRef] = ()
        queued: bool | None = None
        try:
            heard = await self._heard(arrivals)
            if len(together) > 1 or not heard:
                queued = await self._commit(arrivals, heard)
        except Exception as error:
            if not heard:
                _fail(together, error)
                raise
            # Whose listener it was that failed turns out when each is settled by itself.
            log.warning("outbox rows not settled together", rows=len(together), **where(error))
        except BaseException as error:
            _fail(together, error)
            raise
        for one in together:
            one.marked.set_result(queued)

    async def _heard(self, arrivals: Mapping[int, Arrival]) -> Sequence[EventRef]:
        """What somebody listens for, in the order in which it was queued."""
        if not self._listeners:
            return ()
        async with self._store.read() as session:
            found = await session.scalars(
                select(EventRef)
                .where(EventRef.outbox_id.in_(arrivals), EventRef.subject.in_(self._listeners))
                .order_by(EventRef.outbox_id, EventRef.id)
            )
            return found.all()

    async def _commit(self, arrivals: Mapping[int, Arrival], heard: Sequence[EventRef]) -> bool:
        listened = sorted({ref.outbox_id for ref in heard if ref.outbox_id is not None})
        async with self._store.begin(durable=bool(heard)) as session:
            still: set[int] = set()
            if listened:
                # Rows that refer to these may be added meanwhile: see ``hold``.
                wanted = select(OutboxRow.id).where(OutboxRow.id.in_(listened), _OPEN).order_by(OutboxRow.id)
                still.update(await session.scalars(wanted.with_for_update(key_share=True)))
            await session.execute(_MARK, [_values(arrivals[row_id]) for row_id in sorted(arrivals)])
            notices = await self._tell(session, arrivals, [ref for ref in heard if ref.outbox_id in still])
            if notices:
                await self._post(session, notices, max(one.at for one in arrivals.values()))
        return bool(notices)

    async def _tell(
        self, session: AsyncSession, arrivals: Mapping[int, Arrival], refs: Sequence[EventRef]
    ) -> Sequence[Notice]:
        told: defaultdict[str, list[Arrived]] = defaultdict(list)
        for ref in refs:
            if ref.outbox_id is not None:
                came = arrivals[ref.outbox_id]
                told[ref.subject].append(Arrived(ref.object_id, ref.purpose, came.at, came.reached))
        notices: list[Notice] = []
        for subject, arrived in told.items():
            notices += await tell(self._listeners[subject], session, arrived)
        return notices


async def tell(
    listener: DeliveryListener, session: AsyncSession, arrived: Sequence[Arrived]
) -> Sequence[Notice]:
    """What follows from what has arrived."""
    if isinstance(listener, ManyListener):
        return await listener.delivered_many(session, arrived)
    notices: list[Notice] = []
    for one in arrived:
        notices += await listener.delivered(session, one.object_id, one.purpose, one.at, one.reached)
    return notices


def _fail(together: Sequence[Arrival], error: BaseException) -> None:
    for one in together:
        one.marked.set_exception(error)
        one.marked.exception()  # each asks for it in its turn, or was cancelled meanwhile


def _values(arrival: Arrival) -> dict[str, object]:
    return {
        "row": arrival.row_id,
        "room": arrival.room_id,
        "event": arrival.event_id,
        "at": arrival.at,
    }
