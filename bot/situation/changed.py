"""A report that is corrected or withdrawn is taken up in the newest picture, before and after it went out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from bot.chat.outcome import About, Notice
from bot.situation.compiled import Inputs
from bot.situation.desk import REVIEW, Desk
from bot.situation.freeze import to_json
from bot.situation.gather import gather_again, mark_of
from bot.situation.picture_tables import PictureImage, PictureRow
from bot.situation.pictures import OPEN, PictureState, inputs_of, object_of, round_of_picture
from bot.situation.review import ask_for_review, told_to_roc
from bot.situation.tables import ReportRow, RoundRow
from bot.situation.values import Report
from bot.work.timed import LatePolicy

_SLICE: Final = 500


class TakeUpChanges:
    """Compiles the newest picture anew when a report in it was changed since.

    While it is reviewed, the working version is another then, and nobody has approved that one. Once it is
    out, there is a new working version, which a duty officer posts as a correction.
    """

    name: str = "situation.changes"
    late: LatePolicy = LatePolicy.AT_ONCE

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def next_due(self, session: AsyncSession) -> datetime | None:
        for exercise in (False, True):
            row = await session.scalar(_newest(exercise=exercise))
            if row is not None and await self._mark(session, row) is not None:
                return row.compiled_at
        return None

    async def carry_out(self, session: AsyncSession, now: datetime) -> Sequence[Notice] | None:
        for exercise in (False, True):
            held = _newest(exercise=exercise).with_for_update(of=PictureRow, skip_locked=True)
            row = await session.scalar(held.execution_options(populate_existing=True))
            if row is not None and (mark := await self._mark(session, row)) is not None:
                await session.refresh(row, ["inputs", "left_out"])
                return await take_up(session, self._desk, row, mark, now)
        return None

    async def _mark(self, session: AsyncSession, row: PictureRow) -> str | None:
        """The new mark, if it is another."""
        snapshot = await self._desk.snapshot(session)
        mark = await mark_of(session, snapshot, await round_of_picture(session, row))
        return mark if mark != row.mark else None


async def hold_reports(session: AsyncSession, reports: Iterable[Report]) -> None:
    """Until this transaction ends nobody changes one of them: whoever edits is told what then went out."""
    ids = sorted(one.id for one in reports)
    for start in range(0, len(ids), _SLICE):
        some = ReportRow.id.in_(ids[start : start + _SLICE])
        await session.execute(select(ReportRow.id).where(some).order_by(ReportRow.id).with_for_update())


async def take_up(
    session: AsyncSession, desk: Desk, row: PictureRow, mark: str, now: datetime
) -> Sequence[Notice]:
    """``mark``: as it was before this; what is changed after it is then seen as changed once more."""
    round_ = await round_of_picture(session, row)
    before = inputs_of(row)
    after = await gather_again(session, await desk.snapshot(session), round_, before, now)
    after = without(after, row.left_out)
    row.mark = mark
    if after.reports == before.reports:
        await session.flush()
        return ()
    changed = different(before.reports, after.reports)
    approved_by = row.reviewed_by if row.state == PictureState.REVIEWED else None
    if row.state in OPEN:
        await renew(session, row, after, now)
    else:
        row = PictureRow(
            round_id=row.round_id,
            version=row.version + 1,
            state=PictureState.WORKING,
            compiled_at=now,
            inputs=to_json(after),
            left_out=row.left_out,
            mark=mark,
        )
        session.add(row)
        await session.flush()
    return [
        *await ask_for_review(session, desk, row, round_, now),
        *await _told(session, desk, round_, row, changed, approved_by),
    ]


async def renew(session: AsyncSession, row: PictureRow, inputs: Inputs, now: datetime) -> None:
    """Another working version in the place of this one: nobody has approved it, and its map is another."""
    row.inputs, row.compiled_at, row.state = to_json(inputs), now, PictureState.WORKING
    row.reviewed_by = row.reviewed_at = None
    await session.execute(delete(PictureImage).where(PictureImage.picture_id == row.id))
    await session.flush()


def different(before: Iterable[Report], after: Iterable[Report]) -> tuple[str, ...]:
    """References of the reports that one has and the other has not, or has otherwise."""
    old, new = {one.reference: one for one in before}, {one.reference: one for one in after}
    return tuple(one for one in {**old, **new} if old.get(one) != new.get(one))


def references(inputs: Inputs) -> frozenset[str]:
    """What may be struck: the reports, the needs, and the call for the mode that holds."""
    mode = (inputs.mode.reference,) if inputs.mode.reference else ()
    reports, needs = (one.reference for one in inputs.reports), (one.reference for one in inputs.needs)
    return frozenset((*reports, *needs, *mode))


def without(inputs: Inputs, struck: Sequence[Mapping[str, Any]] | None) -> Inputs:
    """Without the words and level of what was struck; that somebody has reported or needs it stays true."""
    names = {one["reference"] for one in struck or ()}
    return replace(
        inputs,
        reports=tuple(
            replace(one, parts={}, level=None, trend=None, source="") if one.reference in names else one
            for one in inputs.reports
        ),
        needs=tuple(replace(one, words="") if one.reference in names else one for one in inputs.needs),
        mode=replace(inputs.mode, cause=None) if inputs.mode.reference in names else inputs.mode,
    )


async def _told(  # noqa: PLR0917
    session: AsyncSession,
    desk: Desk,
    round_: RoundRow,
    row: PictureRow,
    changed: tuple[str, ...],
    approved_by: str | None,
) -> list[Notice]:
    about = About(REVIEW, object_of(round_.reference, row.version), "changed")
    fields = {
        "reference": round_.reference,
        "version": row.version,
        "reports": changed,
        "void": approved_by is not None,
    }
    called = (approved_by,) if approved_by else ()
    return await told_to_roc(session, desk, "picture.changed", fields, about, mention=called)


def _newest(*, exercise: bool) -> Select[PictureRow]:
    return (
        select(PictureRow)
        .join(RoundRow, RoundRow.id == PictureRow.round_id)
        .where(RoundRow.exercise == exercise, PictureRow.inputs.is_not(None))
        .order_by(PictureRow.id.desc())
        .limit(1)
        # asked for every second: what it was made of is large, and opened only when it has changed
        .options(defer(PictureRow.inputs), defer(PictureRow.left_out), defer(PictureRow.levels))
    )
