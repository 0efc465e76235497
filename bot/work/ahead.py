"""What goes next to many targets is read in one go when many ask in the same moment."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.store.engine import Store
from bot.store.outbox import OutboxRow
from bot.store.outbox_due import next_rows_of

Rows = Sequence[OutboxRow]


class ReadTogether:
    """For a process that shares its outbox with no other: what was asked for is read then, not before."""

    def __init__(self, store: Store, limit: int) -> None:
        self._store = store
        self._limit = limit
        self._asked: dict[str, asyncio.Future[Rows]] = {}
        self._reading: set[asyncio.Task[None]] = set()

    async def next_rows(self, target: str) -> Rows:
        """As ``outbox_due.next_rows``; a target is asked for by one task at a time.

        Raises:
            Exception: what the database objected to, for everyone who asked in that moment.
        """
        answer: asyncio.Future[Rows] = asyncio.get_running_loop().create_future()
        self._asked[target] = answer
        if len(self._asked) == 1:
            task = asyncio.create_task(self._read())
            self._reading.add(task)
            task.add_done_callback(self._reading.discard)
        return await answer

    async def _read(self) -> None:
        asked, self._asked = self._asked, {}
        try:
            async with self._store.read() as session:
                found = await next_rows_of(session, [*asked], self._limit)
        except Exception as error:  # noqa: BLE001 - each who asked gets it
            for answer in asked.values():
                if not answer.done():
                    answer.set_exception(error)
            return
        for target, answer in asked.items():
            if not answer.done():
                answer.set_result(found[target])
