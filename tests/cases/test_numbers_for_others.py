"""How many cases are open and how many came: counts for the lägesbild, and nothing else of a case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.cases.facts import case_numbers
from tests.cases.night import ALM, EK, NACKA, NEW, STOCKHOLM, Night

NONE = {"raised": 0, "alarmed": 0, "seen": 0, "taken": 0, "in_contact": 0}
BOTH = NEW.replace("ålder:16", "ålder:14")


async def counted(night: Night, since: datetime | None) -> tuple[Mapping[str, int], int]:
    async with night.store.begin() as session:
        return await case_numbers(session, since)


async def test_open_cases_are_counted_by_state_and_every_state_is_named(night: Night) -> None:
    start = night.clock.now()
    assert await counted(night, start) == (NONE, 0)
    await night.pass_by(minutes=1)
    await night.type(EK, NEW)
    reference = (await night.case()).reference
    assert await counted(night, start) == (NONE | {"alarmed": 1}, 1)
    await night.pass_by(minutes=1)
    await night.type(ALM, f"!ärende tar {reference}", STOCKHOLM)
    await night.pass_by(minutes=1)
    await night.type(ALM, f"!ärende ringt {reference}", STOCKHOLM)
    assert await counted(night, start) == (NONE | {"in_contact": 1}, 1)
    await night.type(ALM, f"!ärende avsluta {reference}", STOCKHOLM)
    assert await counted(night, start) == (NONE, 1)
    assert await counted(night, night.clock.now()) == (NONE, 0)
    assert await counted(night, None) == (NONE, 0)


async def test_exercises_are_not_counted(night: Night) -> None:
    start = night.clock.now()
    await night.pass_by(minutes=1)
    await night.type(EK, f"!ärende övning {NACKA}")
    assert await counted(night, start) == (NONE, 0)


async def test_a_case_of_two_units_came_once_and_is_open_at_each(night: Night) -> None:
    start = night.clock.now()
    await night.pass_by(minutes=1)
    await night.type(EK, BOTH)
    by_state, raised = await counted(night, start)
    assert (sum(by_state.values()), raised) == (2, 1)
