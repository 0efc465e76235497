"""What is shown of a case, in two parts: what goes to everybody concerned, and what goes to few."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.actors.facts import function_number, person, residence_name
from bot.cases.chain import Chain
from bot.cases.deadlines import DueKind
from bot.cases.entries import AgeBand, Destination, Gang, Urgency
from bot.cases.exercise import REAL
from bot.cases.states import State
from bot.cases.tables import Case, CaseAlarm
from bot.duty.facts import unit
from bot.register.section import Snapshot


@dataclass(frozen=True)
class Phone:
    """A name and its number, for a list that can be called down."""

    name: str
    number: str | None


@dataclass(frozen=True)
class CasePicture:
    """Reference, unit, state and times. Nothing of it says anything about a person.

    ``unit`` None: the end of the chain, where the TiB and the centre look for somebody.
    """

    reference: str
    state: State
    exercise: bool
    unit: Phone | None
    next_unit: str | None
    """Who is alarmed next; None: the TiB and the centre."""
    step: int
    round: int
    sent_at: datetime
    raised_at: datetime
    due_at: datetime | None
    due_kind: DueKind | None
    due_left: float
    reached_at: datetime | None
    """When the alarm that counts could be read by somebody on duty; None until then."""
    alarmed_at: datetime | None
    seen_at: datetime | None
    seen_by: str | None
    taken_at: datetime | None
    taken_by: str | None
    contact_at: datetime | None
    ended_at: datetime | None
    end_reason: str | None
    drill: bool = False
    """An exercise among exercise units: at the end of its chain nobody is called."""
    partner: CasePicture | None = None
    """The other leg of a case that two units have to take."""

    @property
    def taken(self) -> bool:
        """Somebody has it, or had it until it was closed."""
        return self.state in {State.TAKEN, State.IN_CONTACT, State.CLOSED}


@dataclass(frozen=True)
class Reason:
    """Why this unit: ``code`` with the words of the register's row, or whose turn had passed."""

    code: str
    text: str | None = None
    after: str | None = None
    passed_by: str | None = None
    """The unit that somebody took the case from to give it here."""
    passed_why: str | None = None


@dataclass(frozen=True)
class CaseDetails:
    """For the raiser and the unit that gets the case, in no other room."""

    to: Destination
    urgency: Urgency
    residence: str
    found: str
    age: AgeBand
    gang: Gang
    interpreter: str | None
    """A language's code; ``und`` when only the need is known."""
    call_back: Phone | None
    reason: Reason
    flags: tuple[str, ...]


def picture(
    snapshot: Snapshot, case: Case, chain: Chain, *, reached_at: datetime | None = None
) -> CasePicture:
    return CasePicture(
        reference=case.reference,
        state=State(case.state),
        exercise=case.exercise,
        unit=phone_of(snapshot, case.unit),
        next_unit=next_name(snapshot, chain, case.step, case.unit),
        step=case.step,
        round=case.round,
        sent_at=case.sent_at,
        raised_at=case.raised_at,
        due_at=case.due_at,
        due_kind=DueKind(case.due_kind) if case.due_kind else None,
        due_left=case.due_left,
        reached_at=reached_at,
        alarmed_at=case.alarmed_at,
        seen_at=case.seen_at,
        seen_by=name_of(snapshot, case.seen_by),
        taken_at=case.taken_at,
        taken_by=name_of(snapshot, case.taken_by),
        contact_at=case.contact_at,
        ended_at=case.ended_at,
        end_reason=case.end_reason,
        drill=case.exercise and REAL not in chain.route.flags,
    )


def next_name(snapshot: Snapshot, chain: Chain, step: int, alarmed: str | None) -> str | None:
    """Who is alarmed when the unit alarmed now does not answer; None: the TiB and the centre."""
    following = chain.following(step, alarmed).step.unit
    return unit_name(snapshot, following) if following else None


def details(snapshot: Snapshot, case: Case, chain: Chain, alarm: CaseAlarm) -> CaseDetails | None:
    """With the reason of that alarm; nothing once they are erased."""
    if case.details is None:
        return None
    kept: Mapping[str, Any] = case.details
    number = function_number(snapshot, kept["call_back"]) if kept["call_back"] else None
    return CaseDetails(
        to=Destination(case.to),
        urgency=Urgency(case.urgency),
        residence=residence_name(kept["residence"]),
        found=residence_name(kept["found"]),
        age=AgeBand(kept["age"]),
        gang=Gang(kept["gang"]),
        interpreter=kept["interpreter"],
        call_back=Phone(number.name, number.number) if number else None,
        reason=_reason(snapshot, chain, alarm),
        flags=chain.route.flags,
    )


def _reason(snapshot: Snapshot, chain: Chain, alarm: CaseAlarm) -> Reason:
    before = unit_name(snapshot, alarm.passed_by) if alarm.passed_by else None
    if alarm.step is None:
        return Reason("handover", passed_by=before, passed_why=alarm.passed_why)
    step = chain.links[alarm.step].step
    after: str | None = step.fields.get("after")
    return Reason(
        step.reason_code,
        step.fields.get("reason"),
        unit_name(snapshot, after) if after else None,
        before,
        alarm.passed_why,
    )


def unit_name(snapshot: Snapshot, unit_id: str) -> str:
    """The register's name, or the id of a unit that it has no longer."""
    found = unit(snapshot, unit_id)
    return found.name if found else unit_id


def phone_of(snapshot: Snapshot, unit_id: str | None) -> Phone | None:
    if unit_id is None:
        return None
    found = unit(snapshot, unit_id)
    return Phone(found.name, found.phone) if found else Phone(unit_id, None)


def name_of(snapshot: Snapshot, user_id: str | None) -> str | None:
    if user_id is None:
        return None
    found = person(snapshot, user_id)
    return found.name if found else user_id
