"""Noting a question that is asked, and renewing an answer whose time is over."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.declare import Call
from bot.chat.outcome import Outcome
from bot.press.desk import Desk
from bot.press.numbers import QUESTIONS, next_reference
from bot.press.talk_checks import check_own_words
from bot.press.talk_find import owner_of
from bot.press.talk_raise import open_row, raised, same_as_before
from bot.press.talk_tables import QuestionRow
from bot.press.talk_values import Asker, Topic


@dataclass(frozen=True)
class NewQuestion:
    """``owner``: the actor that answers; None: the one who writes."""

    words: str
    asker: Asker
    owner: str | None = None
    exercise: bool = False


class RaiseQuestion:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, new: NewQuestion) -> Outcome:
        """Note it, tell the communicators, and wait for the owner's answer.

        Raises:
            Refusal: ``talk.empty``, ``talk.link``, ``talk.avoid``, ``talk.no_writer``.
        """
        snapshot = await self._desk.snapshot(call.session)
        check_own_words(snapshot, new.words, call)
        owner = owner_of(snapshot, call.caller, new.owner)
        same = await same_as_before(call, Topic.QUESTION, QuestionRow.words, new.words, exercise=new.exercise)
        if same is not None:
            return await raised(call, self._desk, snapshot, same, repeated=True)
        row = QuestionRow(
            **open_row(call, snapshot, owner, exercise=new.exercise),
            reference=await next_reference(call.session, QUESTIONS),
            words=new.words,
            asker=new.asker,
        )
        return await raised(call, self._desk, snapshot, row)
