"""What would keep a message from going out as it should, looked for some minutes before its time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import function_number, room_at
from bot.press.chain import can_be_corrected, corrected_by
from bot.press.content import Content
from bot.press.desk import Desk
from bot.press.entries import ChannelEntry
from bot.press.markup_read import is_safe_link, links
from bot.press.pictures import actor_name
from bot.press.signed import Standing
from bot.press.tables import MessageRow
from bot.press.values import ChannelKind
from bot.press.vma import looks_like_vma
from bot.press.ways import entries_of, languages_of
from bot.register.section import Snapshot
from bot.work.despatch import Trial

VERIFIED: Final = timedelta(days=90)
"""A press contact's number that was checked longer ago may lead nowhere."""
LONGEST: Final[Mapping[ChannelKind, int]] = MappingProxyType(
    {
        ChannelKind.ROOM: 30_000,
        ChannelKind.MAIL: 100_000,
        ChannelKind.FEED: 100_000,
        ChannelKind.WEBHOOK: 100_000,
    }
)
"""Bytes of one language's text. In a room it is sent as plain text and as HTML, in messages of 64 kB."""
TRIED: Final = frozenset({ChannelKind.MAIL, ChannelKind.WEBHOOK})
"""Kinds of channels that are logged in to, or reached, before the time."""
_OPEN: Final = re.compile(r"\bhttp://[^\s)>]{1,200}", re.IGNORECASE)


class Wrong(StrEnum):
    """Kinds of faults; ``FaultFound.what`` says which channel, language or actor it is about."""

    UNSIGNED = "unsigned"
    REJECTED = "rejected"
    UNSURE = "unsure"
    SHORT = "short"
    CHANNEL_GONE = "channel_gone"
    NO_ANSWER = "no_answer"
    TRIAL = "trial"
    ROOM_UNKNOWN = "room_unknown"
    ROOM_AWAY = "room_away"
    ROOM_UNSAFE = "room_unsafe"
    TOO_LONG = "too_long"
    LINK = "link"
    LANGUAGE = "language"
    CONTACT_GONE = "contact_gone"
    CONTACT_OLD = "contact_old"
    EXPIRED = "expired"
    GUIDE = "guide"
    VMA = "vma"
    ORIGINAL = "original"


@dataclass(frozen=True)
class FaultFound:
    """``what``: a name, or a language's code. ``more``: an error's code, a number, an address."""

    wrong: Wrong
    what: str = ""
    more: str = ""

    @property
    def key(self) -> str:
        """The same fault has the same key when it is looked for again; how a channel fails may vary."""
        if self.wrong in {Wrong.TRIAL, Wrong.NO_ANSWER}:
            return f"{Wrong.TRIAL}:{self.what}"
        return f"{self.wrong}:{self.what}:{self.more}"


@dataclass(frozen=True)
class Flight:
    """What is looked at. ``trials``: by channel, those that have answered."""

    row: MessageRow
    content: Content
    standing: Standing
    trials: Mapping[str, Trial]
    today: date


async def faults(session: AsyncSession, desk: Desk, flight: Flight) -> tuple[FaultFound, ...]:
    """Everything that is wrong now."""
    row, content = flight.row, flight.content
    snapshot = await desk.snapshot(session)
    entries, gone = entries_of(snapshot, content, exercise=row.exercise)
    found = [
        *_signing(snapshot, row, flight.standing),
        *await _original(session, row),
        *(FaultFound(Wrong.CHANNEL_GONE, one) for one in gone),
    ]
    for entry in entries:
        if entry.kind is ChannelKind.ROOM:
            found += await _rooms(session, desk, snapshot, entry)
        elif entry.kind in TRIED:
            found += _tried(entry, flight.trials.get(entry.id))
    if content.guide:
        lapsed = await desk.guide.lapsed(session, content.guide)
        found += (FaultFound(Wrong.GUIDE, one) for one in dict.fromkeys(text.language for text in lapsed))
    return (*found, *_text(row, content, entries), *_contact(snapshot, content, flight.today))


