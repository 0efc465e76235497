"""Answering a rumour or a question, changing what is known of it, ending it and taking it up again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.chat.declare import Call
from bot.chat.outcome import Notice, Outcome, Undo
from bot.errors import Refusal
from bot.press.desk import Desk
from bot.press.entries import settings
from bot.press.talk_checks import check_words
from bot.press.talk_find import apart, may_change, meant, owner_of, writes_for
from bot.press.talk_pictures import TalkPicture, answers_to, talk_picture, topic_of
from bot.press.talk_tables import AnswerRow, RumourRow, TalkRow
from bot.press.talk_tell import TalkTeller, about, teller
from bot.press.talk_values import LIVING, Spread, TalkState, Topic, Truth
from bot.register.section import Snapshot
from bot.store import audit

_REVIEWED_AT = time(9)
"""On the last day of an answer its owner is asked to look at it again."""


@dataclass(frozen=True)
class NewAnswer:
    """``holds_until``: the end of its last day; None: as long as the register says. Both of a question's."""

    text: str
    public: bool = False
    holds_until: datetime | None = None
    truth: Truth | None = None


@dataclass(frozen=True)
class Amended:
    """What is to be another than it was; None: as it was."""

    truth: Truth | None = None
    spread: Spread | None = None
    owner: str | None = None


@dataclass(frozen=True)
class TalkAnswer:
    """``changed``: there was nothing to do when it is False."""

    picture: TalkPicture
    changed: bool = True


