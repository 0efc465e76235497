"""Which case is meant: a reference that was typed, the message replied to, or the only one there is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, exists, or_, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases.folder import Desk, Folder, folder_of, open_folder, read_folder
from bot.cases.reference import is_latest, read_reference
from bot.cases.standing import Standing, apart, aside, require, standing
from bot.cases.states import OPEN, State, Verb, after
from bot.cases.tables import Case, CaseAlarm
from bot.cases.tell import details_here
from bot.chat.declare import Call, Choice
from bot.chat.message import Caller, Role, RoomClass
from bot.errors import Refusal

SUBJECT = "case"
_SHOWN = 6
_LOOKED_AT = 30
"""Of these, those are shown for which the verb is theirs."""


async def found(call: Call, desk: Desk, typed: str | None, verb: Verb) -> tuple[Folder, Standing]:
    """The case, locked, for a verb that this caller may use on it.

    Raises:
        Refusal: ``case.unknown`` (also for one that the caller has nothing to do with),
            ``case.which`` (asks which of them), ``case.none``, ``case.reference``, ``case.not_yours``.
    """
    reference = await _meant(call, desk, typed, verb)
    folder = await open_folder(call.session, desk, reference)
    own = await _known(folder, call, typed)
    require(own[0], own[1], verb)
    return own


async def looked_at(call: Call, desk: Desk, typed: str | None) -> tuple[Folder, Standing]:
    """The case, for somebody who has anything to do with it."""
    reference = await _meant(call, desk, typed, None)
    folder = await read_folder(call.session, desk, reference)
    return await _known(folder, call, typed)


async def _known(folder: Folder | None, call: Call, typed: str | None) -> tuple[Folder, Standing]:
    if folder is not None:
        own = standing(folder, call.caller, call.place.owner)
        if own.any:
            folder.answer_to = apart(call, folder, own)
            folder.movable = own.may(Verb.HAND_OVER)
            return folder, own
    # The same answer whether it does not exist or is somebody else's; what a reply stands for is not told.
    replied_to = call.about.object_id if call.about is not None else None
    latest = typed is not None and is_latest(typed)
    text = "" if typed is None or typed == replied_to else typed[:40]
    raise Refusal("case.unknown", text=text, latest=latest).told_to(aside(call))


async def _meant(call: Call, desk: Desk, typed: str | None, verb: Verb | None) -> str:
    """The reference that is meant.

    Raises:
        Refusal: told where the room may hear of cases, else to the caller alone.
    """
    try:
        cases = await _candidates(call, typed, verb)
    except Refusal as refusal:
        raise refusal.told_to(aside(call)) from None
    if isinstance(cases, str):
        return cases
    if len(cases) == 1:
        return cases[0].reference
    known = [await folder_of(call.session, desk, case) for case in cases]
    stands = [(folder, standing(folder, call.caller, call.place.owner)) for folder in known]
    fit = [(folder, own) for folder, own in stands if verb is None or own.may(verb)][:_SHOWN]
    if len(fit) <= 1:
        # With none that is theirs to answer, the newest one's refusal says whose it is.
        return (fit or stands)[0][0].case.reference
    which = Refusal(
        "case.which",
        asks="reference",
        choices=[Choice(folder.case.reference, folder.case.reference) for folder, _ in fit],
        pictures=[folder.picture for folder, _ in fit],
        details=[details_here(folder, own, call.place) for folder, own in fit],
    )
    raise which.told_to(aside(call))


async def _candidates(call: Call, typed: str | None, verb: Verb | None) -> str | Sequence[Case]:
    """Words that name none ("tar det nu") leave it to where they stand."""
    if typed is not None and not is_latest(typed) and not any(mark.isdecimal() for mark in typed):
        typed = None
    if typed is not None and not is_latest(typed):
        return await _by_words(call.session, typed)
    if typed is None and call.about is not None and call.about.subject == SUBJECT:
        return call.about.object_id
    owner = call.place.owner if call.place.room_class is RoomClass.ENHET else None
    states = OPEN if verb is None else tuple(state for state in State if after(state, verb))
    if typed is not None:
        latest = await concerning(call.session, call.caller, owner, tuple(State), 1)
        if not latest:
            raise Refusal("case.unknown", text=typed[:40], latest=True)
        return latest
    cases = await concerning(call.session, call.caller, owner, states, _LOOKED_AT)
    # None that the verb fits: then of those still open, so that the answer says what stands in the way.
    cases = cases or await concerning(call.session, call.caller, owner, OPEN, _LOOKED_AT)
    if not cases:
        raise Refusal("case.none")
    if (
        verb is Verb.WITHDRAW
        and len(cases) > 1
        and {one.partner_id for one in cases} == {o.id for o in cases}
    ):
        # whoever takes back one leg takes back both
        return cases[-1:]
    return cases


async def _by_words(session: AsyncSession, typed: str) -> str:
    spoken = read_reference(typed)
    ending = Case.reference.like(f"IA-%-{spoken.number:04d}-{spoken.suffix}")
    query = select(Case.reference).where(Case.number == spoken.number, ending)
    if spoken.year is not None:
        query = query.where(Case.year == spoken.year)
    known = await session.scalar(query.order_by(Case.year.desc()).limit(1))
    if known is None:
        raise Refusal("case.unknown", text=typed[:40])
    return known


async def concerning(
    session: AsyncSession,
    caller: Caller,
    unit: str | None,
    states: Sequence[State],
    limit: int,
) -> Sequence[Case]:
    """The newest cases that somebody has to do with; in a unit's room those of the unit alone."""
    query = select(Case) if set(states) == set(State) else select(Case).where(Case.state.in_(states))
    everything = unit is None and bool(caller.roles.keys() & {Role.ROC, Role.TIB})
    raiser = caller.user_id if unit is None else None
    units = [unit] if unit is not None else sorted(caller.units)
    if set(states) <= set(OPEN):
        query = query.where(Case.is_open.is_(True))
        if not everything:
            query = query.where(or_(Case.raiser == raiser, _alarmed(units)))
    elif not everything:
        query = query.where(Case.id.in_(_newest(raiser, units, limit)))
    return (await session.scalars(query.order_by(Case.id.desc()).limit(limit))).all()


def _alarmed(units: Sequence[str]) -> ColumnElement[bool]:
    # Asked of each open case: the list of all that a unit was ever alarmed for only grows.
    return exists().where(CaseAlarm.case_id == Case.id, CaseAlarm.unit.in_(units))


def _newest(raiser: str | None, units: Sequence[str], limit: int) -> CompoundSelect[Any]:
    """The newest of each source, ended ones among them; the time does not grow with what is stored."""
    raised = select(Case.id).where(Case.raiser == raiser).order_by(Case.id.desc()).limit(limit)
    alarmed = (
        select(CaseAlarm.case_id)
        .where(CaseAlarm.unit.in_(units))
        .distinct()
        .order_by(CaseAlarm.case_id.desc())
        .limit(limit)
    )
    return union(select(raised.subquery().c.id), select(alarmed.subquery().c.case_id))
