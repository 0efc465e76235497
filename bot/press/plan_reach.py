"""What giving a message a time would mean: asked about before it is done, and told after."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.chat.declare import Call
from bot.errors import Refusal
from bot.press.conflicts import Near, near, told
from bot.press.content import Content
from bot.press.desk import Desk
from bot.press.entries import settings
from bot.press.pictures import MessagePicture, actor_name, picture_of
from bot.press.sight import answer_to
from bot.press.tables import MessageRow
from bot.press.vma import looks_like_vma
from bot.press.ways import Ways, languages_of, ways_of
from bot.press.weigh import checked

STALE: Final = timedelta(minutes=30)
"""A command that is read later than this is asked about with its age."""


@dataclass(frozen=True)
class When:
    """``at_once``: as soon as there is a yes, whatever ``at`` says."""

    at: datetime
    at_once: bool = False


@dataclass(frozen=True)
class Reach:
    """``complete``: all that is needed is signed, and sound. ``unsure``: not all of it can be judged yet.

    ``lacking`` and ``blocked``: who has yet to sign, and who has said no; ``short``: whose approval will be
    too old by then. ``before``: the time that it has now. ``written_at``: when this was written, if that is
    long ago. ``languages`` will be published, ``unready`` ones are wanted and not ready: codes; the rest are
    names.
    """

    picture: MessagePicture
    when: When
    ways: Ways
    languages: tuple[str, ...]
    unready: tuple[str, ...]
    complete: bool
    unsure: bool
    signed: tuple[str, ...]
    lacking: tuple[str, ...]
    blocked: tuple[str, ...]
    short: tuple[str, ...]
    near: tuple[Near, ...]
    before: datetime | None = None
    written_at: datetime | None = None


def settled(row: MessageRow, content: Content, when: When, now: datetime) -> When:
    """The time as it is now.

    Raises:
        Refusal: it has passed, the message holds no longer by then, or it looks like a public warning.
    """
    if looks_like_vma(content):
        raise Refusal("plan.vma", reference=row.reference)
    when = replace(when, at=now) if when.at_once else when
    if when.at < now:
        raise Refusal("plan.passed", reference=row.reference, at=when.at)
    if content.expires_at is not None and content.expires_at <= when.at:
        raise Refusal("plan.expired", reference=row.reference, at=when.at, until=content.expires_at)
    return when


async def reach_of(call: Call, desk: Desk, row: MessageRow, content: Content, when: When) -> Reach:
    """Who and what it reaches then.

    Raises:
        Refusal: there is no channel that it could go to.
    """
    session, now = call.session, call.now
    snapshot = await desk.snapshot(session)
    ways = ways_of(snapshot, content, exercise=row.exercise)
    if not ways.open:
        raise Refusal("plan.no_channel", reference=row.reference, exercise=row.exercise)
    standing = await checked(session, desk, snapshot, row, now)
    languages, unready = languages_of(content)
    close = await near(session, row, when.at, settings(snapshot).conflict)
    written = call.incoming.origin_at

    def names(actors: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(actor_name(snapshot, one) for one in actors)

    picture = await picture_of(session, snapshot, row, now)
    if answer_to(call) is not None:
        # the question stands where it was asked, whoever hears it
        picture = replace(picture, title=None, content=None)
    return Reach(
        picture=picture,
        when=when,
        ways=ways,
        languages=languages,
        unready=unready,
        complete=standing.complete,
        unsure=bool(standing.unsure) or not standing.sound,
        signed=names(tuple(one for one in standing.quorum.signers if one in standing.approved)),
        lacking=names(standing.missing),
        blocked=names(standing.blocked),
        short=names(standing.short_of(when.at)),
        near=told(snapshot, close),
        before=row.publish_at,
        written_at=written if now - written > STALE else None,
    )
