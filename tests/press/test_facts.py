"""What others may ask of joint messages: how much is planned, and what one person's calendar has."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import cast

from bot.actors.facts import person
from bot.chat.languages import Languages
from bot.clock import Clock
from bot.press.entries import ChannelEntry
from bot.press.facts import (
    Planned,
    Standing,
    is_open_room,
    may_see_plans,
    open_rooms,
    planned,
    planned_hours,
)
from bot.press.states import Step, move
from bot.press.values import ChannelKind, State
from bot.situation.facts import BoardLook
from bot.wallboard import Watcher, planned_messages
from bot.web.wallboard_page import Pages, Timing
from commands.wallboard_view import shell_words
from tests.press.day import ALDER, LUND, NORD, PressDay, changed, example
from tests.situation.day import HED
from tests.web.walls import ZONE


async def hours(day: PressDay) -> list[tuple[int, int]]:
    async with day.store.read() as session:
        return [(at.hour, number) for at, number in await planned_hours(session, day.clock.now())]


async def calendar(day: PressDay, user_id: str) -> tuple[Planned, ...]:
    snapshot = await day.snapshot()
    found = person(snapshot, user_id)
    assert found is not None
    async with day.store.read() as session:
        return await planned(session, snapshot, found, day.clock.now())


async def test_what_is_planned_is_counted_by_the_hour_and_exercises_are_not(day: PressDay) -> None:
    now = day.clock.now()
    for state, minutes in (
        (State.SCHEDULED, 65),
        (State.CIRCULATED, 110),
        (State.APPROVED, 190),
        (State.HELD, 70),
        (State.STOPPED, 70),
        (State.MISSED, 70),
        (State.PUBLISHED, 70),
        (State.SCHEDULED, 25 * 60),
        (State.SCHEDULED, -1),
    ):
        await day.put(state, publish_at=now + timedelta(minutes=minutes))
    await day.put(State.SCHEDULED, publish_at=now + timedelta(minutes=70), exercise=True)
    await day.put(State.CIRCULATED)
    assert hours_of(await hours(day), now.hour) == [(1, 2), (3, 1)]


def hours_of(found: list[tuple[int, int]], hour: int) -> list[tuple[int, int]]:
    return [(at - hour, number) for at, number in found]


async def test_the_wallboard_shows_how_many_are_planned_and_nothing_else_of_them(day: PressDay) -> None:
    at = day.clock.now() + timedelta(minutes=65)
    for _ in range(2):
        await day.put(State.SCHEDULED, publish_at=at, title="Hemlig rubrik")
    await day.put(State.SCHEDULED, publish_at=at, exercise=True)
    languages, pages = Languages(ZONE), Pages(shell_words(Languages(ZONE).say("sv", at)), Timing())
    boards = BoardLook(planned_messages)
    shown = await Watcher(day.store, day.register, cast(Clock, day.clock), languages, pages, boards)()
    assert "<li>09:00: 2</li>" in " ".join(shown.fragment.split())
    assert "Hemlig" not in shown.fragment


async def test_a_calendar_has_what_has_a_time_and_says_how_sure_it_is(day: PressDay) -> None:
    at = day.clock.now() + timedelta(hours=3)
    expected = {
        State.CIRCULATED: Standing.TENTATIVE,
        State.APPROVED: Standing.TENTATIVE,
        State.HELD: Standing.TENTATIVE,
        State.SCHEDULED: Standing.CONFIRMED,
        State.PUBLISHING: Standing.CONFIRMED,
        State.PARTLY: Standing.CONFIRMED,
        State.PUBLISHED: Standing.CONFIRMED,
        State.CORRECTED: Standing.CONFIRMED,
        State.RETRACTED: Standing.CANCELLED,
        State.MISSED: Standing.CANCELLED,
        State.STOPPED: Standing.CANCELLED,
    }
    for state in State:
        await day.put(state, publish_at=at)
    await day.put(State.CIRCULATED)
    await day.put(State.PUBLISHED, publish_at=day.clock.now() - timedelta(days=31))
    assert {one.state: one.standing for one in await calendar(day, NORD)} == expected


async def test_the_title_is_for_those_who_may_see_the_message_and_the_rest_is_for_all_who_plan(
    day: PressDay,
) -> None:
    at = day.clock.now() + timedelta(hours=3)
    row = await day.put(State.SCHEDULED, publish_at=at, exercise=True)
    (seen,) = await calendar(day, ALDER)
    assert (seen.reference, seen.owner, seen.at) == (row.reference, "Stockholms stad", at)
    assert (seen.title, seen.exercise) == ("Skolorna är öppna", True)
    snapshot = await day.snapshot()
    allowed = {one: may_see_plans(entry) for one in (NORD, LUND, HED) if (entry := person(snapshot, one))}
    assert allowed == {NORD: True, LUND: True, HED: False}


async def test_each_change_of_time_or_state_raises_the_number_that_calendars_go_by(day: PressDay) -> None:
    row = await day.put(State.APPROVED)
    numbers = [row.plan_changes]
    for change in ("time", "state", "same", "time"):
        async with day.store.begin() as session:
            found = await session.merge(await day.message(row.reference))
            if change == "time":
                found.publish_at = (found.publish_at or day.clock.now()) + timedelta(hours=1)
            elif change == "state":
                move(found, Step.SCHEDULE)
            else:
                found.publish_at = found.publish_at
        numbers.append((await day.message(row.reference)).plan_changes)
    assert [later - earlier for earlier, later in pairwise(numbers)] == [1, 1, 0, 1]


def test_the_bot_is_to_be_in_rooms_that_channels_publish_in_and_the_register_has_not() -> None:
    rooms = ("#ssr:localhost", "!torget:localhost", "#torget:localhost")
    entry = ChannelEntry(id="torget", name="Torget", kind=ChannelKind.ROOM, rooms=rooms)
    snapshot = changed(kanal={"torget": entry}).snapshot()
    assert open_rooms(snapshot) == ("!torget:localhost", "#torget:localhost")
    assert is_open_room(snapshot, "!torget:localhost")
    assert not is_open_room(snapshot, "!ssr:localhost")
    assert open_rooms(example().snapshot()) == ()
