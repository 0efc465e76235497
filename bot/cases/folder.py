"""A case opened in a transaction, with all that its services need to look at or to change it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases.chain import Chain, from_json
from bot.cases.deadlines import Allowed, Due, DueKind
from bot.cases.linked import Linked, hold_legs, links_of
from bot.cases.picture import CaseDetails, CasePicture, details, picture
from bot.cases.reference import new_suffix
from bot.cases.states import OPEN, State, Verb, after, forbidden
from bot.cases.tables import Case, CaseAlarm, CaseEvent
from bot.chat.outcome import About, Target
from bot.duty.facts import Duty
from bot.errors import Refusal
from bot.register.section import Snapshot
from bot.store.audit import append


class Register(Protocol):
    """The register in force."""

    async def current(self, session: AsyncSession) -> Snapshot: ...


class Rooms(Protocol):
    """What has to be known of a room before details are put into it."""

    async def safe(self, session: AsyncSession, room_id: str) -> bool:
        """True when the room is encrypted and the register knows every member."""
        ...

    def absent(self, room_id: str, people: Iterable[str]) -> tuple[str, ...]:
        """Those of them who have not come into the room: what is said there does not reach them."""
        ...


@dataclass(frozen=True)
class Desk:
    """What the services on cases share."""

    register: Register
    duty: Duty
    rooms: Rooms
    suffix: Callable[[], str] = new_suffix
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Stockholm"))
    """Whose year a reference carries."""


@dataclass(frozen=True)
class Actor:
    """Who does something; the clock when ``user_id`` is None."""

    user_id: str | None = None
    trust: str | None = None


CLOCK: Final = Actor()
_NOBODY: Final = "clock"


@dataclass
class Folder:
    session: AsyncSession
    desk: Desk
    snapshot: Snapshot
    case: Case
    chain: Chain
    alarms: list[CaseAlarm]
    """In their order; the last one counts."""
    answer_to: Target | None = None
    """Where what is said of it goes, when it is asked about in a room that hears nothing of it."""

    movable: bool = False
    """The one who asks may hand it over."""
    links: tuple[Linked, ...] = ()
    partner: Folder | None = None
    """The other leg of a case that two units have to take."""

    @property
    def state(self) -> State:
        return State(self.case.state)

    @property
    def alarm(self) -> CaseAlarm:
        return self.alarms[-1]

    @property
    def allowed(self) -> Allowed:
        """The times of the alarm that counts."""
        return allowed_of(self.alarm)

    def alarm_of(self, unit: str | None) -> CaseAlarm:
        """The latest alarm of a unit; the one that counts when it had none."""
        return next((alarm for alarm in reversed(self.alarms) if alarm.unit == unit), self.alarm)

    @property
    def due(self) -> Due | None:
        case = self.case
        if case.due_at is None or case.due_kind is None:
            return None
        return Due(case.due_at, DueKind(case.due_kind), timedelta(seconds=case.due_left))

    @due.setter
    def due(self, due: Due | None) -> None:
        case = self.case
        case.due_at = due.at if due else None
        case.due_kind = due.kind if due else None
        case.due_left = due.left.total_seconds() if due else 0.0

    @property
    def picture(self) -> CasePicture:
        return replace(self.alone, partner=self.partner.alone if self.partner else None)

    @property
    def alone(self) -> CasePicture:
        """The picture without the other leg's."""
        reached_at = self.alarms[-1].reached_at if self.alarms else None
        return picture(self.snapshot, self.case, self.chain, reached_at=reached_at)

    @property
    def details(self) -> CaseDetails | None:
        return self.details_of(self.alarm)

    def details_of(self, alarm: CaseAlarm) -> CaseDetails | None:
        """The details, with the reason of that alarm."""
        return details(self.snapshot, self.case, self.chain, alarm)

    @property
    def legs(self) -> tuple[Folder, ...]:
        """The case, or both legs of it, the first one first."""
        both = (self,) if self.partner is None else (self, self.partner)
        return tuple(sorted(both, key=lambda leg: leg.case.id))

    @property
    def units(self) -> tuple[str, ...]:
        """Every unit that was alarmed, each once, the latest last."""
        found = [alarm.unit for alarm in reversed(self.alarms) if alarm.unit is not None]
        return tuple(reversed(dict.fromkeys(found)))

    def refusal(self, code: str, **fields: Any) -> Refusal:
        """A no that is told only where the case may be heard of."""
        return self._own(Refusal(code, **fields))

    def refuse(self, verb: Verb) -> Refusal:
        """What a verb is answered that the state does not allow."""
        refusal = forbidden(self.state, verb, self.case.reference, picture=self.picture, movable=self.movable)
        return self._own(refusal)

    def _own(self, refusal: Refusal) -> Refusal:
        refusal.about = About("case", self.case.reference, "note")
        return refusal.told_to(self.answer_to)

    def check(self, verb: Verb) -> State:
        """The state that the verb leads to.

        Raises:
            Refusal: ``case.state``.
        """
        found = after(self.state, verb)
        if found is None:
            raise self.refuse(verb)
        return found

    async def move(self, verb: Verb, now: datetime, actor: Actor = CLOCK, reason: str | None = None) -> None:
        """Change the state, and write down who did it.

        Raises:
            Refusal: ``case.state``.
        """
        self.case.state = state = self.check(verb)
        self.case.is_open = state in OPEN
        await record(self.session, self.case, verb, now, actor=actor, reason=reason)


