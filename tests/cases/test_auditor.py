"""The auditor sees a case that stands still, whatever it is that stands in the way."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import auditor
from bot.auditor import Auditor
from bot.bell import Bell
from bot.cases.auditor import EACH, Why, standing_still
from bot.cases.tables import Case
from bot.chat.outcome import Notice
from bot.metrics import Metrics
from bot.store.engine import Store
from bot.work.ticker import Ticker
from bot.work.timed import LatePolicy, TimedDuty
from tests.cases.night import ALM, DRIFT, EK, NEW, Night


class RaisesAlways:
    """What the escalation is on its worst night."""

    name = "case.escalation"
    late = LatePolicy.AT_ONCE

    async def next_due(self, _session: AsyncSession) -> datetime | None:
        raise ZeroDivisionError

    async def carry_out(self, _session: AsyncSession, _now: datetime) -> Sequence[Notice] | None:
        raise ZeroDivisionError


@dataclass
class Watched:
    """A night with a ticker and an auditor, both gone round by hand."""

    night: Night
    duties: Sequence[TimedDuty] = ()
    pings: list[datetime] = field(default_factory=list)
    metrics: Metrics = field(default_factory=Metrics)

    def __post_init__(self) -> None:
        night = self.night
        self.ticker = Ticker(
            night.store,
            self.duties or night.core.duties[:1],
            night.core.post.notify,
            Bell(),
            night.clock,
            metrics=self.metrics,
            outbox=Bell(),
            on_fault=lambda _name, _error: (),
        )
        self.auditor = self.new_auditor()

    def new_auditor(self) -> Auditor:
        async def ping() -> bool:
            self.pings.append(self.night.clock.now())
            return True

        night = self.night
        return Auditor(
            night.store,
            night.clock,
            night.core.post.notify,
            ping,
            metrics=self.metrics,
            outbox=Bell(),
            sure_after=0,
        )

    async def minute(self) -> bool:
        """A minute passes, the ticker goes round, and the auditor looks."""
        self.night.clock.advance(timedelta(minutes=1))
        await self.ticker.round()
        await self.night.deliver()
        return await self.look()

    async def look(self) -> bool:
        well = await self.auditor.look()
        await self.night.deliver()
        return well

    @property
    def told(self) -> list[str]:
        return self.night.news(DRIFT)


@pytest.fixture
async def watched(night: Night) -> Watched:
    return Watched(night)


async def why(night: Night) -> list[Why]:
    async with night.store.begin() as session:
        return [one.why for one in await standing_still(session, night.clock.now())]


async def test_a_night_in_which_all_goes_well_gives_a_sign_of_life_each_minute(watched: Watched) -> None:
    night = watched.night
    await night.type(EK, NEW)
    for _ in range(30):
        assert await watched.minute()
    await night.answer(ALM, "ok", night.alarm())
    assert await watched.minute()
    await night.answer(ALM, "tar", night.alarm())
    for _ in range(16):
        assert await watched.minute()
    await night.answer(ALM, "ringt", night.alarm())
    for _ in range(30):
        assert await watched.minute()
    assert len(watched.pings) == 77
    assert watched.told == []


async def test_an_escalation_that_raises_at_every_round_is_told_once_and_the_sign_of_life_stays_away(
    night: Night,
) -> None:
    watched = Watched(night, [RaisesAlways()])
    await night.type(EK, NEW)
    reference = (await night.case()).reference
    for _ in range(5):
        assert await watched.minute()
    for _ in range(10):
        well = await watched.minute()
    assert not well
    assert len(watched.pings) == 6, "until a minute after the step was due"
    expected = (
        f"{reference} står still. Nästa steg skulle ha skett men har inte skett. "
        "Be ROC ringa enheten, och se i loggen vad som är fel."
    )
    assert watched.told == [expected]


async def test_what_is_told_holds_the_reference_and_no_detail(night: Night) -> None:
    watched = Watched(night, [RaisesAlways()])
    await night.type(EK, NEW)
    for _ in range(8):
        await watched.minute()
    for word in ("Huddinge", "Nacka", "15", "gäng", "RLC"):
        assert not any(word in told for told in watched.told)


async def test_when_it_moves_again_that_is_told_once(night: Night) -> None:
    stuck, sound = Watched(night, [RaisesAlways()]), Watched(night)
    await night.type(EK, NEW)
    reference = (await night.case()).reference
    for _ in range(7):
        await stuck.minute()
    for _ in range(3):
        await sound.minute()
    assert sound.told[1:] == [f"{reference} rör sig igen."]
    assert sound.pings


async def test_a_case_that_ended_while_it_stood_still_moves(night: Night) -> None:
    watched = Watched(night, [RaisesAlways()])
    await night.type(EK, NEW)
    for _ in range(7):
        await watched.minute()
    await night.type(EK, "återta skäl:behövs inte längre")
    assert await watched.minute()
    assert watched.told[-1].endswith("rör sig igen.")


async def test_a_restart_does_not_tell_it_again(night: Night) -> None:
    watched = Watched(night, [RaisesAlways()])
    await night.type(EK, NEW)
    for _ in range(7):
        await watched.minute()
    watched.auditor = watched.new_auditor()
    await watched.minute()
    assert len(watched.told) == 1


async def test_a_dead_ticker_is_told_once_and_again_when_it_lives(watched: Watched) -> None:
    assert await watched.minute()
    watched.night.clock.advance(timedelta(minutes=2))
    assert not await watched.look()
    assert not await watched.look()
    assert await watched.minute()
    assert [told.partition(":")[0] for told in watched.told] == [
        "Det som ska ske på klockslag har stannat",
        "Det som ska ske på klockslag går igen.",
    ]


async def test_a_ticker_that_never_lived_gives_no_sign_of_life(watched: Watched) -> None:
    assert not await watched.look()
    assert watched.pings == []


async def test_a_dead_ticker_is_not_hidden_by_a_clock_set_back_an_hour(watched: Watched) -> None:
    assert await watched.minute()
    watched.night.clock.jump(watched.night.clock.now() - timedelta(hours=1))
    assert not await watched.look()
    assert "har stannat" in watched.told[0]


async def test_a_dead_escalation_is_not_hidden_by_a_clock_set_back_an_hour(night: Night) -> None:
    watched = Watched(night, [RaisesAlways()])
    await night.type(EK, NEW)
    await watched.minute()
    night.clock.jump(night.clock.now() - timedelta(hours=1))
    assert not await watched.minute()
    assert "satt för långt fram" in watched.told[0]


async def test_a_clock_set_back_an_hour_alarms_nobody_while_all_goes_well(watched: Watched) -> None:
    await watched.night.type(EK, NEW)
    for _ in range(3):
        assert await watched.minute()
    watched.night.clock.jump(watched.night.clock.now() - timedelta(hours=1))
    for _ in range(10):
        assert await watched.minute()
    assert watched.told == []


async def test_a_leap_of_the_clock_is_looked_at_twice_before_anything_is_told(watched: Watched) -> None:
    await watched.night.type(EK, NEW)
    assert await watched.minute()
    watched.night.clock.advance(timedelta(hours=1))
    look = watched.auditor._see

    async def see() -> object:
        found = await look()
        await watched.ticker.round()
        return found

    watched.auditor._see = see  # type: ignore[method-assign, assignment]
    assert await watched.look()
    assert watched.told == []


async def test_a_case_without_a_clock_is_seen(night: Night) -> None:
    await night.type(EK, NEW)
    async with night.store.begin() as session:
        await session.execute(update(Case).values(due_at=None, due_kind=None))
    assert await why(night) == [Why.NO_CLOCK]


async def test_a_case_that_lost_its_mark_of_being_open_is_seen(night: Night) -> None:
    await night.type(EK, NEW)
    async with night.store.begin() as session:
        await session.execute(update(Case).values(due_at=None, due_kind=None, is_open=False))
    assert await why(night) == [Why.NO_CLOCK]


async def test_an_alarm_that_lies_unsent_for_two_minutes_is_seen(night: Night) -> None:
    async with night.store.begin() as session:
        await night.core.dispatcher.handle(session, night.incoming(EK, NEW))
    night.clock.advance(timedelta(minutes=1))
    assert await why(night) == []
    night.clock.advance(timedelta(minutes=1, seconds=1))
    assert await why(night) == [Why.UNSENT]
    await night.deliver()
    assert await why(night) == []


async def test_a_case_that_waits_for_the_office_over_the_weekend_moves(night: Night) -> None:
    await night.type(EK, NEW.replace("när:nu", "när:kontorstid"))
    assert await why(night) == []


async def test_a_case_in_contact_and_an_ended_one_need_no_clock(night: Night) -> None:
    await night.type(EK, NEW)
    await night.answer(ALM, "ringt", night.alarm())
    night.clock.advance(timedelta(days=3))
    assert await why(night) == []
    await night.answer(ALM, "avsluta", night.alarm())
    assert await why(night) == []


async def test_many_cases_that_stand_still_are_one_message(night: Night) -> None:
    watched = Watched(night, [RaisesAlways()])
    for _ in range(EACH + 1):
        await night.type(EK, NEW)
    await watched.ticker.round()
    night.clock.advance(timedelta(minutes=7))
    await watched.ticker.round()
    await watched.look()
    assert len(watched.told) == 1
    assert watched.told[0].startswith(f"{EACH + 1} ärenden står still, bland dem IA-")


async def test_a_fault_of_the_database_ends_nothing_and_gives_no_sign_of_life(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auditor, "_EVERY", 0.01)

    async def broken(_session: AsyncSession, _now: datetime) -> None:
        raise OSError

    monkeypatch.setattr(auditor, "standing_still", broken)
    task = asyncio.create_task(watched.auditor.run())
    await asyncio.sleep(0.2)
    assert not task.done()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert watched.pings == []


async def test_the_number_that_stands_still_is_a_metric(night: Night, store: Store) -> None:
    watched = Watched(night, [RaisesAlways()])
    await night.type(EK, NEW)
    for _ in range(8):
        await watched.minute()
    page = watched.metrics.page().decode()
    assert "rocbot_cases_standing_still 1.0" in page
    assert 'rocbot_signs_of_life_total{outcome="given"} 6.0' in page
    async with store.begin() as session:
        assert (await session.scalars(select(Case.is_open))).all() == [True]
