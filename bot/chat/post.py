"""Results and notices become outbox rows, each in the language of the room or person that gets it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.declare import NoticeView
from bot.chat.document import Document, Mark, Mention, Para
from bot.chat.languages import SOURCE, Languages
from bot.chat.message import RoomClass
from bot.chat.outcome import About, Notice, Target, ToActor, ToClass, ToPerson, ToPhone, ToRoom, ToUnit
from bot.chat.pack import attached, contents
from bot.chat.preference import language_of
from bot.chat.protocols import Address, Addresses, Phones, Ring
from bot.store.event_ref import STATUS, remember, status_row, thread_root
from bot.store.outbox import OutboxKind, OutboxRow, Priority
from bot.store.outbox_queries import queue

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Placed:
    """Where a document goes and how it hangs together with what is there."""

    target: str
    priority: Priority = Priority.ANSWER
    about: About | None = None
    mention: tuple[str, ...] = ()
    status: bool = False
    thread: bool = True
    dedupe_key: str | None = None
    reply_event: str | None = None
    thread_event: str | None = None
    pin: bool = False
    held: bool = False
    edits: int | None = None


class Post:
    """The only writer of outbox rows with words in them."""

    def __init__(
        self,
        notices: Mapping[str, NoticeView],
        languages: Languages,
        addresses: Addresses,
        phones: Phones | None = None,
    ) -> None:
        """``phones``: the second channel; without it nothing goes to telephones."""
        self._notices = notices
        self._languages = languages
        self._addresses = addresses
        self._phones = phones

    async def notify(self, session: AsyncSession, notices: Iterable[Notice], now: datetime) -> None:
        """Queue what others are to be told."""
        for notice in notices:
            if isinstance(notice.target, ToPhone):
                await self._ring(session, notice, notice.target, now)
                continue
            found = await self.addresses(session, notice.target)
            if not found:
                await self._nowhere(session, notice, now)
            for address in found:
                await self._notice(session, notice, address, now)

    async def addresses(self, session: AsyncSession, target: Target) -> Sequence[Address]:
        """Where a target is, with a person's own choice of language."""
        found = await self._addresses.resolve(session, target)
        if not isinstance(target, ToPerson | ToPhone):
            return found
        return [
            Address(one.target, await language_of(session, target.user_id, one.language)) for one in found
        ]

    async def words(
        self, session: AsyncSession, kind: str, fields: Mapping[str, Any], target: ToPerson, now: datetime
    ) -> str:
        """A notice as plain text, for a person who is answered elsewhere than in a room."""
        found = await self.addresses(session, target)
        say = self._languages.say(found[0].language if found else SOURCE, now)
        return self._notices[kind](fields, say).plain()

    async def send(
        self, session: AsyncSession, document: Document, placed: Placed, now: datetime
    ) -> OutboxRow:
        """Queue a document; the row of its first message.

        A change of a status message changes its words: attachments are sent when it is said first.
        """
        about = placed.about
        edits = placed.edits
        if about and placed.status:
            edits = await status_row(session, about.subject, about.object_id, placed.target)
        if edits is None and placed.mention:
            document = await self._calling(session, document, placed.mention)
        parts = contents(document, () if edits else placed.mention)
        first = await self._queue(session, parts[0], placed, now, edits=edits)
        if about:
            # a status message may be the first alarm too: its delivery is asked for under that name
            new = {STATUS} if placed.status and edits is None else set()
            for purpose in sorted(new | {about.purpose} - ({STATUS} if edits else set())):
                await remember(session, about.subject, about.object_id, purpose, outbox_id=first.id)
        more: list[tuple[dict[str, Any], bytes | None]] = [(content, None) for content in parts[1:]]
        if edits is None:
            more += attached(document)
        for number, (content, attachment) in enumerate(more, start=2):
            key = placed.dedupe_key and f"{placed.dedupe_key}#{number}"
            after = replace(placed, status=False, reply_event=None, dedupe_key=key)
            row = await self._queue(session, content, after, now, attachment=attachment)
            if about and placed.held:  # or nobody would find it to release it
                await remember(session, about.subject, about.object_id, about.purpose, outbox_id=row.id)
        if placed.pin and about and edits is None:
            await self._pin(session, first, placed, now)
        return first

    async def _pin(self, session: AsyncSession, message: OutboxRow, placed: Placed, now: datetime) -> None:
        """After everything else that waits for the room: nobody is kept waiting by what is only put up."""
        await queue(
            session,
            target=placed.target,
            kind=OutboxKind.PIN,
            content={},
            now=now,
            priority=Priority.GUIDE,
            edits_id=message.id,
            dedupe_key=placed.dedupe_key and f"{placed.dedupe_key}#pin",
            person=message.person,
        )

    async def _queue(
        self,
        session: AsyncSession,
        content: Mapping[str, Any],
        placed: Placed,
        now: datetime,
        *,
        edits: int | None = None,
        attachment: bytes | None = None,
    ) -> OutboxRow:
        thread_id, thread_event = None, placed.thread_event
        if placed.about and placed.thread and not placed.status and thread_event is None:
            root = await thread_root(session, placed.about.subject, placed.about.object_id, placed.target)
            thread_id, thread_event = root or (None, None)
        return await queue(
            session,
            target=placed.target,
            kind=OutboxKind.MESSAGE if edits is None else OutboxKind.EDIT,
            content=content,
            now=now,
            priority=placed.priority,
            edits_id=edits,
            thread_id=thread_id,
            thread_event=thread_event,
            reply_event=placed.reply_event if edits is None else None,
            dedupe_key=placed.dedupe_key,
            attachment=attachment,
            held=placed.held,
            person=await self._addresses.direct_with(session, placed.target),
        )

    async def _notice(self, session: AsyncSession, notice: Notice, address: Address, now: datetime) -> None:
        document = self._notices[notice.kind](notice.fields, self._languages.say(address.language, now))
        placed = Placed(
            target=address.target,
            priority=notice.priority,
            about=notice.about,
            mention=notice.mention,
            status=notice.status,
            thread=notice.thread,
            dedupe_key=_once(notice.dedupe_key, address.target) if notice.dedupe_key else None,
            pin=notice.pin,
            held=notice.held,
            edits=notice.edits,
            reply_event=notice.answers,
            thread_event=notice.within,
        )
        await self.send(session, document, placed, now)

    async def _ring(self, session: AsyncSession, notice: Notice, target: ToPhone, now: datetime) -> None:
        """To a telephone: plain text with a code of its own, and never through the outbox."""
        if self._phones is None or notice.about is None:
            return
        for address in await self.addresses(session, target):
            ring = Ring(notice.about, target, address.target)
            code = await self._phones.code(session, ring, now)
            if code is None:
                continue
            say = self._languages.say(address.language, now)
            text = self._notices[notice.kind]({**notice.fields, "code": code}, say).plain()
            await self._phones.queue(session, ring, text, now)

    async def _calling(self, session: AsyncSession, document: Document, mention: Sequence[str]) -> Document:
        """Put the names of those called first, unless the document names them itself."""
        missing = [user_id for user_id in mention if user_id not in document.mentions()]
        if not missing:
            return document
        names: list[Mention | str] = []
        for user_id in missing:
            names += [Mention(user_id, await self._addresses.display_name(session, user_id)), ", "]
        names[-1] = ": "
        head, *rest = document.blocks
        if isinstance(head, Para):
            marks = 1 if head.inlines and isinstance(head.inlines[0], Mark) else 0
            inlines = (*head.inlines[:marks], *names, *head.inlines[marks:])
            return Document((Para(inlines), *rest))
        return Document((Para(tuple(names)), *document.blocks))

    async def _nowhere(self, session: AsyncSession, notice: Notice, now: datetime) -> None:
        log.error("notice without address", kind=notice.kind)
        if notice.target == ToClass(RoomClass.DRIFT):
            return
        about = notice.about.object_id if notice.about else ""
        fields = {"kind": notice.kind, "object_id": about, "target": _named(notice.target)}
        await self.notify(session, [Notice("kernel.no_address", ToClass(RoomClass.DRIFT), fields)], now)


def _once(key: str, target: str) -> str:
    """A name for "this to that target" that fits the column, however long the room's id is."""
    return sha256(f"{key}\n{target}".encode()).hexdigest()


def _named(target: Target) -> str:
    match target:
        case ToRoom(name) | ToPerson(name) | ToUnit(name) | ToActor(name) | ToPhone(name):
            return name
        case ToClass(room_class):
            return room_class.value
