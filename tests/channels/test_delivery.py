"""Once, as far as the gateway allows: over time-outs after acceptance, 429, 500, and a bot that is killed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Literal, cast

import pytest

from bot.bell import Bell
from bot.channels.runner import ChannelRunner
from bot.channels.tables import MessageState
from bot.clock import SystemClock
from bot.demo.gateway import Trouble
from bot.store.engine import Store
from tests.cases.night import ALM, DRIFT, EK, NEW
from tests.channels.kit import ALM_PHONE, PATIENCE, PhoneNight, phone_night
from tests.harness.clock import MovableClock

SLOW = PATIENCE * 2


class Killed(BaseException):
    """The process ends here."""


async def test_a_time_out_after_acceptance_is_asked_about_and_not_sent_again(night: PhoneNight) -> None:
    night.server.troubles.append(Trouble(seconds=SLOW))
    await night.type(EK, NEW)
    assert await night.states() == [MessageState.UNKNOWN]
    await asyncio.sleep(SLOW)
    assert len(night.texts()) == 1
    await night.wait(seconds=7)
    assert (len(night.texts()), night.server.asked) == (1, 1)
    assert await night.states() == [MessageState.SENT]
    assert (await night.messages())[0].provider_id == night.server.taken[0]["id"]


async def test_a_time_out_before_acceptance_is_sent_again_when_the_history_does_not_know_it(
    night: PhoneNight,
) -> None:
    night.server.troubles.append(Trouble(status=500, seconds=0))
    await night.type(EK, NEW)
    assert (await night.states(), night.texts()) == ([MessageState.UNKNOWN], [])
    await night.wait(seconds=7)
    assert (len(night.texts()), night.server.asked) == (1, 1)
    assert await night.states() == [MessageState.SENT]


async def test_a_500_that_took_it_all_the_same_is_not_sent_again(night: PhoneNight) -> None:
    night.server.troubles.append(Trouble(status=500, taken=True))
    await night.type(EK, NEW)
    await night.wait(seconds=7)
    assert len(night.texts()) == 1
    assert await night.states() == [MessageState.SENT]


async def test_while_the_history_is_away_nothing_is_sent_again(night: PhoneNight) -> None:
    night.server.troubles.append(Trouble(status=500, taken=True))
    night.server.history_status = 503
    await night.type(EK, NEW)
    for _ in range(4):
        await night.wait(seconds=12)
    night.server.history_status = 401
    await night.wait(seconds=12)
    assert len(night.texts()) == 1
    assert await night.states() == [MessageState.UNKNOWN]
    night.server.history_status = 200
    await night.wait(seconds=12)
    assert await night.states() == [MessageState.SENT]
    assert len(night.texts()) == 1


async def test_429_waits_as_long_as_it_is_told(night: PhoneNight) -> None:
    night.server.troubles.append(Trouble(status=429, retry_after=20))
    await night.type(EK, NEW)
    assert await night.states() == [MessageState.QUEUED]
    await night.wait(seconds=19)
    assert night.texts() == []
    await night.wait(seconds=6)
    assert len(night.texts()) == 1
    assert night.server.asked == 0


async def test_what_the_gateway_refuses_is_told_to_operations_with_ids_only(night: PhoneNight) -> None:
    night.server.troubles.append(Trouble(status=403))
    await night.type(EK, NEW)
    assert await night.states() == [MessageState.REFUSED]
    told = night.news(DRIFT)[-1]
    assert ALM in told
    assert "http_403" in told
    assert "IA-" not in told
    assert ALM_PHONE[-6:] not in told.replace(" ", "")
    await night.wait(seconds=60)
    assert night.texts() == []


async def test_a_gateway_that_is_away_is_tried_until_the_alarm_no_longer_counts(night: PhoneNight) -> None:
    port = night.server.port
    access_url = night.server.url
    assert str(port) in access_url
    await night.server.__aexit__(None, None, None)
    await night.type(EK, NEW)
    await night.wait(seconds=5)
    assert await night.states() == [MessageState.QUEUED]
    await night.server.__aenter__()
    await night.wait(seconds=5)
    assert len(night.texts()) == 1


async def test_a_gateway_that_stays_away_is_told_to_operations_once(night: PhoneNight) -> None:
    night.server.troubles.extend([Trouble(status=429, retry_after=30)] * 6)
    await night.type(EK, NEW)
    for _ in range(4):
        await night.wait(seconds=37)
    await night.deliver()
    assert sum("larmen hörs bara i chatten" in body for body in night.news(DRIFT)) == 1


async def test_a_call_whose_outcome_is_not_known_is_found_by_number_and_hour(night: PhoneNight) -> None:
    await night.type(EK, NEW)
    night.server.troubles.append(Trouble(status=500, taken=True))
    await night.pass_by(minutes=2, seconds=40)
    assert len(night.server.sent_to(ALM_PHONE, "calls")) == 1
    assert await night.states("voice") == [MessageState.SENT]


async def test_two_calls_to_one_telephone_are_never_in_doubt_together(night: PhoneNight) -> None:
    await night.type(EK, NEW)
    await night.type(EK, NEW)
    night.server.troubles.extend([Trouble(status=500, taken=True), Trouble(status=500, taken=True)])
    await night.pass_by(minutes=2, seconds=59)
    calls = night.server.sent_to(ALM_PHONE, "calls")
    assert len(calls) == 2
    ids = [row.provider_id for row in await night.messages() if row.kind == "voice"]
    assert set(ids) == {call["id"] for call in calls}


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_killed_between_acceptance_and_commit_it_is_still_sent_once(
    store: Store, open_store: Callable[[], Store], moment: Literal["before", "after"]
) -> None:
    async with phone_night(store) as night:
        async with store.begin() as session:
            await night.core.dispatcher.handle(session, night.incoming(EK, NEW))
        await night.deliver()

        async def die(when: Literal["before", "after"]) -> None:
            if when == moment and night.server.taken:
                raise Killed

        store._on_commit = die
        with pytest.raises(Killed):
            await night.phone()
        night.restart(open_store())
        night.equip()
        await night.delivery.recover()
        await night.wait(seconds=6)
        assert len(night.texts()) == 1
        assert await night.states() == [MessageState.SENT]


async def test_another_process_leaves_alone_what_the_first_is_sending(night: PhoneNight) -> None:
    night.server.troubles.append(Trouble(seconds=PATIENCE / 2))
    async with night.store.begin() as session:
        await night.core.dispatcher.handle(session, night.incoming(EK, NEW))
    row_id = (await night.delivery.due())[0]
    first = asyncio.create_task(night.delivery.attempt(row_id))
    await asyncio.sleep(PATIENCE / 4)
    night.equip(worker="B")
    await night.delivery.recover()
    assert await night.delivery.due() == []
    assert await night.delivery.attempt(row_id) is False
    await first
    assert len(night.texts()) == 1


async def test_a_delivery_report_is_noted_and_a_failed_one_told_once(night: PhoneNight) -> None:
    await night.type(EK, NEW)
    message = night.server.taken[0]
    assert await night.server.report(message, "delivered") == 204
    assert await night.states() == [MessageState.DELIVERED]
    await night.type(EK, NEW)
    other = night.server.taken[1]
    for _ in range(2):
        assert await night.server.report(other, "failed") == 204
    await night.deliver()
    assert await night.states() == [MessageState.DELIVERED, MessageState.FAILED]
    assert sum("kom inte fram" in body for body in night.news(DRIFT)) == 1


async def test_a_report_settles_what_was_in_doubt(night: PhoneNight) -> None:
    night.server.troubles.append(Trouble(status=500, taken=True))
    await night.type(EK, NEW)
    assert await night.server.report(night.server.taken[0], "sent") == 204
    assert await night.states() == [MessageState.SENT]
    await night.wait(seconds=30)
    assert len(night.texts()) == 1


async def test_the_runner_sends_what_is_queued_while_another_request_hangs(night: PhoneNight) -> None:
    night.clock = cast(MovableClock, SystemClock())  # the runner lives in real time
    night.restart(night.store)
    night.equip()
    bell, outbox = Bell(), Bell()
    night.server.troubles.append(Trouble(seconds=SLOW))
    task = asyncio.create_task(ChannelRunner(night.delivery, bell, outbox, poll=0.02).run())
    try:
        for _ in range(2):
            async with night.store.begin() as session:
                await night.core.dispatcher.handle(session, night.incoming(EK, NEW))
            bell.ring()
        async with asyncio.timeout(SLOW + 5):
            while MessageState.SENT not in await night.states():  # noqa: ASYNC110 - it cannot ring
                await asyncio.sleep(0.01)
        assert {*await night.states()} - {MessageState.SENT} <= {MessageState.SENDING, MessageState.UNKNOWN}
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
