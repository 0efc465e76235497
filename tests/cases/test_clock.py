"""The clock of a case beside the clock on the wall: set back, long away, and with much else to do."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.bell import Bell
from bot.cases.states import State
from bot.cases.tables import Case, CaseAlarm
from bot.metrics import Metrics
from bot.store.pulse import beat
from bot.work.pulse import Heart
from bot.work.ticker import Ticker
from bot.work.timed import Spanning
from tests.bench.stored_cases import multiply
from tests.cases.night import ALM, EK, NEW, Night, direct
from tests.harness.clock import MovableClock

CHAIN = ["socialjour-stockholm", "ledning-stockholm", "beredskap-lanet", None]
HOUR = timedelta(hours=1)


def new_ticker(night: Night, clock: MovableClock | None = None) -> Ticker:
    """As after a restart: nothing in memory."""
    return Ticker(
        night.store,
        night.core.duties,
        night.core.post.notify,
        Bell(),
        clock or night.clock,
        metrics=Metrics(),
        outbox=Bell(),
        on_fault=lambda name, error: pytest.fail(f"{name} {error!r}"),
    )


@pytest.fixture
def ticker(night: Night) -> Ticker:
    return new_ticker(night)


async def seconds(night: Night, ticker: Ticker, number: int, *, every: int = 30) -> None:
    """Time passes, and the ticker goes round."""
    for _ in range(0, number, every):
        night.clock.advance(timedelta(seconds=every))
        await ticker.round()
        await night.deliver()


def set_back(night: Night) -> None:
    night.clock.jump(night.clock.now() - HOUR)


async def test_a_clock_set_back_an_hour_delays_no_step(night: Night, ticker: Ticker) -> None:
    await night.type(EK, NEW)
    await seconds(night, ticker, 120)
    set_back(night)
    await seconds(night, ticker, 150)
    assert await night.alarms() == CHAIN[:1]
    await seconds(night, ticker, 30)
    assert await night.alarms() == CHAIN[:2]


async def test_a_clock_set_back_an_hour_doubles_no_alarm(night: Night, ticker: Ticker) -> None:
    await night.type(EK, NEW)
    await seconds(night, ticker, 300)
    assert await night.alarms() == CHAIN[:2]
    set_back(night)
    await seconds(night, ticker, 270)
    assert await night.alarms() == CHAIN[:2]
    await seconds(night, ticker, 30)
    assert await night.alarms() == CHAIN[:3]


async def test_a_clock_set_back_while_the_bot_was_away_delays_no_step_either(
    night: Night, ticker: Ticker
) -> None:
    await night.type(EK, NEW)
    await seconds(night, ticker, 120)
    set_back(night)
    again = new_ticker(night)
    await again.round()
    case = await night.case()
    assert case.due_at is not None
    assert abs(case.due_at - night.clock.now() - timedelta(minutes=3)) < timedelta(seconds=10)


async def test_a_second_process_does_not_move_the_times_again(night: Night, ticker: Ticker) -> None:
    other = new_ticker(night)
    await night.type(EK, NEW)
    for one in (ticker, other):
        await one.round()
    set_back(night)
    for one in (ticker, other, ticker, other):
        await one.round()
    case = await night.case()
    assert case.due_at == night.clock.now() + timedelta(minutes=5)


async def test_a_process_whose_clock_is_behind_anothers_moves_nothing(night: Night, ticker: Ticker) -> None:
    ahead = MovableClock(night.clock.now() + timedelta(seconds=4))
    other = new_ticker(night, ahead)
    await night.type(EK, NEW)
    await ticker.round()
    before = (await night.case()).due_at
    for _ in range(6):
        for clock in (ahead, night.clock):
            clock.advance(timedelta(seconds=5))
        await other.round()
        await ticker.round()
    assert (await night.case()).due_at == before


class _Stumbling:
    """Fails the first time, as when two wait for each other in the database."""

    def __init__(self) -> None:
        self.asked = 0

    async def set_back(self, session: AsyncSession, now: datetime, by: timedelta) -> None:  # noqa: ARG002
        self.asked += 1
        if self.asked == 1:
            raise ConnectionError


async def test_what_could_not_be_moved_at_once_is_moved_a_second_later(night: Night) -> None:
    own = [duty for duty in night.core.duties if isinstance(duty, Spanning)]
    heart = Heart(night.store, night.clock, [*own, _Stumbling()])
    await night.type(EK, NEW)
    await heart.beat()
    before = (await night.case()).due_at
    set_back(night)
    with pytest.raises(ConnectionError):
        await heart.beat()
    night.clock.advance(timedelta(seconds=1))
    await heart.beat()
    assert before is not None
    assert (await night.case()).due_at == before - HOUR


async def test_a_pause_keeps_what_is_left_of_it_when_the_clock_is_set_back(
    night: Night, ticker: Ticker
) -> None:
    await night.type(EK, NEW)
    await night.answer(ALM, "ok", night.alarm())
    await seconds(night, ticker, 540)
    set_back(night)
    await seconds(night, ticker, 60)
    assert (await night.case()).state == State.ALARMED


async def test_the_time_to_contact_keeps_what_is_left_of_it_when_the_clock_is_set_back(
    night: Night, ticker: Ticker
) -> None:
    await night.type(EK, NEW)
    await night.answer(ALM, "tar", night.alarm())
    await seconds(night, ticker, 840)
    set_back(night)
    await seconds(night, ticker, 60)
    assert "remind" in await night.events()


async def test_an_opening_hour_is_one_of_the_wall_and_does_not_move(night: Night, ticker: Ticker) -> None:
    await night.type(EK, NEW.replace("när:nu", "när:kontorstid"))
    await ticker.round()
    before = (await night.case()).due_at
    set_back(night)
    await ticker.round()
    assert (await night.case()).due_at == before


async def test_an_unanswered_question_raises_the_case_though_the_clock_was_set_back(
    night: Night, ticker: Ticker
) -> None:
    await night.type(EK, NEW.replace(" ring:RLC", ""))
    assert await night.cases() == []
    await seconds(night, ticker, 60)
    set_back(night)
    await seconds(night, ticker, 60)
    assert len(await night.cases()) == 1


async def test_what_a_time_server_corrects_moves_nothing(night: Night, ticker: Ticker) -> None:
    await night.type(EK, NEW)
    await ticker.round()
    before = (await night.case()).due_at
    night.clock.jump(night.clock.now() - timedelta(seconds=1))
    await ticker.round()
    assert (await night.case()).due_at == before


async def test_a_machine_that_slept_does_what_is_overdue_at_once_and_once(
    night: Night, ticker: Ticker
) -> None:
    await night.type(EK, NEW)
    await ticker.round()
    night.clock.advance(timedelta(hours=8))
    await ticker.round()
    await ticker.round()
    assert await night.alarms() == CHAIN[:2]


async def test_a_reminder_that_fell_due_while_the_bot_was_away_is_given_once_before_the_case_goes_back(
    night: Night,
) -> None:
    await night.type(EK, NEW)
    await night.answer(ALM, "tar", night.alarm())
    night.clock.advance(timedelta(hours=8))
    ticker = new_ticker(night)
    for _ in range(3):
        await ticker.round()
    assert (await night.events()).count("remind") == 1
    assert (await night.case()).state == State.TAKEN
    await seconds(night, ticker, 300)
    assert (await night.case()).state == State.ALARMED


async def test_the_pulse_says_by_how_much_the_clock_went_back(night: Night) -> None:
    now = night.clock.now()
    found = []
    for at in (now, now + timedelta(seconds=5), now - HOUR, now - HOUR):
        async with night.store.begin() as session:
            found.append(await beat(session, at))
    assert found == [timedelta(), timedelta(), HOUR + timedelta(seconds=5), timedelta()]


async def test_erasing_many_cases_keeps_no_alarm_waiting(night: Night, ticker: Ticker) -> None:
    await night.type(EK, NEW)
    alarm = night.alarm()
    for word in ("tar", "ringt", "avsluta"):
        await night.answer(ALM, word, alarm)
    await multiply(night.store, 60)
    night.clock.advance(timedelta(days=61))
    await night.type(EK, NEW)
    night.clock.advance(timedelta(minutes=5))
    await ticker.round()
    async with night.store.begin() as session:
        alarmed = select(CaseAlarm.unit).join(Case, Case.id == CaseAlarm.case_id).where(Case.is_open)
        assert (await session.scalars(alarmed.order_by(CaseAlarm.number))).all() == CHAIN[:2]
    assert _left(await night.cases()) == 40, "one portion, and then others have their turn"
    await seconds(night, ticker, 2, every=1)
    assert _left(await night.cases()) == 0


def _left(cases: Sequence[Case]) -> int:
    return sum(not case.is_open for case in cases)


async def test_late_answers_after_the_alarm_has_moved_on_are_defined(night: Night, ticker: Ticker) -> None:
    await night.type(EK, NEW)
    alarm = night.alarm()
    await seconds(night, ticker, 330)
    due = (await night.case()).due_at
    seen = await night.answer(ALM, "ok", alarm)
    assert "Larmet har gått vidare" in seen[0].body
    assert (await night.case()).due_at == due, "a late ok stops nobody's clock"
    await night.answer(ALM, "tar", alarm)
    async with night.store.begin() as session:
        case = (await session.scalars(select(Case))).one()
    assert (case.taken_by, case.unit) == (ALM, CHAIN[0]), "a late tar takes it"
    assert any("Stockholms socialjour har tagit" in body for body in night.news(direct(EK)))
