"""The feeds as a channel: what was released stands there, and nothing else ever does."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from bot.press.adapters import Edition
from bot.press.channel_feed import FeedAdapter
from bot.press.content import Content, Variant
from bot.press.entries import open_to
from bot.press.facts import FeedItem, Words, items, standing
from bot.press.feed_items import kept
from bot.press.feed_tables import FeedItemRow
from bot.press.tables import ChannelRow, DeliveryRow
from bot.press.values import Act, ChannelKind, DeliveryState, Quorum, State
from tests.press.day import TEXT, PressDay
from tests.press.outlets import Outlet

NOW = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)
INTERNAL: dict[str, Any] = {
    "purpose": "internt syfte",
    "checked_by": "intern granskare",
    "informed": ("intern-aktor",),
    "quorum": Quorum(required=("intern-part", "polis")),
}


@pytest.fixture
async def feed(day: PressDay) -> Outlet:
    return Outlet(day, FeedAdapter())


async def shown(feed: Outlet, most: int = 50) -> tuple[FeedItem, ...]:
    async with feed.day.store.read() as session:
        found = await items(session, await standing(session, feed.day.clock.now(), most))
        return tuple(found.values())


async def count(feed: Outlet) -> int:
    async with feed.day.store.read() as session:
        return await session.scalar(select(func.count()).select_from(FeedItemRow)) or 0


async def test_what_is_prepared_stands_nowhere_until_it_is_released(feed: Outlet) -> None:
    ids = await feed.prepare(await feed.edition(await feed.day.put(State.SCHEDULED)))
    assert len(ids) == 1
    assert await shown(feed) == ()
    feed.day.clock.advance(timedelta(days=30))
    assert await shown(feed) == ()


async def test_released_is_published_and_settled_in_the_same_transaction(feed: Outlet) -> None:
    ids = await feed.prepare(await feed.edition(await feed.day.put(State.SCHEDULED)))
    entry, now = await feed.entry(), feed.day.clock.now()
    async with feed.day.store.begin() as session:
        deliveries = [await session.get_one(DeliveryRow, one) for one in ids]
        await feed.adapter.release(session, entry, deliveries, now)
        assert await shown(feed) == ()
        await session.rollback()
    assert await shown(feed) == ()
    (delivery,) = await feed.release(ids)
    assert (delivery.state, delivery.settled_at) == (DeliveryState.SENT, now)
    (item,) = await shown(feed)
    assert item.texts == {"sv": Words("Skolorna är öppna", TEXT)}
    assert (item.published_at, item.updated_at) == (now, now)


async def test_a_second_release_changes_nothing(feed: Outlet) -> None:
    ids = await feed.prepare(await feed.edition(await feed.day.put(State.SCHEDULED)))
    await feed.release(ids)
    before = await shown(feed)
    feed.day.clock.advance(timedelta(minutes=5))
    (delivery,) = await feed.release(ids)
    assert await shown(feed) == before
    assert delivery.settled_at == before[0].updated_at


async def test_what_is_held_can_be_taken_back_and_what_is_out_cannot(feed: Outlet) -> None:
    held = await feed.prepare(await feed.edition(await feed.day.put(State.SCHEDULED)))
    out = await feed.prepare(await feed.edition(await feed.day.put(State.SCHEDULED)))
    await feed.release(out)
    async with feed.day.store.begin() as session:
        both = [await session.get_one(DeliveryRow, one) for one in (*held, *out)]
        gone = await feed.adapter.cancel(session, both, feed.day.clock.now())
    assert gone == frozenset(held)
    (delivery,) = await feed.release(held)
    assert delivery.state == DeliveryState.PREPARED
    assert len(await shown(feed)) == 1


async def test_a_retry_lets_stand_what_was_still_held(feed: Outlet) -> None:
    ids = await feed.prepare(await feed.edition(await feed.day.put(State.SCHEDULED)))
    async with feed.day.store.begin() as session:
        rows = [await session.get_one(DeliveryRow, one) for one in ids]
        now = feed.day.clock.now()
        await feed.adapter.again(session, rows, now, now + timedelta(minutes=15))
    assert [row.state for row in rows] == [DeliveryState.SENT]
    assert len(await shown(feed)) == 1


async def test_a_correction_takes_the_place_of_the_whole_chain_under_the_same_root(feed: Outlet) -> None:
    first = await feed.publish()
    began = feed.day.clock.now()
    for number in (1, 2):
        feed.day.clock.advance(timedelta(hours=1))
        row = await feed.day.put(State.PUBLISHED, title=f"Rättad {number}")
        await feed.publish(row, act=Act.CORRECT, root=first.root, original=first.reference)
    (item,) = await shown(feed)
    assert (item.root, item.act) == (first.root, Act.CORRECT)
    assert item.texts["sv"].title == "Rättad 2"
    assert (item.published_at, item.updated_at) == (began, feed.day.clock.now())
    assert await count(feed) == 1


async def test_a_correction_that_is_only_prepared_leaves_the_first_where_it_is(feed: Outlet) -> None:
    first = await feed.publish()
    row = await feed.day.put(State.SCHEDULED, title="Rättad")
    await feed.prepare(await feed.edition(row, act=Act.CORRECT, root=first.root))
    assert [one.texts["sv"].title for one in await shown(feed)] == ["Skolorna är öppna"]


async def test_of_what_is_retracted_the_title_stays_and_not_a_word_of_the_text_is_kept(feed: Outlet) -> None:
    variants = {"so": Variant("Iskuulladu", "Hemlig text på somaliska", ready=True)}
    row = await feed.day.put(State.PUBLISHED, variants=variants)
    first = await feed.publish(row, local=(("Nacka kommun", "Ring växeln."),))
    feed.day.clock.advance(timedelta(minutes=9))
    await feed.publish(row, act=Act.RETRACT, local=(("Nacka kommun", "Ring växeln."),))
    (item,) = await shown(feed)
    assert (item.root, item.act) == (first.root, Act.RETRACT)
    assert item.texts == {"sv": Words("Skolorna är öppna", ""), "so": Words("Iskuulladu", "")}
    assert (item.local, item.contact) == ((), "")
    assert await count(feed) == 1


async def test_a_retraction_of_what_never_stood_there_says_nothing(feed: Outlet) -> None:
    await feed.publish(act=Act.RETRACT)
    assert await shown(feed) == ()


async def test_a_correction_stays_when_what_it_corrected_is_retracted(feed: Outlet) -> None:
    row = await feed.day.put(State.PUBLISHED)
    first = await feed.publish(row)
    corrected = await feed.day.put(State.PUBLISHED, title="Rättad")
    await feed.publish(corrected, act=Act.CORRECT, root=first.root)
    await feed.publish(row, act=Act.RETRACT)
    assert [one.texts["sv"].title for one in await shown(feed)] == ["Rättad"]
    await feed.publish(corrected, act=Act.RETRACT, root=first.root)
    assert [(one.root, one.act) for one in await shown(feed)] == [(first.root, Act.RETRACT)]


async def test_what_has_expired_leaves_by_itself_and_is_cleared_away(feed: Outlet) -> None:
    soon = feed.day.clock.now() + timedelta(hours=2)
    await feed.publish(await feed.day.put(State.PUBLISHED, expires_at=soon))
    assert len(await shown(feed)) == 1
    feed.day.clock.advance(timedelta(hours=2))
    assert await shown(feed) == ()
    await feed.prepare(await feed.edition(await feed.day.put(State.SCHEDULED)))
    assert await count(feed) == 1


async def test_no_text_stands_there_before_its_embargo_ends(feed: Outlet) -> None:
    ends = feed.day.clock.now() + timedelta(minutes=30)
    row = await feed.day.put(State.PUBLISHED, embargo_until=ends)
    await feed.publish(row)
    assert await shown(feed) == ()
    feed.day.clock.advance(timedelta(minutes=30))
    (item,) = await shown(feed)
    assert (item.published_at, item.updated_at) == (ends, ends)


async def test_a_retraction_under_embargo_takes_it_away_unseen(feed: Outlet) -> None:
    ends = feed.day.clock.now() + timedelta(minutes=30)
    row = await feed.day.put(State.PUBLISHED, embargo_until=ends)
    await feed.publish(row)
    await feed.publish(row, act=Act.RETRACT)
    feed.day.clock.advance(timedelta(hours=1))
    assert await shown(feed) == ()


async def test_the_newest_stand_first_and_no_more_than_fit(feed: Outlet) -> None:
    for number in range(5):
        await feed.publish(await feed.day.put(State.PUBLISHED, title=f"Nummer {number}"))
        feed.day.clock.advance(timedelta(minutes=1))
    found = await shown(feed, most=3)
    assert [one.texts["sv"].title for one in found] == ["Nummer 4", "Nummer 3", "Nummer 2"]


async def test_nothing_that_only_the_agencies_may_read_is_in_an_entry(feed: Outlet) -> None:
    variants = {
        "so": Variant("Iskuulladu", "Klar", ready=True),
        "ar": Variant("utkast", "utkast på arabiska", ready=False),
        "ti": None,
    }
    await feed.publish(await feed.day.put(State.PUBLISHED, variants=variants, **INTERNAL))
    (item,) = await shown(feed)
    assert list(item.texts) == ["sv", "so"]
    assert "intern" not in repr(item)
    assert "utkast" not in repr(item)


@given(
    act=st.sampled_from(Act),
    words=st.lists(st.text(min_size=1, max_size=40), min_size=5, max_size=5, unique=True),
)
def test_what_is_kept_has_only_public_fields(act: Act, words: list[str]) -> None:
    content = Content(
        words[0], words[1], Quorum(required=("intern",)), purpose="intern", spokesperson="Vakthavande"
    )
    edition = Edition(
        "BU-0001",
        "BU-0001",
        act,
        1,
        "0" * 64,
        content,
        "Ägare",
        NOW,
        contact=words[2],
        local=((words[3], words[4]),),
    )
    found: dict[str, Any] = kept(edition)
    assert set(found) == {field.name for field in fields(FeedItem)} - {"root", "published_at", "updated_at"}
    if act is Act.RETRACT:
        assert found["texts"] == {"sv": {"title": words[0], "body": ""}}
        assert (found["contact"], found["local"]) == ("", [])


async def test_an_exercise_cannot_be_prepared_for_the_feed(feed: Outlet) -> None:
    row = await feed.day.put(State.SCHEDULED, exercise=True)
    edition = await feed.edition(row)
    # the tables refuse it,
    with pytest.raises(IntegrityError):
        await feed.prepare(edition)
    # the adapter does where they were passed by,
    entry = await feed.entry()
    async with feed.day.store.begin() as session:
        with pytest.raises(ValueError, match=row.reference):
            await feed.adapter.prepare(session, edition, entry, [], feed.day.clock.now())
    # and the register offers no feed to an exercise
    open_channels = open_to(await feed.day.snapshot(), exercise=True)
    assert ChannelKind.FEED not in {one.kind for one in open_channels}
    assert await shown(feed) == ()


async def test_an_entry_whose_channel_is_not_public_is_never_read_out(feed: Outlet) -> None:
    edition = await feed.publish()
    async with feed.day.store.begin() as session:
        row = (await session.scalars(select(ChannelRow))).one()
        row.public = False
    assert edition.reference
    assert await shown(feed) == ()
