"""How long the outbox waits after a failure."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.work.backoff import Backoff
from bot.work.sender import Obstacle, RetryAfter
from tests.harness.clock import MovableClock


def test_sends_that_fail_together_are_one_failure() -> None:
    clock = MovableClock()
    backoff = Backoff(clock)
    for number in range(16):
        backoff.failed(f"!{number}", RetryAfter(None, Obstacle.CONNECTION))
    assert backoff.wait_for("!0") < 1.0
    assert backoff.failures("!0", Obstacle.CONNECTION) == 1


@pytest.mark.parametrize(("obstacle", "longest"), [(Obstacle.CONNECTION, 5.0), (Obstacle.SERVER, 12.0)])
def test_however_long_the_homeserver_was_away_an_alarm_goes_out_soon_after(
    obstacle: Obstacle, longest: float
) -> None:
    clock = MovableClock()
    backoff = Backoff(clock)
    for _ in range(50):
        backoff.failed("!a", RetryAfter(None, obstacle))
        assert backoff.wait_for("!a") <= longest
        clock.advance(timedelta(seconds=backoff.wait_for("!a") + 0.001))
    assert backoff.failures("!a", obstacle) == 50


def test_what_the_homeserver_asks_for_is_waited_out_by_all() -> None:
    clock = MovableClock()
    backoff = Backoff(clock)
    backoff.failed("!a", RetryAfter(None, Obstacle.CONNECTION))
    backoff.failed("!b", RetryAfter(30.0, Obstacle.LIMITED))
    assert backoff.wait_for("!c") >= 30.0
