"""What may not go out at its time does not, and everyone who takes part hears of it."""

from datetime import timedelta

import pytest

from bot.press.find import held
from bot.press.states import Step, move
from bot.press.values import State
from tests.press.day import (
    AKTOR_POLIS,
    AKTOR_STOCKHOLM,
    DAHL,
    KOMMUNIKATION,
    NORD,
    STRAND,
    PressDay,
    without_role,
)
from tests.press.planning import calls, deeds, message, of, plan
from tests.press.publishing import scheduled, sign

ROOMS = (KOMMUNIKATION, AKTOR_POLIS, AKTOR_STOCKHOLM)


async def test_unsigned_at_its_time_it_is_missed_loudly_with_who_was_lacking(day: PressDay) -> None:
    row = await message(day, State.CIRCULATED, hours=1)
    await sign(day, row, stockholm=DAHL)
    said = await day.pass_by(hours=1, minutes=1)
    words = "BU-0001 ”Skolorna är öppna” gick inte ut 09:00."
    for room in ROOMS:
        (told,) = [body for body in of(said, room) if words in body]
        assert "Polismyndigheten, Polisregion Stockholm har inte godkänt det." in told
        assert "Stockholms stad" not in told.split(words)[1].splitlines()[1]
        assert "Det skickas inte av sig självt." in told
    assert calls(said, words) == {NORD, STRAND}
    assert (await day.message()).state == State.MISSED
    assert ("rocbot", "message.miss", "BU-0001") in await deeds(day)
    assert not [one for one in await day.pass_by(days=2) if "BU-0001" in one.body]
    assert not any("Vid fara för liv" in one.body for one in day.log)


async def test_approved_after_its_time_it_still_does_not_go_out_by_itself(day: PressDay) -> None:
    row = await message(day, State.CIRCULATED, hours=1)
    await day.pass_by(hours=1, minutes=1)
    await sign(day, row)
    await day.pass_by(hours=1)
    assert (await day.message()).state == State.MISSED
    await plan(day, NORD, "!budskap schemalägg BU-0001 15:00")
    assert (await day.message()).state == State.SCHEDULED
    await day.pass_by(hours=8)
    assert (await day.message()).state == State.PUBLISHED


async def test_a_role_that_ends_before_the_time_keeps_it_from_going_out(day: PressDay) -> None:
    await scheduled(day, minutes=10)
    await day.pass_by(minutes=9)
    await day.open(without_role(STRAND))
    said = await day.pass_by(minutes=2)
    assert not any("Vid fara för liv" in one.body for one in said)
    assert (await day.message()).state in {State.CIRCULATED, State.MISSED}
    assert calls(said, "publiceras inte") >= {NORD}


async def test_what_fell_due_while_the_bot_was_away_is_told_when_it_is_back(day: PressDay) -> None:
    await message(day, State.CIRCULATED, hours=1)
    await message(day, State.HELD, hours=1)
    day.clock.advance(timedelta(hours=5))
    said = await day.tick()
    assert len([one for one in of(said, KOMMUNIKATION) if "gick inte ut 09:00" in one]) == 2
    assert (await day.message("BU-0001")).state == State.MISSED


async def test_a_time_that_passed_without_being_planned_is_told_too(day: PressDay) -> None:
    await message(day, State.APPROVED, hours=1)
    said = await day.pass_by(hours=1, minutes=1)
    assert calls(said, "gick inte ut 09:00, för det blev inte klart i tid.") == {NORD}
    assert ((await day.message()).state, (await day.message()).publish_at) == (State.APPROVED, None)


async def test_an_edit_after_the_miss_wishes_for_no_time(day: PressDay) -> None:
    row = await message(day, State.CIRCULATED, hours=1)
    await day.pass_by(hours=1, minutes=1)
    async with day.store.begin() as session:
        move(await held(session, row.id), Step.REVISE)
    assert not await day.pass_by(hours=3)
    assert (await day.message()).state == State.CIRCULATED


@pytest.mark.parametrize(
    "state", sorted(set(State) - {State.CIRCULATED, State.APPROVED, State.HELD, State.SCHEDULED})
)
async def test_no_other_state_is_touched_by_the_clock(day: PressDay, state: State) -> None:
    await message(day, state, hours=1)
    said = await day.pass_by(hours=2)
    assert not [one for one in said if "BU-0001" in one.body]
    assert (await day.message()).state == state


async def test_nobody_is_sent_in_a_circle_by_a_missed_message(day: PressDay) -> None:
    await message(day, State.CIRCULATED, hours=1)
    await day.pass_by(hours=1, minutes=1)
    said = await day.type(STRAND, "!budskap godkänn BU-0001 rev 1")
    assert any("Ge det först en ny tid som ligger framåt" in one.body for one in said)
    said = await day.type(NORD, "!budskap schemalägg BU-0001 nu")
    assert any("!budskap schemalägg BU-0001 om 2 tim" in one.body for one in said)
    await plan(day, NORD, "!budskap schemalägg BU-0001 om 2 tim")
    assert (await day.message()).state == State.CIRCULATED
    await sign(day, await day.message())
    await day.pass_by(hours=3)
    assert (await day.message()).state == State.PUBLISHED
