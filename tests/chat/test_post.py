"""What is said lands where it belongs, once, and in the reader's language."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.chat.message import RoomClass
from bot.chat.notices import KERNEL
from bot.chat.outcome import About, Notice, ToClass, ToPerson, ToRoom, ToUnit
from bot.chat.preference import choose_language
from bot.store.engine import Store
from bot.store.event_ref import EventRef
from tests.chat.example import GROUP, Harbour
from tests.chat.kit import DIRECT, DRIFT, JOUR, POLIS, UNIT, Said, Scene


@pytest.fixture
def scene(store: Store) -> Scene:
    return Scene(store, (KERNEL, GROUP), {Harbour: Harbour()})


async def tell(scene: Scene, *notices: Notice) -> list[Said]:
    async with scene.store.begin() as session:
        await scene.post.notify(session, notices, scene.clock.now())
    return await scene.news()


def alarm(purpose: str = "status", *, status: bool = True, **more: object) -> Notice:
    about = About("boat", "B-1", purpose)
    return Notice("boat.alarm", ToUnit("stockholm"), {"ref": "B-1"}, about, status=status, **more)  # type: ignore[arg-type]


async def test_a_status_message_that_is_an_alarm_too_is_known_under_both_names(scene: Scene) -> None:
    await tell(scene, alarm("alarm.1"))
    async with scene.store.begin() as session:
        purposes = set(await session.scalars(select(EventRef.purpose)))
    assert purposes == {"alarm.1", "status"}


async def test_a_change_of_a_status_message_calls_nobody_again(scene: Scene) -> None:
    first, second = await tell(scene, alarm(mention=(JOUR,)), alarm(mention=(JOUR,)))
    assert first.body == "Jourhavande: Larm: B-1."
    assert second.row.edits_id == first.row.id
    assert second.content["m.mentions"] == {}


async def test_what_follows_hangs_in_the_thread_of_the_status_message(scene: Scene) -> None:
    first, second, third = await tell(
        scene, alarm(), alarm("note", status=False), alarm("note", status=False, thread=False)
    )
    assert second.row.thread_id == first.row.id
    assert third.row.thread_id is None


async def test_a_key_makes_a_notice_unique_for_each_target(scene: Scene) -> None:
    once = Notice("boat.alarm", ToUnit("stockholm"), {"ref": "B-1"}, dedupe_key="once")
    other = Notice("boat.alarm", ToRoom(DIRECT), {"ref": "B-1"}, dedupe_key="once")
    assert [one.target for one in await tell(scene, once, once, other)] == [UNIT, DIRECT]


async def test_a_person_is_written_to_in_the_language_chosen(scene: Scene) -> None:
    async with scene.store.begin() as session:
        await choose_language(session, POLIS, "en")
    fields = {"reference": "ab12", "error": "ValueError"}
    said = await tell(
        scene,
        Notice("kernel.failed", ToPerson(POLIS), fields),
        Notice("kernel.failed", ToClass(RoomClass.DRIFT), fields),
    )
    assert said[0].body.startswith("A command failed")
    assert said[1].body.startswith("Ett kommando misslyckades")


async def test_operations_are_told_of_a_notice_that_nobody_can_get(scene: Scene) -> None:
    said = await tell(scene, Notice("boat.alarm", ToClass(RoomClass.LEDNING), {"ref": "B-1"}))
    assert [one.target for one in said] == [DRIFT]
    assert "registret har inget rum för ledning" in said[0].body
    del scene.world.places[DRIFT]
    assert await tell(scene, Notice("boat.alarm", ToClass(RoomClass.LEDNING), {"ref": "B-1"})) == []
