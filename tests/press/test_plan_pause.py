"""One message, or all of them, are kept back until each is released; a change of mode does it by itself."""

from datetime import timedelta

import pytest

from bot.chat.message import Trust
from bot.press.values import HeldWhy, State
from tests.press.day import (
    AKTOR_NACKA,
    AKTOR_POLIS,
    AKTOR_STOCKHOLM,
    ALDER,
    DAHL,
    HOLM,
    KOMMUNIKATION,
    LUND,
    MOBERG,
    NORD,
    ROC,
    STRAND,
    PressDay,
    direct,
    without_role,
)
from tests.press.planning import calls, deeds, message, of, plan
from tests.press.publishing import scheduled, states

DRIFT = "!drift:localhost"


async def first(day: PressDay, who: str, text: str, room: str | None = None, **more: object) -> str:
    return (await day.type(who, text, room, **more))[0].body


@pytest.mark.parametrize("who", [NORD, LUND, MOBERG])
async def test_the_owner_the_duty_officer_and_administrators_pause_one(day: PressDay, who: str) -> None:
    await message(day, State.SCHEDULED, hours=1)
    said = await day.type(who, "!budskap pausa BU-0001")
    assert "är pausat. Det skulle gå ut lördag 21 november 09:00." in said[0].body
    row = await day.message()
    assert (row.state, row.held_by, row.held_why) == (State.HELD, who, HeldWhy.ONE)
    assert row.publish_at == day.clock.now() + timedelta(hours=1)
    assert (who, "message.hold", "BU-0001") in await deeds(day)


@pytest.mark.parametrize("who", [HOLM, DAHL, STRAND])
async def test_others_do_not_pause(day: PressDay, who: str) -> None:
    await message(day, State.SCHEDULED, hours=1)
    await day.type(who, "!budskap pausa BU-0001")
    assert (await day.message()).state == State.SCHEDULED


async def test_a_pause_needs_no_signed_device_but_a_release_does(day: PressDay) -> None:
    await message(day, State.SCHEDULED, hours=1)
    await day.type(NORD, "!budskap pausa BU-0001", trust=Trust.UNSIGNED)
    assert (await day.message()).state == State.HELD
    await day.type(NORD, "!budskap släpp BU-0001", trust=Trust.UNSIGNED)
    await day.type(NORD, "ja", trust=Trust.UNSIGNED)
    assert (await day.message()).state == State.HELD


async def test_of_a_circulated_message_the_wished_time_is_dropped(day: PressDay) -> None:
    await message(day, State.CIRCULATED, hours=1)
    said = await first(day, NORD, "!budskap pausa BU-0001")
    assert "har inte längre någon tid. Den var lördag 21 november 09:00." in said
    assert ((await day.message()).state, (await day.message()).publish_at) == (State.CIRCULATED, None)
    assert "Det går inte ut förrän" in await first(day, NORD, "!budskap pausa BU-0001")


async def test_a_paused_message_does_not_go_out_and_its_owner_is_told(day: PressDay) -> None:
    await scheduled(day, minutes=10)
    await day.pass_by(minutes=9)
    await day.type(NORD, "!budskap pausa BU-0001")
    assert not await states(day)
    said = await day.pass_by(minutes=30)
    assert not any("Vid fara för liv" in one.body for one in said)
    assert calls(said, "gick inte ut 08:10, för det är pausat.") == {NORD}
    assert len(of(said, AKTOR_STOCKHOLM)) == 1
    assert ((await day.message()).state, (await day.message()).publish_at) == (State.HELD, None)
    assert not await day.pass_by(hours=3)


