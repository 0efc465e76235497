"""People hear of changes in their own coming duty: once, in plain words, whatever made the change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.actors.entries import PersonEntry
from bot.duty.entries import RosterEntry
from bot.duty.told import heard
from bot.register.load import Loaded
from bot.store.engine import Store
from tests.cases.night import ALM, BERG, HALL, Night, Said, changed, direct, example
from tests.duty.killed import carry_out_and_die
from tests.harness.clock import MovableClock

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)  # Monday 10:00 in Stockholm
UNIT = "socialjour-sydost"
ONCE = {"unit": UNIT, "people": [HALL]}


def register(*rows: dict[str, Any]) -> Loaded:
    """The example with these rows in place of Sydost's."""
    found = changed(
        roster={f"r{n}": RosterEntry.model_validate({"id": f"r{n}", **row}) for n, row in enumerate(rows)}
    )
    return Loaded({**found.entries, RosterEntry: _without(found.entries[RosterEntry], "sydost")})


def _without(entries: Any, gone: str) -> dict[str, Any]:
    return {name: entry for name, entry in entries.items() if name != gone}


def shift(day: str, start: str = "17:00", end: str = "23:00", **more: Any) -> dict[str, Any]:
    return {**ONCE, "start": f"{day} {start}", "end": f"{day} {end}", **more}


async def begun(store: Store, loaded: Loaded) -> Night:
    night = await Night(store, MovableClock(NOW)).open(loaded)
    assert await night.tick() == []
    return night


async def load(night: Night, loaded: Loaded) -> list[Said]:
    """What the change makes people hear."""
    await night.open(loaded)
    return [said for said in await night.tick() if said.room.startswith("!dm-")]


async def test_a_new_shift_is_told_to_the_one_who_got_it_and_to_nobody_else(store: Store) -> None:
    night = await begun(store, register())
    (said,) = await load(night, register(shift("2026-11-20")))
    assert said.room == direct(HALL)
    assert "Din jour de närmaste 60 dagarna har ändrats: Socialjouren Sydost." in said.body
    assert "Du har fått:\n- fredag 20 november 17:00–23:00" in said.body
    assert "!jour schema fil:ja" in said.body


async def test_it_is_told_once(store: Store) -> None:
    night = await begun(store, register())
    assert await load(night, register(shift("2026-11-20")))
    assert [one for one in await night.pass_by(days=1) if one.room == direct(HALL)] == []
    night.restart(store)
    assert await load(night, register(shift("2026-11-20"))) == []


async def test_a_shift_taken_away_and_one_moved_are_told_apart(store: Store) -> None:
    before = register(shift("2026-11-20"), shift("2026-11-27"), shift("2026-12-04"))
    night = await begun(store, before)
    (said,) = await load(night, register(shift("2026-11-20"), shift("2026-11-27", "18:00", "23:30")))
    assert "Du har inte längre:\n- fredag 4 december 17:00–23:00" in said.body
    assert "Flyttat:\n- fredag 27 november 17:00–23:00 är nu fredag 27 november 18:00–23:30" in said.body
    assert "Du har fått" not in said.body


async def test_a_swap_of_two_tells_each_of_them_their_own(store: Store) -> None:
    night = await begun(store, register(shift("2026-11-20"), shift("2026-12-18", people=[ALM])))
    said = await load(night, register(shift("2026-11-20", people=[ALM]), shift("2026-12-18")))
    assert {one.room for one in said} == {direct(HALL), direct(ALM)}
    hall = next(one.body for one in said if one.room == direct(HALL))
    assert "Du har fått:\n- fredag 18 december" in hall
    assert "Du har inte längre:\n- fredag 20 november" in hall


async def test_many_shifts_of_the_same_hours_are_one_line(store: Store) -> None:
    night = await begun(store, register())
    (said,) = await load(night, register({**ONCE, "days": ["vardag"], "from": "17:00", "to": "23:00"}))
    assert len(said.body.splitlines()) < 8
    assert "39 pass 17:00–23:00, det första måndag 16 november, det sista" in said.body


async def test_duty_at_all_hours_has_no_end_in_the_message(store: Store) -> None:
    night = await begun(store, register())
    (said,) = await load(night, register(ONCE))
    assert "- från nu och tills vidare" in said.body


async def test_what_comes_into_view_with_the_days_is_no_change_but_its_going_away_is(store: Store) -> None:
    night = await begun(store, register())
    assert await load(night, register(shift("2027-01-16"))) == []  # in view from tomorrow on
    assert [one for one in await night.pass_by(days=2) if one.room == direct(HALL)] == []
    (said,) = await load(night, register())
    assert "Du har inte längre:\n- lördag 16 januari 2027 17:00–23:00" in said.body


async def test_a_bot_that_was_away_tells_what_changed_meanwhile(store: Store) -> None:
    night = await begun(store, register(shift("2026-11-20"), shift("2026-11-27")))
    night.clock.advance(timedelta(days=5))  # the first of them is over
    (said,) = await load(night, register())
    assert "fredag 27 november" in said.body
    assert "20 november" not in said.body


async def test_the_first_register_tells_nobody_and_one_who_comes_into_it_later_is_told(store: Store) -> None:
    night = await begun(store, register(shift("2026-11-20")))
    new = "@jour-ny:localhost"
    loaded = register(shift("2026-11-20"), shift("2026-11-21", people=[new]))
    entry = PersonEntry.model_validate({"id": new, "name": "Ny (fiktiv)", "organisation": "nacka"})
    people = {**example().entries[PersonEntry], new: entry}
    (said,) = await load(night, Loaded({**loaded.entries, PersonEntry: people}))
    assert said.room == direct(new)


async def test_one_who_left_the_register_is_told_nothing(store: Store) -> None:
    night = await begun(store, register(shift("2026-11-20")))
    loaded = register()
    people = _without(example().entries[PersonEntry], HALL)
    assert await load(night, Loaded({**loaded.entries, PersonEntry: people})) == []


async def test_what_was_said_already_is_not_told_again(store: Store) -> None:
    before = register(shift("2026-11-20"), shift("2026-11-27"))
    night = await begun(store, before)
    await night.open(register(shift("2026-11-20", people=[BERG]), shift("2026-12-11")))
    async with night.store.begin() as session:
        await heard(
            session,
            await night.register.current(session),
            night.core.duty,
            unit_id=UNIT,
            who=[HALL, BERG],
            start=datetime(2026, 11, 20, 16, tzinfo=UTC),
            end=datetime(2026, 11, 20, 22, tzinfo=UTC),
        )
    said = await night.tick()
    assert [one.room for one in said] == [direct(HALL)]
    assert "20 november" not in said[0].body
    assert "27 november" in said[0].body
    assert "11 december" in said[0].body


async def test_killed_before_the_commit_it_is_told_once_afterwards(store: Store) -> None:
    night = await begun(store, register())
    await night.open(register(shift("2026-11-20")))
    with pytest.raises(ConnectionError):
        await carry_out_and_die(night)
    night.restart(night.store)
    assert len(await night.tick()) == 1
    assert await night.tick() == []
