"""Whatever is wrong with the register, no case of any urgency is left lying without somebody being called."""

from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest

from bot.actors.facts import PersonEntry, RoomEntry
from bot.cases.entries import DefaultsEntry, RouteEntry
from bot.cases.states import State
from bot.chat.message import RoomClass
from bot.duty.entries import RosterEntry
from bot.duty.facts import UnitEntry
from bot.register.load import Loaded
from bot.register.section import Entry
from tests.cases.night import EK, LUND, NEW, ROC, Night, direct, example

Entries = dict[type[Entry], Mapping[str, Entry]]
_LONGEST = timedelta(days=5)
"""A long weekend and an hour."""
_MOST_STEPS = 8


def never_open(entries: Entries) -> None:
    units = entries[UnitEntry]
    entries[UnitEntry] = {name: unit.model_copy(update={"open": ()}) for name, unit in units.items()}


def empty(entries: Entries) -> None:
    """Nobody belongs to any unit, and no roster names anybody."""
    people = entries[PersonEntry]
    entries[PersonEntry] = {name: one.model_copy(update={"units": ()}) for name, one in people.items()}
    entries[RosterEntry] = {}


def no_room(entries: Entries) -> None:
    rooms = entries[RoomEntry]
    entries[RoomEntry] = {
        name: room
        for name, room in rooms.items()
        if not (isinstance(room, RoomEntry) and room.room_class is RoomClass.ENHET)
    }


def no_route(entries: Entries) -> None:
    entries[RouteEntry] = {}


def no_fallback(entries: Entries) -> None:
    entries[DefaultsEntry] = {}


def everything(entries: Entries) -> None:
    for spoil in (never_open, empty, no_room, no_route, no_fallback):
        spoil(entries)


async def next_step(night: Night) -> None:
    """Go to the case's own time, and do what is due there."""
    case = await night.case()
    assert case.due_at is not None, "an open case always has a clock"
    assert case.due_at <= night.clock.now() + _LONGEST
    night.clock.advance(max(case.due_at - night.clock.now(), timedelta()))
    escalation = next(duty for duty in night.core.duties if duty.name == "case.escalation")
    async with night.store.begin() as session:
        notices = await escalation.carry_out(session, night.clock.now())
        await night.core.post.notify(session, notices or (), night.clock.now())
    await night.deliver()


@pytest.mark.parametrize("spoil", [never_open, empty, no_room, no_route, no_fallback, everything])
@pytest.mark.parametrize("urgency", ["nu", "idag", "kontorstid"])
async def test_every_urgency_comes_to_the_end_and_begins_again_in_a_spoilt_register(
    night: Night, urgency: str, spoil: Callable[[Entries], None]
) -> None:
    entries = dict(example().entries)
    spoil(entries)
    await night.open(Loaded(entries))
    await night.type(EK, NEW.replace("när:nu", f"när:{urgency}"))
    for _ in range(_MOST_STEPS):
        if (await night.alarms())[-1] is None:
            break
        await next_step(night)
    assert (await night.alarms())[-1] is None, "the end of the chain"
    assert any("Ingen enhet har tagit" in body for body in night.news(direct(LUND)))
    assert any("TiB är larmad" in body for body in night.news(ROC))
    before = len(await night.alarms())
    for _ in range(_MOST_STEPS):
        await next_step(night)
    assert len(await night.alarms()) > before, "and it never stops by itself"
    assert (await night.case()).round > 1


async def test_without_a_tib_the_centre_is_told_and_the_chain_goes_on(night: Night) -> None:
    entries = dict(example().entries)
    everything(entries)
    people = {name: one for name, one in entries[PersonEntry].items() if name != LUND}
    entries[PersonEntry] = people
    await night.open(Loaded(entries))
    await night.type(EK, NEW)
    assert any("Ingen enhet har tagit" in body for body in night.news(ROC))
    for _ in range(3):
        await next_step(night)
    case = await night.case()
    assert case.round > 2
    assert State(case.state) is State.RAISED
