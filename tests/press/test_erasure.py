"""So long after it ended nothing is left of a message, a rumour or a question; what is planned stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Table, func, select

from bot.press.entries import PressEntry
from bot.press.erasure import ErasePress
from bot.press.facts import standing
from bot.press.feed_tables import FeedItemRow
from bot.press.tables import (
    ChannelRow,
    DeliveryRow,
    MessageRow,
    PublicationRow,
    RemarkRow,
    RevisionRow,
    SignOffRow,
    StandInRow,
)
from bot.press.talk_tables import AnswerRow, QuestionRow, RumourRow
from bot.press.values import Act, ChannelKind, State
from bot.retention import forget
from bot.store.audit import AuditRow, verify
from bot.store.base import Base
from bot.store.engine import Store
from bot.store.event_ref import EventRef
from tests.press.day import AKTOR_STOCKHOLM, DAHL, NORD, SSR, TEXT, PressDay, changed
from tests.press.publishing import scheduled
from tests.press.talk import QUESTION, RUMOUR

KEEP, DAY = timedelta(days=730), timedelta(days=1)
OF_A_MESSAGE = (
    MessageRow, RevisionRow, SignOffRow, RemarkRow, PublicationRow, ChannelRow, DeliveryRow, FeedItemRow,
)  # fmt: skip
OF_TALK = (RumourRow, QuestionRow, AnswerRow)


def duty(day: PressDay) -> ErasePress:
    (found,) = [one for one in day.core.duties if isinstance(one, ErasePress)]
    return found


async def once(day: PressDay) -> bool:
    """One portion, as the ticker lets it: when it is due, and then in a transaction of its own."""
    async with day.store.read() as session:
        due = await duty(day).next_due(session)
    if due is None or due > day.clock.now():
        return False
    async with day.store.begin() as session:
        return await duty(day).carry_out(session, day.clock.now()) is not None


async def erased(day: PressDay, at: datetime) -> None:
    """Nothing else happens until then, and what is over is erased."""
    day.clock.advance(at - day.clock.now())
    while await once(day):
        day.clock.advance(timedelta(seconds=1))


async def left(day: PressDay, *words: str) -> list[str]:
    """Every row of every table but the audit log and the inbox that has one of the words."""
    found = []
    async with day.store.begin() as session:
        for table in Base.metadata.tables.values():
            if table.name in {"audit", "inbox"}:
                continue
            assert isinstance(table, Table)
            found += [f"{table.name}: {tuple(row)!r}" for row in await session.execute(select(table))]
    return [row for row in found if any(word in row for word in words)]


async def counted(day: PressDay, *models: type[Base]) -> dict[str, int]:
    async with day.store.begin() as session:
        numbers = {
            one.__tablename__: await session.scalar(select(func.count()).select_from(one)) for one in models
        }
    return {name: number for name, number in numbers.items() if number}


async def references(day: PressDay) -> list[str]:
    async with day.store.begin() as session:
        return list(await session.scalars(select(MessageRow.reference).order_by(MessageRow.id)))


async def in_feed(day: PressDay, row: MessageRow) -> None:
    """It stands in the feeds."""
    now = day.clock.now()
    async with day.store.begin() as session:
        publication = PublicationRow(
            message_id=row.id,
            act=Act.PUBLISH,
            revision=1,
            hash="-",
            state="done",
            due_at=now,
            prepared_at=now,
        )
        session.add(publication)
        await session.flush()
        kind: dict[str, Any] = {"channel": "flodet", "kind": ChannelKind.FEED, "state": "sent"}
        channel = ChannelRow(publication_id=publication.id, public=True, exercise=False, **kind)
        session.add(channel)
        await session.flush()
        delivery = DeliveryRow(channel_id=channel.id, key=row.reference, address="", state="sent")
        session.add(delivery)
        await session.flush()
        content = {
            "reference": row.reference, "act": "publish", "owner": "Stockholms stad", "target_group": "",
            "contact": "", "texts": {"sv": {"title": "Skolorna är öppna", "body": TEXT}}, "local": [],
        }  # fmt: skip
        session.add(FeedItemRow(delivery_id=delivery.id, root=row.reference, content=content, shows_at=now))


async def a_whole_day(day: PressDay) -> None:
    """A message that is commented on, signed and published; a rumour and a question that are answered."""
    row = await scheduled(day)
    await day.type(DAHL, f"!budskap kommentera {row.reference} ser bra ut", AKTOR_STOCKHOLM)
    await in_feed(day, await day.put(State.PUBLISHED, published_at=day.clock.now()))
    await day.type(NORD, RUMOUR)
    await day.type(NORD, "!rykte svar De är öppna.")
    await day.type(NORD, "!rykte stäng")
    await day.type(NORD, QUESTION)
    await day.type(NORD, "!fråga svar för:allmänheten Ja.")
    await day.pass_by(minutes=20)


async def test_nothing_of_it_is_left_when_its_time_is_over_nor_what_was_said_of_it(day: PressDay) -> None:
    await a_whole_day(day)
    names = ("BU-0001", "BU-0002", "RY-0001", "FR-0001")
    assert [name for name in names if not await left(day, name)] == []
    there = await counted(day, *OF_A_MESSAGE, *OF_TALK)
    assert there.keys() == {one.__tablename__ for one in (*OF_A_MESSAGE, *OF_TALK)}
    said = len(day.log)
    await erased(day, day.clock.now() + KEEP + DAY)
    assert await counted(day, *OF_A_MESSAGE, *OF_TALK) == {}
    assert await left(day, *names) == []
    async with day.store.begin() as session:
        assert set(await session.scalars(select(EventRef.object_id))).isdisjoint(names)
        assert (await verify(session)).broken is None
        told = [row.fields for row in await session.scalars(select(AuditRow)) if row.action == "press.erased"]
    assert len(told) == 1
    await day.deliver()
    assert len(day.log) == said
    assert day.heard(SSR)


async def test_until_then_all_of_it_is_kept(day: PressDay) -> None:
    await a_whole_day(day)
    before = await counted(day, *OF_A_MESSAGE, *OF_TALK)
    await erased(day, day.clock.now() + KEEP - timedelta(hours=1))
    assert await counted(day, *OF_A_MESSAGE, *OF_TALK) == before


async def test_the_feeds_lose_what_is_erased(day: PressDay) -> None:
    await in_feed(day, await day.put(State.PUBLISHED, published_at=day.clock.now()))

    async def shown() -> int:
        async with day.store.begin() as session:
            return len(await standing(session, day.clock.now()))

    assert await shown() == 1
    await erased(day, day.clock.now() + KEEP + DAY)
    assert await shown() == 0


async def test_the_register_says_how_long_they_are_kept(day: PressDay) -> None:
    await day.open(changed(budskap={"budskap": PressEntry.model_validate({"keep": "2 d"})}))
    await day.put(State.PUBLISHED, published_at=day.clock.now())
    await day.type(NORD, RUMOUR)
    await erased(day, day.clock.now() + 3 * DAY)
    assert await counted(day, *OF_A_MESSAGE, *OF_TALK) == {}


@pytest.mark.parametrize(
    "state", [State.CIRCULATED, State.APPROVED, State.SCHEDULED, State.HELD, State.MISSED, State.PUBLISHING]
)
async def test_what_is_planned_is_never_erased(day: PressDay, state: State) -> None:
    now = day.clock.now()
    await day.put(state, publish_at=now + KEEP + 10 * DAY)
    await erased(day, now + KEEP + 9 * DAY)
    assert await references(day) == ["BU-0001"]


async def test_what_is_on_its_way_out_is_not_erased_though_hardly_anything_is_kept(day: PressDay) -> None:
    await day.open(changed(budskap={"budskap": PressEntry.model_validate({"keep": "1 min"})}))
    for state in (State.SCHEDULED, State.PUBLISHING):
        await day.put(state, publish_at=day.clock.now() - timedelta(minutes=10))
    await erased(day, day.clock.now() + timedelta(minutes=5))
    assert await references(day) == ["BU-0001", "BU-0002"]


@pytest.mark.parametrize("state", [State.STOPPED, State.RETRACTED])
async def test_what_was_taken_back_is_kept_from_then(day: PressDay, state: State) -> None:
    now = day.clock.now()
    await day.put(state, published_at=now, ended_at=now + 100 * DAY)
    await erased(day, now + 100 * DAY + KEEP - DAY)
    assert await references(day) == ["BU-0001"]
    await erased(day, now + 100 * DAY + KEEP + DAY)
    assert await references(day) == []


async def test_what_still_holds_is_kept_from_its_last_day(day: PressDay) -> None:
    now = day.clock.now()
    await day.put(State.PUBLISHED, published_at=now, expires_at=now + 1000 * DAY)
    await erased(day, now + 1000 * DAY + KEEP - DAY)
    assert await references(day) == ["BU-0001"]
    await erased(day, now + 1000 * DAY + KEEP + DAY)
    assert await references(day) == []


async def test_a_forgotten_draft_goes_after_it_was_last_touched(day: PressDay) -> None:
    now = day.clock.now()
    await day.put(State.DRAFT)
    await day.put(State.CIRCULATED)
    async with day.store.begin() as session:
        touched = await session.scalar(select(MessageRow).where(MessageRow.reference == "BU-0002"))
        assert touched is not None
        more = {"kind": "comment", "text": "Väntar.", "at": now + 300 * DAY}
        session.add(RemarkRow(message_id=touched.id, revision=1, person=NORD, actor="stockholm", **more))
    await erased(day, now + KEEP + DAY)
    assert await references(day) == ["BU-0002"]
    await erased(day, now + 301 * DAY + KEEP)
    assert await references(day) == []


async def test_a_message_stays_as_long_as_what_corrects_it(day: PressDay) -> None:
    now = day.clock.now()
    first = await day.put(State.CORRECTED, published_at=now)
    second = await day.put(
        State.CORRECTED, published_at=now + DAY, created_at=now + DAY, corrects_id=first.id
    )
    await day.put(
        State.PUBLISHED, published_at=now + 200 * DAY, created_at=now + 200 * DAY, corrects_id=second.id
    )
    await erased(day, now + KEEP + 100 * DAY)
    assert await references(day) == ["BU-0001", "BU-0002", "BU-0003"]
    await erased(day, now + KEEP + 201 * DAY)
    assert await references(day) == []


async def test_a_rumour_or_question_is_kept_from_when_it_was_last_touched(day: PressDay) -> None:
    now = day.clock.now()
    await day.type(NORD, RUMOUR)
    await day.type(NORD, QUESTION)
    await day.type(NORD, "!fråga svar för:intern Ja.")
    day.clock.advance(10 * DAY)
    await day.type(NORD, "!rykte stäng RY-0001")
    await erased(day, now + KEEP + DAY)
    assert await counted(day, *OF_TALK) == {"press_rumour": 1}
    await erased(day, now + KEEP + 11 * DAY)
    assert await counted(day, *OF_TALK) == {}


async def test_who_stood_in_for_whom_is_erased_too(day: PressDay) -> None:
    now = day.clock.now()
    async with day.store.begin() as session:
        for days in (1, 20):
            until = now + days * DAY
            session.add(StandInRow(actor="polis", made_by=DAHL, person=NORD, since=now, until=until))
    await erased(day, now + KEEP + 2 * DAY)
    assert await counted(day, StandInRow) == {"press_stand_in": 1}


async def test_what_a_reply_is_about_is_known_as_long_as_the_message_is_kept(day: PressDay) -> None:
    await day.type(NORD, RUMOUR)
    await day.type(NORD, "!rykte stäng RY-0001")
    day.clock.advance(500 * DAY)
    await day.type(NORD, "!hjälp")
    async with day.store.begin() as session:
        await forget(session, day.clock.now())
        assert "RY-0001" in set(await session.scalars(select(EventRef.object_id)))


async def test_a_portion_at_a_time_with_a_rest_between_two(day: PressDay) -> None:
    for _ in range(45):
        await day.put(State.PUBLISHED, published_at=day.clock.now())
    day.clock.advance(KEEP + DAY)
    sizes = []
    while await once(day):
        sizes.append(len(await references(day)))
        assert not await once(day), "others have their turn first"
        day.clock.advance(timedelta(seconds=1))
    assert sizes == [25, 5, 0]


async def test_what_is_moved_on_keeps_nothing_else_from_being_erased(day: PressDay) -> None:
    now = day.clock.now()
    for _ in range(30):
        await day.put(State.CIRCULATED, publish_at=now + 2 * KEEP)
    await day.put(State.PUBLISHED, published_at=now)
    await erased(day, now + KEEP + DAY)
    assert len(await references(day)) == 30
    assert "BU-0031" not in await references(day)
    async with day.store.read() as session:
        assert await duty(day).next_due(session) == now + 3 * KEEP


@pytest.mark.parametrize("dies", ["before", "after"])
async def test_a_bot_that_dies_while_it_erases_goes_on_afterwards(day: PressDay, dies: str) -> None:
    for _ in range(25):
        await day.put(State.PUBLISHED, published_at=day.clock.now())
    day.clock.advance(KEEP + DAY)

    class Killed(BaseException):
        pass

    async def die(when: str) -> None:
        if when == dies:
            raise Killed

    dying = Store(day.store.url.render_as_string(hide_password=False), day.store.keyring, on_commit=die)
    with pytest.raises(Killed):
        async with dying.begin() as session:
            await duty(day).carry_out(session, day.clock.now())
    await dying.dispose()
    day.restart(day.store)
    await erased(day, day.clock.now())
    assert await counted(day, *OF_A_MESSAGE) == {}


async def test_two_processes_do_not_wait_for_each_other(
    day: PressDay, open_store: Callable[[], Store]
) -> None:
    await day.put(State.PUBLISHED, published_at=day.clock.now())
    day.clock.advance(KEEP + DAY)
    other = PressDay(open_store(), day.clock)
    async with day.store.begin() as first:
        assert await duty(day).carry_out(first, day.clock.now()) is not None
        # On SQLite one process at a time writes.
        if day.store.dialect == "postgresql":
            async with other.store.begin() as second:
                assert await duty(other).carry_out(second, day.clock.now()) is None
    assert await references(day) == []
    assert not await once(other)
