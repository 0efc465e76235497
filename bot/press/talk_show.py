"""Showing one rumour or question, and listing those that are not over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from bot.chat.declare import Call
from bot.chat.outcome import Outcome
from bot.press.desk import Desk
from bot.press.talk_find import MODELS, apart, meant
from bot.press.talk_pictures import TalkPicture, talk_picture, talk_pictures
from bot.press.talk_tables import TalkRow
from bot.press.talk_tell import about
from bot.press.talk_turn import turn
from bot.press.talk_values import LIVING, Topic

_SHOWN: Final = 30


@dataclass(frozen=True)
class TalkListed:
    """``more``: how many are not shown. ``ended``: those that are over are shown too."""

    topic: Topic
    pictures: tuple[TalkPicture, ...]
    more: int
    ended: bool
    exercise: bool


class ShowTalk:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, topic: Topic, reference: str | None) -> Outcome:
        """With every answer that it ever had."""
        snapshot = await self._desk.snapshot(call.session)
        row = await meant(call, snapshot, topic, reference, LIVING)
        picture = await talk_picture(call.session, snapshot, row, call.now)
        return Outcome(picture, about=about(picture, "answer"), answer_to=apart(call))


class ListTalk:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, topic: Topic, *, ended: bool, exercise: bool) -> Outcome:
        """Those without an answer first, of rumours the ones that spread most, then the newest."""
        model = MODELS[topic]
        wanted = select(model).where(model.exercise == exercise)
        if not ended:
            wanted = wanted.where(model.state.in_(sorted(LIVING)))
        rows: list[TalkRow] = sorted(await call.session.scalars(wanted), key=turn)
        snapshot = await self._desk.snapshot(call.session)
        shown = await talk_pictures(call.session, snapshot, rows[:_SHOWN], call.now)
        listed = TalkListed(topic, shown, len(rows) - len(shown), ended, exercise)
        return Outcome(listed, answer_to=apart(call))
