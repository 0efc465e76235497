"""Two cases that may be the same child or event: proposed to those who see both, never joined by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import OKAND
from bot.cases import tell
from bot.cases.entries import AgeBand
from bot.cases.folder import Folder
from bot.cases.tables import Case, CaseAlarm
from bot.chat.outcome import About, Notice, ToUnit
from bot.store.outbox import Priority

_WITHIN: Final = timedelta(hours=1)
_LOOKED_AT: Final = 200
_SHOWN: Final = 3
_ENOUGH: Final = 2
_PURPOSE: Final = "alike."
_UNKNOWN: Final[Mapping[str, str]] = {"residence": OKAND, "found": OKAND, "age": AgeBand.UNKNOWN}


def other_of(purpose: str) -> str | None:
    """The case that a proposal names beside its own, when it names but one."""
    return purpose.removeprefix(_PURPOSE) if purpose.startswith(_PURPOSE) else None


async def likeness(folder: Folder, now: datetime) -> list[Notice]:
    """What is said of a case just raised: to its unit, the centre and the raiser, to each its own."""
    found = await alike(folder.session, folder.case, now)
    if not found:
        return []
    unit = folder.case.unit
    alarmed = await _alarmed(folder.session, [one.id for one in found], unit) if unit else frozenset()
    notices = []
    if unit is not None and (ours := [one for one in found if one.id in alarmed]):
        notices.append(_proposal(folder, "case.alike", ToUnit(unit), ours))
    if folder is folder.legs[0]:
        notices.append(_proposal(folder, "case.alike_roc", tell.TO_ROC, found))
        notices += _to_raiser(folder, found)
    return notices


async def alike(session: AsyncSession, case: Case, at: datetime) -> Sequence[Case]:
    """Open cases of the last hour that look the same, the newest first."""
    recent = await session.scalars(
        select(Case)
        .where(
            Case.is_open.is_(True),
            Case.raised_at >= at - _WITHIN,
            Case.exercise == case.exercise,
            Case.to == case.to,
            Case.id != case.id,
        )
        .order_by(Case.id.desc())
        .limit(_LOOKED_AT)
    )
    found = [one for one in recent if one.id != case.partner_id and same(case.details, one.details)]
    return found[:_SHOWN]


def same(one: Mapping[str, Any] | None, other: Mapping[str, Any] | None) -> bool:
    """Nothing known of residence, whereabouts and age differs, and at least two of them are the same."""
    if one is None or other is None:
        return False
    equal = 0
    for key, unknown in _UNKNOWN.items():
        known = unknown not in {one[key], other[key]}
        if known and one[key] != other[key]:
            return False
        equal += known
    return equal >= _ENOUGH


async def _alarmed(session: AsyncSession, ids: Sequence[int], unit: str) -> frozenset[int]:
    rows = await session.scalars(
        select(CaseAlarm.case_id).where(CaseAlarm.case_id.in_(ids), CaseAlarm.unit == unit)
    )
    return frozenset(rows)


def _to_raiser(folder: Folder, found: Sequence[Case]) -> list[Notice]:
    """Of cases that somebody else raised, only those of the same organisation."""
    case = folder.case
    own = [one for one in found if one.raiser == case.raiser]
    if own:
        return [_proposal(folder, "case.alike", tell.raiser(folder), own)]
    theirs = [one for one in found if one.raiser_organisation == case.raiser_organisation]
    return [_proposal(folder, "case.alike_colleague", tell.raiser(folder), theirs)] if theirs else []


def _proposal(folder: Folder, kind: str, target: Any, found: Sequence[Case]) -> Notice:
    references = tuple(one.reference for one in found)
    purpose = f"{_PURPOSE}{references[0]}" if len(references) == 1 else tell.NOTE
    return Notice(
        kind=kind,
        target=target,
        fields={"picture": folder.picture, "others": references},
        about=About(tell.SUBJECT, folder.case.reference, purpose),
        priority=Priority.CASE,
    )
