"""The working version of a picture: who is asked to review it, and what they are shown."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import room_id, rooms_of
from bot.chat.message import RoomClass
from bot.chat.outcome import About, Notice, ToPerson, ToRoom
from bot.register.section import Snapshot
from bot.situation.compile import compile_version
from bot.situation.compiled import Inputs, Version
from bot.situation.desk import REVIEW, Desk, duty_officers
from bot.situation.names import Names, names
from bot.situation.picture_tables import PictureRow
from bot.situation.pictures import inputs_of, object_of
from bot.situation.preflight import Finding, preflight
from bot.situation.tables import RoundRow
from bot.situation.values import Audience

LOOKS: Final = timedelta(minutes=15)
"""Whoever looked longer ago is no longer taken to be reviewing."""


@dataclass(frozen=True)
class Review:
    """What a reviewer is shown: the widest text there is, and what to think of before it goes out.

    ``overdue``: its time has passed; the version without text is out, or goes out now.
    ``looked_by`` and ``left_out`` are a name and references.
    """

    version: Version
    findings: tuple[Finding, ...]
    names: Names
    due_at: datetime
    overdue: bool = False
    correction: bool = False
    looked_by: str | None = None
    looked_at: datetime | None = None
    reviewed_by: str | None = None
    reviewed_at: datetime | None = None
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class How:
    """What a picture's row says of all its versions by audience."""

    version: int
    held: bool = False
    reason: str | None = None


def how(row: PictureRow) -> How:
    return How(row.version, row.held, row.reason)


def version_of(how: How, inputs: Inputs, audience: Audience, kommun: str | None = None) -> Version:
    """The picture as that audience is told it."""
    return compile_version(
        inputs,
        audience,
        version=how.version,
        kommun=kommun,
        held=how.held,
        corrects=how.version - 1 if how.reason else None,
        reason=how.reason,
    )


async def review_of(snapshot: Snapshot, row: PictureRow, round_: RoundRow, now: datetime) -> Review:
    """Compiled and looked through in a thread: of a large picture that takes longer than others can wait."""
    inputs, known = inputs_of(row), names(snapshot)
    version, findings = await asyncio.to_thread(_compiled, how(row), inputs, known)
    return Review(
        version=version,
        findings=findings,
        names=known,
        due_at=round_.due_at,
        overdue=now >= round_.due_at,
        correction=row.version > 1 and row.reason is not None,
        left_out=tuple(one["reference"] for one in row.left_out or ()),
    )


def _compiled(how: How, inputs: Inputs, known: Names) -> tuple[Version, tuple[Finding, ...]]:
    findings = preflight(inputs, (*known.actors.values(), *known.themes.values()))
    return version_of(how, inputs, Audience.ROC), findings


async def ask_for_review(
    session: AsyncSession,
    desk: Desk,
    row: PictureRow,
    round_: RoundRow,
    now: datetime,
) -> Sequence[Notice]:
    """In ROC, where that may be read, and in each duty officer's direct chat; edited when asked again.

    Both mention the duty officers: without them the picture goes out without text.
    """
    snapshot = await desk.snapshot(session)
    fields = {"review": await review_of(snapshot, row, round_, now)}
    about = About(REVIEW, object_of(round_.reference, row.version), "review")
    people = duty_officers(snapshot)
    apart = "picture.review_apart"
    return [
        *await told_to_roc(
            session, desk, "picture.review", fields, about, instead=apart, mention=people, status=True
        ),
        *(
            Notice("picture.review", ToPerson(one), fields, about, mention=(one,), status=True)
            for one in people
        ),
    ]


async def unreviewed(
    session: AsyncSession, desk: Desk, row: PictureRow, round_: RoundRow
) -> Sequence[Notice]:
    """It went out without text: the duty officers are told, and how the whole one goes out."""
    reference = object_of(round_.reference, row.version + 1)
    about = About(REVIEW, reference, "unreviewed")
    fields = {"reference": round_.reference, "exercise": round_.exercise}
    people = duty_officers(await desk.snapshot(session))
    return [
        *await told_to_roc(session, desk, "picture.unreviewed", fields, about, mention=people),
        *(Notice("picture.unreviewed", ToPerson(one), fields, about, mention=(one,)) for one in people),
    ]


async def told_to_roc(
    session: AsyncSession,
    desk: Desk,
    kind: str,
    fields: Mapping[str, Any],
    about: About,
    *,
    instead: str | None = None,
    mention: tuple[str, ...] = (),
    status: bool = False,
) -> list[Notice]:
    """To each of ROC's rooms; one with strangers hears ``instead``, which says nothing of the content."""
    snapshot = await desk.snapshot(session)
    notices = []
    for entry in rooms_of(snapshot, RoomClass.ROC):
        found = room_id(snapshot, entry)
        if found is None:
            continue
        safe = instead is None or await desk.rooms.safe(session, found)
        said = kind if safe or instead is None else instead
        told = fields if safe else {"reference": about.object_id}
        notices.append(Notice(said, ToRoom(found), told, about, mention=mention, status=status))
    return notices
