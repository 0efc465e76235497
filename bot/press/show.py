"""A message whole: its text and parts, how far it has come, what was said of it, and its revisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.declare import Call
from bot.chat.outcome import About, Outcome
from bot.errors import Refusal
from bot.press.content import Content
from bot.press.desk import MESSAGE, Desk
from bot.press.difference import Change, changes
from bot.press.find import content_of
from bot.press.named import names_in
from bot.press.pictures import MessagePicture, actor_name, person_name, picture_of
from bot.press.revise_rules import known
from bot.press.sight import answer_to, the_one
from bot.press.tables import MessageRow, RemarkRow, RevisionRow
from bot.press.values import RemarkKind
from bot.register.section import Snapshot

_MOST: Final = 10


@dataclass(frozen=True)
class Remark:
    name: str
    actor: str
    at: datetime
    revision: int
    text: str


@dataclass(frozen=True)
class Past:
    """One revision: who made it, and when."""

    number: int
    name: str
    at: datetime


@dataclass(frozen=True)
class Shown:
    """``language``: the one whose text is shown in place of the common one.

    ``since``: the revision that ``changes`` are counted from. ``more``: remarks that are older.
    """

    picture: MessagePicture
    content: Content
    names: Mapping[str, str]
    remarks: tuple[Remark, ...]
    more: int
    revisions: tuple[Past, ...]
    language: str | None = None
    since: int | None = None
    changes: tuple[Change, ...] = ()


class ShowMessage:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(
        self, call: Call, reference: str | None, *, since: int | None = None, language: str | None = None
    ) -> Outcome:
        """All of it, or what has changed since a revision, or its text in one language.

        Raises:
            Refusal: ``message.no_revision``, ``message.no_variant``, ``message.erased``; no such message.
        """
        session = call.session
        row, _ = await the_one(call, reference)
        snapshot = await self._desk.snapshot(session)
        apart = answer_to(call)
        content = await content_of(session, row)
        if language is not None and content.variants.get(language) is None:
            refusal = Refusal("message.no_variant", reference=row.reference, language=language)
            raise refusal.told_to(apart)
        earlier = content
        if since is not None:
            known(row, since)
            earlier = await content_of(session, row, since)
        remarks = await _remarks(session, snapshot, row)
        shown = Shown(
            picture=await picture_of(session, snapshot, row, call.now),
            content=content,
            names=names_in(snapshot, content, earlier),
            remarks=remarks[-_MOST:],
            more=max(len(remarks) - _MOST, 0),
            revisions=await _revisions(session, snapshot, row),
            language=language,
            since=since,
            changes=changes(earlier, content),
        )
        return Outcome(shown, about=About(MESSAGE, row.reference, "answer"), answer_to=apart)


async def _remarks(session: AsyncSession, snapshot: Snapshot, row: MessageRow) -> tuple[Remark, ...]:
    found = await session.scalars(
        select(RemarkRow)
        .where(
            RemarkRow.message_id == row.id,
            RemarkRow.kind == RemarkKind.COMMENT,
            RemarkRow.text.is_not(None),
        )
        .order_by(RemarkRow.id)
    )
    return tuple(
        Remark(
            name=person_name(snapshot, one.person) or one.person,
            actor=actor_name(snapshot, one.actor) if one.actor else "",
            at=one.at,
            revision=one.revision,
            text=one.text or "",
        )
        for one in found
    )


async def _revisions(session: AsyncSession, snapshot: Snapshot, row: MessageRow) -> tuple[Past, ...]:
    """The newest first."""
    found = await session.execute(
        select(RevisionRow.number, RevisionRow.made_by, RevisionRow.made_at)
        .where(RevisionRow.message_id == row.id)
        .order_by(RevisionRow.number.desc())
        .limit(_MOST)
    )
    return tuple(Past(number, person_name(snapshot, by) or by, at) for number, by, at in found)
