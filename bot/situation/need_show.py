"""Showing one need, and listing those that are open: the late ones first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.chat.declare import Call
from bot.chat.outcome import About, Outcome
from bot.errors import Refusal
from bot.situation.audience import audience_of
from bot.situation.desk import NEED, Desk
from bot.situation.needs import LIVING, NeedPicture, is_late, living, may_see, meant, picture_of
from bot.situation.tables import NeedRow

_SHOWN = 30


@dataclass(frozen=True)
class NeedFilter:
    """``kommun`` is a code, ``actor`` an id."""

    kommun: str | None = None
    actor: str | None = None
    exercise: bool = False


@dataclass(frozen=True)
class NeedsListed:
    """``more``: how many are not shown."""

    needs: tuple[NeedPicture, ...]
    more: int
    exercise: bool
    filtered: bool


class ShowNeed:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, reference: str | None) -> Outcome:
        """Show it to whom it may be shown here."""
        snapshot = await self._desk.snapshot(call.session)
        sight = audience_of(call, snapshot)
        try:
            row = await meant(call, snapshot, sight, reference, LIVING)
        except Refusal as refusal:
            raise refusal.told_to(sight.answer_to) from None
        picture = picture_of(snapshot, row, call.now)
        return Outcome(picture, about=About(NEED, row.reference, "answer"), answer_to=sight.answer_to)


class ListNeeds:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, wanted: NeedFilter) -> Outcome:
        """What is open or taken and may be shown here: late ones first, then by their time."""
        snapshot = await self._desk.snapshot(call.session)
        sight = audience_of(call, snapshot)
        rows = [
            row
            for row in await living(call.session, exercise=wanted.exercise)
            if may_see(row, sight)
            and wanted.kommun in {None, row.kommun}
            and wanted.actor in {None, row.actor, row.owner_actor}
        ]
        rows.sort(key=lambda row: _order(row, call.now))
        found = tuple(picture_of(snapshot, row, call.now) for row in rows[:_SHOWN])
        filtered = wanted.kommun is not None or wanted.actor is not None
        listed = NeedsListed(found, len(rows) - len(found), wanted.exercise, filtered)
        return Outcome(listed, answer_to=sight.answer_to)


def _order(row: NeedRow, now: datetime) -> tuple[bool, datetime, int]:
    return not is_late(row, now), row.late_at or row.raised_at, row.id
