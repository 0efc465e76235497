"""Noting a rumour: in own words, with where it is seen, how it spreads and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.chat.declare import Call
from bot.chat.outcome import Outcome
from bot.press.desk import Desk
from bot.press.numbers import RUMOURS, next_reference
from bot.press.talk_checks import check_own_words
from bot.press.talk_find import owner_of
from bot.press.talk_raise import open_row, raised, same_as_before
from bot.press.talk_tables import RumourRow
from bot.press.talk_values import Spread, Topic, Truth


@dataclass(frozen=True)
class NewRumour:
    """``owner``: the actor that answers; None: the one who writes. ``seen_at`` None: now."""

    claim: str
    seen_where: str
    spread: Spread
    truth: Truth = Truth.UNCONFIRMED
    seen_at: datetime | None = None
    owner: str | None = None
    exercise: bool = False


class RaiseRumour:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, new: NewRumour) -> Outcome:
        """Note it, tell the communicators, and wait for the owner's answer.

        Raises:
            Refusal: ``talk.empty``, ``talk.link``, ``talk.avoid``, ``talk.no_writer``.
        """
        session = call.session
        snapshot = await self._desk.snapshot(session)
        for text in (new.claim, new.seen_where):
            check_own_words(snapshot, text, call)
        owner = owner_of(snapshot, call.caller, new.owner)
        same = await same_as_before(call, Topic.RUMOUR, RumourRow.claim, new.claim, exercise=new.exercise)
        if same is not None:
            return await raised(call, self._desk, snapshot, same, repeated=True)
        row = RumourRow(
            **open_row(call, snapshot, owner, exercise=new.exercise),
            reference=await next_reference(session, RUMOURS),
            claim=new.claim,
            seen_where=new.seen_where,
            seen_at=new.seen_at or call.now,
            spread=new.spread,
            truth=new.truth,
        )
        return await raised(call, self._desk, snapshot, row)
