"""Shorthand for those who test signing: what is said and kept, and a revision as an edit leaves it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from bot.actors.entries import PersonEntry, RoleGrant
from bot.chat.message import Role
from bot.press import find
from bot.press.content import content_hash, to_json
from bot.press.signed import void
from bot.press.states import Step, move
from bot.press.tables import RevisionRow, SignOffRow
from bot.press.values import State, VoidWhy
from bot.store.audit import AuditRow
from bot.store.engine import Store
from tests.cases.night import Said
from tests.press.day import NORD, PressDay, changed, example


async def first(day: PressDay, who: str, text: str, room: str | None = None, **more: Any) -> str:
    """The answer to whoever types this."""
    return (await day.type(who, text, room, **more))[0].body


def of(said: list[Said], room: str) -> list[str]:
    """New messages in a room; edits left out."""
    return [one.body for one in said if one.room == room and one.edits is None]


async def sign_offs(day: PressDay) -> list[tuple[str, int, str, str | None]]:
    """Actor, revision, verdict, and why it is void."""
    async with day.store.begin() as session:
        found = await session.scalars(select(SignOffRow).order_by(SignOffRow.id))
        return [(one.actor, one.revision, one.verdict, one.void_why) for one in found]


async def state(day: PressDay) -> State:
    return State((await day.message()).state)


async def actions(day: PressDay) -> list[str]:
    """What the audit log has of the messages, in order."""
    async with day.store.begin() as session:
        found = await session.scalars(select(AuditRow).order_by(AuditRow.seq))
        return [one.action for one in found if one.object.startswith("BU-")]


async def revise(day: PressDay, by: str = NORD, **changes: Any) -> None:
    """A new revision of the newest message, as an edit leaves it in the database."""
    row = await day.message()
    async with day.store.begin() as session:
        held = await find.held(session, row.id)
        content = replace(await find.content_of(session, held), **(changes or {"title": "En annan rubrik"}))
        await void(session, held, day.clock.now(), VoidWhy.REVISED)
        move(held, Step.REVISE)
        held.revision += 1
        session.add(
            RevisionRow(
                message_id=held.id,
                number=held.revision,
                hash=content_hash(content, held.reference),
                content=to_json(content),
                made_by=by,
                made_at=day.clock.now(),
            )
        )


def signs_also_for(user_id: str, actor: str) -> PersonEntry:
    """Somebody of the example, with the role for one more actor."""
    found = example().snapshot().of(PersonEntry)[user_id]
    more = RoleGrant(role=Role.GODKANNARE, organisation=actor)
    return found.model_copy(update={"roles": (*found.roles, more)})


async def with_two_actors(day: PressDay, user_id: str, actor: str) -> None:
    await day.open(changed(person={user_id: signs_also_for(user_id, actor)}))


def second(day: PressDay, open_store: Callable[[], Store]) -> PressDay:
    """Another process on the same database and in the same rooms."""
    other = PressDay(open_store(), day.clock)
    other.hall = day.hall
    other.restart(other.store)
    return other
