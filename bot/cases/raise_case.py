"""Raising a case: a reference, a frozen chain, and the first alarm, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases import tell
from bot.cases.alarm import sound_link
from bot.cases.chain import Chain, forge, to_json
from bot.cases.entries import AgeBand, Destination, Gang, Urgency
from bot.cases.exercise import forge_drill, marked_real
from bot.cases.folder import Actor, Desk, Folder, folder_of, record
from bot.cases.likeness import likeness
from bot.cases.numbers import next_number
from bot.cases.picture import name_of, unit_name
from bot.cases.reference import written
from bot.cases.results import Answer, Reach
from bot.cases.routing import CaseFacts
from bot.cases.states import State
from bot.cases.tables import Case, CaseAlso
from bot.cases.together import Leg, join, legs
from bot.chat.declare import Call, Choice
from bot.chat.message import Role, RoomClass
from bot.chat.outcome import Notice, Outcome
from bot.errors import Refusal
from bot.law.facts import Step
from bot.register.section import Snapshot
from bot.store.event_ref import STATUS
from bot.store.outbox import Priority


@dataclass(frozen=True)
class NewCase:
    """What a case is made of; ``residence`` and ``found`` as routing has them."""

    residence: str
    found: str
    age: AgeBand
    gang: Gang
    urgency: Urgency
    to: Destination
    interpreter: str | None
    call_back: str | None
    """The id of a function's number."""
    exercise: bool = False
    real_units: bool = False
    """The exercise goes where a real case would go."""


class RaiseCase:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, new: NewCase) -> Outcome:
        """Raise it; the same message a second time finds the same case.

        Raises:
            Refusal: ``case.to_own`` when the police raise a case to the police.
        """
        if new.to is Destination.POLIS and Role.SOCIALJOUR not in call.caller.roles:
            raise Refusal("case.to_own", asks="to", choices=(Choice(Destination.SOCIALTJANST.value, ""),))
        session = call.session
        again = await session.scalar(select(Case).where(Case.raise_event_id == call.incoming.event_id))
        if again is not None:
            return self._outcome(await folder_of(session, self._desk, again), done=False)
        snapshot = await self._desk.register.current(session)
        facts = _facts(new)
        found = self._legs(snapshot, new, facts, call.now)
        folders: list[Folder] = []
        for leg in found:
            case = await self._store(call, replace(new, to=leg.to), leg.chain, first=not folders)
            folders.append(Folder(session, self._desk, snapshot, case, leg.chain, []))
        folder = folders[0]
        if len(folders) > 1:
            await join(folders[0], folders[1], call.now)
        notices: list[Notice] = []
        for one in folders:
            notices += await sound_link(one, one.chain.links[0], call.now)
            await record(session, one.case, "raise", call.now, actor=_actor(call))
        self._also(session, folder.case, folder.chain, call.now)
        for one in folders:
            notices += [tell.roc_card(one), *await likeness(one, call.now)]
        return self._outcome(folder, *notices)

    async def reach(self, call: Call, new: NewCase) -> Reach | None:
        """Whom an exercise with real units would call; None for what is only an exercise among others."""
        if not (new.exercise and new.real_units):
            return None
        snapshot = await self._desk.register.current(call.session)
        legs = self._legs(snapshot, new, _facts(new), call.now)
        units = [link.step.unit for leg in legs for link in leg.chain.links if link.step.unit]
        first = [leg.chain.links[0].step.unit for leg in legs]
        called = [
            user_id
            for unit in first
            if unit is not None
            for user_id in self._desk.duty.on_duty(snapshot, unit, call.now)
        ]
        return Reach(
            tuple(unit_name(snapshot, unit) for unit in dict.fromkeys(units)),
            tuple(name_of(snapshot, user_id) or user_id for user_id in dict.fromkeys(called)),
        )

    def _legs(self, snapshot: Snapshot, new: NewCase, facts: CaseFacts, now: datetime) -> tuple[Leg, ...]:
        duty = self._desk.duty
        if new.exercise and not new.real_units:
            return (Leg(facts.to, forge_drill(snapshot, duty, facts, now)),)
        found = legs(snapshot, duty, facts, forge(snapshot, duty, facts, now), now)
        return tuple(Leg(leg.to, marked_real(leg.chain)) for leg in found) if new.exercise else found

    def _outcome(self, folder: Folder, *notices: Notice, done: bool = True) -> Outcome:
        other = folder.partner.details if folder.partner else None
        hint = tell.hint(folder, Step.RAISE)
        answer = Answer(folder.picture, folder.details, done=done, partner_details=other, hint=hint)
        return Outcome(answer, notices, tell.about(folder, STATUS), priority=Priority.CASE)

    async def _store(self, call: Call, new: NewCase, chain: Chain, *, first: bool) -> Case:
        session, caller = call.session, call.caller
        year = call.now.astimezone(self._desk.zone).year
        number = await next_number(session, year)
        direct = call.place.room_class is RoomClass.DIREKT
        reference = written(year, number, self._desk.suffix())
        case = Case(
            reference=reference,
            year=year,
            number=number,
            to=new.to,
            urgency=new.urgency,
            exercise=new.exercise,
            details={
                "residence": new.residence,
                "found": new.found,
                "age": new.age,
                "gang": new.gang,
                "interpreter": new.interpreter,
                "call_back": new.call_back,
            },
            chain=to_json(chain),
            raiser=caller.user_id,
            raiser_organisation=caller.organisation,
            direct_room=call.place.room_id if direct else None,
            # one message raises both legs; the second is known by the first
            raise_event_id=call.incoming.event_id if first else reference,
            sent_at=call.incoming.origin_at,
            raised_at=call.now,
            register_version=chain.route.version,
            state=State.RAISED,
            is_open=True,
            step=0,
            unit=chain.links[0].step.unit,
            round=1,
            alarm=0,
        )
        session.add(case)
        await session.flush()
        return case

    def _also(self, session: AsyncSession, case: Case, chain: Chain, now: datetime) -> None:
        for unit, opens_at in chain.route.also:
            session.add(CaseAlso(case_id=case.id, unit=unit, due_at=opens_at or now))


def _facts(new: NewCase) -> CaseFacts:
    return CaseFacts(new.to, new.age, new.gang, new.residence, new.found, new.urgency)


def _actor(call: Call) -> Actor:
    return Actor(call.caller.user_id, call.caller.trust)
