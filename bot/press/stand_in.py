"""Stand-ins: somebody who may sign for an actor in an approver's place, until a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import has_role, person
from bot.chat.declare import Call, Choice
from bot.chat.message import Role
from bot.chat.outcome import Notice, Outcome, ToPerson, Undo
from bot.errors import Refusal
from bot.press.desk import Desk
from bot.press.entries import settings
from bot.press.pictures import actor_name, person_name
from bot.press.signed import stand_ins
from bot.press.tables import StandInRow
from bot.press.tell import signers_of
from bot.register.section import Snapshot
from bot.store import audit

PATH = ("budskap", "ersättare")


@dataclass(frozen=True)
class StandIn:
    """Whose place, who takes it, and until when."""

    actor: str
    person: str
    by: str
    until: datetime


@dataclass(frozen=True)
class StandInAnswer:
    """``ended``: it is over now. ``moved``: the person stood in already and has another time."""

    one: StandIn
    ended: bool = False
    moved: bool = False


@dataclass(frozen=True)
class StandInList:
    """Those of the actors that the caller may see."""

    found: tuple[StandIn, ...]
    mine: tuple[str, ...]
    """The actors that the caller may name a stand-in for."""


class LentRoles:
    """What stand-ins may beside their own roles, for whoever decides about access."""

    async def __call__(
        self, session: AsyncSession, snapshot: Snapshot, user_id: str, now: datetime
    ) -> Mapping[Role, frozenset[str]]:
        actors = frozenset(one.actor for one in await stand_ins(session, snapshot, now, user_id=user_id))
        return {Role.GODKANNARE: actors} if actors else {}


class NameStandIn:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, user_id: str, until: datetime, actor: str | None) -> Outcome:
        """Let a colleague sign for the actor until that time; a time that is now takes it back.

        Raises:
            Refusal: the caller does not sign for that actor by a role of their own, the person belongs to
                another or has the role already, or the time is too far ahead.
        """
        session, me = call.session, call.caller.user_id
        snapshot = await self._desk.snapshot(session)
        wanted = _actor(snapshot, me, actor)
        standing = list(await stand_ins(session, snapshot, call.now, actor=wanted, user_id=user_id))
        ended = until <= call.now
        if ended and not standing:
            raise Refusal(
                "stand_in.none", name=person_name(snapshot, user_id), actor=actor_name(snapshot, wanted)
            )
        if not ended:
            _fit(snapshot, me, user_id, wanted)
            longest = settings(snapshot).stand_in
            if until > call.now + longest:
                raise Refusal("stand_in.long", until=until, latest=call.now + longest, days=longest.days)
        for row in standing:
            row.ended_at = call.now
        if not ended:
            new = StandInRow(actor=wanted, made_by=me, person=user_id, since=call.now, until=until)
            session.add(new)
        await session.flush()
        await audit.append(
            session,
            at=call.now,
            actor=me,
            action="stand_in.end" if ended else "stand_in.make",
            object=user_id,
            fields={"actor": wanted, "until": until.isoformat(), "trust": call.caller.trust.value},
        )
        name = person_name(snapshot, user_id) or user_id
        one = StandIn(actor_name(snapshot, wanted), name, call.caller.name, until)
        return self._told(
            snapshot, call, StandInAnswer(one, ended, bool(standing) and not ended), user_id, wanted
        )

    def _told(
        self, snapshot: Snapshot, call: Call, answer: StandInAnswer, user_id: str, actor: str
    ) -> Outcome:
        """The stand-in hears of it, and everyone else who signs for the actor."""
        me = call.caller.user_id
        others = [one for one in signers_of(snapshot, actor) if one != me]
        kind = "stand_in.ended" if answer.ended else "stand_in.made"
        notices = [
            Notice(kind, ToPerson(one), {"one": answer.one, "you": one == user_id}, mention=(one,))
            for one in dict.fromkeys((user_id, *others))
            if one != me
        ]
        way_back = Undo(PATH, {"person": user_id, "until": "nu", "actor": actor})
        return Outcome(answer, tuple(notices), undo=None if answer.ended else way_back)


class ListStandIns:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call) -> Outcome:
        """Who stands in for whom among the caller's own actors."""
        snapshot = await self._desk.snapshot(call.session)
        mine = _own(snapshot, call.caller.user_id)
        seen = {
            *mine,
            call.caller.organisation,
            *(one for held in call.caller.roles.values() for one in held),
        }
        rows = await stand_ins(call.session, snapshot, call.now)
        found = tuple(
            StandIn(
                actor_name(snapshot, one.actor),
                person_name(snapshot, one.person) or one.person,
                person_name(snapshot, one.made_by) or one.made_by,
                one.until,
            )
            for one in rows
            if one.actor in seen
        )
        return Outcome(StandInList(found, tuple(actor_name(snapshot, one) for one in mine)))


def _own(snapshot: Snapshot, user_id: str) -> tuple[str, ...]:
    """The actors that somebody signs for by a role of their own."""
    found = person(snapshot, user_id)
    if found is None:
        return ()
    held = [one.organisation or found.organisation for one in found.roles if one.role is Role.GODKANNARE]
    return tuple(dict.fromkeys(held))


def _actor(snapshot: Snapshot, user_id: str, actor: str | None) -> str:
    own = _own(snapshot, user_id)
    if not own:
        raise Refusal("stand_in.not_yours", actor=None, own=())
    names = tuple(actor_name(snapshot, one) for one in own)
    if actor is not None and actor not in own:
        raise Refusal("stand_in.not_yours", actor=actor_name(snapshot, actor), own=names)
    if actor is None and len(own) > 1:
        offered = [Choice(one, name) for one, name in zip(own, names, strict=True)]
        raise Refusal("sign.for_whom", asks="actor", choices=offered)
    return actor or own[0]


def _fit(snapshot: Snapshot, me: str, user_id: str, actor: str) -> None:
    found = person(snapshot, user_id)
    fields = {"name": person_name(snapshot, user_id), "actor": actor_name(snapshot, actor)}
    if user_id == me:
        raise Refusal("stand_in.self")
    if found is None or actor not in {found.organisation, *(one.organisation for one in found.roles)}:
        raise Refusal("stand_in.other_organisation", **fields)
    if has_role(snapshot, user_id, Role.GODKANNARE, actor):
        raise Refusal("stand_in.has_role", **fields)
