"""At each change of shift the unit's room hears who goes on, who goes off and what is open."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.cases.tables import Case
from bot.duty.entries import RosterEntry
from bot.store.engine import Store
from tests.cases.night import ALM, BERG, EK, NEW, STOCKHOLM, SYDOST, Night, Said, changed, direct
from tests.duty.killed import carry_out_and_die
from tests.harness.clock import MovableClock

BEFORE = datetime(2026, 4, 11, 4, 58, tzinfo=UTC)  # Saturday 06:58 in Stockholm; Berg relieves Alm at 07:00


def handovers(said: list[Said], room: str = STOCKHOLM) -> list[Said]:
    return [one for one in said if one.room == room and "Skiftbyte" in one.body]


async def begun(store: Store, at: datetime = BEFORE, **roster: dict[str, Any]) -> Night:
    """A bot that has looked at the duty once."""
    rows = {name: RosterEntry.model_validate({"id": name, **row}) for name, row in roster.items()}
    night = await Night(store, MovableClock(at)).open(changed(roster=rows))
    await night.tick()
    return night


async def test_the_room_hears_who_goes_on_and_who_goes_off_and_those_who_go_on_are_called(
    store: Store,
) -> None:
    night = await begun(store)
    (said,) = handovers(await night.pass_by(minutes=5))
    assert "Skiftbyte i Stockholms socialjour 07:00. Nästa byte 19:00." in said.body
    assert "På: Berg, Stockholms socialjour (fiktiv)." in said.body
    assert "Av: Alm, Stockholms socialjour (fiktiv)." in said.body
    assert "Inga öppna ärenden." in said.body
    assert said.mentions == [BERG]


async def test_open_cases_are_listed_with_reference_state_and_since_when_and_nothing_else(
    store: Store,
) -> None:
    night = await begun(store)
    await night.type(EK, NEW)
    (reference, *_) = [case.reference for case in await night.cases()]
    await night.type(ALM, f"!ärende tar {reference}")
    (said,) = handovers(await night.pass_by(minutes=5))
    assert f"- {reference}, tagen sedan 06:58" in said.body
    for private in ("Nacka", "Huddinge", "15–17", "gäng", "RLC"):
        assert private not in said.body


async def test_an_exercise_is_marked_and_a_case_of_another_unit_is_not_there(store: Store) -> None:
    night = await begun(store)
    for kommun in ("Nacka", "Täby"):
        gang = "ja" if kommun == "Nacka" else "nej"
        await night.type(EK, NEW.replace("Nacka", kommun).replace("gäng:ja", f"gäng:{gang}"))
    mine, other = await night.cases()
    async with night.store.begin() as session:
        await session.execute(update(Case).values(exercise=True))
    (said,) = handovers(await night.pass_by(minutes=3))
    assert f"- ÖVNING. {mine.reference}, larmad sedan 06:58" in said.body
    assert other.reference not in said.body


async def test_a_room_with_a_stranger_hears_no_names_those_on_duty_do(store: Store) -> None:
    night = await begun(store)
    night.hall.joined[STOCKHOLM].add("@okand:localhost")
    said = await night.pass_by(minutes=5)
    assert handovers(said) == []
    (own,) = handovers(said, direct(BERG))
    assert "Skiftbyte i Stockholms socialjour" in own.body


async def test_the_first_look_says_nothing(store: Store) -> None:
    night = await Night(store, MovableClock(BEFORE)).open()
    assert await night.tick() == []


async def test_a_change_of_hours_that_changes_nobody_is_not_told(store: Store) -> None:
    night = await begun(store)
    assert handovers(await night.pass_by(days=1), SYDOST) == []
    # Sunday 19:00 Alm goes on and stays with Berg beside from Monday 07:00
    await night.pass_by(hours=23, minutes=50)
    (said,) = handovers(await night.pass_by(minutes=30))
    assert "På: Berg" in said.body
    assert "Kvar: Alm" in said.body
    assert "Av:" not in said.body
    assert said.mentions == [BERG]


async def test_a_week_has_each_change_of_shift_once(store: Store) -> None:
    night = await begun(store)
    said = handovers(await night.pass_by(days=7))
    assert len(said) == 14  # at 07:00 and 19:00 every day
    assert not any("Jag var borta" in one.body for one in said)


async def test_a_bot_that_was_away_tells_only_the_latest_change_and_says_that_it_is_late(
    store: Store,
) -> None:
    night = await begun(store)
    night.clock.advance(timedelta(days=2, hours=3))  # Monday 09:58
    (said,) = handovers(await night.tick())
    assert "Skiftbyte i Stockholms socialjour 07:00. Nästa byte 19:00." in said.body
    assert "Jag var borta då, därför kommer det först nu." in said.body
    assert await night.tick() == []


async def test_a_change_and_back_while_the_bot_was_away_is_not_told(store: Store) -> None:
    night = await begun(store)
    night.clock.advance(timedelta(days=1))
    assert handovers(await night.tick()) == []


async def test_killed_before_the_commit_it_is_told_once_afterwards(store: Store) -> None:
    night = await begun(store)
    night.clock.advance(timedelta(minutes=3))
    with pytest.raises(ConnectionError):
        await carry_out_and_die(night)
    night.restart(night.store)
    assert len(handovers(await night.tick())) == 1
    night.restart(night.store)
    assert handovers(await night.tick()) == []


async def test_two_bots_on_one_database_tell_it_once(store: Store, open_store: Callable[[], Store]) -> None:
    night = await begun(store)
    night.clock.advance(timedelta(minutes=3))
    stores = [store, open_store()]

    async def one(mine: Store) -> int:
        duty = next(duty for duty in night.core.duties if duty.name == "duty.handover")
        number = 0
        while True:
            async with mine.begin() as session:
                notices = await duty.carry_out(session, night.clock.now())
            if notices is None:
                return number
            number += len(notices)

    assert sum(await asyncio.gather(*(one(mine) for mine in stores))) == 1


async def test_hours_with_nobody_on_the_roster_are_said_plainly(store: Store) -> None:
    row = {"unit": "socialjour-sydost", "people": ["@jour-hall:localhost"], "days": ["lördag"]}
    night = await begun(store, sydost={**row, "from": "00:00", "to": "07:00"})
    (said,) = handovers(await night.pass_by(minutes=5), SYDOST)
    assert "Av: Hall" in said.body
    assert "Enheten är stängd till" in said.body or "Vid larm larmas alla i enheten" in said.body
    assert said.mentions == []


async def test_another_register_that_changes_who_is_on_duty_now_is_a_change_of_shift(store: Store) -> None:
    night = await begun(store)
    rows = {"stockholm-natt": {"unit": "socialjour-stockholm", "people": [BERG], "days": ["alla"]}}
    entries = {
        name: RosterEntry.model_validate({"id": name, "from": "19:00", "to": "07:00", **row})
        for name, row in rows.items()
    }
    await night.open(changed(roster=entries))
    (said,) = handovers(await night.tick())
    assert "Skiftbyte i Stockholms socialjour 06:58." in said.body
    assert "På: Berg" in said.body
    assert "Jag var borta" not in said.body
