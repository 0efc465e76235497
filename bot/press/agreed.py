"""The wordings that the actors have agreed on, and which of them should have been looked at again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.chat.declare import Call
from bot.chat.outcome import Outcome
from bot.chat.text import fold
from bot.press.desk import Desk
from bot.press.entries import lines
from bot.press.pictures import actor_name


@dataclass(frozen=True)
class Line:
    id: str
    text: str
    owner: str
    review_at: date
    overdue: bool


@dataclass(frozen=True)
class AgreedLines:
    lines: tuple[Line, ...]
    wanted: str


class ListAgreed:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, wanted: str) -> Outcome:
        """Those in which the words stand; all of them without any."""
        snapshot = await self._desk.snapshot(call.session)
        today = call.now.astimezone(self._desk.zone).date()
        words = fold(wanted).split()
        found = [
            Line(one.id, one.text, actor_name(snapshot, one.owner), one.review_at, one.review_at < today)
            for one in lines(snapshot)
            if all(word in fold(f"{one.id} {one.text}") for word in words)
        ]
        return Outcome(AgreedLines(tuple(found), wanted))
