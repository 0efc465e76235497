"""Raising a case: a reference, a frozen chain, and the first alarm, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases import tell
from bot.cases.alarm import sound_link
from bot.cases.chain import Chain, forge, to_json
from bot.cases.entries import AgeBand, Destination, Gang, Urgency
from bot.cases.folder import Actor, Desk, Folder, folder_of, record
from bot.cases.numbers import next_number
from bot.cases.reference import written
from bot.cases.results import Answer
from bot.cases.routing import CaseFacts
from bot.cases.states import State
from bot.cases.tables import Case, CaseAlso
from bot.chat.declare import Call
from bot.chat.message import Role, RoomClass
from bot.chat.outcome import Notice, Outcome
from bot.errors import Refusal
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


class RaiseCase:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, new: NewCase) -> Outcome:
        """Raise it; the same message a second time finds the same case.

        Raises:
            Refusal: ``case.to_own`` when the police raise a case to the police.
        """
        if new.to is Destination.POLIS and Role.SOCIALJOUR not in call.caller.roles:
            raise Refusal("case.to_own")
        session = call.session
        again = await session.scalar(select(Case).where(Case.raise_event_id == call.incoming.event_id))
        if again is not None:
            return self._outcome(await folder_of(session, self._desk, again), done=False)
        snapshot = await self._desk.register.current(session)
        facts = CaseFacts(new.to, new.age, new.gang, new.residence, new.found, new.urgency)
        chain = forge(snapshot, self._desk.duty, facts, call.now)
        case = await self._store(call, new, chain)
        folder = Folder(session, self._desk, snapshot, case, chain, [])
        actor = Actor(call.caller.user_id, call.caller.trust)
        notices = await sound_link(folder, chain.links[0], call.now)
        await record(session, case, "raise", call.now, actor=actor)
        self._also(session, case, chain, call.now)
        return self._outcome(folder, *notices, tell.roc_card(folder))

    def _outcome(self, folder: Folder, *notices: Notice, done: bool = True) -> Outcome:
        answer = Answer(folder.picture, folder.details, done=done)
        return Outcome(answer, notices, tell.about(folder, STATUS), priority=Priority.CASE)

    async def _store(self, call: Call, new: NewCase, chain: Chain) -> Case:
        session, caller = call.session, call.caller
        year = call.now.astimezone(self._desk.zone).year
        number = await next_number(session, year)
        direct = call.place.room_class is RoomClass.DIREKT
        case = Case(
            reference=written(year, number, self._desk.suffix()),
            year=year,
            number=number,
            to=new.to,
            urgency=new.urgency,
            exercise=False,
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
            raise_event_id=call.incoming.event_id,
            sent_at=call.incoming.origin_at,
            raised_at=call.now,
            register_version=chain.route.version,
            state=State.RAISED,
            is_open=True,
            step=0,
            round=1,
            alarm=0,
        )
        session.add(case)
        await session.flush()
        return case

    def _also(self, session: AsyncSession, case: Case, chain: Chain, now: datetime) -> None:
        for unit, opens_at in chain.route.also:
            session.add(CaseAlso(case_id=case.id, unit=unit, due_at=opens_at or now))
