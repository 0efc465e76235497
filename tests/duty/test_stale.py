"""Numbers that nobody has checked for 90 days are told to operations every morning."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.actors.entries import FunctionEntry
from bot.assembly import all_sections, register_sentences
from bot.cases.entries import DefaultsEntry
from bot.duty.entries import UnitEntry
from bot.register.load import Loaded, concerns
from bot.register.section import Snapshot
from bot.store.engine import Store
from tests.cases.night import DRIFT, Night, Said, changed, example
from tests.harness.clock import MovableClock

EVENING = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
OLD = date(2026, 8, 1)


def checked(on: date, **more: Any) -> Loaded:
    """The example with one unit and one function last looked at on that day."""
    unit = example().entries[UnitEntry]["socialjour-sydost"].model_copy(update={"verified_at": on})
    function = next(iter(example().entries[FunctionEntry].values())).model_copy(update={"verified_at": on})
    return changed(unit={"socialjour-sydost": unit}, function={function.model_dump()["id"]: function}, **more)


def told(said: list[Said]) -> list[str]:
    """What operations hear of the numbers of units and functions."""
    return [one.body for one in said if one.room == DRIFT and "nummer i registret" in one.body]


async def begun(store: Store, loaded: Loaded) -> Night:
    night = await Night(store, MovableClock(EVENING)).open(loaded)
    assert told(await night.tick()) == []
    return night


async def test_old_numbers_are_one_message_at_eight_in_the_morning(store: Store) -> None:
    night = await begun(store, checked(OLD))
    assert told(await night.pass_by(hours=12, minutes=59)) == []
    (said,) = told(await night.pass_by(minutes=2))
    assert "2 nummer i registret är inte kontrollerade på mer än 90 dagar" in said
    assert "- Socialjouren Sydost, 08-465 004 14: 114 dagar sedan" in said
    assert "verified_at" in said


async def test_it_comes_again_every_morning_until_the_numbers_are_checked(store: Store) -> None:
    night = await begun(store, checked(OLD))
    assert len(told(await night.pass_by(days=3))) == 3
    await night.open(checked(date(2026, 11, 25)))
    assert told(await night.pass_by(days=3)) == []


async def test_a_bot_that_was_away_says_it_once(store: Store) -> None:
    night = await begun(store, checked(OLD))
    async with night.store.begin() as session:
        duty = next(one for one in night.core.duties if one.name == "duty.stale")
        assert await duty.next_due(session) == datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
    night.clock.jump(datetime(2026, 11, 26, 12, 0, tzinfo=UTC))
    assert len(told(await night.tick())) == 1
    assert told(await night.pass_by(hours=18)) == []


@pytest.mark.parametrize(("days", "number"), [(30, 1), (200, 0)])
async def test_the_register_says_how_old_is_too_old(store: Store, days: int, number: int) -> None:
    defaults = DefaultsEntry.model_validate({"stale": f"{days} d"})
    night = await begun(store, checked(OLD, defaults={"defaults": defaults}))
    assert len(told(await night.pass_by(hours=14))) == number


def test_the_register_checks_itself_with_the_same_age() -> None:
    sections = all_sections(MovableClock(EVENING))
    for days, told in ((30, True), (200, False)):
        loaded = checked(OLD, defaults={"defaults": DefaultsEntry.model_validate({"stale": f"{days} d"})})
        found = concerns(Snapshot(1, loaded.entries), sections, register_sentences())
        lines = [one.text for one in found if "kontrollerades för 113 dagar sedan, ring" in one.text]
        assert bool(lines) is told