def allowed_of(alarm: CaseAlarm) -> Allowed:
    return Allowed(
        step=timedelta(seconds=alarm.step_seconds),
        contact=timedelta(seconds=alarm.contact_seconds),
        pause=timedelta(seconds=alarm.pause_seconds),
        not_before=alarm.not_before,
    )


async def record(
    session: AsyncSession,
    case: Case,
    verb: str,
    now: datetime,
    *,
    actor: Actor = CLOCK,
    reason: str | None = None,
    **more: str,
) -> None:
    """A line in the case's time line and a row in the audit log."""
    marks = {"exercise": True} if case.exercise else {}
    session.add(
        CaseEvent(
            case_id=case.id,
            at=now,
            verb=verb,
            state=case.state,
            actor=actor.user_id,
            trust=actor.trust,
            unit=case.unit,
            reason=reason,
        )
    )
    await append(
        session,
        at=now,
        actor=actor.user_id or _NOBODY,
        action=f"case.{verb}",
        object=case.reference,
        fields={
            "state": case.state,
            "unit": case.unit,
            "trust": actor.trust,
            "reason": reason,
            **more,
            **marks,
        },
    )


async def open_folder(session: AsyncSession, desk: Desk, reference: str) -> Folder | None:
    """Lock the case, so that what is seen of it stays true until the commit; both legs, in their order."""
    own = select(Case.id).where(Case.reference == reference).scalar_subquery()
    legs = await session.scalars(
        select(Case)
        .where(or_(Case.reference == reference, Case.partner_id == own))
        .order_by(Case.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    case = next((leg for leg in legs.all() if leg.reference == reference), None)
    return await folder_of(session, desk, case, changing=True) if case else None


async def read_folder(session: AsyncSession, desk: Desk, reference: str) -> Folder | None:
    """The case to look at, without a lock."""
    case = await session.scalar(select(Case).where(Case.reference == reference))
    return await folder_of(session, desk, case) if case else None


async def folder_of(session: AsyncSession, desk: Desk, case: Case, *, changing: bool = False) -> Folder:
    """The case with its links and its other leg; ``changing``: the case is locked."""
    folder = await _read(session, desk, case)
    if case.partner_id is not None:
        if changing:
            await hold_legs(session, case)
        same = select(Case).where(Case.id == case.partner_id).execution_options(populate_existing=True)
        leg = await session.scalar(same)
        if leg is not None and leg.chain is not None:
            folder.partner = await _read(session, desk, leg)
            folder.partner.partner = folder
    return folder


async def _read(session: AsyncSession, desk: Desk, case: Case) -> Folder:
    found: Sequence[CaseAlarm] = (
        await session.scalars(
            select(CaseAlarm).where(CaseAlarm.case_id == case.id).order_by(CaseAlarm.number)
        )
    ).all()
    if case.chain is None:
        raise LookupError(case.reference)
    snapshot = await desk.register.current(session)
    links = await links_of(session, case) if case.linked else ()
    return Folder(session, desk, snapshot, case, from_json(case.chain), list(found), links=links)
