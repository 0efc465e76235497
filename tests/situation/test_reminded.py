"""A need that cannot be told of does not keep the others from being told of."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.situation.need_tell import Teller
from bot.work.timed import Spanning
from tests.situation.day import HED, ROC, Day


async def _tick(day: Day) -> list[str]:
    """What the ticker would do: a fault rolls back, and the duty is asked again."""
    before = len(day.log)
    for duty in day.core.duties:
        if duty.name != "need.follow":
            continue
        for _ in range(5):
            try:
                async with day.store.begin() as session:
                    notices = await duty.carry_out(session, day.clock.now())
                    await day.core.post.notify(session, notices or (), day.clock.now())
            except ZeroDivisionError:
                continue
            if notices is None:
                break
    await day.deliver()
    return [said.body for said in day.log[before:] if said.room == ROC]


async def test_a_fault_in_one_need_steps_aside_for_the_others(
    day: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    await day.type(HED, "!behov ny filtar")
    await day.type(HED, "!behov ny tolkar")
    note: Callable[..., Any] = Teller.note

    async def faulty(teller: Teller, *args: Any, **more: Any) -> Any:
        if teller.row.reference == "BE-0001":
            raise ZeroDivisionError
        return await note(teller, *args, **more)

    monkeypatch.setattr(Teller, "note", faulty)
    day.clock.advance(timedelta(minutes=16))
    assert any("Ingen har tagit BE-0002 än." in body for body in await _tick(day))
    monkeypatch.undo()
    day.clock.advance(timedelta(seconds=10))
    assert any("Ingen har tagit BE-0001 än." in body for body in await _tick(day))


async def test_a_clock_that_is_set_back_leaves_as_much_time_as_there_was(day: Day) -> None:
    await day.type(HED, "!behov ny filtar")
    await day.type(HED, "!samverkansläge begär orsak:läget är oroligt")
    back = timedelta(hours=1)
    day.clock.advance(-back)
    for duty in day.core.duties:
        if duty.name in {"need.follow", "mode.remind"}:
            assert isinstance(duty, Spanning)
            async with day.store.begin() as session:
                await duty.set_back(session, day.clock.now(), back)
            async with day.store.begin() as session:
                due = await duty.next_due(session)
            assert due is not None
            assert due - day.clock.now() == timedelta(minutes=15 if duty.name == "need.follow" else 10)
