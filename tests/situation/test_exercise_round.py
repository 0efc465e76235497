"""A round that is practised: marked everywhere, and apart from the real one in every row."""

from __future__ import annotations

from sqlalchemy import select

from bot.situation.rounds import asked_actors, current_round
from bot.situation.tables import RoundRow
from tests.situation.day import (
    AKTOR_NACKA,
    AKTOR_POLIS,
    AKTOR_STOCKHOLM,
    EK,
    FORS,
    HED,
    KVIST,
    LUND,
    ROC,
    Day,
    direct,
)


async def test_those_with_a_room_are_asked_and_everything_is_marked(day: Day) -> None:
    said = await day.type(LUND, "!lägesbild övning post:10:00")
    assert "är en övning och hålls isär från den riktiga lägesbilden" in said[0].body
    told = await day.tick()
    assert {one.room for one in told if "läget hos" in one.body} == {
        AKTOR_NACKA,
        AKTOR_POLIS,
        AKTOR_STOCKHOLM,
    }
    assert all("ÖVNING" in one.body for one in (*said, *told))
    assert not day.heard(direct(FORS))
    assert all("ÖVNING" in one.body for one in await day.pass_by(hours=1, minutes=45))


async def test_only_the_actors_named_take_part(day: Day) -> None:
    await day.type(KVIST, "!lägesbild övning post:10:00 aktör:Nacka, regionen", ROC)
    told = await day.tick()
    assert {one.room for one in told if "läget hos" in one.body} == {AKTOR_NACKA, direct(FORS)}
    assert "0 av 2 har rapporterat" in told[-1].body
    async with day.store.begin() as session:
        found = await current_round(session, exercise=True)
        assert found is not None
        assert await asked_actors(session, await day.snapshot(), found) == ("nacka", "region")


async def test_an_answer_to_the_exercise_is_none_to_the_real_round(day: Day) -> None:
    await day.pass_by(hours=4, seconds=1)
    await day.type(LUND, "!lägesbild övning post:14:00 aktör:Nacka")
    await day.tick()
    practised = next(one for one in day.heard(AKTOR_NACKA) if "ÖVNING" in one.body)
    said = await day.answer(HED, "inget", practised)
    assert said[0].body.startswith("ÖVNING. Inget nytt från Nacka kommun är noterat")
    assert (await day.report()).exercise
    await day.pass_by(seconds=10)
    cards = {one.edits or one.event_id: one.body for one in day.heard(ROC)}
    real, other = sorted(cards.values(), key=lambda body: "ÖVNING" in body)
    assert "0 inget nytt, 36 saknas" in real
    assert "1 inget nytt, 0 saknas" in other
    await day.type(HED, "!lägesbild inget", AKTOR_NACKA)
    assert not (await day.report()).exercise


async def test_the_real_round_at_the_same_time_is_another(day: Day) -> None:
    await day.type(LUND, "!lägesbild övning post:15:00")
    await day.tick()
    async with day.store.begin() as session:
        found = list(await session.scalars(select(RoundRow).where(RoundRow.wall == "2026-11-21T15:00")))
    assert {one.exercise for one in found} == {True, False}
    assert len({one.reference for one in found}) == 2


async def test_a_second_exercise_at_the_same_time_and_times_that_will_not_do_are_refused(day: Day) -> None:
    await day.type(LUND, "!lägesbild övning post:10:00")
    said = await day.type(LUND, "!lägesbild övning post:10:00")
    assert "Det finns redan en övning 10:00: LB-1121-" in said[0].body
    said = await day.type(LUND, "!lägesbild övning post:om 2 min")
    assert "tidigast om fem minuter" in said[0].body
    said = await day.type(LUND, "!lägesbild övning post:2026-12-24 10:00")
    assert "senast om sju dagar" in said[0].body
    said = await day.type(EK, "!lägesbild övning post:10:00")
    assert "rollen" in said[0].body


async def test_an_exercise_soon_leaves_time_to_report(day: Day) -> None:
    said = await day.type(LUND, "!lägesbild övning post:om 20 min")
    assert "Rapporterna ska vara inne 08:10." in said[0].body


async def test_a_change_of_the_cadence_leaves_exercises_alone(day: Day) -> None:
    await day.type(LUND, "!lägesbild övning post:imorgon 10:00")
    await day.type(HED, "!samverkansläge begär orsak:flera skjutningar")
    await day.type(LUND, "!samverkansläge bekräfta")
    async with day.store.begin() as session:
        found = await current_round(session, exercise=True)
        assert found is not None
        assert found.state == "planned"
