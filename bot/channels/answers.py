"""Answers by text message: whose they are, what they answer, and what is said back."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.gateway import Answer
from bot.channels.marks import CODE_DIGITS, Marks
from bot.channels.tables import ChannelAnswer, ChannelCode
from bot.channels.tries import TRIES, clear_tries, count_try, tries_of
from bot.chat.outcome import ToPerson
from bot.clock import Clock
from bot.store.engine import Store
from bot.store.upsert import insert_new
from bot.work.timed import Answered, AnswerListener, Poster

log = structlog.get_logger(__name__)
_CODE = re.compile(rf"(?<![0-9])[0-9]{{{CODE_DIGITS}}}(?![0-9])")
_LONGEST = 400
_CANDIDATES = 2
Words = Callable[[AsyncSession, str, Mapping[str, Any], ToPerson, datetime], Awaitable[str]]
"""A kind of notice in words, in a person's language."""


class Phones(Protocol):
    async def owners(self, session: AsyncSession, number: str) -> tuple[str, ...]:
        """User ids of those who carry the telephone."""
        ...


@dataclass(frozen=True)
class AnswerDesk:
    """Takes an answer in, once for each id of the gateway's, in one transaction with all that it does."""

    store: Store
    listeners: Mapping[str, AnswerListener]
    phones: Phones
    marks: Marks
    words: Words
    post: Poster
    clock: Clock
    done: Callable[[], None] = lambda: None
    """Called after the commit: something may have to be said in a room."""

    async def take(self, answer: Answer) -> str:
        """What is said back, when it is committed; nothing to a number that has tried too often."""
        async with self.store.begin() as session:
            now = self.clock.now()
            row = {"provider_id": answer.provider_id, "at": now}
            if not await insert_new(session, ChannelAnswer, ChannelAnswer.provider_id, [row]):
                kept = await session.get_one(ChannelAnswer, answer.provider_id)
                return kept.reply or ""
            user_id, answered = await self._read(session, answer, now)
            reply = ""
            if answered is not None:
                reply = await self.words(session, answered.kind, answered.fields, ToPerson(user_id), now)
                await self.post(session, answered.notices, now)
            kept = await session.get_one(ChannelAnswer, answer.provider_id)
            kept.reply = reply
        self.done()
        log.info("phone.answer", kind=answered.kind if answered else "silence")
        return reply

    async def _read(
        self, session: AsyncSession, answer: Answer, now: datetime
    ) -> tuple[str, Answered | None]:
        mark = self.marks.number(answer.number)
        tried = await tries_of(session, mark, now)
        if tried >= TRIES:
            return "", None
        owners = await self.phones.owners(session, answer.number)
        codes = codes_in(answer.text)
        found = await self._code(session, answer.number, codes) if owners else None
        if found is not None and found.user_id in owners and found.subject in self.listeners:
            await clear_tries(session, mark)
            listener = self.listeners[found.subject]
            about = (found.object_id, found.purpose, found.user_id)
            return found.user_id, await listener.answered(session, *about, now, by="sms")
        await count_try(session, mark)
        if not owners:
            kind = "phone.unknown_number"
        elif tried + 1 >= TRIES:
            kind = "phone.too_many"
        else:
            kind = "phone.wrong_code" if codes else "phone.no_code"
        return owners[0] if owners else "", Answered(kind)

    async def _code(self, session: AsyncSession, number: str, codes: tuple[str, ...]) -> ChannelCode | None:
        marks = [self.marks.code(number, code) for code in codes]
        statement = select(ChannelCode).where(ChannelCode.code_mark.in_(marks)).limit(1)
        found: ChannelCode | None = await session.scalar(statement)
        return found


def codes_in(text: str) -> tuple[str, ...]:
    """What may be the code: five digits by themselves, or all the digits there are, typed with blanks."""
    text = text[:_LONGEST]
    found = dict.fromkeys(_CODE.findall(text))
    if not found:
        digits = re.sub(r"[^0-9]", "", text)
        found = dict.fromkeys([digits] if len(digits) == CODE_DIGITS else [])
    return tuple(found)[:_CANDIDATES]
