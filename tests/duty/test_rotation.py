"""Rotations, temporary schedules and changes against one who walks through the nights minute by minute."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.duty.facts import Duty
from bot.duty.schedule import shifts
from tests.duty.rosters import (
    ANNA,
    AUTUMN,
    BO,
    CIA,
    DAN,
    MINUTE,
    PEOPLE,
    SPRING,
    ZONE,
    change,
    instants,
    roster,
    utc,
    walls,
)

BEFORE, DAYS = timedelta(days=6), 10
WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")

CLOCKS = st.builds(
    lambda hour, minute: timedelta(hours=hour, minutes=minute),
    st.sampled_from([0, 1, 2, 3, 8, 17, 23]),
    st.sampled_from([0, 30, 59]),
)
LENGTHS = st.sampled_from(["dygn", "vecka"])
NIGHTS = st.sampled_from([AUTUMN, SPRING])
PART = st.integers(1, 4)


def written(clock: timedelta) -> str:
    return f"{clock // timedelta(hours=1):02}:{clock // MINUTE % 60:02}"


def anchor_of(night: datetime, clock: timedelta, back: int) -> datetime:
    """A wall time some days before the night."""
    midnight = (night + timedelta(hours=3)).replace(tzinfo=None, hour=0)
    return midnight - timedelta(days=back) + clock


def group(number: int, people: list[str], each: int) -> list[str]:
    """The people of a turn, counted out one by one."""
    queue = list(people)
    for _ in range(number * each):
        queue.append(queue.pop(0))
    return queue[:each]


@settings(max_examples=30, deadline=None)
@given(night=NIGHTS, clock=CLOCKS, back=st.integers(1, 4), length=LENGTHS, number=PART, share=PART)
def test_turns_change_at_the_hand_over_on_the_wall_whatever_the_clock_does(
    *, night: datetime, clock: timedelta, back: int, length: str, number: int, share: int
) -> None:
    people, each = list(PEOPLE[:number]), min(number, share)
    anchor = anchor_of(night, clock, back)
    row = {"people": people, "turn": length, "each": each, "start": anchor}
    known, duty = roster(row), Duty()
    step = timedelta(days=1 if length == "dygn" else 7)
    turn, following = -1, anchor
    for at, wall in walls(night - BEFORE, DAYS):
        if wall >= following:
            turn, following = turn + 1, following + step
        crew = duty.crew(known, "jour", at)
        assert crew.named is (turn >= 0)
        if turn >= 0:
            assert list(crew.people) == group(turn, people, each), at


@settings(max_examples=30, deadline=None)
@given(
    night=NIGHTS,
    weekdays=st.sets(st.integers(0, 6), min_size=1),
    opens=CLOCKS,
    closes=st.one_of(st.none(), CLOCKS),
    back=st.integers(1, 5),
    length=LENGTHS,
    number=PART,
)
def test_a_duty_of_certain_days_belongs_whole_to_the_turn_in_which_it_begins(
    *,
    night: datetime,
    weekdays: set[int],
    opens: timedelta,
    closes: timedelta | None,
    back: int,
    length: str,
    number: int,
) -> None:
    people = list(PEOPLE[:number])
    anchor = anchor_of(night, opens, back)
    row: dict[str, Any] = {"people": people, "turn": length, "start": anchor}
    row["days"] = [WEEKDAYS[day] for day in weekdays]
    if closes is not None:
        row |= {"from": written(opens), "to": written(closes)}
    known, duty = roster(row), Duty()
    expected: dict[datetime, set[str]] = {}
    turn = -1
    for n in range(DAYS):
        midnight = anchor - opens + timedelta(days=n)
        if midnight.weekday() not in weekdays:
            continue
        turn = turn + 1 if length == "dygn" else n // 7
        for at in minutes_of_duty(night, midnight, opens, closes):
            expected.setdefault(at, set()).add(people[turn % number])
    for at, _ in walls(night - BEFORE, DAYS):
        crew = duty.crew(known, "jour", at)
        found = set(crew.people) if crew.named else set()
        assert found == expected.get(at, set()), at


def minutes_of_duty(
    night: datetime, midnight: datetime, opens: timedelta, closes: timedelta | None
) -> list[datetime]:
    """One day's duty laid out for itself; without an end it goes on to the same time next day."""
    shown = instants(night - BEFORE, DAYS + 4)
    if closes is None:
        first, after = showing(shown, midnight + opens)[0], showing(shown, midnight + opens, days=1)[0]
    else:
        longer = 1 if closes <= opens else 0
        first, after = showing(shown, midnight + opens)[0], showing(shown, midnight + closes, days=longer)[-1]
    return [first + n * MINUTE for n in range((after - first) // MINUTE)]


def showing(shown: dict[datetime, list[datetime]], wall: datetime, days: int = 0) -> list[datetime]:
    """When the wall shows this time, or the next that it does show; far beyond the night any will do."""
    wall += timedelta(days=days)
    for _ in range(61):
        if wall in shown:
            return shown[wall]
        wall += MINUTE
    return [max(max(found) for found in shown.values())]


HOURS = st.integers(0, 4 * 24)
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(PEOPLE), st.one_of(st.none(), st.sampled_from(PEOPLE)), HOURS, st.integers(1, 40)
    ),
    max_size=4,
)
PERIODS = st.lists(st.tuples(st.sampled_from(PEOPLE), HOURS, st.integers(1, 40)), max_size=3)


