"""A clock that is set back in the moment in which people press a key: nobody waits for ever."""

import asyncio
from datetime import timedelta

import pytest

from bot.bell import Bell
from bot.channels.gateway import Pressed
from bot.channels.keeping import Waiting
from bot.metrics import Metrics
from bot.work.ticker import Ticker
from tests.cases.night import EK, NEW
from tests.channels.kit import PhoneNight


async def test_keys_pressed_while_the_clock_is_set_back_all_count(night: PhoneNight) -> None:
    ticker = Ticker(
        night.store,
        night.core.duties,
        night.core.post.notify,
        Bell(),
        night.clock,
        metrics=Metrics(),
        outbox=Bell(),
        on_fault=lambda name, error: pytest.fail(f"{name} {error!r}"),
        spanning=[Waiting()],
    )
    for _ in range(5):
        await night.type(EK, NEW)
    calls = [row.key for row in await night.messages() if row.kind == "voice"]
    await ticker.round()
    for _ in range(6):
        night.clock.jump(night.clock.now() - timedelta(seconds=10))
        pressed = (night.door.reports.pressed(key, Pressed(f"c{key}", "1")) for key in calls)
        await asyncio.gather(ticker.round(), *pressed)
    assert {case.state for case in await night.cases()} == {"seen"}
