"""The clock of a case, as arithmetic."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.cases.deadlines import Allowed, DueKind, contact, lapse, pause, resume, step

AT = datetime(2026, 4, 11, 1, 12, tzinfo=UTC)
FIVE = Allowed(timedelta(minutes=5), timedelta(minutes=15), timedelta(minutes=10))


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def test_the_step_runs_from_the_alarm() -> None:
    assert step(FIVE, AT).at == AT + minutes(5)


def test_what_can_wait_is_counted_from_the_opening() -> None:
    opens = AT + timedelta(hours=5)
    waiting = Allowed(minutes(60), minutes(240), minutes(10), not_before=opens)
    assert step(waiting, AT).at == opens + minutes(60)
    assert step(waiting, opens + minutes(30)).at == opens + minutes(90)


def test_a_pause_gives_back_exactly_what_was_left() -> None:
    paused = pause(FIVE, step(FIVE, AT), AT + minutes(2))
    assert (paused.at, paused.kind) == (AT + minutes(12), DueKind.RESUME)
    assert resume(paused, paused.at).at == AT + minutes(15)


def test_a_bot_that_was_away_gives_what_was_left_when_it_is_back() -> None:
    paused = pause(FIVE, step(FIVE, AT), AT + minutes(2))
    assert resume(paused, AT + timedelta(hours=2)).at == AT + timedelta(hours=2) + minutes(3)


def test_after_the_reminder_there_is_one_more_step() -> None:
    assert contact(FIVE, AT).at == AT + minutes(15)
    assert contact(FIVE, AT).kind is DueKind.REMIND
    assert lapse(FIVE, AT).at == AT + minutes(5)


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_no_pause_makes_a_step_longer_or_shorter(allowed: int, seen_after: int) -> None:
    times = Allowed(timedelta(seconds=allowed), timedelta(), timedelta(seconds=600))
    running = step(times, AT)
    seen = AT + timedelta(seconds=min(seen_after, allowed))
    resumed = resume(pause(times, running, seen), seen + times.pause)
    assert resumed.at - running.at == times.pause
