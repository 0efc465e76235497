"""What is due and not out is told by somebody who needs neither the ticker nor the publication."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.auditor import Auditor
from bot.bell import Bell
from bot.metrics import Metrics
from bot.press.tables import ChannelRow, DeliveryRow, MessageRow, PublicationRow
from bot.press.values import State
from bot.press.watch import EACH, GRACE, UNSETTLED, Why, unsent
from bot.store.pulse import beat
from tests.cases.night import DRIFT
from tests.press.day import NORD, PressDay, direct
from tests.press.planning import calls, message, of
from tests.press.publishing import scheduled


@dataclass
class Watched:
    """A day whose ticker lives and whose duties do nothing."""

    day: PressDay
    pings: list[datetime] = field(default_factory=list)
    metrics: Metrics = field(default_factory=Metrics)

    def __post_init__(self) -> None:
        async def ping() -> bool:
            self.pings.append(self.day.clock.now())
            return True

        day = self.day
        self.auditor = Auditor(
            day.store,
            day.clock,
            day.core.post.notify,
            ping,
            metrics=self.metrics,
            outbox=Bell(),
            besides=day.core.watches,
            sure_after=0,
        )

    async def look(self, **span: float) -> bool:
        """Time passes with nobody doing anything, and the auditor looks."""
        day = self.day
        day.clock.advance(timedelta(**span))
        async with day.store.begin() as session:
            await beat(session, day.clock.now())
        well = await self.auditor.look()
        await day.deliver()
        return well


@pytest.fixture
def watched(day: PressDay) -> Watched:
    return Watched(day)


async def whys(day: PressDay) -> list[Why]:
    async with day.store.read() as session:
        return [one.why for one in await unsent(session, day.clock.now())]


async def publication(day: PressDay, row: MessageRow, state: str, delivery: str, ago: timedelta) -> None:
    """A publication with one address, as it lies in the database."""
    at = day.clock.now() - ago
    async with day.store.begin() as session:
        released = None if state == "prepared" else at
        made = PublicationRow(
            message_id=row.id,
            act="publish",
            revision=1,
            hash="x",
            state=state,
            due_at=at,
            prepared_at=at,
            released_at=released,
        )
        session.add(made)
        await session.flush()
        channel = ChannelRow(
            publication_id=made.id, channel="c", kind="rum", public=False, exercise=False, state=state
        )
        session.add(channel)
        await session.flush()
        session.add(DeliveryRow(channel_id=channel.id, key="k", address="!a:b", state=delivery))


@pytest.mark.parametrize("state", [State.SCHEDULED, State.CIRCULATED, State.APPROVED, State.HELD])
async def test_a_message_whose_time_passed_without_a_word_is_found_after_a_minute(
    day: PressDay, state: State
) -> None:
    await message(day, state, hours=1)
    day.clock.advance(timedelta(hours=1) + GRACE)
    assert await whys(day) == []
    day.clock.advance(timedelta(seconds=1))
    assert await whys(day) == [Why.OVERDUE]


async def test_one_that_is_planned_without_a_time_is_found(day: PressDay) -> None:
    await message(day, State.SCHEDULED)
    assert await whys(day) == [Why.NO_TIME]


async def test_one_on_its_way_out_too_long_is_found(day: PressDay) -> None:
    row = await message(day, State.PUBLISHING, hours=-1)
    await publication(day, row, "released", "released", UNSETTLED)
    assert await whys(day) == []
    day.clock.advance(timedelta(seconds=1))
    assert await whys(day) == [Why.UNSETTLED]
    later = {"give_up_at": day.clock.now() + timedelta(minutes=5)}
    async with day.store.begin() as session:
        await session.execute(update(MessageRow).values(later))
    assert await whys(day) == []


async def test_one_on_its_way_out_without_any_publication_is_found(day: PressDay) -> None:
    ago = day.clock.now() - UNSETTLED - GRACE
    await message(day, State.PUBLISHING, published_at=ago)
    assert await whys(day) == [Why.UNSETTLED]


@pytest.mark.parametrize("state", [State.PUBLISHED, State.STOPPED, State.CIRCULATED])
async def test_what_was_made_ready_and_never_let_go_is_found(day: PressDay, state: State) -> None:
    row = await message(day, state)
    await publication(day, row, "prepared", "prepared", GRACE)
    assert await whys(day) == []
    day.clock.advance(timedelta(seconds=1))
    assert await whys(day) == [Why.UNRELEASED]


@pytest.mark.parametrize(
    "state", [State.DRAFT, State.PUBLISHED, State.MISSED, State.STOPPED, State.RETRACTED]
)
async def test_what_is_over_or_not_begun_is_left_alone(day: PressDay, state: State) -> None:
    await message(day, state, hours=-2, published_at=day.clock.now() - timedelta(hours=2))
    assert await whys(day) == []


async def test_the_operations_room_and_the_owner_are_told_once_and_the_sign_of_life_stays_away(
    watched: Watched,
) -> None:
    day = watched.day
    await message(day, State.SCHEDULED, hours=1)
    assert await watched.look(minutes=59)
    assert len(watched.pings) == 1
    assert not await watched.look(minutes=3)
    words = "BU-0001 står still. Dess tid har passerat, och det har inte gått ut."
    (drift,) = [body for body in of(day.heard(DRIFT), DRIFT) if words in body]
    assert "Skolorna" not in drift
    (told,) = [body for body in of(day.heard(direct(NORD)), direct(NORD)) if words in body]
    assert "Räkna inte med att det går ut." in told
    assert calls(day.log, words) == {NORD}
    before = len(day.log)
    assert not await watched.look(minutes=1)
    assert not await watched.look(minutes=1)
    assert len(day.log) == before
    assert len(watched.pings) == 1
    assert "rocbot_messages_standing_still 1.0" in watched.metrics.page().decode()


async def test_it_is_told_when_it_moves_again(watched: Watched) -> None:
    day = watched.day
    await message(day, State.SCHEDULED, hours=1)
    await watched.look(hours=1, minutes=2)
    async with day.store.begin() as session:
        await session.execute(update(MessageRow).values(state=State.MISSED))
    assert await watched.look(minutes=1)
    for room in (DRIFT, direct(NORD)):
        assert len([body for body in of(day.heard(room), room) if "rör sig igen" in body]) == 1
    before = len(day.log)
    assert await watched.look(minutes=1)
    assert len(day.log) == before


async def test_many_at_once_are_one_message_to_the_operations_room(watched: Watched) -> None:
    for _ in range(EACH + 1):
        await message(watched.day, State.SCHEDULED, hours=1)
    await watched.look(hours=1, minutes=2)
    (told,) = [body for body in of(watched.day.heard(DRIFT), DRIFT) if "står still" in body]
    assert f"{EACH + 1} budskap står still" in told


async def test_a_clock_that_leaps_for_a_second_alarms_nobody(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = watched.day
    await message(day, State.SCHEDULED, hours=1)
    looks: list[Any] = []

    def leaping(original: Callable[..., Any]) -> Callable[..., Any]:
        async def look(session: Any, now: datetime) -> Any:
            looks.append(now)
            return await original(session, now + timedelta(hours=2) if len(looks) == 1 else now)

        return look

    (watch,) = day.core.watches
    monkeypatch.setattr(watch, "standing_still", leaping(watch.standing_still))
    assert await watched.look(minutes=1)
    assert not of(day.heard(DRIFT), DRIFT)


async def test_a_message_that_goes_out_as_it_should_is_never_spoken_of(watched: Watched) -> None:
    day = watched.day
    await scheduled(day, minutes=10)
    for _ in range(40):
        await day.pass_by(minutes=1)
        assert await watched.look(seconds=0)
    assert (await day.message()).state == State.PUBLISHED
