"""The people behind the organisations: who may sign at this moment, and who never does."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import has_role
from bot.chat.message import Role
from bot.press.content import Content
from bot.press.signed import Standing, stand_ins
from bot.press.tables import MessageRow
from bot.press.tell import signers_of
from bot.press.writers import writers
from bot.register.section import Snapshot


async def who_may(session: AsyncSession, snapshot: Snapshot, actor: str, now: datetime) -> tuple[str, ...]:
    """Everyone who may sign for the actor at this moment: the register's approvers, then their stand-ins."""
    rows = await stand_ins(session, snapshot, now, actor=actor)
    return tuple(dict.fromkeys((*signers_of(snapshot, actor), *(one.person for one in rows))))


async def could_sign(
    session: AsyncSession,
    snapshot: Snapshot,
    row: MessageRow,
    actor: str,
    now: datetime,
    *,
    standing: Standing,
) -> tuple[str, ...]:
    """Of those who may, whoever did not write it and has not approved for another actor."""
    wrote = await writers(session, row)
    return tuple(
        one
        for one in await who_may(session, snapshot, actor, now)
        if one not in wrote and standing.counts_for(one) in {None, actor}
    )


def seated(able: Mapping[str, Collection[str]]) -> frozenset[str]:
    """The actors that can each have a person of their own, by who could sign for each.

    As many as possible; where not all can, those named first come first.
    """
    actor_of: dict[str, str] = {}

    def seat(actor: str, asked: set[str]) -> bool:
        for person in able[actor]:
            if person in asked:
                continue
            asked.add(person)
            # whoever sits there moves over, where there is another to take the place
            if person not in actor_of or seat(actor_of[person], asked):
                actor_of[person] = actor
                return True
        return False

    return frozenset(actor for actor in able if seat(actor, set()))


async def stands_until(
    session: AsyncSession, snapshot: Snapshot, user_id: str, actor: str, now: datetime
) -> datetime | None:
    """Until when somebody signs in another's place; None for whoever has the role."""
    if has_role(snapshot, user_id, Role.GODKANNARE, actor):
        return None
    rows = await stand_ins(session, snapshot, now, actor=actor, user_id=user_id)
    return max((one.until for one in rows), default=None)


async def signers(
    session: AsyncSession, snapshot: Snapshot, row: MessageRow, content: Content, now: datetime
) -> tuple[str, ...]:
    """Everyone who may sign the newest revision for one of its organisations, each once."""
    wrote = await writers(session, row)
    found = [one for actor in content.quorum.signers for one in await who_may(session, snapshot, actor, now)]
    return tuple(one for one in dict.fromkeys(found) if one not in wrote)
