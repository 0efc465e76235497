"""Queueing what is to be sent to a telephone, in the transaction of what it tells of."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.marks import Marks, new_code, new_key
from bot.channels.tables import ChannelCode, ChannelMessage, Kind, MessageState
from bot.chat.protocols import Ring
from bot.register.dialling import e164
from bot.store.upsert import insert_new

_ATTEMPTS = 20
"""A number with so many living codes that none is free has other troubles."""


class PhoneQueue:
    """The post's ``Phones``. ``calls``: whether the gateway can place any."""

    def __init__(self, marks: Marks, *, calls: bool) -> None:
        self._marks = marks
        self._calls = calls

    async def code(self, session: AsyncSession, ring: Ring, now: datetime) -> str | None:
        """A new code for this person and thing; None when it is told already, or cannot be."""
        number = e164(ring.number)
        if number is None:
            return None
        if ring.target.voice:
            return "" if self._calls else None
        if await session.scalar(select(ChannelCode.id).filter_by(**_whose(ring))) is not None:
            return None
        for _ in range(_ATTEMPTS):
            code = new_code()
            row = {**_whose(ring), "code_mark": self._marks.code(number, code), "made_at": now}
            if await insert_new(session, ChannelCode, ChannelCode.id, [row]):
                return code
        return None

    async def queue(self, session: AsyncSession, ring: Ring, text: str, now: datetime) -> None:
        """Once for each person, thing and kind."""
        number = e164(ring.number)
        if number is None:
            return
        due = max(now, ring.target.not_before or now)
        row = {
            **_whose(ring),
            "key": new_key(),
            "kind": Kind.VOICE if ring.target.voice else Kind.SMS,
            "number": number,
            "number_mark": self._marks.number(number),
            "text": text,
            "state": MessageState.QUEUED,
            "attempts": 0,
            "created_at": now,
            "due_at": due,
            "not_before": due,
        }
        await insert_new(session, ChannelMessage, ChannelMessage.id, [row])


def _whose(ring: Ring) -> dict[str, Any]:
    about = ring.about
    return {
        "subject": about.subject,
        "object_id": about.object_id,
        "purpose": about.purpose,
        "user_id": ring.target.user_id,
    }
