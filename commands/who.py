"""``!vem``: who the bot thinks one is, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.declare import Access, Call, Command, Group, OnChange
from bot.chat.document import Document, doc
from bot.chat.message import Caller, Place, Role
from bot.chat.outcome import Outcome
from bot.chat.say import Say, msg
from bot.chat.words import role_name, room_name, trust_sentence


class Directory(Protocol):
    """Names of what the register knows by id."""

    async def organisation(self, session: AsyncSession, organisation_id: str) -> str: ...

    async def unit(self, session: AsyncSession, unit_id: str) -> str: ...


@dataclass(frozen=True)
class WhoAmI:
    caller: Caller
    place: Place
    organisation: str | None
    roles: tuple[tuple[Role, tuple[str, ...]], ...]
    """Each role with the names of the organisations it is held for."""
    units: tuple[str, ...]


async def who_am_i(call: Call, directory: Directory) -> Outcome:
    session, caller = call.session, call.caller
    roles = []
    for role in sorted(caller.roles):
        names = [await directory.organisation(session, one) for one in sorted(caller.roles[role])]
        roles.append((role, tuple(names)))
    own = await directory.organisation(session, caller.organisation) if caller.organisation else None
    units = [await directory.unit(session, unit) for unit in sorted(caller.units)]
    return Outcome(WhoAmI(caller, call.place, own, tuple(roles), tuple(units)))


def _show(value: WhoAmI, say: Say) -> Document:
    caller, place = value.caller, value.place
    if value.organisation:
        lines = [say("Du är {name}, {organisation}.", name=caller.name, organisation=value.organisation)]
    else:
        lines = [say("Du är {name}.", name=caller.name)]
    for role, organisations in value.roles:
        name = role_name(role, say)
        if organisations:
            lines.append(say("Roll: {role}, för {names}.", role=name, names=say.list(organisations)))
        else:
            lines.append(say("Roll: {role}.", role=name))
    if not value.roles:
        lines.append(say("Du har ingen roll i registret."))
    if value.units:
        lines.append(say("Du har jour nu i {units}.", units=say.list(value.units)))
    else:
        lines.append(say("Du har inte jour nu."))
    if place.room_class is None:
        lines.append(say("Registret känner inte till det här rummet."))
    else:
        lines.append(say("Rummet: {room}.", room=room_name(place.room_class, say)))
    if not place.encrypted:
        lines.append(say("Rummet är inte krypterat."))
    if place.strangers:
        lines.append(
            say.count(
                "{n} i rummet finns inte i registret.",
                "{n} i rummet finns inte i registret.",
                len(place.strangers),
            )
        )
    lines.append(trust_sentence(caller.trust, say))
    return doc(*lines)


GROUP = Group(
    commands=(
        Command(
            path=("vem",),
            aliases=(("whoami",), ("who",)),
            summary=msg("visar vem jag tror att du är, dina roller, rummet och din enhet"),
            access=Access(in_clear=True),
            execute=who_am_i,
            view=_show,
            on_edit=OnChange.RERUN,
            on_redact=OnChange.NOTHING,
        ),
    ),
)
