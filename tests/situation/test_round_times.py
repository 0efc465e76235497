"""Rounds and the clock: the mode's cadence, nights of change, the year's end, and a bot that was away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.situation.entries import Cadence, PictureEntry
from bot.situation.tables import RoundActor, RoundRow
from bot.situation.values import RoundState
from bot.store.engine import Store
from bot.work.timed import Spanning, TimedDuty
from tests.harness.clock import MovableClock
from tests.situation.day import AKTOR_NACKA, AKTOR_POLIS, HED, LUND, ROC, Day, Said, changed, direct


async def rounds(day: Day) -> list[RoundRow]:
    async with day.store.begin() as session:
        wanted = select(RoundRow).where(RoundRow.state != RoundState.DROPPED)
        return list(await session.scalars(wanted.order_by(RoundRow.due_at, RoundRow.id)))


def asked(said: list[Said], room: str = AKTOR_NACKA) -> list[str]:
    return [one.body for one in said if one.room == room and "läget hos" in one.body]


async def activate(day: Day) -> None:
    await day.type(HED, "!samverkansläge begär orsak:flera skjutningar")
    await day.type(LUND, "!samverkansläge bekräfta")
    assert (await day.type(LUND, "!samverkansläge visa"))[0].body


def named(day: Day, name: str) -> TimedDuty:
    return next(one for one in day.core.duties if one.name == name)


async def test_the_activated_mode_has_rounds_more_often_and_the_ordinary_mode_drops_them(day: Day) -> None:
    await day.tick()
    await activate(day)
    walls = [one.wall for one in await rounds(day)]
    assert walls[:3] == ["2026-11-21T09:00", "2026-11-21T15:00", "2026-11-22T09:00"]
    await day.type(LUND, "!samverkansläge ordinarie orsak:lugnt")
    await day.type(LUND, "ja")
    left = await rounds(day)
    assert {one.wall[11:] for one in left} == {"15:00"}
    assert {one.mode for one in left} == {"ordinary"}


async def test_a_round_that_is_open_goes_on_when_the_mode_changes(day: Day) -> None:
    await activate(day)
    await day.tick()
    opened = (await rounds(day))[0]
    assert (opened.wall, opened.state) == ("2026-11-21T09:00", RoundState.OPEN)
    await day.type(LUND, "!samverkansläge ordinarie orsak:lugnt")
    await day.type(LUND, "ja")
    assert (await rounds(day))[0].state == RoundState.OPEN


async def test_a_round_that_comes_sooner_than_it_could_be_asked_for_says_that_time_is_short(day: Day) -> None:
    await activate(day)
    said = await day.tick()
    assert "så tiden är kort" in asked(said)[0]
    assert "Samverkan är i aktiverat läge." in asked(said)[0]
    assert "Rapporten ska vara inne 08:30." in asked(said)[0]


async def test_a_posting_within_the_time_for_review_leaves_half_of_it_for_reports(store: Store) -> None:
    clock = MovableClock(datetime(2026, 11, 21, 13, 40, tzinfo=UTC))
    day = await Day(store, clock).open()
    said = await day.tick()
    assert "Rapporten ska vara inne 14:50. Lägesbilden går ut 15:00." in asked(said)[0]


@pytest.mark.parametrize(
    ("start", "instants"),
    [
        (datetime(2027, 3, 26, 12, tzinfo=UTC), ["27 01:30", "28 01:00", "29 00:30"]),
        (datetime(2026, 10, 23, 12, tzinfo=UTC), ["24 00:30", "25 00:30", "26 01:30"]),
    ],
)
async def test_a_night_when_the_clock_changes_has_its_round_once(
    store: Store, start: datetime, instants: list[str]
) -> None:
    """02:30 is skipped in the one night, and comes twice in the other."""
    entry = PictureEntry(ordinary=(Cadence(at="02:30"),))
    day = await Day(store, MovableClock(start)).open(changed(lagesbild={"lagesbild": entry}))
    said = await day.pass_by(days=3)
    assert [f"{one.due_at:%d %H:%M}" for one in await rounds(day)][:3] == instants
    assert len(asked(said)) == 3
    assert len({one.wall for one in await rounds(day)}) == len(await rounds(day))


async def test_the_year_ends_in_week_53_without_a_date_passed_over_or_a_reference_used_twice(
    store: Store,
) -> None:
    day = await Day(store, MovableClock(datetime(2026, 12, 30, 7, tzinfo=UTC))).open()
    said = await day.pass_by(days=5)
    references = [text.partition("Lägesbild ")[2].partition(":")[0] for text in asked(said)]
    dates = ["1230", "1231", "0101", "0102", "0103"]
    assert [one.split("-")[1] for one in references] == dates
    assert len(set(references)) == 5


async def test_the_same_day_of_another_year_has_another_reference(store: Store) -> None:
    day = await Day(store, MovableClock(datetime(2026, 11, 21, 7, tzinfo=UTC))).open()
    await day.tick()
    day.clock.advance(timedelta(days=365))
    await day.tick()
    found = [one for one in await rounds(day) if one.wall[5:10] == "11-21"]
    assert len({one.wall for one in found}) == 2
    assert len({one.reference for one in found}) == 2


async def test_a_bot_that_was_away_over_the_opening_opens_late_and_says_so(day: Day) -> None:
    await day.tick()
    day.clock.advance(timedelta(hours=6))
    said = await day.tick()
    assert len(asked(said)) == 1
    assert "senare än vanligt, så tiden är kort" in asked(said)[0]
    reminders = [one for one in await day.pass_by(minutes=29) if "inte hört något" in one.body]
    assert {one.body for one in reminders if one.room == AKTOR_NACKA}, "the last one is still to come"


async def test_a_bot_that_was_away_over_the_closing_asks_nobody_and_still_has_the_round(day: Day) -> None:
    await day.tick()
    day.clock.advance(timedelta(hours=6, minutes=45))
    said = await day.tick()
    assert not asked(said)
    assert "Ingen hann bli tillfrågad: jag var borta." in day.card(ROC)
    assert "0 av 36 har rapporterat, 0 inget nytt, 36 saknas." in day.card(ROC)
    assert (await rounds(day))[0].opened_at is not None


async def test_a_bot_that_was_away_for_days_passes_over_no_posting(day: Day) -> None:
    await day.tick()
    day.clock.advance(timedelta(days=10))
    said = await day.tick()
    walls = [one.wall for one in await rounds(day)]
    assert walls[:11] == [f"2026-11-{number}T15:00" for number in range(21, 31)] + ["2026-12-01T15:00"]
    assert all(one.opened_at is not None for one in (await rounds(day))[:10])
    assert not asked(said)
    lists = [one for one in day.heard(ROC) if "har rapporterat," in one.body]
    assert not lists, "what should have been posted is told of by its posting"


async def test_several_reminders_that_passed_unseen_are_one(day: Day) -> None:
    await day.pass_by(hours=4, seconds=10)
    day.clock.advance(timedelta(hours=2, minutes=20))
    said = await day.tick()
    assert len([one for one in said if one.room == AKTOR_NACKA]) == 1
    assert not [one for one in await day.pass_by(minutes=9) if one.room == AKTOR_NACKA]


async def test_two_processes_open_one_round_once(day: Day, open_store: Callable[[], Store]) -> None:
    await day.tick()
    day.clock.advance(timedelta(hours=4))
    other = Day(open_store(), day.clock)
    other.hall = day.hall
    async with day.store.begin() as first:
        notices = await named(day, "situation.open").carry_out(first, day.clock.now())
        assert notices
        await day.core.post.notify(first, notices, day.clock.now())
        if day.store.dialect == "postgresql":
            async with other.store.begin() as second:
                assert await named(other, "situation.open").carry_out(second, day.clock.now()) is None
    async with other.store.begin() as third:
        assert await named(other, "situation.open").carry_out(third, day.clock.now()) is None
    await day.deliver()
    assert len(day.heard(AKTOR_NACKA)) == 1
    assert len(day.heard(AKTOR_POLIS)) == 1


async def test_two_processes_plan_and_remind_once(day: Day, open_store: Callable[[], Store]) -> None:
    other = Day(open_store(), day.clock)
    await day.tick()
    async with other.store.begin() as session:
        assert await named(other, "situation.plan").carry_out(session, day.clock.now()) is None
    await day.pass_by(hours=5, minutes=29)
    day.clock.advance(timedelta(minutes=2))
    async with day.store.begin() as first:
        assert await named(day, "situation.remind").carry_out(first, day.clock.now())
        if day.store.dialect == "postgresql":
            async with other.store.begin() as second:
                assert await named(other, "situation.remind").carry_out(second, day.clock.now()) is None
    async with other.store.begin() as third:
        assert await named(other, "situation.remind").carry_out(third, day.clock.now()) is None
        counted = await third.scalars(select(RoundActor.reminders).where(RoundActor.actor == "nacka"))
        assert list(counted) == [1]


async def test_a_crash_while_a_round_opens_repeats_it_whole(day: Day) -> None:
    await day.tick()
    day.clock.advance(timedelta(hours=4))

    async def die() -> None:
        async with day.store.begin() as session:
            notices = await named(day, "situation.open").carry_out(session, day.clock.now())
            await day.core.post.notify(session, notices or (), day.clock.now())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await die()
    said = await day.tick()
    assert len(asked(said)) == 1


async def test_a_clock_that_is_set_back_does_not_hold_the_list_in_roc_up(day: Day) -> None:
    await day.pass_by(hours=4, seconds=10)
    await day.type(HED, "!lägesbild inget")
    day.clock.jump(day.clock.now() - timedelta(hours=1))
    async with day.store.begin() as session:
        duty = named(day, "situation.roll")
        assert isinstance(duty, Spanning)
        await duty.set_back(session, day.clock.now(), timedelta(hours=1))
    await day.pass_by(seconds=10)
    assert "1 inget nytt" in day.card(ROC)


async def test_without_lagesbild_in_the_register_nothing_is_asked(store: Store) -> None:
    from tests.cases.night import Night  # noqa: PLC0415 - the register of cases alone

    night = await Night(store, MovableClock(datetime(2026, 11, 21, 7, tzinfo=UTC))).open()
    await night.pass_by(hours=12)
    assert not [one for one in night.log if "LB-" in one.body]
    assert not night.heard(direct(HED))


async def test_a_bot_that_was_away_for_months_names_two_weeks_and_no_more(day: Day) -> None:
    await day.tick()
    day.clock.advance(timedelta(days=200))
    await day.tick()
    missed = [one for one in await rounds(day) if one.state == RoundState.MISSED]
    assert 13 <= len([one for one in missed if one.due_at > day.clock.now() - timedelta(days=15)]) <= 15
    assert len(missed) <= 20
