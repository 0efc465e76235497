"""Marking sent what nobody listens for: many rows in one transaction when many come at once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, cast

from sqlalchemy import Table, bindparam, select

from bot.store.engine import Store
from bot.store.event_ref import EventRef
from bot.store.outbox import OutboxRow, OutboxState

_OUTBOX = cast(Table, OutboxRow.__table__)
_MARK: Final = (
    _OUTBOX.update()
    .where(_OUTBOX.c.id == bindparam("row"), _OUTBOX.c.state == OutboxState.QUEUED)
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


@dataclass(frozen=True)
class Arrival:
    """A row that the homeserver has taken."""

    row_id: int
    room_id: str
    event_id: str
    at: datetime
    marked: asyncio.Future[bool] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class SentTogether:
    """Whoever comes first marks its row; those who come meanwhile wait, and the next one marks for them all.

    The commit does not wait for the disk: after a power cut the row is sent again with its transaction id,
    and the homeserver answers with the event that is there.
    """

    def __init__(self, store: Store, subjects: frozenset[str]) -> None:
        self._store = store
        self._subjects = subjects
        self._waiting: list[Arrival] = []
        self._turn = asyncio.Lock()

    async def mark(self, arrival: Arrival) -> bool:
        """False when somebody listens for the row: it is not marked, and has to be settled by itself.

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
        try:
            marked = await self._commit({one.row_id: one for one in together})
        except BaseException as error:
            for one in together:
                one.marked.set_exception(error)
                one.marked.exception()  # each asks for it in its turn, or was cancelled meanwhile
            raise
        for one in together:
            one.marked.set_result(one.row_id in marked)

    async def _commit(self, arrivals: dict[int, Arrival]) -> frozenset[int]:
        async with self._store.begin(durable=False) as session:
            heard = await session.scalars(
                select(EventRef.outbox_id).where(
                    EventRef.outbox_id.in_(arrivals), EventRef.subject.in_(self._subjects)
                )
            )
            plain = frozenset(arrivals) - frozenset(heard)
            if plain:
                await session.execute(_MARK, [_values(arrivals[row_id]) for row_id in sorted(plain)])
        return plain


def _values(arrival: Arrival) -> dict[str, object]:
    return {
        "row": arrival.row_id,
        "room": arrival.room_id,
        "event": arrival.event_id,
        "at": arrival.at,
    }
