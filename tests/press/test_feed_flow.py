"""From a schedule to the readers: the feeds are one of a publication's channels."""

from __future__ import annotations

from bot.press.content import Variant
from bot.press.facts import FeedItem, items, standing
from bot.press.values import State
from tests.press.day import SSR, TEXT, PressDay
from tests.press.publishing import scheduled, states

BOTH = ("natverket", "flodet")


async def shown(day: PressDay) -> list[FeedItem]:
    async with day.store.read() as session:
        found = await items(session, await standing(session, day.clock.now()))
        return list(found.values())


async def test_rooms_and_feed_have_it_in_the_same_moment_each_with_its_own_status(day: PressDay) -> None:
    row = await scheduled(day, channels=BOTH, local={"nacka": "Ring Nacka kommun."})
    await day.pass_by(minutes=9, seconds=59)
    assert await shown(day) == []
    await day.pass_by(seconds=1)
    assert await states(day) == {("natverket", SSR): ("sent", None), ("flodet", ""): ("sent", None)}
    (item,) = await shown(day)
    assert TEXT in day.heard(SSR)[0].body
    assert item.texts["sv"].body == TEXT
    assert item.published_at == row.publish_at
    assert item.local == (("Nacka kommun", "Ring Nacka kommun."),)
    assert (await day.message()).state == State.PUBLISHED


async def test_all_languages_come_out_as_one_set(day: PressDay) -> None:
    variants = {code: Variant(f"Rubrik {code}", f"Text {code}", ready=True) for code in ("so", "ar", "en")}
    await scheduled(day, channels=BOTH, variants=variants)
    await day.pass_by(minutes=10)
    (item,) = await shown(day)
    assert list(item.texts) == ["sv", "ar", "en", "so"]


async def test_what_is_stopped_or_changed_in_time_never_comes_to_the_feed(day: PressDay) -> None:
    row = await scheduled(day, channels=BOTH)
    await day.pass_by(minutes=9)
    async with day.store.begin() as session:
        found = await session.get_one(type(row), row.id)
        found.state = State.STOPPED
    await day.pass_by(minutes=30)
    assert await shown(day) == []
