"""``!lägesbild visa``: the picture that went out last, one that is named, one report, or an extract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import person
from bot.chat.declare import Call
from bot.chat.outcome import About, Outcome
from bot.draw.picture import Picture
from bot.errors import Refusal
from bot.register.section import Snapshot
from bot.situation.asking import Found, find_reports, homes
from bot.situation.audience import Sight, audience_of
from bot.situation.desk import PICTURE, REPORT, Desk
from bot.situation.names import Names, names
from bot.situation.one_report import OneReport, one_report
from bot.situation.past_pictures import PastPicture, drawn_before, past_picture
from bot.situation.pictures import history, object_of
from bot.situation.rounds import current_round
from bot.situation.values import Level
from bot.situation.wanted import PictureNumber, ReportNumber, Wanted

PAGE = 10
"""Reports shown at a time."""
_DAYS = 14


@dataclass(frozen=True)
class NoPicture:
    """None has gone out yet. ``next_at``: when the first will."""

    next_at: datetime | None


@dataclass(frozen=True)
class ShownPicture:
    """``drawn``: its map as it was posted, in Swedish; without one it is drawn with ``history``.

    ``history``: the levels of the last days by kommun and ``COUNTY``.
    """

    picture: PastPicture
    drawn: Picture | None
    history: Mapping[str, Sequence[Level | None]]
    names: Names
    next_at: datetime | None


@dataclass(frozen=True)
class ShownReport:
    """``people``: names by user id, where names are shown."""

    found: OneReport
    names: Names
    people: Mapping[str, str]


@dataclass(frozen=True)
class ShownReports:
    """``page`` counts from 1. ``asked`` is what was looked for."""

    found: Found
    asked: Wanted
    names: Names
    page: int


class ShowPicture:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(
        self, call: Call, wanted: Wanted, number: PictureNumber | ReportNumber | None, page: int
    ) -> Outcome:
        """What was asked for, as far as both the person and the room may hear it.

        Raises:
            Refusal: ``picture.no_picture`` or ``picture.no_report`` for a reference that there is none of.
        """
        snapshot = await self._desk.snapshot(call.session)
        sight = audience_of(call, snapshot)
        if isinstance(number, ReportNumber):
            return await _report(call.session, number.reference, sight, snapshot)
        if number is None and wanted.anything:
            return await _reports(call.session, wanted, sight, snapshot, page)
        return await self._picture(call, number, sight, snapshot)

    async def _picture(
        self, call: Call, number: PictureNumber | None, sight: Sight, snapshot: Snapshot
    ) -> Outcome:
        session = call.session
        coming = await current_round(session)
        next_at = coming.due_at if coming is not None else None
        found = await past_picture(session, number, sight, call.place)
        if found is None and number is not None:
            raise Refusal("picture.no_picture", text=number.reference).told_to(sight.answer_to)
        if found is None:
            return Outcome(NoPicture(next_at), answer_to=sight.answer_to)
        drawn = await drawn_before(session, found)
        until = found.version.due_at.astimezone(self._desk.zone).date()
        levels = await history(session, sight.audience, _DAYS, until)
        about = About(PICTURE, object_of(found.version.reference, found.version.version), "answer")
        shown = ShownPicture(found, drawn, levels, names(snapshot), next_at)
        return Outcome(shown, about=about, answer_to=sight.answer_to)


async def _report(session: AsyncSession, reference: str, sight: Sight, snapshot: Snapshot) -> Outcome:
    try:
        found = await one_report(session, reference, sight)
    except Refusal as refusal:
        raise refusal.told_to(sight.answer_to) from None
    authors = {one.author for one in (*found.versions, *found.same) if one.author is not None}
    people = {one: entry.name for one in authors if (entry := person(snapshot, one)) is not None}
    about = About(REPORT, reference, "answer")
    return Outcome(ShownReport(found, names(snapshot), people), about=about, answer_to=sight.answer_to)


async def _reports(
    session: AsyncSession, wanted: Wanted, sight: Sight, snapshot: Snapshot, page: int
) -> Outcome:
    skip = (page - 1) * PAGE
    found = await find_reports(session, wanted, sight, homes(snapshot), skip=skip, most=PAGE)
    return Outcome(ShownReports(found, wanted, names(snapshot), page), answer_to=sight.answer_to)