async def test_a_release_asks_with_what_it_reaches_and_the_message_goes_out_at_its_time(
    day: PressDay,
) -> None:
    await scheduled(day, minutes=30)
    await day.type(NORD, "!budskap pausa BU-0001")
    asked = await first(day, NORD, "!budskap släpp BU-0001")
    assert "Släpper du BU-0001 ”Skolorna är öppna” går det ut lördag 21 november 08:30." in asked
    assert "Rummet för alla aktörer: ett rum." in asked
    assert (await day.message()).state == State.HELD
    said = await day.type(NORD, "ja")
    assert "är släppt och går ut lördag 21 november 08:30." in said[0].body
    assert any("har släppt BU-0001" in body for body in of(said, AKTOR_POLIS))
    row = await day.message()
    assert (row.state, row.held_at, row.held_by, row.held_why) == (State.SCHEDULED, None, None, None)
    await day.pass_by(minutes=31)
    assert (await day.message()).state == State.PUBLISHED


async def test_a_release_after_its_time_asks_for_a_new_one(day: PressDay) -> None:
    await message(day, State.HELD, hours=1)
    await day.pass_by(hours=2)
    said = await first(day, NORD, "!budskap släpp BU-0001")
    assert "är inte längre pausat, men tiden har passerat." in said
    assert "!budskap schemalägg BU-0001" in said
    assert ((await day.message()).state, (await day.message()).publish_at) == (State.APPROVED, None)


async def test_a_release_looks_at_the_approvals_again(day: PressDay) -> None:
    await message(day, State.HELD, hours=1)
    await day.open(without_role(STRAND))
    said = await plan(day, NORD, "!budskap släpp BU-0001")
    assert "men alla som ska har inte godkänt det" in said[0].body
    assert (await day.message()).state == State.CIRCULATED


async def test_only_the_owner_releases(day: PressDay) -> None:
    await message(day, State.HELD, hours=1)
    assert "är ett budskap från Stockholms stad" in await first(day, HOLM, "!budskap släpp BU-0001")
    await day.type(LUND, "!budskap släpp BU-0001")
    assert (await day.message()).state == State.HELD


async def test_what_is_not_paused_is_not_released(day: PressDay) -> None:
    await message(day, State.SCHEDULED, hours=1)
    assert "BU-0001 är schemalagt. Det är inte pausat." in await first(day, NORD, "!budskap släpp BU-0001")


async def test_undoing_a_pause_releases_after_the_same_question(day: PressDay) -> None:
    await message(day, State.SCHEDULED, hours=1)
    await day.type(NORD, "!budskap pausa BU-0001")
    await plan(day, NORD, "!ångra")
    assert (await day.message()).state == State.SCHEDULED


async def four(day: PressDay) -> None:
    """One planned, one wished for, one signed without a time, and one of Nacka's planned."""
    await message(day, State.SCHEDULED, hours=2)
    await message(day, State.CIRCULATED, hours=1)
    await message(day, State.APPROVED)
    await message(day, State.SCHEDULED, hours=3, owner="nacka", author=ALDER)


async def standing(day: PressDay) -> list[tuple[State, bool]]:
    """State of each, and whether it has a time."""
    found = [await day.message(f"BU-000{number}") for number in (1, 2, 3, 4)]
    return [(State(row.state), row.publish_at is not None) for row in found]


@pytest.mark.parametrize(
    ("who", "room"), [(LUND, ROC), (LUND, None), (MOBERG, DRIFT), (MOBERG, KOMMUNIKATION)]
)
async def test_all_are_paused_by_the_duty_officer_or_an_administrator(
    day: PressDay, who: str, room: str | None
) -> None:
    await four(day)
    said = await first(day, who, "!budskap pausa alla orsak:vma", room)
    assert "3 budskap är pausade." in said
    assert "Varje budskap måste släppas för sig." in said
    assert await standing(day) == [
        (State.HELD, True),
        (State.CIRCULATED, False),
        (State.APPROVED, False),
        (State.HELD, True),
    ]
    assert {row.held_why for row in [await day.message("BU-0001"), await day.message("BU-0004")]} == {
        HeldWhy.ALL
    }
    assert (who, "message.hold_all", "press") in await deeds(day)


async def test_nobody_else_pauses_all(day: PressDay) -> None:
    await four(day)
    assert "pausas av TiB eller en administratör" in await first(day, NORD, "!budskap pausa alla")
    await day.type(STRAND, "!budskap pausa alla")
    assert (await standing(day))[0] == (State.SCHEDULED, True)