@settings(max_examples=25, deadline=None)
@given(NIGHTS, CHANGES, PERIODS)
def test_temporary_rows_and_changes_come_on_top_in_their_order(
    night: datetime, changes: list[tuple[str, str | None, int, int]], periods: list[tuple[str, int, int]]
) -> None:
    hour = timedelta(hours=1)
    made = [
        change(n, on, off, night + first * hour, night + (first + length) * hour)
        for n, (on, off, first, length) in enumerate(changes, start=1)
    ]
    # UTC wall times are used where the wall has them once: whole hours away from the odd nights
    temporary: list[dict[str, Any]] = [
        {"people": [who], "temporary": f"T{n}", "start": begins, "end": begins + length * hour}
        for n, (who, first, length) in enumerate(periods)
        for begins in [datetime(2026, 10, 27) + first * hour]  # noqa: DTZ001 - a wall time
    ]
    rota = {"people": [ANNA, BO], "turn": "dygn", "start": datetime(2026, 10, 1, 8)}  # noqa: DTZ001 - a wall time
    known, duty = roster(rota, *temporary, changes=made), Duty()
    start, end = AUTUMN - timedelta(days=1), AUTUMN + timedelta(days=10)
    if night is SPRING:
        start, end = SPRING - timedelta(days=1), SPRING + timedelta(days=6)
    found = shifts(known, duty, "jour", start, end)
    assert (found[0].start, found[-1].end) == (start, end)
    assert all(one.end == two.start and one.crew != two.crew for one, two in pairwise(found))
    inside = iter(found)
    shift = next(inside)
    for at, wall in walls(start, (end - start).days):
        if at >= shift.end:
            shift = next(inside)
        rows = [row for row in temporary if row["start"] <= wall < row["end"]]
        base = [who for row in rows for who in row["people"]] if rows else [rota_at(at)]
        assert list(shift.crew.people) == after_changes(
            base, [one for one in made if one.start <= at < one.end]
        )
        assert shift.crew.named


def rota_at(at: datetime) -> str:
    """Anna and Bo by turns from the first of October, at eight by the wall clock of the day."""
    wall = at.astimezone(ZONE).replace(tzinfo=None)
    return (ANNA, BO)[((wall - timedelta(hours=8)).date() - date(2026, 10, 1)).days % 2]


def after_changes(base: list[str], made: list[Any]) -> list[str]:
    """Each duty followed through the changes from first to last."""
    ends: list[str] = []
    takes = [n for n, one in enumerate(made) if one.replaces is None]
    if takes:
        base, made = [made[takes[-1]].person], made[takes[-1] + 1 :]
    for rostered in dict.fromkeys(base):
        has = rostered
        for one in made:
            if one.replaces in {rostered, has}:
                has = one.person
        ends.append(has)
    return list(dict.fromkeys(ends))