class ChangeTalk:
    """What the verbs share: the one that is meant, its row held, and who is told."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def _found(
        self,
        call: Call,
        topic: Topic,
        reference: str | None,
        states: Collection[TalkState] = LIVING,
    ) -> tuple[Snapshot, TalkRow]:
        """It is in one of the states.

        Raises:
            Refusal: of ``meant``; ``talk.closed`` or ``talk.living`` when it is not in them.
        """
        snapshot = await self._desk.snapshot(call.session)
        row = await meant(call, snapshot, topic, reference, states)
        if row.state not in states:
            picture = await talk_picture(call.session, snapshot, row, call.now)
            if TalkState.CLOSED in states:
                raise Refusal("talk.living", picture=picture).told_to(apart(call))
            raise Refusal("talk.closed", picture=picture).told_to(apart(call))
        return snapshot, row

    async def _told(
        self, call: Call, snapshot: Snapshot, row: TalkRow, action: str, fields: Mapping[str, Any]
    ) -> TalkTeller:
        row.changed_at = call.now
        await call.session.flush()
        await audit.append(
            call.session,
            at=call.now,
            actor=call.caller.user_id,
            action=f"{topic_of(row)}.{action}",
            object=row.reference,
            fields={**fields, "exercise": row.exercise, "trust": call.caller.trust.value},
        )
        return await teller(call.session, self._desk, snapshot, row, call.now)

    async def _answer(
        self, call: Call, snapshot: Snapshot, row: TalkRow, new: NewAnswer, *, renewed: bool = False
    ) -> Outcome:
        """It counts from now on."""
        holds_until = None
        if not isinstance(row, RumourRow):
            usual = call.now + settings(snapshot).answer_holds
            holds_until = new.holds_until or end_of_day(usual, self._desk.zone)
        call.session.add(
            AnswerRow(
                reference=row.reference,
                text=new.text,
                actor=row.owner,
                person=call.caller.user_id,
                at=call.now,
                public=new.public,
                holds_until=holds_until,
            )
        )
        row.state, row.reminders = TalkState.ANSWERED, 0
        review = self._review(holds_until) if holds_until is not None else None
        row.remind_at = review if review is not None and review > call.now else None
        told = await self._told(call, snapshot, row, "answer", {"actor": row.owner, "public": new.public})
        waiting = () if renewed or row.raised_by == call.caller.user_id else (row.raised_by,)
        fields = {"renewed": renewed}
        note = await told.note("talk.answered", fields, mention=waiting, but=call.place.room_id)
        return _outcome(call, told, [*await told.card(), *note])

    def _review(self, holds_until: datetime) -> datetime:
        """In the morning of its last day."""
        day = (holds_until - timedelta(seconds=1)).astimezone(self._desk.zone).date()
        return datetime.combine(day, _REVIEWED_AT, self._desk.zone).astimezone(UTC)


class AnswerTalk(ChangeTalk):
    async def __call__(self, call: Call, topic: Topic, reference: str | None, new: NewAnswer) -> Outcome:
        """Let this be the agreed answer; the earlier ones are kept.

        Raises:
            Refusal: ``talk.not_owner``, ``talk.closed``, ``talk.empty``, ``talk.avoid``.
        """
        snapshot, row = await self._found(call, topic, reference)
        await _owned(call, snapshot, row)
        check_words(snapshot, new.text, call)
        if isinstance(row, RumourRow) and new.truth is not None:
            row.truth = new.truth
        return await self._answer(call, snapshot, row, new)


class RenewAnswer(ChangeTalk):
    async def __call__(self, call: Call, reference: str | None, holds_until: datetime | None) -> Outcome:
        """The question's answer holds as it is, until then.

        Raises:
            Refusal: ``talk.not_owner``, ``talk.closed``, ``talk.unanswered``.
        """
        snapshot, row = await self._found(call, Topic.QUESTION, reference)
        await _owned(call, snapshot, row)
        answers = await answers_to(call.session, row)
        if not answers:
            picture = await talk_picture(call.session, snapshot, row, call.now)
            raise Refusal("talk.unanswered", picture=picture).told_to(apart(call))
        again = NewAnswer(answers[0].text, answers[0].public, holds_until)
        return await self._answer(call, snapshot, row, again, renewed=True)


class AmendTalk(ChangeTalk):
    async def __call__(self, call: Call, topic: Topic, reference: str | None, new: Amended) -> Outcome:
        """Say what is known of it now, how it spreads, or who is to answer.

        How it spreads any communicator may say: whoever sees it knows.

        Raises:
            Refusal: ``talk.nothing``, ``talk.not_yours``, ``talk.no_writer``, ``talk.closed``.
        """
        snapshot, row = await self._found(call, topic, reference)
        if new == Amended():
            raise Refusal("talk.nothing", topic=topic)
        if new.truth is not None or new.owner is not None:
            await may_change(call, snapshot, row)
        before = _values(row)
        if new.owner is not None:
            row.owner = owner_of(snapshot, call.caller, new.owner)
        if isinstance(row, RumourRow):
            row.truth, row.spread = new.truth or row.truth, new.spread or row.spread
        if _values(row) == before:
            picture = await talk_picture(call.session, snapshot, row, call.now)
            return Outcome(TalkAnswer(picture, changed=False), answer_to=apart(call))
        given = row.owner != before[0]
        if given and row.state == TalkState.OPEN:
            row.remind_at, row.reminders = call.now + settings(snapshot).answer, 0
        told = await self._told(call, snapshot, row, "change", {"owner": row.owner})
        notices = await told.card()
        if given:
            called = told.owners(but=call.caller.user_id)
            notices += await told.note("talk.given", mention=called)
        else:
            notices += await told.note("talk.changed", but=call.place.room_id)
        return _outcome(call, told, notices)


class EndTalk(ChangeTalk):
    async def __call__(self, call: Call, topic: Topic, reference: str | None) -> Outcome:
        """It is over: nobody is reminded of it, and it leaves lists, pictures and exports.

        Raises:
            Refusal: ``talk.not_yours``, ``talk.closed``.
        """
        snapshot, row = await self._found(call, topic, reference)
        await may_change(call, snapshot, row)
        row.state, row.remind_at = TalkState.CLOSED, None
        row.ended_at, row.ended_by = call.now, call.caller.user_id
        told = await self._told(call, snapshot, row, "close", {})
        notices = [*await told.card(), *await told.note("talk.ended", but=call.place.room_id)]
        word = "rykte" if topic is Topic.RUMOUR else "fråga"
        undo = Undo((word, "öppna"), {word: row.reference})
        return _outcome(call, told, notices, undo)


class ReopenTalk(ChangeTalk):
    async def __call__(self, call: Call, topic: Topic, reference: str | None) -> Outcome:
        """It goes on; an answer that it has counts still.

        Raises:
            Refusal: ``talk.living``.
        """
        snapshot, row = await self._found(call, topic, reference, frozenset({TalkState.CLOSED}))
        answers = await answers_to(call.session, row)
        row.ended_at = row.ended_by = None
        row.state, row.reminders, row.remind_at = TalkState.OPEN, 0, call.now + settings(snapshot).answer
        if answers:
            ends = answers[0].holds_until
            row.state = TalkState.ANSWERED
            row.remind_at = max(self._review(ends), call.now) if ends is not None else None
        told = await self._told(call, snapshot, row, "open", {})
        mention = told.owners(but=call.caller.user_id) if row.state == TalkState.OPEN else ()
        note = await told.note("talk.opened", mention=mention, but=call.place.room_id)
        return _outcome(call, told, [*await told.card(), *note])


def end_of_day(moment: datetime, zone: ZoneInfo) -> datetime:
    """Midnight after it, by the clock on the wall."""
    day = moment.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _values(row: TalkRow) -> tuple[str, ...]:
    """The owner first."""
    return (row.owner, row.truth, row.spread) if isinstance(row, RumourRow) else (row.owner,)


async def _owned(call: Call, snapshot: Snapshot, row: TalkRow) -> None:
    if row.owner not in writes_for(call.caller):
        picture = await talk_picture(call.session, snapshot, row, call.now)
        raise Refusal("talk.not_owner", picture=picture).told_to(apart(call))


def _outcome(call: Call, told: TalkTeller, notices: Sequence[Notice], undo: Undo | None = None) -> Outcome:
    answer = TalkAnswer(told.picture)
    return Outcome(answer, tuple(notices), about(told.picture, "answer"), answer_to=apart(call), undo=undo)
