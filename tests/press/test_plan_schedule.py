"""A message gets its time in local words, after a question that says what it reaches; partners are told."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from bot.chat.message import Trust
from bot.press.content import Variant
from bot.press.tables import SignOffRow
from bot.press.values import Quorum, State
from tests.press.day import (
    AKTOR_NACKA,
    AKTOR_POLIS,
    AKTOR_STOCKHOLM,
    ALDER,
    DAHL,
    HOLM,
    KOMMUNIKATION,
    MORNING,
    NORD,
    STRAND,
    PressDay,
    direct,
    without_role,
)
from tests.press.planning import calls, deeds, message, of, plan
from tests.press.publishing import sign

AT_15 = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)


async def first(day: PressDay, who: str, text: str, room: str | None = None, **more: object) -> str:
    return (await day.type(who, text, room, **more))[0].body


async def test_a_time_in_local_words_is_said_back_with_what_it_reaches_and_needs_a_yes(day: PressDay) -> None:
    await message(day, channels=("natverket", "pressen", "flodet", "webben"))
    asked = await first(day, NORD, "!budskap schemalägg BU-0001 tid:15:00")
    for part in (
        "BU-0001 ”Skolorna är öppna” går ut lördag 21 november 15:00.",
        "Rummet för alla aktörer: ett rum.",
        "e-post till 2 mottagare",
        "flödet, som alla kan läsa",
        "ett anrop till en webbplats",
        "Godkänt av Stockholms stad och Polismyndigheten, Polisregion Stockholm, revision 1.",
        "Språk: svenska.",
        "Efter det går det inte att ta tillbaka",
        "Svara ja eller nej.",
    ):
        assert part in asked
    assert (await day.message()).publish_at is None
    await day.type(NORD, "ja")
    row = await day.message()
    assert (row.state, row.publish_at, row.scheduled_by) == (State.SCHEDULED, AT_15, NORD)
    assert row.wall == "2026-11-21T15:00:00 Europe/Stockholm"
    assert (row.preflight_at, row.prepare_at) == (AT_15 - timedelta(minutes=15), AT_15 - timedelta(minutes=2))
    assert await deeds(day) == [(NORD, "message.schedule", "BU-0001")]


async def test_a_time_may_name_the_second_and_it_is_said_back(day: PressDay) -> None:
    await message(day)
    asked = await first(day, NORD, "!budskap schemalägg BU-0001 tid:15:00:20")
    assert "BU-0001 ”Skolorna är öppna” går ut lördag 21 november 15:00:20." in asked
    assert "går ut lördag 21 november 15:00:20." in await first(day, NORD, "ja")
    assert (await day.message()).publish_at == AT_15 + timedelta(seconds=20)


async def test_a_no_changes_nothing(day: PressDay) -> None:
    await message(day)
    await day.type(NORD, "!budskap schemalägg BU-0001 15:00")
    await day.type(NORD, "nej")
    assert ((await day.message()).state, (await day.message()).publish_at) == (State.APPROVED, None)


async def test_the_yes_is_to_the_time_that_was_asked_about(day: PressDay) -> None:
    await message(day)
    assert "går ut lördag 21 november 08:20" in await first(
        day, NORD, "!budskap schemalägg BU-0001 om 20 min"
    )
    day.clock.advance(timedelta(minutes=5))
    await day.type(NORD, "ja")
    assert (await day.message()).publish_at == MORNING + timedelta(minutes=20)


async def test_a_second_yes_takes_up_no_time_that_was_asked_about_before(day: PressDay) -> None:
    await message(day, State.APPROVED)
    for wanted in ("10:00", "en kvart över", "15:00"):
        await day.type(NORD, f"!budskap schemalägg BU-0001 tid:{wanted}")
    said = await day.type(NORD, "ja")
    assert not [one for one in said if "väntar fortfarande" in one.body]
    await day.type(NORD, "ja")
    assert (await day.message()).publish_at == datetime(2026, 11, 21, 14, tzinfo=UTC)
    assert await day.pass_by(minutes=20) == []


async def test_the_same_asked_about_another_message_waits_for_its_own_yes(day: PressDay) -> None:
    await message(day, State.APPROVED)
    await message(day, State.APPROVED)
    for number, wanted in ((1, "10:00"), (2, "15:00")):
        await day.type(NORD, f"!budskap schemalägg BU-000{number} tid:{wanted}")
    await day.type(NORD, "ja")
    await day.type(NORD, "ja")
    assert (await day.message("BU-0001")).publish_at == datetime(2026, 11, 21, 9, tzinfo=UTC)
    assert (await day.message("BU-0002")).publish_at == datetime(2026, 11, 21, 14, tzinfo=UTC)


async def test_a_time_that_passes_while_the_question_waits_is_not_used(day: PressDay) -> None:
    await message(day)
    await day.type(NORD, "!budskap schemalägg BU-0001 om 5 min")
    day.clock.advance(timedelta(minutes=6))
    assert "hann passera innan jag fick ditt ja" in await first(day, NORD, "ja")
    assert (await day.message()).state == State.APPROVED


async def test_now_publishes_at_once_after_the_yes(day: PressDay) -> None:
    await message(day)
    assert "går ut genast när du svarar ja" in await first(day, NORD, "!budskap schemalägg BU-0001 tid:nu")
    day.clock.advance(timedelta(minutes=3))
    assert "går ut nu." in await first(day, NORD, "ja")
    assert (await day.message()).publish_at == day.clock.now()
    await day.tick()
    assert (await day.message()).state in {State.PUBLISHING, State.PUBLISHED}


async def test_now_is_refused_while_approvals_are_lacking(day: PressDay) -> None:
    await message(day, State.CIRCULATED)
    said = await first(day, NORD, "!budskap schemalägg BU-0001 tid:nu")
    assert "kan inte gå ut än: Stockholms stad och Polismyndigheten" in said
    assert (await day.message()).publish_at is None


async def test_now_is_refused_while_a_language_is_not_ready(day: PressDay) -> None:
    await message(day, variants={"so": None, "ar": Variant("t", "b", ready=True)})
    said = await first(day, NORD, "!budskap schemalägg BU-0001 tid:nu")
    assert "texten är inte klar på somaliska" in said
    asked = await first(day, NORD, "!budskap schemalägg BU-0001 15:00")
    assert "Språk: svenska och arabiska." in asked
    assert "Texten är inte klar på somaliska. Inget går ut förrän den är det." in asked


async def test_a_circulated_message_keeps_its_time_as_a_wish_and_says_who_is_lacking(day: PressDay) -> None:
    row = await message(day, State.CIRCULATED)
    await sign(day, row, stockholm=DAHL)
    asked = await first(day, NORD, "!budskap schemalägg BU-0001 15:00")
    assert "Det är ett önskemål än så länge: Polismyndigheten" in asked
    said = await day.type(NORD, "ja")
    assert "Är det inte gjort då går inget ut, och ni får veta det." in of(said, direct(NORD))[0]
    assert ((await day.message()).state, (await day.message()).publish_at) == (State.CIRCULATED, AT_15)


async def test_another_time_is_told_to_every_partner_by_name(day: PressDay) -> None:
    await message(day, State.SCHEDULED, hours=1)
    said = await plan(day, NORD, "!budskap schemalägg BU-0001 15:00", KOMMUNIKATION)
    words = (
        "Ny tid för BU-0001 ”Skolorna är öppna”: lördag 21 november 15:00. Den var lördag 21 november 09:00."
    )
    for room in (KOMMUNIKATION, AKTOR_POLIS, AKTOR_STOCKHOLM):
        assert len([body for body in of(said, room) if words in body]) == 1
    assert calls(said, words) == {HOLM}
    assert "Publiceras lördag 21 november 15:00." in day.card(AKTOR_POLIS)


async def test_only_the_owners_communicators_give_it_a_time(day: PressDay) -> None:
    await message(day)
    said = await first(day, HOLM, "!budskap schemalägg BU-0001 15:00")
    assert "är ett budskap från Stockholms stad" in said
    assert "Tiden är inte ändrad." in said
    refused = await first(day, STRAND, "!budskap schemalägg BU-0001 15:00")
    assert "kommunikatör" in refused
    assert (await day.message()).publish_at is None


async def test_a_device_that_is_not_signed_gives_no_time(day: PressDay) -> None:
    await message(day)
    await day.type(NORD, "!budskap schemalägg BU-0001 15:00", trust=Trust.UNSIGNED)
    await day.type(NORD, "ja")
    assert (await day.message()).state == State.APPROVED


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2026-11-20 07:00", "fredag 20 november 07:00 har redan varit."),
        ("2026-02-30 07:00", "2026-02-30 finns inte i almanackan."),
        ("2027-02-29 07:00", "2027-02-29 finns inte i almanackan."),
        ("31/6 07:00", "31/6 finns inte i almanackan."),
        ("29/2 07:00", "Det är för långt fram. Välj en tid inom ett år."),
        ("2099-01-01 07:00", "Det är för långt fram. Välj en tid inom ett år."),
        ("2027-12-24 06:00", "Det är för långt fram. Välj en tid inom ett år."),
        ("2027-03-28 02:30", "Klockan 02:30 finns inte den natten: klockan ställs fram. Menade du 03:30?"),
        ("2027-10-31 02:30", "Klockan 02:30 finns två gånger den natten."),
        ("snart", "Skriv en tid som 22:30"),
    ],
)
async def test_a_time_that_cannot_be_is_answered_and_asked_for_again(
    day: PressDay, written: str, said: str
) -> None:
    await message(day)
    answer = await first(day, NORD, f"!budskap schemalägg BU-0001 tid:{written}")
    assert said in answer
    assert "När ska budskapet gå ut?" in answer
    await day.type(NORD, "ja")
    assert (await day.message()).publish_at is None


@pytest.mark.parametrize(("choice", "hour"), [("1", 0), ("2", 1)])
async def test_an_hour_that_comes_twice_is_chosen(day: PressDay, choice: str, hour: int) -> None:
    await message(day)
    await day.type(NORD, "!budskap schemalägg BU-0001 tid:2027-10-31 02:30")
    asked = await first(day, NORD, choice)
    assert "går ut söndag 31 oktober 2027 02:30" in asked
    await day.type(NORD, "ja")
    row = await day.message()
    assert row.publish_at == datetime(2027, 10, 31, hour, 30, tzinfo=UTC)
    assert row.wall == "2027-10-31T02:30:00 Europe/Stockholm"


async def test_the_day_that_comes_every_fourth_year_is_one(day: PressDay) -> None:
    day.clock.advance(datetime(2028, 1, 10, 7, tzinfo=UTC) - day.clock.now())
    await message(day)
    await plan(day, NORD, "!budskap schemalägg BU-0001 29 feb 07:00")
    assert (await day.message()).publish_at == datetime(2028, 2, 29, 6, tzinfo=UTC)


async def test_another_actors_message_in_the_same_hour_is_warned_of_on_both_sides(day: PressDay) -> None:
    await message(day, State.SCHEDULED, hours=6.5, owner="nacka", author=ALDER)
    await message(day)
    asked = await first(day, NORD, "!budskap schemalägg BU-0002 15:00")
    assert (
        "Nära i tid: Nacka kommun planerar BU-0001 till lördag 21 november 14:30. Stäm av med dem." in asked
    )
    said = await day.type(NORD, "ja")
    (told,) = [body for body in of(said, AKTOR_NACKA) if "Nära i tid" in body]
    assert "Stockholms stad planerar BU-0002 till lördag 21 november 15:00" in told
    assert "Ert BU-0001 har tiden lördag 21 november 14:30." in told


async def test_a_message_an_hour_away_ones_own_a_draft_or_an_exercise_is_no_conflict(day: PressDay) -> None:
    await message(day, State.SCHEDULED, hours=6, owner="nacka", author=ALDER)
    await message(day, State.SCHEDULED, hours=7)
    await message(day, State.DRAFT, hours=7, owner="nacka", author=ALDER)
    await message(day, State.SCHEDULED, hours=7, owner="nacka", author=ALDER, exercise=True)
    await message(day)
    assert "Nära i tid" not in await first(day, NORD, "!budskap schemalägg BU-0005 15:00")


async def test_embargo_and_expiry_are_warned_of_and_what_has_expired_is_not_planned(day: PressDay) -> None:
    await message(day, embargo_until=AT_15 + timedelta(hours=1), expires_at=AT_15 + timedelta(hours=2))
    asked = await first(day, NORD, "!budskap schemalägg BU-0001 15:00")
    assert "Embargot gäller till lördag 21 november 16:00, alltså efter den här tiden." in asked
    assert "Budskapet gäller bara till lördag 21 november 17:00." in asked
    await day.type(NORD, "nej")
    said = await first(day, NORD, "!budskap schemalägg BU-0001 17:00")
    assert "gäller bara till lördag 21 november 17:00, alltså inte längre lördag 21 november 17:00" in said


async def test_an_approval_that_will_be_too_old_by_then_is_said(day: PressDay) -> None:
    row = await day.put(State.APPROVED)
    await sign(day, row)
    async with day.store.begin() as session:
        until = {"expires_at": AT_15 - timedelta(hours=1)}
        await session.execute(update(SignOffRow).where(SignOffRow.actor == "polis").values(until))
    asked = await first(day, NORD, "!budskap schemalägg BU-0001 15:00")
    assert "Godkännandet från Polismyndigheten, Polisregion Stockholm blir för gammalt före dess" in asked


async def test_a_message_without_a_channel_it_may_go_to_gets_no_time(day: PressDay) -> None:
    await message(day, channels=("borta",))
    assert "har ingen kanal att gå ut på" in await first(day, NORD, "!budskap schemalägg BU-0001 15:00")
    await message(day, exercise=True, channels=("pressen",))
    assert "är en övning och har ingen kanal för övningar" in await first(
        day, NORD, "!budskap schemalägg BU-0002 15:00"
    )


async def test_an_exercise_is_marked_wherever_its_time_is_spoken_of(day: PressDay) -> None:
    await message(day, State.SCHEDULED, hours=1, exercise=True, channels=("ovningsrummet",))
    assert (await first(day, NORD, "!budskap schemalägg BU-0001 15:00")).startswith("ÖVNING")
    said = await day.type(NORD, "ja")
    assert said
    assert all(one.body.startswith("ÖVNING") or "ÖVNING. " in one.body for one in said)


async def test_a_missed_message_gets_a_new_time_and_approvals_that_hold_count_at_once(day: PressDay) -> None:
    row = await message(day, State.MISSED, hours=-1)
    await sign(day, row)
    asked = await first(day, NORD, "!budskap schemalägg BU-0001 15:00")
    assert "går ut lördag 21 november 15:00" in asked
    await day.type(NORD, "ja")
    assert ((await day.message()).state, (await day.message()).publish_at) == (State.SCHEDULED, AT_15)


async def test_a_missed_message_without_approvals_waits_for_them_again(day: PressDay) -> None:
    await message(day, State.MISSED, hours=-1)
    await plan(day, NORD, "!budskap schemalägg BU-0001 15:00")
    assert ((await day.message()).state, (await day.message()).publish_at) == (State.CIRCULATED, AT_15)


async def test_a_planned_message_whose_approver_lost_the_role_goes_back_to_be_signed(day: PressDay) -> None:
    await message(day, State.SCHEDULED, hours=1)
    await day.open(without_role(STRAND))
    await plan(day, NORD, "!budskap schemalägg BU-0001 15:00")
    assert ((await day.message()).state, (await day.message()).publish_at) == (State.CIRCULATED, AT_15)


@pytest.mark.parametrize(
    "state", sorted(set(State) - {State.CIRCULATED, State.APPROVED, State.SCHEDULED, State.MISSED})
)
async def test_no_other_state_takes_a_time(day: PressDay, state: State) -> None:
    await message(day, state)
    said = await first(day, NORD, "!budskap schemalägg BU-0001 15:00")
    assert said.startswith("BU-0001 är ")
    assert (await day.message()).state == state


async def test_a_command_that_was_long_on_its_way_is_asked_about_with_its_age(day: PressDay) -> None:
    await message(day)
    early = day.clock.now() - timedelta(minutes=40)
    said = await first(day, NORD, "!budskap schemalägg BU-0001 15:00", origin_at=early)
    assert "Det här skrev du 07:20, och jag läser det först nu." in said


async def test_a_time_alone_in_the_thread_is_about_that_message(day: PressDay) -> None:
    await message(day, State.SCHEDULED, hours=1)
    await message(day)
    await plan(day, NORD, "!budskap schemalägg BU-0001 14:00", KOMMUNIKATION)
    card = next(one for one in day.heard(KOMMUNIKATION) if one.body.startswith("BU-0001 Skolorna"))
    said = await day.answer(NORD, "schemalägg 15:00", card)
    assert "flyttas till lördag 21 november 15:00" in said[0].body


async def test_english_words_do_the_same(day: PressDay) -> None:
    await message(day)
    await plan(day, NORD, "!message schedule BU-0001 tomorrow 07:00")
    assert (await day.message()).publish_at == datetime(2026, 11, 22, 6, tzinfo=UTC)


async def test_undoing_a_time_keeps_the_message_back(day: PressDay) -> None:
    await message(day)
    await plan(day, NORD, "!budskap schemalägg BU-0001 15:00")
    await day.type(NORD, "!ångra")
    assert (await day.message()).state == State.HELD


async def test_a_room_with_a_stranger_hears_no_title(day: PressDay) -> None:
    await message(day, quorum=Quorum(required=("stockholm", "polis")))
    day.hall.joined[KOMMUNIKATION].add("@okand:localhost")
    said = await plan(day, NORD, "!budskap schemalägg BU-0001 15:00", KOMMUNIKATION)
    assert not any("Skolorna" in one.body for one in day.heard(KOMMUNIKATION))
    assert any("Skolorna" in one.body for one in said if one.room == direct(NORD))
