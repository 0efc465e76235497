"""At its time a message goes out on all its channels in one moment, or says loudly that it did not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bot.press.content import Variant
from bot.press.tables import DeliveryRow, RevisionRow
from bot.press.values import State
from tests.press.day import (
    AKTOR_STOCKHOLM,
    KOMMUNIKATION,
    NORD,
    SSR,
    STRAND,
    TEXT,
    PressDay,
    changed,
    without_role,
)
from tests.press.publishing import (
    add,
    change,
    of_one_commit,
    out,
    prepared,
    publications,
    run,
    scheduled,
    spoil,
    states,
    two_rooms,
)

EVERY = ("natverket", "flodet")


async def test_it_is_made_ready_ahead_and_sent_at_its_time_and_not_before(day: PressDay) -> None:
    row = await scheduled(day)
    await day.pass_by(minutes=8)
    assert [one[:2] for one in await publications(day)] == [("publish", "prepared")]
    assert await states(day) == {("natverket", SSR): ("prepared", None)}
    assert day.heard(SSR) == []
    await day.pass_by(minutes=1, seconds=59)
    assert day.heard(SSR) == []
    await day.pass_by(seconds=1)
    assert TEXT in day.heard(SSR)[0].body
    assert row.reference in day.heard(SSR)[0].body
    assert await states(day) == {("natverket", SSR): ("sent", None)}
    assert (await day.message()).state == State.PUBLISHED


async def test_all_channels_go_with_one_commit(day: PressDay) -> None:
    await scheduled(day, channels=EVERY)
    await day.pass_by(minutes=9)
    day.away = True
    assert await of_one_commit(day, minutes=1) == {"natverket": "released", "flodet": "sent"}


async def test_what_was_published_is_told_with_how_many_have_it(day: PressDay) -> None:
    row = await out(day)
    told = [said for said in day.heard(KOMMUNIKATION) if "är publicerat" in said.body]
    assert [said.body for said in told] == [f"{row.reference} är publicerat. Mottagaren har det."]
    assert "Ute sedan" in day.card(AKTOR_STOCKHOLM)
    assert "1 av 1 mottagare har det." in day.card(AKTOR_STOCKHOLM)


async def test_the_spread_from_the_first_to_the_last_is_measured_and_said(day: PressDay) -> None:
    await day.open(changed(kanal=two_rooms()))
    row = await scheduled(day, channels=("natverket", "hemma"))
    await day.pass_by(minutes=9)
    day.lag = timedelta(seconds=1.7)
    await day.pass_by(minutes=1)
    assert "Mellan den första och den sista gick det 1,7 s." in day.heard(KOMMUNIKATION)[-1].body
    assert any(
        one.startswith(row.reference) and "gick det 1,7 s." in one for one in day.news(AKTOR_STOCKHOLM)
    )
    shown = (await day.type(NORD, f"!budskap kanaler {row.reference}"))[0].body
    assert "Rummet för alla aktörer: framme. 08:10:01." in shown
    assert "Stockholms rum: framme. 08:10:03." in shown


async def test_what_could_not_go_within_its_quarter_of_an_hour_is_missed_and_said(day: PressDay) -> None:
    row = await scheduled(day)
    day.clock.advance(timedelta(minutes=25, seconds=1))
    await day.tick()
    assert day.heard(SSR) == []
    assert (await day.message()).state == State.MISSED
    told = next(said for said in day.heard(AKTOR_STOCKHOLM) if "publicerades inte" in said.body)
    assert row.reference in told.body
    assert NORD in told.mentions
    await day.pass_by(hours=2)
    assert day.heard(SSR) == []


async def test_late_but_within_its_time_it_is_sent_at_once(day: PressDay) -> None:
    await scheduled(day)
    day.clock.advance(timedelta(minutes=24))
    await day.tick()
    assert [TEXT in said.body for said in day.heard(SSR)] == [True]


async def test_what_was_released_and_cannot_be_delivered_in_time_is_taken_back(day: PressDay) -> None:
    await scheduled(day)
    await day.pass_by(minutes=9)
    day.away = True
    await day.pass_by(minutes=17)
    assert await states(day) == {("natverket", SSR): ("cancelled", "late")}
    assert (await day.message()).state == State.PARTLY
    day.away = False
    await day.deliver()
    assert all(TEXT not in said.body for said in day.heard(SSR))
    assert "det gick inte att nå mottagaren i tid" in day.heard(KOMMUNIKATION)[-1].body


async def test_an_approval_whose_giver_lost_the_role_a_minute_ago_publishes_nothing(day: PressDay) -> None:
    await scheduled(day)
    await day.pass_by(minutes=9)
    await day.open(without_role(STRAND))
    await day.pass_by(minutes=2)
    assert day.heard(SSR) == []
    assert (await day.message()).state == State.MISSED
    assert await prepared(day) == 0


async def test_an_approval_from_a_device_that_is_trusted_no_longer_publishes_nothing(day: PressDay) -> None:
    await scheduled(day)
    await day.pass_by(minutes=9)
    day.worth.lost.add(STRAND)
    await day.pass_by(minutes=2)
    assert day.heard(SSR) == []
    assert (await day.message()).state == State.MISSED


async def test_a_device_that_nobody_can_judge_is_waited_for(day: PressDay) -> None:
    await scheduled(day)
    await day.pass_by(minutes=9)
    day.worth.unknown.add(STRAND)
    await day.pass_by(minutes=1, seconds=2)
    assert day.heard(SSR) == []
    day.worth.unknown.clear()
    await day.pass_by(seconds=30)
    assert [TEXT in said.body for said in day.heard(SSR)] == [True]


async def test_an_edit_between_making_ready_and_the_time_is_not_sent_and_neither_is_what_stood(
    day: PressDay,
) -> None:
    row = await scheduled(day)
    await day.pass_by(minutes=9)
    await day.type(NORD, f"!budskap ändra {row.reference} text:Något helt annat. Ring 112.")
    assert await prepared(day) == 0
    await day.pass_by(minutes=5)
    assert day.heard(SSR) == []
    assert (await day.message()).state == State.MISSED


async def test_an_edit_after_its_time_and_before_the_release_sends_neither_text(day: PressDay) -> None:
    """The bot was held up for a moment, and somebody wrote in it."""
    row = await scheduled(day)
    await day.pass_by(minutes=9)
    day.clock.advance(timedelta(minutes=1, seconds=3))
    await day.type(NORD, f"!budskap ändra {row.reference} text:Något helt annat. Ring 112.")
    await day.tick()
    await day.pass_by(minutes=30)
    assert day.heard(SSR) == []
    assert (await day.message()).state == State.MISSED


async def test_an_address_has_one_delivery_of_an_act_whatever_the_code_does(day: PressDay) -> None:
    await out(day)
    async with day.store.begin() as session:
        first = (await session.scalars(select(DeliveryRow))).one()
        values = {"channel_id": first.channel_id, "key": first.key, "address": SSR, "state": "prepared"}
    with pytest.raises(IntegrityError):
        await add(day, DeliveryRow(**values))


async def test_what_is_paused_is_dropped_and_made_ready_anew_when_it_is_released(day: PressDay) -> None:
    row = await scheduled(day)
    await day.pass_by(minutes=8, seconds=30)
    await day.type(NORD, f"!budskap pausa {row.reference}")
    assert await prepared(day) == 0
    await day.type(NORD, f"!budskap släpp {row.reference}")
    await day.type(NORD, "ja")
    await day.pass_by(minutes=2)
    assert [TEXT in said.body for said in day.heard(SSR)] == [True]
    assert (await day.message()).state == State.PUBLISHED


async def test_what_was_made_ready_for_another_time_or_text_does_not_lie_about(day: PressDay) -> None:
    """Whatever it was that changed the message."""
    row = await scheduled(day)
    await day.pass_by(minutes=9)
    assert await prepared(day) == 1
    await change(day, row, publish_at=day.clock.now() + timedelta(hours=1))
    await day.tick()
    assert await prepared(day) == 0


@pytest.mark.parametrize("missing", [None, Variant("Skolorna", "Wali ma diyaarsana.", ready=False)])
async def test_all_languages_go_out_or_none_and_it_is_said_which_was_missing(
    day: PressDay, missing: Variant | None
) -> None:
    await scheduled(day, variants={"en": Variant("Schools are open", "As usual.", ready=True), "so": missing})
    await day.pass_by(minutes=10)
    assert day.heard(SSR) == []
    assert (await day.message()).state == State.MISSED
    told = next(said for said in day.heard(AKTOR_STOCKHOLM) if "publicerades inte" in said.body)
    assert "Språk som inte var klara: somaliska. Alla språk går ut, eller inget." in told.body


async def test_a_text_that_has_expired_is_not_sent(day: PressDay) -> None:
    await scheduled(day, expires_at=day.clock.now() + timedelta(minutes=5))
    await day.pass_by(minutes=10)
    assert day.heard(SSR) == []
    assert (await day.message()).state == State.MISSED


async def test_without_any_channel_left_it_is_missed_and_said(day: PressDay) -> None:
    await scheduled(day, channels=("borta",))
    await day.pass_by(minutes=10)
    assert (await day.message()).state == State.MISSED
    assert any("Ingen av kanalerna" in said.body for said in day.heard(AKTOR_STOCKHOLM))


async def test_a_channel_that_is_gone_is_its_own_failure_and_may_come_back(day: PressDay) -> None:
    row = await out(day, channels=("natverket", "hemma"))
    assert [TEXT in said.body for said in day.heard(SSR)] == [True]
    assert (await day.message()).state == State.PARTLY
    assert "hemma: kanalen finns inte i registret." in day.heard(KOMMUNIKATION)[-1].body
    await day.open(changed(kanal=two_rooms()))
    await day.type(NORD, f"!budskap igen {row.reference}")
    assert (await day.message()).state == State.PUBLISHED
    assert [one.body for one in day.heard(AKTOR_STOCKHOLM) if TEXT in one.body] != []
    assert [TEXT in said.body for said in day.heard(SSR)] == [True]


async def test_a_text_altered_where_it_is_kept_goes_to_no_channel_that_comes_back(day: PressDay) -> None:
    row = await out(day, channels=("natverket", "hemma"))
    async with day.store.begin() as session:
        stored = (await session.scalars(select(RevisionRow).where(RevisionRow.message_id == row.id))).one()
        stored.content = {**(stored.content or {}), "body": "En annan text."}
    await day.open(changed(kanal=two_rooms()))
    said = (await day.type(NORD, f"!budskap igen {row.reference}"))[0].body
    assert "är inte den som godkändes" in said
    assert day.heard(AKTOR_STOCKHOLM)[-1].body.count("En annan text.") == 0


async def test_one_that_fails_keeps_no_other_from_its_time(day: PressDay) -> None:
    broken = await scheduled(day)
    await spoil(day, broken)
    await scheduled(day, title="Den andra")
    faults = await run(day, "press.publish", minutes=10)
    assert faults
    assert any("Den andra" in said.body for said in day.heard(SSR))
