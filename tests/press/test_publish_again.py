"""Where a message did not come through it is said, and only there it is tried again."""

from __future__ import annotations

from bot.press.spread import said_address
from bot.press.values import ChannelKind, State
from tests.press.day import AKTOR_STOCKHOLM, KOMMUNIKATION, NORD, SSR, TEXT, PressDay, changed
from tests.press.publishing import scheduled, states, two_rooms


async def _half(day: PressDay) -> str:
    """Published in one of two rooms: the homeserver lets nothing into the other."""
    await day.open(changed(kanal=two_rooms()))
    row = await scheduled(day, channels=("natverket", "hemma"))
    day.refusing.add(AKTOR_STOCKHOLM)
    await day.pass_by(minutes=9)
    day.refusing.add(AKTOR_STOCKHOLM)
    await day.pass_by(minutes=1)
    day.refusing.clear()
    await day.deliver()
    return row.reference


async def test_a_channel_that_fails_makes_it_partly_published_and_says_who_lacks_it(day: PressDay) -> None:
    reference = await _half(day)
    assert (await day.message()).state == State.PARTLY
    assert await states(day) == {
        ("natverket", SSR): ("sent", None),
        ("hemma", AKTOR_STOCKHOLM): ("refused", "M_FORBIDDEN"),
    }
    told = day.heard(KOMMUNIKATION)[-1]
    assert told.body.startswith("@kom") or reference in told.body
    assert "1 av 2 mottagare har det" in told.body
    assert "jag får inte skriva i rummet" in told.body
    assert f"!budskap igen {reference}" in told.body
    assert NORD in told.mentions


async def test_only_what_failed_is_tried_again(day: PressDay) -> None:
    reference = await _half(day)
    before = len(day.heard(SSR))
    await day.type(NORD, f"!budskap igen {reference}")
    assert [said for said in day.heard(SSR)[before:] if TEXT in said.body] == []
    assert [TEXT in said.body for said in day.heard(AKTOR_STOCKHOLM) if TEXT in said.body] == [True]
    assert (await day.message()).state == State.PUBLISHED
    assert "Alla 2 mottagare har det" in day.heard(KOMMUNIKATION)[-1].body
    answer = (await day.type(NORD, f"!budskap igen {reference}"))[0].body
    assert answer == f"Det finns inget i {reference} att försöka igen med."


async def test_a_webhook_is_named_by_its_host_and_nothing_that_opens_it_is_said(day: PressDay) -> None:
    url = "https://rocbot:hemligt@webb.example:8443/in/9f3c?token=hemligt"
    assert said_address(await day.snapshot(), ChannelKind.WEBHOOK, url) == "webb.example"
