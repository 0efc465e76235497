"""What ``!mina`` shows of rumours and questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.document import Document, code, doc
from bot.chat.message import Caller
from bot.chat.say import Say
from bot.clock import Clock
from bot.press.talk_waiting import TalkWait, TalkWaits, talk_waits_for
from commands.case_mark import mark
from commands.me import Item


class WaitingTalk:
    """Those that the own actor is to answer, and answers that it is to look at again."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def waiting(self, session: AsyncSession, caller: Caller) -> Sequence[Item]:
        found = await talk_waits_for(session, caller, self._clock.now())
        return [Item(_line, {"wait": one}) for one in found]


def _line(fields: Mapping[str, Any], say: Say) -> Document:
    wait: TalkWait = fields["wait"]
    reference = code(wait.reference)
    match wait.kind:
        case TalkWaits.RUMOUR:
            line = say.rich(
                "{reference}, rykte att svara på sedan {time}.", reference=reference, time=say.time(wait.at)
            )
        case TalkWaits.QUESTION:
            line = say.rich(
                "{reference}, fråga att svara på sedan {time}.", reference=reference, time=say.time(wait.at)
            )
        case TalkWaits.REVIEW:
            last = say.day(say.local(wait.at - timedelta(seconds=1)).date())
            line = say.rich(
                "{reference}, svar att se över: gäller till och med {day}.", reference=reference, day=last
            )
    return mark(doc(line), say, exercise=wait.exercise)