def _signing(snapshot: Snapshot, row: MessageRow, standing: Standing) -> Iterator[FaultFound]:
    if standing.unsure or not standing.sound:
        yield FaultFound(Wrong.UNSURE)
        return
    for one in standing.blocked:
        yield FaultFound(Wrong.REJECTED, actor_name(snapshot, one))
    for one in standing.missing:
        yield FaultFound(Wrong.UNSIGNED, actor_name(snapshot, one))
    if not standing.missing and not standing.blocked and not standing.complete:
        yield FaultFound(Wrong.UNSIGNED)
    if row.publish_at is not None:
        for one in standing.short_of(row.publish_at):
            yield FaultFound(Wrong.SHORT, actor_name(snapshot, one))


async def _original(session: AsyncSession, row: MessageRow) -> list[FaultFound]:
    """What it corrects may have been retracted meanwhile."""
    original = await corrected_by(session, row)
    if original is None or await can_be_corrected(session, original):
        return []
    return [FaultFound(Wrong.ORIGINAL, original.reference)]


async def _rooms(
    session: AsyncSession, desk: Desk, snapshot: Snapshot, entry: ChannelEntry
) -> list[FaultFound]:
    """A room that is not for everybody must be encrypted, and the register must know all who are in it."""
    found = []
    for address in dict.fromkeys(entry.rooms):
        room = room_at(snapshot, address)
        if room is None:
            found.append(FaultFound(Wrong.ROOM_UNKNOWN, entry.name, address))
        elif not desk.rooms.known(room):
            found.append(FaultFound(Wrong.ROOM_AWAY, entry.name, address))
        elif not entry.public and not await desk.rooms.safe(session, room):
            found.append(FaultFound(Wrong.ROOM_UNSAFE, entry.name, address))
    return found


def _tried(entry: ChannelEntry, trial: Trial | None) -> Iterator[FaultFound]:
    if trial is None:
        yield FaultFound(Wrong.NO_ANSWER, entry.name)
    elif trial.error is not None:
        yield FaultFound(Wrong.TRIAL, entry.name, trial.error)


def _text(row: MessageRow, content: Content, entries: tuple[ChannelEntry, ...]) -> Iterator[FaultFound]:
    texts = _texts(content)
    longest = max(len(f"{title}\n{body}".encode()) for title, body in texts)
    for entry in entries:
        if longest > LONGEST[entry.kind]:
            yield FaultFound(Wrong.TOO_LONG, entry.name, str(longest))
    for url in dict.fromkeys(url for _, body in texts for url in _bad_links(body)):
        yield FaultFound(Wrong.LINK, url)
    for code in languages_of(content)[1]:
        yield FaultFound(Wrong.LANGUAGE, code)
    if looks_like_vma(content):
        yield FaultFound(Wrong.VMA)
    if row.publish_at is not None and content.expires_at is not None and content.expires_at <= row.publish_at:
        yield FaultFound(Wrong.EXPIRED)


def _texts(content: Content) -> list[tuple[str, str]]:
    """Title and body in each language, each actor's own block below it."""
    below = "".join(f"\n\n{text}" for text in content.local.values())
    written = [(one.title, one.body) for one in content.variants.values() if one is not None]
    return [(title, body + below) for title, body in ((content.title, content.body), *written)]


def _bad_links(body: str) -> Iterator[str]:
    """Addresses that no channel shows as a link, or that lead over an open line."""
    yield from (url for _, url in links(body) if not is_safe_link(url))
    yield from (found[0] for found in _OPEN.finditer(body))


def _contact(snapshot: Snapshot, content: Content, today: date) -> Iterator[FaultFound]:
    if not content.contact:
        return
    number = function_number(snapshot, content.contact)
    if number is None:
        yield FaultFound(Wrong.CONTACT_GONE, content.contact)
    elif today - number.verified_at > VERIFIED:
        yield FaultFound(Wrong.CONTACT_OLD, number.name, number.verified_at.isoformat())