def test_weekdays_by_turns_leave_out_the_days_without_duty() -> None:
    known = roster(
        {
            "people": [ANNA, BO, CIA],
            "turn": "dygn",
            "days": ["vardag"],
            "from": "08:00",
            "to": "17:00",
            "start": "2026-12-21 08:00",
        }
    )
    duty = Duty()
    noons = [utc(f"2026-12-{day} 11:00") for day in (21, 22, 23, 24, 25, 28, 29)]
    named = [
        duty.crew(known, "jour", at).people[0] if duty.crew(known, "jour", at).named else None for at in noons
    ]
    assert named == [ANNA, BO, CIA, None, None, ANNA, BO]


def test_a_week_goes_over_on_the_anchors_weekday_and_time() -> None:
    known = roster({"people": [ANNA, BO, CIA], "turn": "vecka", "each": 2, "start": "2026-11-02 09:30"})
    found = shifts(known, Duty(), "jour", utc("2026-11-02 08:30"), utc("2026-11-23 08:30"))
    assert [(one.start, one.crew.people) for one in found] == [
        (utc("2026-11-02 08:30"), (ANNA, BO)),
        (utc("2026-11-09 08:30"), (CIA, ANNA)),
        (utc("2026-11-16 08:30"), (BO, CIA)),
    ]


def test_a_temporary_schedule_replaces_the_ordinary_one_for_its_period_and_no_longer() -> None:
    known = roster(
        {"people": [ANNA]},
        {"people": [BO], "temporary": "Julen", "start": "2026-12-24 08:00", "end": "2026-12-25 08:00"},
        {"people": [CIA], "temporary": "Julen", "start": "2026-12-26 08:00", "end": "2026-12-27 08:00"},
    )
    found = shifts(known, Duty(), "jour", utc("2026-12-24 00:00"), utc("2026-12-28 00:00"))
    # between its rows the ordinary row does not come back: everyone stands in, and loading warns of it
    assert [(one.start, one.crew.people if one.crew.named else None) for one in found] == [
        (utc("2026-12-24 00:00"), (ANNA,)),
        (utc("2026-12-24 07:00"), (BO,)),
        (utc("2026-12-25 07:00"), None),
        (utc("2026-12-26 07:00"), (CIA,)),
        (utc("2026-12-27 07:00"), (ANNA,)),
    ]


def test_the_later_of_two_changes_wins_and_a_swap_can_be_swapped_on() -> None:
    start, end = utc("2026-12-01 00:00"), utc("2026-12-02 00:00")
    rota = {"people": [ANNA]}
    for made, on in (
        ([change(1, BO, ANNA, start, end), change(2, CIA, ANNA, start, end)], CIA),
        ([change(1, BO, ANNA, start, end), change(2, CIA, BO, start, end)], CIA),
        ([change(1, BO, ANNA, start, end), change(2, ANNA, BO, start, end)], ANNA),
        ([change(1, BO, ANNA, start, end), change(2, DAN, None, start, end)], DAN),
        ([change(1, DAN, None, start, end), change(2, BO, ANNA, start, end)], DAN),
        ([change(1, DAN, None, start, end), change(2, BO, DAN, start, end)], BO),
    ):
        assert Duty().on_duty(roster(rota, changes=made), "jour", start) == (on,)


def test_a_change_of_somebody_who_left_is_as_if_it_had_not_been_made() -> None:
    start, end = utc("2026-12-01 00:00"), utc("2026-12-02 00:00")
    known = roster({"people": [ANNA]}, changes=[change(1, "@gone:localhost", ANNA, start, end)])
    assert Duty().on_duty(known, "jour", start) == (ANNA,)


@pytest.mark.parametrize("at", ["2027-03-28 00:59", "2027-03-28 01:00"])
def test_a_hand_over_in_the_skipped_hour_comes_at_its_end(at: str) -> None:
    known = roster({"people": [ANNA, BO], "turn": "dygn", "start": "2027-03-27 02:30"})
    assert Duty().on_duty(known, "jour", utc(at)) == ((ANNA,) if at < "2027-03-28 01" else (BO,))
