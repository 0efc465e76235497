"""From a schedule to the readers: the feeds are one of a publication's channels."""

from __future__ import annotations

from sqlalchemy import select

from bot.press.content import Variant
from bot.press.facts import FeedItem, Words, items, standing
from bot.press.feed_tables import FeedItemRow
from bot.press.values import Act, State
from tests.press.day import NORD, SSR, STRAND, TEXT, PressDay
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


async def test_what_is_stopped_in_the_last_moment_never_comes_to_the_feed(day: PressDay) -> None:
    row = await scheduled(day, channels=BOTH)
    await day.pass_by(minutes=9)
    await day.type(STRAND, f"!budskap stopp {row.reference} orsak: fel tid")
    assert (await day.message()).state == State.STOPPED
    await day.pass_by(minutes=30)
    assert await shown(day) == []
    async with day.store.read() as session:
        assert (await session.scalars(select(FeedItemRow))).all() == []


async def test_a_correction_comes_to_the_feed_by_the_same_way_and_replaces_what_stood_there(
    day: PressDay,
) -> None:
    first = await scheduled(day, channels=BOTH)
    await day.pass_by(minutes=10)
    row = await scheduled(day, channels=BOTH, title="Skolorna är stängda", corrects_id=first.id)
    await day.pass_by(minutes=10)
    (item,) = await shown(day)
    assert (item.act, item.root, item.original) == (Act.CORRECT, first.reference, first.reference)
    assert (item.reference, item.texts["sv"].title) == (row.reference, "Skolorna är stängda")
    assert (item.published_at, item.updated_at) == (first.publish_at, row.publish_at)


async def test_a_retraction_takes_the_text_out_of_the_feed_at_once_and_never_says_why(
    day: PressDay,
) -> None:
    row = await scheduled(day, channels=BOTH)
    await day.pass_by(minutes=10)
    await day.type(NORD, f"!budskap återkalla {row.reference} orsak: fel namn på skolan")
    await day.type(NORD, "ja")
    (item,) = await shown(day)
    assert (item.act, item.root) == (Act.RETRACT, row.reference)
    assert item.texts == {"sv": Words("Skolorna är öppna", "")}
    assert "fel namn" not in repr(item)
    assert await states(day) == {("natverket", SSR): ("sent", None), ("flodet", ""): ("sent", None)}


async def test_the_feed_has_it_though_another_channel_fails(day: PressDay) -> None:
    day.refusing.add(SSR)
    await scheduled(day, channels=BOTH)
    await day.pass_by(minutes=10)
    assert (await states(day))["flodet", ""] == ("sent", None)
    assert len(await shown(day)) == 1
    assert (await day.message()).state == State.PARTLY
