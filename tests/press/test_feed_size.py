"""Ten thousand messages: what the web part asks is answered from an index, however many there are."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from types import MappingProxyType
from typing import Any

import pytest
from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import person
from bot.press.adapters import Edition
from bot.press.content import Content, content_hash, to_json
from bot.press.facts import planned, planned_hours, standing
from bot.press.feed_items import kept
from bot.press.feed_tables import FeedItemRow
from bot.press.tables import ChannelRow, DeliveryRow, MessageRow, PublicationRow, RevisionRow
from bot.press.values import Act, ChannelKind, ChannelState, DeliveryState, Quorum, State
from tests.press.day import MORNING, NORD, TEXT, PressDay
from tests.press.explaining import explained

MANY = 10_000
SCANNED = re.compile(r"(Seq Scan on|^SCAN) press_(message|feed_item)\b")
STEP = timedelta(hours=2)
CONTENT = Content("Skolorna är öppna", TEXT, Quorum(required=("polis",)))
HASH = content_hash(CONTENT, "BU-0001")
STORED = MappingProxyType(to_json(CONTENT))
KEPT = MappingProxyType(
    kept(Edition("BU-0001", "BU-0001", Act.PUBLISH, 1, HASH, CONTENT, "Stockholms stad", MORNING))
)


def rows(number: int) -> dict[Any, dict[str, Any]]:
    """One published message, long ago, as it lies in each table."""
    at, reference = MORNING - number * STEP, f"BU-{number:05d}"
    common = {"message_id": number, "hash": HASH}
    return {
        MessageRow: {
            "id": number,
            "reference": reference,
            "state": State.PUBLISHED,
            "owner": "stockholm",
            "author": NORD,
            "room_id": "!x:localhost",
            "event_id": f"${number}",
            "exercise": False,
            "created_at": at,
            "keep_from": at,
            "revision": 1,
            "circulated_at": at,
            "reminders": 0,
            "publish_at": at,
            "published_at": at,
            "plan_changes": 3,
        },
        RevisionRow: {
            "id": number,
            **common,
            "number": 1,
            "content": dict(STORED),
            "made_by": NORD,
            "made_at": at,
        },
        PublicationRow: {
            "id": number,
            **common,
            "revision": 1,
            "act": Act.PUBLISH,
            "state": "done",
            "due_at": at,
            "prepared_at": at,
            "told": True,
        },
        ChannelRow: {
            "id": number,
            "publication_id": number,
            "channel": "flodet",
            "kind": ChannelKind.FEED,
            "public": True,
            "exercise": False,
            "state": ChannelState.SENT,
        },
        DeliveryRow: {
            "id": number,
            "channel_id": number,
            "key": str(number),
            "address": "",
            "state": DeliveryState.SENT,
        },
        FeedItemRow: {
            "delivery_id": number,
            "root": reference,
            "content": dict(KEPT),
            "published_at": at,
            "shows_at": at,
            "expires_at": at + timedelta(days=365) if number % 2 else None,
        },
    }


@pytest.fixture
async def full(day: PressDay) -> PressDay:
    made = [rows(number) for number in range(1, MANY + 1)]
    async with day.store.begin(bulk=True) as session:
        for table in made[0]:
            await session.execute(insert(table.__table__), [one[table] for one in made])
        await session.execute(text("ANALYZE"))
    return day


async def test_a_feed_and_the_wallboard_are_found_by_an_index_among_ten_thousand(full: PressDay) -> None:
    now = full.clock.now()
    snapshot = await full.snapshot()
    somebody = person(snapshot, NORD)
    assert somebody is not None

    async def feed(session: AsyncSession) -> None:
        mark = await standing(session, now)
        assert (len(mark), mark[0]) == (50, 1)

    async def calendar(session: AsyncSession) -> None:
        found = await planned(session, snapshot, somebody, now)
        assert found[-1].at == MORNING - STEP

    async def board(session: AsyncSession) -> None:
        assert await planned_hours(session, now) == ()

    asked: tuple[Callable[[AsyncSession], Awaitable[None]], ...] = (feed, calendar, board)
    async with full.store.read() as session:
        for ask in asked:
            async with explained(session) as plans:
                await ask(session)
            assert plans
            assert [one for one in plans if SCANNED.search(one)] == [], ask.__name__
