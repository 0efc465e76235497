"""What is shared goes out as joint messages do, while its review holds, and is counted when it is out."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.guidance.values import Section
from bot.press.bound import Bound
from bot.press.content import Content, Variant, content_hash, from_json, to_json
from bot.press.draft import Draft, applied
from bot.press.entries import ChannelEntry
from bot.press.values import ChannelKind, Quorum, State
from bot.store.engine import Store
from bot.store.outbox import OutboxRow, Priority
from tests.guidance.sharing import (
    SHARE,
    counted,
    review,
    signed_and_planned,
    translate_anew,
    withdraw,
)
from tests.press.day import IN_FORCE, KOMMUNIKATION, NORD, SSR, PressDay, changed
from tests.stores import Filling

BEFORE = Content(
    title="Skolorna är öppna",
    body="Som vanligt.",
    quorum=Quorum(required=("stockholm", "polis")),
    channels=("natverket",),
    variants={"so": Variant("T", "B", ready=True)},
)
TITLE = "Qoraal gaaban oo taageero u ah waalidiinta"


@pytest.fixture
def in_force() -> Filling:
    return IN_FORCE


@pytest.fixture
async def day(in_force: Filling, store: Store) -> PressDay:  # noqa: ARG001
    return await PressDay(store).enter()


def test_what_was_signed_before_there_was_a_guide_keeps_its_hash() -> None:
    assert "guide" not in to_json(BEFORE)
    assert from_json(to_json(BEFORE)) == BEFORE
    kept = "6cf4ea17f119d94ae421b3d29fc09e06158334f88d59a7fcae2ca9db2a949889"
    assert content_hash(BEFORE, "BU-0001") == kept


def test_the_texts_of_the_guide_are_part_of_what_is_signed() -> None:
    bound = applied(Draft(guide=(Bound("so", "oro", "a"),)), BEFORE)
    other = applied(Draft(guide=(Bound("so", "oro", "b"),)), BEFORE)
    assert from_json(to_json(bound)) == bound
    assert len({content_hash(one, "BU-0001") for one in (BEFORE, bound, other)}) == 3


def test_a_text_that_somebody_has_rewritten_is_the_guides_no_more() -> None:
    guide = (Bound("sv", "oro", "a"), Bound("so", "oro", "b"))
    content = applied(Draft(guide=guide), BEFORE)
    assert applied(Draft(channels=("flodet",)), content).guide == guide
    own = applied(Draft(variants={"so": Variant("T", "Annat")}), content)
    assert own.guide == guide[:1]
    assert applied(Draft(dropped=("so",)), content).guide == guide[:1]
    assert applied(Draft(body="Annat."), content).guide == guide[1:]
    ready = applied(Draft(variants={"so": Variant("T", "B", ready=False)}), content)
    assert ready.guide == guide


async def test_signed_and_planned_it_goes_out_in_each_language_and_is_counted(day: PressDay) -> None:
    await review(day, "so")
    await day.type(NORD, SHARE)
    await signed_and_planned(day)
    assert day.heard(SSR) == []
    assert await counted(day) == {}
    await day.pass_by(hours=1, minutes=1)
    assert (await day.message()).state == State.PUBLISHED
    swedish, somali = (one.body for one in day.heard(SSR))
    assert swedish.startswith("Kort stödtext för föräldrar\n")
    assert somali.startswith(f"{TITLE}\n")
    assert await counted(day) == {("sv", "", "shared"): 1, ("so", "", "shared"): 1}
    async with day.store.begin() as session:
        rows = await session.scalars(select(OutboxRow.priority).where(OutboxRow.target == SSR))
        assert set(rows) == {Priority.GUIDE}


async def test_each_address_is_counted_once_for_its_kommun(day: PressDay) -> None:
    await day.open(
        changed(
            kanal={
                "hemma": ChannelEntry(
                    id="hemma",
                    name="Nackas rum",
                    kind=ChannelKind.ROOM,
                    public=False,
                    rooms=("#aktor-nacka:localhost", "#kommunikation:localhost"),
                    kommuner=("0182",),
                    groups=("skola",),
                )
            }
        )
    )
    await review(day, "so")
    await day.type(NORD, SHARE.replace("till:natverket", "till:hemma"))
    await signed_and_planned(day)
    await day.pass_by(hours=1, minutes=1)
    assert await counted(day) == {("sv", "0182", "shared"): 2, ("so", "0182", "shared"): 2}


@pytest.mark.parametrize("change", ["withdrawn", "translated"])
async def test_a_text_that_holds_no_longer_is_not_published_and_it_is_said(
    day: PressDay, change: str
) -> None:
    await review(day, "so")
    await day.type(NORD, SHARE)
    await signed_and_planned(day)
    if change == "withdrawn":
        await withdraw(day, "so")
    else:
        await translate_anew(day, "so", TITLE, "Qoraal kale")
        await review(day, "so", Section.RAM)
    await day.pass_by(minutes=50)
    warned = next(one.body for one in day.heard(KOMMUNIKATION) if "inför BU-0001" in one.body)
    assert "Texten till föräldrar på somaliska är inte längre den som är granskad." in warned
    assert "Som det är nu går det inte ut." in warned
    await day.pass_by(minutes=11)
    assert (await day.message()).state == State.MISSED
    assert day.heard(SSR) == []
    assert await counted(day) == {}
    told = next(one.body for one in day.heard(KOMMUNIKATION) if "publicerades inte" in one.body)
    assert "inte längre den som är granskad, på de här språken: somaliska." in told
    assert "!gängsnack dela" in told


async def test_swedish_that_has_changed_since_holds_it_back_too(day: PressDay) -> None:
    await review(day, "so")
    guide = (Bound("sv", Section.ORO.value, "0" * 64),)
    await day.put(guide=guide)
    await signed_and_planned(day)
    await day.pass_by(hours=1, minutes=1)
    assert (await day.message()).state == State.MISSED
    assert "på de här språken: svenska." in day.heard(KOMMUNIKATION)[-1].body


@pytest.mark.parametrize("gone", [Bound("xx", "oro", "0" * 64), Bound("so", "borta", "0" * 64)])
async def test_a_text_that_a_new_release_makes_no_more_holds_it_back_and_stops_nothing_else(
    day: PressDay, gone: Bound
) -> None:
    await review(day, "so")
    await day.put(guide=(gone,))
    await signed_and_planned(day)
    await day.pass_by(hours=1, minutes=1)
    assert (await day.message()).state == State.MISSED


async def test_an_exercise_is_counted_nowhere(day: PressDay) -> None:
    await review(day, "so")
    await day.type(NORD, SHARE.replace("natverket", "ovningsrummet") + " övning:ja")
    await signed_and_planned(day)
    await day.pass_by(hours=1, minutes=1)
    assert (await day.message()).state == State.PUBLISHED
    assert await counted(day) == {}


async def test_it_is_stopped_and_retracted_as_joint_messages_are(day: PressDay) -> None:
    await review(day, "so")
    await day.type(NORD, SHARE)
    await signed_and_planned(day)
    await day.type(NORD, "!budskap stopp BU-0001")
    await day.pass_by(hours=2)
    assert day.heard(SSR) == []
    await day.type(NORD, SHARE)
    await signed_and_planned(day, "nu", reference="BU-0002")
    await day.pass_by(seconds=10)
    assert len(day.heard(SSR)) == 2
    await day.type(NORD, "!budskap återkalla BU-0002")
    await day.type(NORD, "ja")
    assert (await day.message()).state == State.RETRACTED
    assert TITLE not in "".join(one.body for one in day.heard(SSR)[2:])
