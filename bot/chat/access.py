"""The one predicate that decides who may run what, where; help lists exactly what it allows."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.declare import Access, Command
from bot.chat.message import Caller, Incoming, Place, Role, RoomClass, Trust
from bot.chat.policy import Policy
from bot.errors import Refusal
from bot.store.inbox import InboxKind


@dataclass(frozen=True)
class Verdict:
    """``refusal`` is the first rule that said no; ``flagged`` when an unsigned device was let through."""

    refusal: Refusal | None = None
    flagged: bool = False

    @property
    def allowed(self) -> bool:
        return self.refusal is None


def decide(command: Command, caller: Caller, place: Place, policy: Policy) -> Verdict:
    """Everything but the object itself, which the command's scope looks at."""
    access = command.access
    refusal = (
        _who(access, caller)
        or _where(command, place)
        or _clear(access, place)
        or _device(access, caller, policy)
    )
    weak = caller.trust in {Trust.UNSIGNED, Trust.CHANGED}
    return Verdict(refusal, flagged=refusal is None and weak and not access.in_clear)


def came_in_clear(incoming: Incoming, place: Place) -> Refusal | None:
    """Words in clear, in a room where everything else is encrypted: the homeserver may have written them."""
    words = incoming.kind in {InboxKind.TEXT, InboxKind.EDIT}
    return Refusal("access.clear_message") if words and place.encrypted and not incoming.encrypted else None


def _who(access: Access, caller: Caller) -> Refusal | None:
    if not caller.registered:
        return Refusal("access.unregistered")
    if not access.roles and not access.on_duty and not access.belongs:
        return None
    if access.roles & caller.roles.keys() or (access.on_duty and caller.units):
        return None
    if access.belongs and caller.belongs:
        return None
    roles = tuple(role for role in Role if role in access.roles)
    return Refusal(
        "access.role",
        roles=roles,
        on_duty=access.on_duty,
        belongs=access.belongs,
        yours=tuple(caller.roles),
        member=bool(caller.belongs),
        in_place=caller.in_place,
    )


def _where(command: Command, place: Place) -> Refusal | None:
    if place.room_class in command.access.rooms | command.access.moved_from:
        return None
    rooms = tuple(sort for sort in RoomClass if sort in command.access.rooms)
    return Refusal("access.room", rooms=rooms, here=place.room_class)


def _clear(access: Access, place: Place) -> Refusal | None:
    if place.encrypted or access.in_clear:
        return None
    return Refusal("access.clear", here=place.room_class)


def _device(access: Access, caller: Caller, policy: Policy) -> Refusal | None:
    if access.guard not in policy.needs_signed or caller.trust is Trust.SIGNED:
        return None
    return Refusal("access.device", trust=caller.trust)
