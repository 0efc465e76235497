"""What ``!mina`` shows of cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases.facts import OpenCase, waiting
from bot.chat.document import Document, code, doc
from bot.chat.message import Caller
from bot.chat.say import Say
from commands.case_mark import mark
from commands.case_words import STATES
from commands.me import Item


class WaitingCases:
    """One's own open cases, and those that wait for the units where one is on duty."""

    async def waiting(self, session: AsyncSession, caller: Caller) -> Sequence[Item]:
        found = await waiting(session, caller.user_id, caller.units)
        return [Item(_line, _fields(case)) for case in found]


def _fields(case: OpenCase) -> Mapping[str, Any]:
    return {
        "reference": case.reference,
        "state": case.state,
        "raised_at": case.raised_at,
        "exercise": case.exercise,
    }


def _line(fields: Mapping[str, Any], say: Say) -> Document:
    line = say.rich(
        "{reference}, {state}, startat {time}.",
        reference=code(fields["reference"]),
        state=say.term(STATES[fields["state"]]),
        time=say.time(fields["raised_at"]),
    )
    return mark(doc(line), say, exercise=fields["exercise"])
