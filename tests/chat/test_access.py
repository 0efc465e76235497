"""One rule for running and for help: every role in every room from every kind of device."""

from dataclasses import replace
from itertools import product

import pytest

from bot.chat.access import decide
from bot.chat.declare import Access, Guard
from bot.chat.message import Caller, Place, Role, RoomClass, Trust
from bot.chat.policy import Policy
from tests.chat.test_table import COMMAND

CALLER = Caller("@a:localhost", True, "A", "sv", "polisen", trust=Trust.SIGNED)
PLACE = Place("!r:localhost", RoomClass.ROC, None, encrypted=True)


def code(
    access: Access, caller: Caller = CALLER, place: Place = PLACE, policy: Policy | None = None
) -> str | None:
    verdict = decide(replace(COMMAND, access=access), caller, place, policy or Policy())
    return verdict.refusal.code if verdict.refusal else None


@pytest.mark.parametrize(("held", "wanted"), list(product(Role, Role)))
def test_a_role_opens_what_asks_for_it_and_nothing_else(held: Role, wanted: Role) -> None:
    caller = replace(CALLER, roles={held: frozenset({"x"})})
    assert code(Access(roles=frozenset({wanted})), caller) == (None if held is wanted else "access.role")


@pytest.mark.parametrize(("here", "wanted"), list(product([None, *RoomClass], RoomClass)))
def test_a_room_of_another_class_is_refused(here: RoomClass | None, wanted: RoomClass) -> None:
    expected = None if here is wanted else "access.room"
    assert code(Access(rooms=frozenset({wanted})), place=replace(PLACE, room_class=here)) == expected


@pytest.mark.parametrize(("trust", "guard"), list(product(Trust, Guard)))
def test_guarded_verbs_need_a_signed_device(trust: Trust, guard: Guard) -> None:
    verdict = decide(
        replace(COMMAND, access=Access(guard=guard)), replace(CALLER, trust=trust), PLACE, Policy()
    )
    assert verdict.allowed == (trust is Trust.SIGNED or guard is Guard.TALK)
    assert verdict.flagged == (verdict.allowed and trust in {Trust.UNSIGNED, Trust.CHANGED})


def test_which_classes_of_verbs_are_guarded_is_set() -> None:
    unsigned = replace(CALLER, trust=Trust.UNSIGNED)
    lax = Policy(needs_signed=frozenset({Guard.REGISTER}))
    assert code(Access(guard=Guard.CASE), unsigned, policy=lax) is None
    assert code(Access(guard=Guard.REGISTER), unsigned, policy=lax) == "access.device"


def test_duty_in_a_unit_is_as_good_as_a_role() -> None:
    access = Access(roles=frozenset({Role.TIB}), on_duty=True)
    assert code(access) == "access.role"
    assert code(access, replace(CALLER, units=frozenset({"stockholm"}))) is None


def test_a_units_own_people_may_where_it_says_so_on_duty_or_not() -> None:
    access = Access(roles=frozenset({Role.ADMIN}), belongs=True)
    assert code(access) == "access.role"
    assert code(access, replace(CALLER, belongs=frozenset({"stockholm"}))) is None
    assert code(Access(on_duty=True), replace(CALLER, belongs=frozenset({"stockholm"}))) == "access.role"


def test_nobody_unregistered_and_no_open_room() -> None:
    assert code(Access(), replace(CALLER, registered=False)) == "access.unregistered"
    assert code(Access(), place=replace(PLACE, encrypted=False)) == "access.clear"
    assert code(Access(in_clear=True), place=replace(PLACE, encrypted=False)) is None


def test_a_room_that_a_command_is_moved_from_is_not_refused() -> None:
    access = Access(rooms=frozenset({RoomClass.DIREKT}), moved_from=frozenset({RoomClass.ROC}))
    assert code(access) is None
    assert code(access, place=replace(PLACE, room_class=RoomClass.SSR)) == "access.room"
