"""Circulating a message: from here on those who must sign see it, and are asked to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import actor_room
from bot.chat.declare import Call
from bot.chat.outcome import About, Notice, Outcome, ToRoom
from bot.errors import Refusal
from bot.press.content import Content
from bot.press.desk import MESSAGE, Desk
from bot.press.entries import settings
from bot.press.find import meant, parties
from bot.press.pictures import MessagePicture, actor_name, picture_of
from bot.press.revise_rules import owned
from bot.press.seats import seats
from bot.press.sign_times import start
from bot.press.states import Step, move, require
from bot.press.tables import MessageRow
from bot.press.tell import Teller
from bot.press.timing import ahead, unplan
from bot.press.values import State
from bot.press.who_signs import signers
from bot.press.writers import writers
from bot.register.section import Snapshot
from bot.store import audit
from bot.store.outbox import Priority

_LONGEST: Final = timedelta(days=31)


@dataclass(frozen=True)
class Circulated:
    """``asked``: names of those who were called. ``nobody``: actors with a say that have nobody to sign."""

    picture: MessagePicture
    asked: tuple[str, ...]
    nobody: tuple[str, ...] = ()


class CirculateMessage:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, reference: str | None, sign_by: datetime | None) -> Outcome:
        """Send it to everyone who takes part; each who may sign is called by name.

        Raises:
            Refusal: it is another's, nobody could sign for an organisation that must, no other organisation
                than the owner signs, the deadline is past, or of ``meant`` and ``move``.
        """
        session, now = call.session, call.now
        snapshot = await self._desk.snapshot(session)
        row, content = await meant(call, reference, {State.DRAFT})
        owned(call, snapshot, row)
        require(row, Step.CIRCULATE)
        if content is None:
            raise Refusal("message.erased", reference=row.reference)
        if sign_by is not None and not now < sign_by <= now + _LONGEST:
            raise Refusal("sign.by_when", at=sign_by, latest=now + _LONGEST)
        nobody = await self._nobody(session, snapshot, row, content, now)
        move(row, Step.CIRCULATE)
        if not ahead(row, now):
            unplan(row)
        row.circulated_at = now
        start(row, settings(snapshot), now, sign_by)
        await audit.append(
            session,
            at=now,
            actor=call.caller.user_id,
            action="message.circulate",
            object=row.reference,
            fields={
                "revision": row.revision,
                "exercise": row.exercise,
                "trust": call.caller.trust.value,
                "signers": list(content.quorum.signers),
            },
        )
        teller = Teller(session, self._desk, snapshot, row, await picture_of(session, snapshot, row, now))
        people = await signers(session, snapshot, row, content, now)
        notices = [*await teller.card(), *await ask(teller, people)]
        value = Circulated(
            teller.picture, tuple(actor_name(snapshot, one) for one in content.quorum.signers), nobody
        )
        return Outcome(value, tuple(notices), About(MESSAGE, row.reference, "answer"))

    async def _nobody(
        self, session: AsyncSession, snapshot: Snapshot, row: MessageRow, content: Content, now: datetime
    ) -> tuple[str, ...]:
        """The actors with a say that have nobody, where it can be signed without them.

        Raises:
            Refusal: where it cannot.
        """
        able = await seats(session, snapshot, content.quorum, row.owner, now)
        left = able.but(await writers(session, row))
        if left.lacking:
            alone = tuple(one for one in left.lacking if one in left.empty)
            names = tuple(actor_name(snapshot, one) for one in alone or left.lacking)
            raise Refusal("sign.nobody", reference=row.reference, actors=names, shared=not alone)
        if left.only_owner:
            raise Refusal("sign.only_owner", reference=row.reference, owner=actor_name(snapshot, row.owner))
        return tuple(actor_name(snapshot, one) for one in left.empty)


async def ask(teller: Teller, people: tuple[str, ...]) -> list[Notice]:
    """The text of the newest revision in every room, and those who may sign called by name."""
    told = await teller.note("message.circulated", mention=people, priority=Priority.PRESS)
    content = teller.picture.content
    asked = {teller.row.owner, *(content.quorum.signers if content is not None else ())}
    informed = {actor_room(teller.snapshot, one) for one in parties(teller.row, content) - asked}
    return [
        replace(one, kind="message.informed") if _room(one) in informed and not one.mention else one
        for one in told
    ]


def _room(notice: Notice) -> str | None:
    return notice.target.room_id if isinstance(notice.target, ToRoom) else None
