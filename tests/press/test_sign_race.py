"""Two things at the same instant: the message's lock decides, and nothing counts that was not looked at."""

import asyncio
from collections.abc import Callable

import pytest

from bot.press.values import Quorum, State
from bot.store.engine import Store
from tests.press.day import DAHL, NORD, STRAND, VINGE, PressDay
from tests.press.signing import actions, revise, second, sign_offs, state, with_two_actors

YES = "!budskap godkänn BU-0001 rev 1"


@pytest.fixture
def other(open_store: Callable[[], Store], day: PressDay) -> PressDay:
    return second(day, open_store)


@pytest.mark.parametrize("later", [False, True])
async def test_an_approval_and_an_edit_at_the_same_instant(
    day: PressDay, other: PressDay, *, later: bool
) -> None:
    """Whichever comes first: no approval of the first revision is left when there is a second."""
    await day.put(State.CIRCULATED)
    await day.type(DAHL, YES)
    both = [day.type(STRAND, YES), revise(other)]
    await asyncio.gather(*(reversed(both) if later else both))
    row = await day.message()
    assert (row.revision, State(row.state)) == (2, State.CIRCULATED)
    assert all(revision == 1 and why is not None for _, revision, _, why in await sign_offs(day))


async def test_the_two_last_approvals_at_the_same_instant_make_it_approved_once(
    day: PressDay, other: PressDay
) -> None:
    await day.put(State.CIRCULATED)
    await asyncio.gather(day.type(DAHL, YES), other.type(STRAND, YES))
    assert await state(day) is State.APPROVED
    assert sorted(one[0] for one in await sign_offs(day)) == ["polis", "stockholm"]
    assert (await actions(day)).count("message.complete") == 1


async def test_two_people_of_one_organisation_at_the_same_instant_are_one_approval(
    day: PressDay, other: PressDay
) -> None:
    await with_two_actors(day, VINGE, "polis")
    await day.put(State.CIRCULATED)
    await asyncio.gather(day.type(STRAND, YES), other.type(VINGE, YES))
    assert [one[0] for one in await sign_offs(day)] == ["polis"]


async def test_a_yes_and_a_no_of_one_organisation_at_the_same_instant_block(
    day: PressDay, other: PressDay
) -> None:
    await with_two_actors(day, VINGE, "polis")
    await day.put(State.CIRCULATED)
    await day.type(DAHL, YES)
    no = "!budskap avslå BU-0001 rev 1 orsak:Fel nummer"
    await asyncio.gather(day.type(STRAND, YES), other.type(VINGE, no))
    assert await state(day) is State.CIRCULATED
    standing = [(actor, verdict) for actor, _, verdict, why in await sign_offs(day) if why is None]
    assert ("polis", "rejected") in standing
    assert ("polis", "approved") not in standing


async def test_sending_it_twice_at_the_same_instant_asks_once(day: PressDay, other: PressDay) -> None:
    await day.put(quorum=Quorum(required=("stockholm", "polis")))
    send = "!budskap skicka BU-0001"
    await asyncio.gather(day.type(NORD, send), other.type(NORD, send))
    assert (await actions(day)).count("message.circulate") == 1