async def test_everyone_concerned_hears_it_once_in_one_list_for_each_room(day: PressDay) -> None:
    await four(day)
    said = await day.type(LUND, "!budskap pausa alla orsak:vma", ROC)
    for room, number in ((KOMMUNIKATION, 3), (AKTOR_STOCKHOLM, 3), (AKTOR_POLIS, 3), (AKTOR_NACKA, 1)):
        (told,) = [body for body in of(said, room) if "Bestämt av Lund" in body]
        assert told.count("\n- BU-") == number
        assert "Skäl: ett VMA har gått ut. Följ det och din organisations rutin." in told
    assert calls(said, "Bestämt av Lund") == {NORD, ALDER}


async def test_each_must_be_released_by_itself(day: PressDay) -> None:
    await four(day)
    await day.type(LUND, "!budskap pausa alla", ROC)
    await plan(day, NORD, "!budskap släpp BU-0001")
    assert [state for state, _ in await standing(day)] == [
        State.SCHEDULED,
        State.CIRCULATED,
        State.APPROVED,
        State.HELD,
    ]


async def test_with_nothing_planned_there_is_nothing_to_pause(day: PressDay) -> None:
    await message(day, State.APPROVED)
    assert "Inget budskap har en tid" in await first(day, LUND, "!budskap pausa alla", ROC)


async def test_a_pause_of_all_says_what_is_on_its_way_out(day: PressDay) -> None:
    await message(day, State.PUBLISHING)
    said = await first(day, LUND, "!budskap pausa alla", ROC)
    assert "Ett är redan på väg ut. Det stoppas för sig, med !budskap stopp." in said


async def test_who_is_in_none_of_the_rooms_is_told_alone(day: PressDay) -> None:
    await message(day, State.SCHEDULED, hours=1)
    for room in (KOMMUNIKATION, AKTOR_STOCKHOLM, AKTOR_POLIS):
        day.hall.joined[room].discard(NORD)
    said = await day.type(LUND, "!budskap pausa alla", ROC)
    assert len([body for body in of(said, direct(NORD)) if "- BU-0001" in body]) == 1


async def test_a_change_of_mode_pauses_all_by_itself_and_so_does_its_end(day: PressDay) -> None:
    await four(day)
    await day.type(LUND, "!samverkansläge begär orsak:flera händelser")
    said = await day.type(LUND, "!samverkansläge bekräfta", ROC)
    assert [state for state, _ in await standing(day)][::3] == [State.HELD, State.HELD]
    assert (await day.message("BU-0001")).held_why == HeldWhy.MODE
    (told,) = [body for body in of(said, KOMMUNIKATION) if "budskap är pausade" in body]
    assert "Skäl: samverkansläget har ändrats." in told
    card = [one.body for one in day.heard(AKTOR_NACKA) if one.body.startswith("BU-0004 ")][-1]
    assert "Pausat 08:00, för att samverkansläget ändrades." in card
    await plan(day, NORD, "!budskap släpp BU-0001")
    await day.type(LUND, "!samverkansläge ordinarie orsak:lugnt", ROC)
    assert (await day.message("BU-0001")).state == State.HELD
    assert ("rocbot", "message.hold_all", "press") in await deeds(day)


async def test_an_exercise_of_the_mode_pauses_nothing(day: PressDay) -> None:
    await four(day)
    await day.type(LUND, "!samverkansläge begär orsak:övning övning:ja")
    await day.type(LUND, "!samverkansläge bekräfta", ROC)
    assert (await standing(day))[0] == (State.SCHEDULED, True)


async def test_the_places_to_pause_from_are_listed_in_help(day: PressDay) -> None:
    for room in (ROC, DRIFT):
        who = LUND if room == ROC else MOBERG
        assert "budskap pausa" in "\n".join(one.body for one in await day.type(who, "!hjälp budskap", room))
