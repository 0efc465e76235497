"""Linking two cases: said in both, nobody is paged, no state changes; and taking the link away again."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases import tell
from bot.cases.find import concerning, looked_at
from bot.cases.folder import Actor, Desk, Folder, folder_of, record
from bot.cases.likeness import alike, other_of
from bot.cases.linked import LinkKind, link_rows, links_of
from bot.cases.results import Joined
from bot.cases.standing import Standing
from bot.cases.states import OPEN
from bot.cases.tables import Case, CaseLink
from bot.chat.declare import Call, Choice
from bot.chat.message import RoomClass
from bot.chat.outcome import Notice, Outcome, Undo
from bot.errors import Refusal
from bot.store.outbox import Priority

_OFFERED = 6
_LOOKED_AT = 200
_FOLLOWED = 50
_PATH = ("ärende", "koppla")


class LinkCases:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(
        self, call: Call, reference: str | None, other: str | None, kind: LinkKind, *, remove: bool
    ) -> Outcome:
        """Both must be the caller's to see.

        Raises:
            Refusal: for what cannot be linked, and why; ``case.link_which`` asks with which case.
        """
        first, own = await looked_at(call, self._desk, reference)
        typed = other or (other_of(call.about.purpose) if call.about else None)
        if typed is None:
            raise await self._which(call, first, own)
        second, _ = await looked_at(call, self._desk, typed)
        answer_to = first.answer_to or second.answer_to
        if first.case.id == second.case.id:
            raise first.refusal("case.link_self", reference=first.case.reference)
        first, second = await self._locked(call.session, first.case, second.case)
        first.answer_to = answer_to
        row = await _row(call.session, first.case, second.case)
        if not remove:
            _check(first, second)
        if remove:
            done = row is not None and row.kind != LinkKind.TOGETHER
            if row is not None and done:
                await call.session.delete(row)
        else:
            done = row is None
            if done:
                await self._join(call, first, second, kind)
        if not done:
            answer = Joined(first.picture, second.picture, kind, removed=remove, done=False)
            return Outcome(answer, about=tell.about(first), answer_to=answer_to, priority=Priority.CASE)
        for one, beside in ((first, second), (second, first)):
            verb = "unlink" if remove else "link"
            actor = Actor(call.caller.user_id, call.caller.trust)
            await record(
                call.session, one.case, verb, call.now, actor=actor, reason=kind, other=beside.case.reference
            )
        notices = await self._told(call, first, second, kind, remove=remove)
        way_back = {"reference": first.case.reference, "other": second.case.reference, "remove": "ja"}
        return Outcome(
            Joined(first.picture, second.picture, kind, removed=remove),
            tell.not_here(first, notices, call.place.room_id),
            tell.about(first),
            answer_to=answer_to,
            priority=Priority.CASE,
            undo=None if remove else Undo(_PATH, way_back),
        )

    async def _which(self, call: Call, first: Folder, own: Standing) -> Refusal:
        """Ask with which: the cases that look alike, else the newest open ones that the caller sees."""
        unit = own.unit if call.place.room_class is RoomClass.ENHET else None
        seen = await concerning(call.session, call.caller, unit, OPEN, _LOOKED_AT)
        seen = [one for one in seen if one.exercise == first.case.exercise]
        visible = {one.id for one in seen}
        near = [one for one in await alike(call.session, first.case, call.now) if one.id in visible]
        others = near or [one for one in seen if one.id not in {first.case.id, first.case.partner_id}]
        if not others:
            return first.refusal("case.link_none", reference=first.case.reference)
        folders = [await folder_of(call.session, self._desk, one) for one in others[:_OFFERED]]
        return first.refusal(
            "case.link_which",
            asks="other",
            choices=[Choice(one.case.reference, one.case.reference) for one in folders],
            pictures=[one.picture for one in folders],
            reference=first.case.reference,
        )

    async def _locked(self, session: AsyncSession, one: Case, other: Case) -> tuple[Folder, Folder]:
        await session.scalars(
            select(Case)
            .where(Case.id.in_([one.id, other.id]))
            .order_by(Case.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        return (
            await folder_of(session, self._desk, one, changing=True),
            await folder_of(session, self._desk, other, changing=True),
        )

    async def _join(self, call: Call, first: Folder, second: Folder, kind: LinkKind) -> None:
        old, new = sorted((first.case.id, second.case.id))
        await _no_circle(call.session, first, second)
        call.session.add(
            CaseLink(first_id=old, second_id=new, kind=kind, at=call.now, by=call.caller.user_id)
        )
        first.case.linked = second.case.linked = True

    async def _told(
        self, call: Call, first: Folder, second: Folder, kind: LinkKind, *, remove: bool
    ) -> list[Notice]:
        """The cards of those who see both cases, and a line in the rooms of units alarmed for both."""
        await call.session.flush()
        common = [unit for unit in second.units if unit in first.units]
        notices: list[Notice] = []
        for one in (first, second):
            one.links = await links_of(call.session, one.case)
            notices += await tell.cards(one, common)
        fields = {"other": second.case.reference, "kind": kind, "removed": remove}
        for unit in common:
            notices += tell.unit_note(first, unit, "case.linked", fields)
        return notices


def _check(first: Folder, second: Folder) -> None:
    ended = next((one for one in (first, second) if not one.case.is_open), None)
    if first.case.partner_id == second.case.id:
        raise first.refusal("case.link_legs", reference=first.case.reference, other=second.case.reference)
    if first.case.exercise != second.case.exercise:
        raise first.refusal("case.link_exercise")
    if ended is not None:
        raise first.refusal("case.link_ended", picture=ended.picture)


async def _row(session: AsyncSession, one: Case, other: Case) -> CaseLink | None:
    old, new = sorted((one.id, other.id))
    found: CaseLink | None = await session.scalar(
        select(CaseLink).where(CaseLink.first_id == old, CaseLink.second_id == new)
    )
    return found


async def _no_circle(session: AsyncSession, first: Folder, second: Folder) -> None:
    """Cases that hang together through others are not linked once more.

    Raises:
        Refusal: ``case.link_circle``.
    """
    seen: set[int] = set()
    new: Sequence[int] = [first.case.id]
    while new and len(seen) < _FOLLOWED:
        seen.update(new)
        rows = await link_rows(session, new)
        new = sorted({one for row in rows for one in (row.first_id, row.second_id)} - seen)
    if second.case.id in seen:
        names = {"reference": first.case.reference, "other": second.case.reference}
        raise first.refusal("case.link_circle", **names)
