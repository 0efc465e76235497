"""Erasing what the lägesbild no longer needs: reports, rounds, pictures, needs and requests in their time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.chat.outcome import Notice
from bot.situation.desk import MODE, NEED, PICTURE, REPORT, REQUEST, REVIEW, ROLL, ROUND, Desk
from bot.situation.entries import PictureEntry, settings
from bot.situation.picture_tables import PictureImage, PictureRow, PostingRow
from bot.situation.pictures import PictureState, object_of
from bot.situation.tables import ModeRow, NeedRow, ReportRow, RequestActor, RequestRow, RoundRow
from bot.store.audit import append
from bot.store.erase import erase_about
from bot.work.timed import LatePolicy

_PORTION: Final = 20
_REST: Final = timedelta(seconds=1)
"""Between two portions, so that those have their turn who cannot wait."""
_MAPS: Final = timedelta(days=7)
"""So long the map of a picture is kept that another has replaced."""


@dataclass(frozen=True)
class _Kind:
    """``since``: when a row's time begins; a row without one is not done with.

    ``stands``: it may stand in pictures for a while, and is kept until the last of them is erased.
    """

    model: Any
    reference: InstrumentedAttribute[str]
    since: InstrumentedAttribute[Any]
    subjects: tuple[str, ...]
    stands: bool = False

    def keep(self, entry: PictureEntry) -> timedelta:
        return entry.keep + entry.forget if self.stands else entry.keep

    def oldest(self) -> Select[datetime]:
        return select(self.since).where(self.since.is_not(None)).order_by(self.since).limit(1)

    def old(self, before: datetime) -> Select[int, str]:
        wanted = select(self.model.id, self.reference).where(self.since < before)
        return wanted.order_by(self.since, self.model.id).limit(_PORTION)


_KINDS: Final = (
    _Kind(ReportRow, ReportRow.reference, ReportRow.reported_at, (REPORT,), stands=True),
    _Kind(RoundRow, RoundRow.reference, RoundRow.due_at, (ROUND, ROLL, PICTURE, REVIEW)),
    _Kind(NeedRow, NeedRow.reference, NeedRow.ended_at, (NEED,)),
    _Kind(ModeRow, ModeRow.reference, ModeRow.ended_at, (MODE,)),
    _Kind(RequestRow, RequestRow.reference, RequestRow.due_at, (REQUEST, ROLL)),
)


class EraseSituation:
    """A portion at a time, with our messages about it; what was published stays in the rooms."""

    name: str = "situation.erasure"
    late: LatePolicy = LatePolicy.AT_ONCE

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._rested_at: datetime | None = None

    async def next_due(self, session: AsyncSession) -> datetime | None:
        entry = settings(await self._desk.snapshot(session))
        found = [
            oldest + kind.keep(entry)
            for kind in _KINDS
            if (oldest := await session.scalar(kind.oldest())) is not None
        ]
        map_at = await session.scalar(_maps().order_by(PictureRow.compiled_at).limit(1))
        found += [map_at + _MAPS] if map_at is not None else []
        due = min(found, default=None)
        return max(due, self._rested_at) if due is not None and self._rested_at is not None else due

    async def carry_out(self, session: AsyncSession, now: datetime) -> Sequence[Notice] | None:
        entry = settings(await self._desk.snapshot(session))
        number = await self._forget_maps(session, now - _MAPS)
        for kind in _KINDS:
            held = kind.old(now - kind.keep(entry)).with_for_update(of=kind.model, skip_locked=True)
            rows = (await session.execute(held)).all()
            if not rows:
                continue
            ids, references = [row[0] for row in rows], [row[1] for row in rows]
            objects = references
            if kind.model is RoundRow:
                objects = [*references, *await _versions(session, ids)]
            for subject in kind.subjects:
                await erase_about(session, subject, objects)
            await _let_go(session, kind.model, ids)
            await session.execute(delete(kind.model).where(kind.model.id.in_(ids)))
            fields = {kind.subjects[0]: len(ids)}
            await append(
                session, at=now, actor="rocbot", action="situation.erased", object="situation", fields=fields
            )
            number += len(ids)
        if not number:
            return None
        self._rested_at = now + _REST
        return ()

    async def _forget_maps(self, session: AsyncSession, before: datetime) -> int:
        old = select(PictureRow.id).where(
            PictureRow.state == PictureState.SUPERSEDED, PictureRow.compiled_at < before
        )
        some = select(PictureImage.id).where(PictureImage.picture_id.in_(old)).limit(_PORTION)
        gone = delete(PictureImage).where(PictureImage.id.in_(some)).returning(PictureImage.id)
        return len((await session.scalars(gone)).all())


def _maps() -> Select[datetime]:
    return (
        select(PictureRow.compiled_at)
        .join(PictureImage, PictureImage.picture_id == PictureRow.id)
        .where(PictureRow.state == PictureState.SUPERSEDED)
    )


async def _versions(session: AsyncSession, rounds: Sequence[int]) -> list[str]:
    """What messages about later versions are about."""
    found = await session.execute(
        select(RoundRow.reference, PictureRow.version)
        .join(RoundRow, RoundRow.id == PictureRow.round_id)
        .where(RoundRow.id.in_(rounds), PictureRow.version > 1)
    )
    return [object_of(reference, version) for reference, version in found]


async def _let_go(session: AsyncSession, model: Any, ids: Sequence[int]) -> None:
    """Take away what points at these rows."""
    if model is ReportRow:
        for column in (ReportRow.corrects_id, ReportRow.same_as_id, RequestActor.report_id):
            await session.execute(update(column.class_).where(column.in_(ids)).values({column.key: None}))
    elif model is RoundRow:
        of = select(PictureRow.id).where(PictureRow.round_id.in_(ids))
        await session.execute(delete(PostingRow).where(PostingRow.picture_id.in_(of)))
        await session.execute(delete(PictureImage).where(PictureImage.picture_id.in_(of)))
        await session.execute(delete(PictureRow).where(PictureRow.round_id.in_(ids)))
