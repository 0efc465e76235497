"""What a case hangs together with, and who may hear of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases.states import State
from bot.cases.tables import Case, CaseAlarm, CaseLink


class LinkKind(StrEnum):
    """SAME: the same child or event. TOGETHER: the two legs of a case that two units have to take."""

    SAME = "same"
    RELATED = "related"
    TOGETHER = "together"


@dataclass(frozen=True)
class Linked:
    """The other case of a link; ``units``: all that were alarmed for it."""

    case_id: int
    reference: str
    kind: LinkKind
    state: State
    unit: str | None
    units: frozenset[str]
    organisation: str | None
    """Whose case it is."""


async def links_of(session: AsyncSession, case: Case) -> tuple[Linked, ...]:
    """The links that people made, the oldest first; the legs of one case are no link to be shown."""
    rows = await link_rows(session, [case.id])
    kinds = {row.second_id if row.first_id == case.id else row.first_id: LinkKind(row.kind) for row in rows}
    others = {other: kind for other, kind in kinds.items() if kind is not LinkKind.TOGETHER}
    found = {one.id: one for one in await session.scalars(select(Case).where(Case.id.in_(others)))}
    units: dict[int, set[str]] = {other: set() for other in others}
    alarmed = select(CaseAlarm.case_id, CaseAlarm.unit).where(CaseAlarm.case_id.in_(others))
    for case_id, unit in await session.execute(alarmed):
        if unit is not None:
            units[case_id].add(unit)
    return tuple(
        Linked(
            case_id=other,
            reference=found[other].reference,
            kind=kind,
            state=State(found[other].state),
            unit=found[other].unit,
            units=frozenset(units[other]),
            organisation=found[other].raiser_organisation,
        )
        for other, kind in others.items()
        if other in found
    )


def for_raiser(links: Sequence[Linked], case: Case) -> tuple[Linked, ...]:
    """Those that the same organisation raised."""
    own = case.raiser_organisation
    return tuple(link for link in links if own is not None and link.organisation == own)


def for_unit(links: Sequence[Linked], unit: str | None) -> tuple[Linked, ...]:
    """Those that the unit was alarmed for too."""
    return tuple(link for link in links if unit in link.units)


async def link_rows(session: AsyncSession, ids: Sequence[int]) -> Sequence[CaseLink]:
    """Every link that one of the cases has."""
    ours = or_(CaseLink.first_id.in_(ids), CaseLink.second_id.in_(ids))
    return (await session.scalars(select(CaseLink).where(ours).order_by(CaseLink.id))).all()


async def hold_legs(session: AsyncSession, case: Case) -> None:
    """Wait for whoever tells of the other leg just now: the raiser's one card shows them both."""
    ours = or_(CaseLink.first_id == case.id, CaseLink.second_id == case.id)
    row = select(CaseLink.id).where(ours, CaseLink.kind == LinkKind.TOGETHER)
    await session.execute(row.with_for_update())
