"""At its time a message goes out on all its channels in one moment, or says loudly that it did not."""

from __future__ import annotations

from datetime import timedelta

from bot.press.values import State
from tests.press.day import AKTOR_STOCKHOLM, KOMMUNIKATION, NORD, SSR, TEXT, PressDay
from tests.press.publishing import publications, scheduled, states


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


async def test_what_was_published_is_told_with_its_spread(day: PressDay) -> None:
    row = await scheduled(day)
    await day.pass_by(minutes=10)
    told = [said for said in day.heard(KOMMUNIKATION) if "är publicerat" in said.body]
    assert [said.body for said in told] == [f"{row.reference} är publicerat. Mottagaren har det."]
    assert "publicerat" in day.card(AKTOR_STOCKHOLM)


async def test_what_could_not_go_within_its_quarter_of_an_hour_is_missed_and_said(day: PressDay) -> None:
    row = await scheduled(day)
    day.clock.advance(timedelta(minutes=25, seconds=1))
    await day.tick()
    assert day.heard(SSR) == []
    assert (await day.message()).state == State.MISSED
    told = day.heard(AKTOR_STOCKHOLM)[-1]
    assert f"{row.reference} publicerades inte" in told.body
    assert NORD in told.mentions
