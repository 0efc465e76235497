"""Whoever has not signed is reminded; deadlines and approvals that grow too old are told, never silent."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import update

from bot.press.tables import MessageRow
from bot.press.values import Quorum, State
from bot.store.engine import Store
from tests.press.day import (
    AKTOR_NACKA,
    AKTOR_POLIS,
    AKTOR_STOCKHOLM,
    DAHL,
    KOMMUNIKATION,
    NORD,
    OST,
    STRAND,
    PressDay,
    direct,
    without_role,
)
from tests.press.signing import first, of, second, sign_offs, state, with_two_actors

YES = "!budskap godkänn BU-0001 rev 1"
SEND = "!budskap skicka BU-0001"


async def circulated(day: PressDay, when: str = "", **more: Any) -> None:
    await day.put(**more)
    await day.type(NORD, f"{SEND} {when}")


async def test_those_who_have_not_answered_are_reminded_before_the_deadline_and_no_others(
    day: PressDay,
) -> None:
    await circulated(day, quorum=Quorum(required=("stockholm", "polis", "lst")))
    await day.type(DAHL, YES)
    assert await day.pass_by(hours=2, minutes=59) == []
    said = await day.pass_by(minutes=1)
    assert {(one.room, *one.mentions) for one in said} == {(AKTOR_POLIS, STRAND), (direct(OST), OST)}
    assert all("Svar behövs senast 12:00." in one.body for one in said)
    assert all("!budskap godkänn BU-0001 rev 1" in one.body for one in said)
    said = await day.pass_by(minutes=45)
    assert len(said) == 2
    await day.type(OST, YES)
    said = await day.pass_by(minutes=15)
    assert [(one.room, *one.mentions) for one in said] == [(AKTOR_POLIS, STRAND), (AKTOR_STOCKHOLM, NORD)]
    assert "Svaret behövdes 12:00." in said[0].body
    assert "Tiden för att godkänna BU-0001 ”Skolorna är öppna” är ute." in said[1].body
    assert "Kvar att godkänna: Polismyndigheten" in said[1].body
    assert not [one for one in await day.pass_by(hours=5) if "BU-0001" in one.body]


async def test_a_message_whose_time_passes_unsigned_is_said_to_stay(day: PressDay) -> None:
    await circulated(day, publish_at=day.clock.now() + timedelta(hours=6))
    said = await day.pass_by(hours=4)
    owner = [one.body for one in said if NORD in one.mentions]
    assert any("Är det inte godkänt lördag 21 november 14:00 går det inte ut." in body for body in owner)


async def test_after_the_deadline_they_are_reminded_once_more_before_its_time(day: PressDay) -> None:
    await circulated(day, "svar:10:00", publish_at=day.clock.now() + timedelta(hours=6))
    await day.type(DAHL, YES)
    await day.pass_by(hours=2)
    assert [one for one in await day.pass_by(hours=2, minutes=59) if "BU-0001" in one.body] == []
    said = [one for one in await day.pass_by(minutes=1) if "BU-0001" in one.body]
    assert [(one.room, *one.mentions) for one in said] == [(AKTOR_POLIS, STRAND), (AKTOR_STOCKHOLM, NORD)]
    assert "Är det inte godkänt lördag 21 november 14:00 går det inte ut." in said[1].body


async def test_a_time_that_is_set_before_the_deadline_moves_it(day: PressDay) -> None:
    await circulated(day)
    await day.type(NORD, "!budskap schemalägg BU-0001 10:00")
    await day.type(NORD, "ja")
    row = await day.message()
    assert row.sign_by == row.publish_at
    said = await day.pass_by(hours=1)
    assert any("Svar behövs senast 10:00." in one.body for one in said if STRAND in one.mentions)


async def test_nobody_is_reminded_of_what_is_rejected(day: PressDay) -> None:
    await circulated(day)
    await day.type(STRAND, "!budskap avslå BU-0001 rev 1 orsak:Fel")
    said = await day.pass_by(hours=4)
    assert [one.room for one in said] == [AKTOR_STOCKHOLM]
    assert "har avslagit, och det finns ingen ny revision." in said[0].body


async def test_reminders_end_when_all_have_signed(day: PressDay) -> None:
    await circulated(day)
    await day.type(DAHL, YES)
    await day.type(STRAND, YES)
    assert not [one for one in await day.pass_by(hours=5) if "BU-0001" in one.body]


async def test_a_short_deadline_has_no_reminder_from_the_past(day: PressDay) -> None:
    await circulated(day, "svar:08:20")
    said = await day.pass_by(minutes=19)
    assert len([one for one in said if "08:20" in one.body]) == 2
    said = await day.pass_by(minutes=1)
    assert len(said) == 3


async def test_reminders_while_the_bot_was_away_are_told_once(day: PressDay) -> None:
    await circulated(day)
    day.clock.advance(timedelta(hours=9))
    said = [one for one in await day.tick() if "BU-0001" in one.body]
    assert [one.room for one in said] == [AKTOR_STOCKHOLM, AKTOR_POLIS, AKTOR_STOCKHOLM]
    assert await day.tick() == []


async def test_an_approval_is_warned_of_before_it_is_too_old_and_told_when_it_is(day: PressDay) -> None:
    await day.put(State.CIRCULATED, publish_at=day.clock.now() + timedelta(hours=60))
    await day.type(DAHL, YES)
    await day.pass_by(hours=1)
    await day.type(STRAND, YES)
    assert await state(day) is State.SCHEDULED
    said = [one for one in await day.pass_by(hours=46) if "BU-0001" in one.body]
    assert [one.room for one in said] == [AKTOR_STOCKHOLM]
    assert set(said[0].mentions) == {DAHL}
    assert "gäller bara till 08:00." in said[0].body
    said = [one for one in await day.pass_by(hours=1) if "BU-0001" in one.body]
    assert await state(day) is State.CIRCULATED
    lapsed = [one for one in said if "är inte längre godkänt" in one.body]
    assert {one.room for one in lapsed} == {KOMMUNIKATION, AKTOR_STOCKHOLM, AKTOR_POLIS}
    assert all("gällde till 08:00." in one.body for one in lapsed)
    assert {who for one in lapsed for who in one.mentions} == {NORD, DAHL}
    assert await sign_offs(day) == [("stockholm", 1, "approved", "expired"), ("polis", 1, "approved", None)]
    await day.type(DAHL, YES)
    assert await state(day) is State.SCHEDULED


async def test_an_approval_that_outlives_its_time_is_not_warned_of(day: PressDay) -> None:
    await day.put(State.CIRCULATED, publish_at=day.clock.now() + timedelta(hours=47, minutes=30))
    await day.type(DAHL, YES)
    await day.type(STRAND, YES)
    said = await day.pass_by(hours=47, minutes=10)
    assert not [one for one in said if "gäller bara till" in one.body]


async def test_an_hour_before_its_time_roles_and_devices_are_looked_at_again(day: PressDay) -> None:
    await day.put(State.CIRCULATED, publish_at=day.clock.now() + timedelta(hours=5))
    await day.type(DAHL, YES)
    await day.type(STRAND, YES)
    await day.open(without_role(STRAND))
    day.worth.lost.add(DAHL)
    await day.pass_by(hours=3, minutes=59)
    assert await state(day) is State.SCHEDULED
    said = await day.pass_by(minutes=1)
    assert await state(day) is State.CIRCULATED
    body = of(said, KOMMUNIKATION)[0]
    assert "Strand, kommunikationschef vid polisen (fiktiv) får inte längre godkänna." in body
    assert "enheten som Dahl, kommunikationschef i Stockholm (fiktiv) godkände från är inte längre" in body


async def test_a_paused_message_whose_approval_ends_does_not_go_out_when_it_is_signed_again(
    day: PressDay,
) -> None:
    await day.put(State.CIRCULATED, publish_at=day.clock.now() + timedelta(hours=60))
    await day.type(DAHL, YES)
    await day.type(STRAND, YES)
    await day.type(NORD, "!budskap pausa BU-0001")
    assert await state(day) is State.HELD
    await day.pass_by(hours=49)
    assert await state(day) is State.CIRCULATED
    for who in (DAHL, STRAND):
        await day.type(who, YES)
    assert await state(day) is State.APPROVED
    row = await day.message()
    assert (row.publish_at, row.held_at, row.held_by, row.held_why) == (None, None, None, None)


async def test_a_device_nobody_can_judge_yet_is_looked_at_again_in_a_moment(day: PressDay) -> None:
    await day.put(State.CIRCULATED, publish_at=day.clock.now() + timedelta(hours=5))
    await day.type(DAHL, YES)
    await day.type(STRAND, YES)
    await day.pass_by(hours=3, minutes=59)
    day.worth.unknown.add(STRAND)
    await day.pass_by(minutes=2)
    assert await state(day) is State.SCHEDULED
    day.worth.unknown.clear()
    day.worth.lost.add(STRAND)
    await day.pass_by(seconds=15)
    assert await state(day) is State.CIRCULATED


async def test_two_processes_remind_once(open_store: Callable[[], Store], day: PressDay) -> None:
    await circulated(day, quorum=Quorum(required=("polis", "nacka")))
    other = second(day, open_store)
    day.clock.advance(timedelta(hours=3))
    await asyncio.gather(day.tick(), other.tick())
    for room in (AKTOR_POLIS, AKTOR_NACKA):
        told = [
            one for one in (*day.log, *other.log) if one.room == room and "har inte svarat om" in one.body
        ]
        assert len(told) == 1


async def test_a_clock_that_is_set_back_does_not_silence_what_is_due(day: PressDay) -> None:
    await circulated(day)
    async with day.store.begin() as session:
        await session.execute(update(MessageRow).values(remind_at=day.clock.now() + timedelta(minutes=1)))
    said = await day.pass_by(minutes=1)
    assert any("har inte svarat om" in one.body for one in said)
    assert "senast 12:00" in await first(day, STRAND, "!mina")


async def test_where_only_a_yes_that_is_moved_would_help_its_giver_is_reminded(day: PressDay) -> None:
    await with_two_actors(day, DAHL, "polis")
    await circulated(day)
    await day.type(DAHL, f"{YES} för:polisen")
    said = await day.pass_by(hours=3)
    assert {(one.room, *one.mentions) for one in said} == {(AKTOR_STOCKHOLM, DAHL)}
