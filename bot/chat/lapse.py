"""Questions whose time is up: done with what is known, or given up and said so."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.answer import Answers
from bot.chat.carry import Carrier
from bot.chat.dialogue import Dialogue, Kind, claim_lapsed, close, earliest
from bot.chat.document import Document, code, doc
from bot.chat.kernel import Kernel
from bot.chat.message import RoomClass
from bot.chat.outcome import Notice, ToClass
from bot.chat.post import Placed
from bot.chat.protocols import Address
from bot.chat.registry import Table
from bot.errors import Refusal
from bot.store.shift import earlier
from bot.work.aside import Aside
from bot.work.timed import LatePolicy

_TRIES = 3
log = structlog.get_logger(__name__)


class QuestionLapse:
    """The timed duty of open questions."""

    name = "questions"
    late = LatePolicy.AT_ONCE

    def __init__(self, kernel: Kernel, carrier: Carrier, answers: Answers) -> None:
        self._kernel = kernel
        self._carrier = carrier
        self._answers = answers
        self._aside = Aside()

    async def next_due(self, session: AsyncSession) -> datetime | None:
        waiting = await earliest(session, self._aside.ids)
        return min((due for due in (waiting, self._aside.soonest) if due is not None), default=None)

    async def set_back(self, session: AsyncSession, now: datetime, by: timedelta) -> None:  # noqa: ARG002
        """A question waits as long as it was to wait: a case is raised when its time is up."""
        self._aside = Aside()
        await earlier(session, Dialogue.id, Dialogue.expires_at, by)

    async def carry_out(self, session: AsyncSession, now: datetime) -> Sequence[Notice] | None:
        """Close one question; None when none has lapsed.

        One that cannot be closed (a fault) steps aside for the others, and in the end its sender is told.
        """
        self._aside.look(now)
        row = await claim_lapsed(session, now, self._aside.ids)
        while row is not None and not self._aside.may_try(row.id, row.expires_at, now):
            if self._aside.failures(row.id) >= _TRIES:
                return await self._failed(session, row, now)
            row = await claim_lapsed(session, now, self._aside.ids)
        if row is None:
            return None
        if not fills_itself(self._kernel.table, row):
            await self._give_up(session, row, now)
            return ()
        try:
            attempt = await self._answers.attempt(session, row, None)
        except Refusal as refusal:
            say = self._kernel.languages.say(row.language, now)
            await self._give_up(session, row, now, self._kernel.problem(refusal, say))
            return ()
        await self._carrier.carry(replace(attempt, silent=True))
        return ()

    async def _failed(self, session: AsyncSession, row: Dialogue, now: datetime) -> Sequence[Notice]:
        reference = secrets.token_hex(4)
        log.error("question failed", reference=reference, dialogue=row.id)
        say = self._kernel.languages.say(row.language, now)
        preamble = self._kernel.table.bound(row.command_path).command.preamble
        why = doc(say.term(preamble)) if preamble else doc()
        why += self._kernel.problem(Refusal("kernel.fault", reference=reference), say)
        await self._give_up(session, row, now, why)
        fields = {"reference": reference, "error": f"!{row.path}"}
        return [Notice("kernel.failed", ToClass(RoomClass.DRIFT), fields, thread=False)]

    async def _give_up(
        self, session: AsyncSession, row: Dialogue, now: datetime, why: Document | None = None
    ) -> None:
        await close(session, row.id)
        say = self._kernel.say(Address(row.target, row.language), now)
        sentence = say.rich(
            "Ingen svarade i tid. Jag har inte gjort {command}. Skriv kommandot igen när du vill.",
            command=code(f"!{row.path}"),
        )
        reply = row.incoming().event_id if row.target == row.incoming().room_id else None
        placed = Placed(target=row.target, reply_event=reply)
        await self._kernel.post.send(session, (why or doc()) + doc(sentence), placed, now)


def fills_itself(table: Table, row: Dialogue) -> bool:
    """True when every value that is missing has something to become."""
    if row.kind != Kind.ARGUMENT or not table.has(row.command_path):
        return False
    args = table.bound(row.command_path).command.args
    waited_for = [
        arg for arg in args if arg.name == row.asked or (arg.needed(row.given) and arg.name not in row.given)
    ]
    return all(arg.when_silent is not None for arg in waited_for)
