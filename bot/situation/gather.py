"""Everything that a picture is made of, asked of the database at one moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import ActorEntry
from bot.cases.facts import case_numbers
from bot.press.facts import communication
from bot.register.section import Snapshot
from bot.situation.compiled import CaseNumbers, Inputs
from bot.situation.entries import settings, themes
from bot.situation.mode import mode_now
from bot.situation.needs import needs_now
from bot.situation.pictures import inputs_of, published_before
from bot.situation.reading import reports_between
from bot.situation.rounds import asked_actors
from bot.situation.tables import ReportRow, RoundRow
from bot.situation.values import Report, ReportState


async def gather(session: AsyncSession, snapshot: Snapshot, round_: RoundRow, now: datetime) -> Inputs:
    """What the round's picture is compiled of as things are now.

    What has changed is counted from the last whole picture that went out before this round.
    """
    entry = settings(snapshot)
    last = await published_before(session, round_)
    before = inputs_of(last) if last is not None and last.inputs is not None else None
    before_at = last.published_at if last is not None else None
    told = before.communication if before is not None else None
    numbers = CaseNumbers()
    if not round_.exercise:
        numbers = CaseNumbers(*await case_numbers(session, before_at))
    return Inputs(
        reference=round_.reference,
        due_at=round_.due_at,
        compiled_at=now,
        mode=await mode_now(session, exercise=round_.exercise),
        threshold=entry.threshold,
        stale=entry.stale,
        reports=await standing(session, round_, entry.forget),
        before=before.reports if before else (),
        before_reference=before.reference if before else None,
        before_at=before_at if before else None,
        needs=await needs_now(session, now, exercise=round_.exercise),
        cases=numbers,
        asked=await asked_actors(session, snapshot, round_),
        themes=tuple(one.id for one in themes(snapshot)),
        communication=await communication(
            session, snapshot, now, since=told.at if told else before_at, exercise=round_.exercise
        ),
        home={one.id: one.kommun for one in snapshot.of(ActorEntry).values() if one.kommun},
        exercise=round_.exercise,
    )


async def gather_again(
    session: AsyncSession,
    snapshot: Snapshot,
    round_: RoundRow,
    frozen: Inputs,
    now: datetime,
) -> Inputs:
    """The same picture with its reports as they stand now.

    All else stays: two counts of nearly the same moment would tell what lies between them.
    """
    return replace(
        frozen, reports=await standing(session, round_, settings(snapshot).forget), compiled_at=now
    )


async def standing(session: AsyncSession, round_: RoundRow, forget: timedelta) -> tuple[Report, ...]:
    """The reports of the round: those that came before it closed, with later corrections of them."""
    cut = _cut(round_)
    found = await reports_between(session, cut - forget, None, exercise=round_.exercise)
    return tuple(one for one in found if one.reported_at <= cut or one.corrects is not None)


async def mark_of(session: AsyncSession, snapshot: Snapshot, round_: RoundRow) -> str:
    """Another text whenever one of ``standing`` was written, changed or withdrawn; cheap to ask for often."""
    cut = _cut(round_)
    query = select(func.count(), func.max(ReportRow.id), func.max(ReportRow.changed_at)).where(
        ReportRow.state == ReportState.CURRENT,
        ReportRow.exercise == round_.exercise,
        ReportRow.reported_at >= cut - settings(snapshot).forget,
        _counts(cut),
    )
    number, newest, changed = (await session.execute(query)).one()
    return f"{number}/{newest}/{changed.isoformat() if changed else ''}"


def _counts(cut: datetime) -> ColumnElement[bool]:
    later = and_(ReportRow.reported_at > cut, ReportRow.corrects_id.is_not(None))
    return or_(ReportRow.reported_at <= cut, later)


def _cut(round_: RoundRow) -> datetime:
    """When it closed: at its time, or when the bot was back after it."""
    return max(round_.closes_at, round_.closed_at or round_.closes_at)
