"""Seen, taken, in contact."""

import asyncio

import pytest
from sqlalchemy import update

from bot.actors.facts import PersonEntry
from bot.cases.states import State
from bot.cases.tables import Case
from bot.chat.message import Trust
from tests.cases.night import (
    ALM,
    BERG,
    CHEF,
    EK,
    HALL,
    LEDNING,
    LUND,
    NEW,
    ROC,
    STOCKHOLM,
    Night,
    Said,
    changed,
    direct,
    example,
)


@pytest.fixture
async def alarm(night: Night) -> Said:
    await night.type(EK, NEW)
    return night.alarm()


async def state_of(night: Night) -> State:
    return State((await night.case()).state)


async def test_ok_pauses_the_clock_and_says_when_it_goes_on(night: Night, alarm: Said) -> None:
    said = await night.answer(ALM, "ok", alarm)
    assert "Klockan står still till 03:22. Utan svar 03:27 larmas" in said[0].body
    assert await state_of(night) is State.SEEN
    assert any("har sett larmet" in body for body in night.news(direct(EK)))


async def test_a_tick_on_the_alarm_counts_as_seen_and_no_more(night: Night, alarm: Said) -> None:
    await night.react(ALM, "✅", alarm)
    assert await state_of(night) is State.SEEN
    await night.pass_by(minutes=15)
    assert await night.alarms() == ["socialjour-stockholm", "ledning-stockholm"]


async def test_tar_from_an_unsigned_device_is_seen_not_taken(night: Night, alarm: Said) -> None:
    said = await night.answer(ALM, "tar", alarm, trust=Trust.UNSIGNED)
    assert await state_of(night) is State.SEEN
    assert "sign" in said[0].body


async def test_no_number_of_oks_keeps_a_case_waiting(night: Night, alarm: Said) -> None:
    await night.answer(ALM, "ok", alarm)
    again = await night.answer(ALM, "ok tack", alarm)
    assert "redan sett" in again[0].body
    await night.pass_by(minutes=11)
    assert await state_of(night) is State.ALARMED
    third = await night.answer(ALM, "ok", alarm)
    assert "redan stått still en gång" in third[0].body
    assert await state_of(night) is State.ALARMED
    await night.pass_by(minutes=5)
    assert (await night.alarms())[1:] == ["ledning-stockholm"]


async def test_when_the_pause_is_over_those_on_duty_are_called_once_more(night: Night, alarm: Said) -> None:
    await night.answer(ALM, "ok", alarm)
    said = await night.pass_by(minutes=10)
    resumed = next(one for one in said if "klockan går igen" in one.body)
    assert resumed.mentions == [ALM]
    assert "Utan svar 03:27" in resumed.body


async def test_taking_tells_the_one_who_raised_it_by_name(night: Night, alarm: Said) -> None:
    said = await night.answer(ALM, "tar", alarm)
    reference = (await night.case()).reference
    to_raiser = next(one for one in said if one.room == direct(EK) and one.edits is None)
    assert to_raiser.mentions == [EK]
    assert f"Stockholms socialjour har tagit {reference} och ringer RLC." in to_raiser.body
    assert "Ring RLC, 08-465 004 01." in said[0].body
    assert "tagen 03:12" in night.card(ROC)


@pytest.mark.parametrize("text", ["tar", "Tar!", "tar det nu", "TAR ärendet"])
async def test_a_tired_answer_in_the_thread_takes_the_case(night: Night, alarm: Said, text: str) -> None:
    await night.type(ALM, text, STOCKHOLM, thread_root=alarm.event_id)
    assert await state_of(night) is State.TAKEN


@pytest.mark.parametrize(
    "text", ["tar inte", "Tar du det, Berg?", "tar?", "ta det senare", "tar den om ingen annan kan"]
)
async def test_words_that_take_nothing_are_not_taken_for_a_yes(night: Night, alarm: Said, text: str) -> None:
    said = await night.type(ALM, text, STOCKHOLM, thread_root=alarm.event_id)
    assert "Menar du tar, skriv bara det." in said[0].body
    assert await state_of(night) is State.ALARMED


@pytest.mark.usefixtures("alarm")
async def test_a_reference_that_ends_like_a_word_is_no_question(night: Night) -> None:
    async with night.store.begin() as session:
        await session.execute(update(Case).values(reference="IA-2026-0001-DU"))
    await night.type(ALM, "tar IA-2026-0001-DU")
    assert await state_of(night) is State.TAKEN


@pytest.mark.parametrize(
    "text", ["ringt men inget svar", "Ringt, upptaget", "ringt? ingen svarar", "avsluta inte"]
)
async def test_a_call_that_nobody_answered_is_no_contact(night: Night, alarm: Said, text: str) -> None:
    await night.answer(ALM, "tar", alarm)
    said = await night.type(ALM, text, STOCKHOLM, thread_root=alarm.event_id)
    assert "skriv bara det." in said[0].body
    assert await state_of(night) is State.TAKEN
    await night.type(EK, "ringt dem, ingen svarade")
    assert await state_of(night) is State.TAKEN
    await night.answer(ALM, "ringt RLC nu", alarm)
    assert await state_of(night) is State.IN_CONTACT


async def test_in_the_units_room_tar_alone_means_the_only_open_alarm(night: Night, alarm: Said) -> None:
    await night.type(ALM, "!ärende tar", alarm.room)
    assert await state_of(night) is State.TAKEN


async def test_with_two_open_alarms_it_asks_which(night: Night, alarm: Said) -> None:
    await night.type(EK, NEW)
    said = await night.type(ALM, "!ärende tar", alarm.room)
    references = [case.reference for case in await night.cases()]
    assert all(reference in said[0].body for reference in references)
    assert {case.state for case in await night.cases()} == {State.ALARMED}
    await night.type(ALM, f"!ärende tar {references[0]}", alarm.room)
    assert [case.state for case in await night.cases()] == [State.TAKEN, State.ALARMED]


async def test_a_case_can_be_taken_from_a_direct_chat_by_its_number(night: Night, alarm: Said) -> None:
    case = await night.case()
    spoken = f"ia {case.number} {case.reference[-2:].lower()}"
    await night.type(ALM, f"!ärende tar {spoken}")
    assert await state_of(night) is State.TAKEN
    assert any("är taget av Alm" in body for body in night.news(alarm.room))


async def test_the_second_taker_is_told_who_has_it(night: Night, alarm: Said) -> None:
    night.clock.jump(night.clock.now().replace(hour=10, day=13))
    await night.answer(ALM, "tar", alarm)
    said = await night.answer(BERG, "tar", alarm)
    assert "är redan taget av Alm" in said[0].body
    assert (await night.case()).taken_by == ALM


async def test_taking_twice_changes_nothing(night: Night, alarm: Said) -> None:
    await night.answer(ALM, "tar", alarm)
    first = (await night.case()).taken_at
    await night.pass_by(minutes=1)
    said = await night.answer(ALM, "tar", alarm)
    assert len(said) == 1
    assert (await night.case()).taken_at == first


async def test_of_two_who_take_it_at_the_same_moment_one_gets_it(night: Night, alarm: Said) -> None:
    night.clock.jump(night.clock.now().replace(hour=10, day=13))

    async def take(who: str, event: str) -> None:
        async with night.store.begin() as session:
            incoming = night.incoming(who, "tar", alarm.room, event_id=event, reply_to=alarm.event_id)
            await night.core.dispatcher.handle(session, incoming)

    await asyncio.gather(take(ALM, "$a"), take(BERG, "$b"))
    before = len(night.log)
    await night.deliver()
    bodies = [said.body for said in night.log[before:]]
    winner = (await night.case()).taken_by
    name = "Alm" if winner == ALM else "Berg"
    assert winner in {ALM, BERG}
    assert sum("är redan taget av" in body for body in bodies) == 1
    assert any(f"är redan taget av {name}" in body for body in bodies)
    assert (await night.events()).count("take") == 1


@pytest.mark.usefixtures("alarm")
async def test_somebody_not_on_duty_there_cannot_take_it(night: Night) -> None:
    reference = (await night.case()).reference
    said = await night.type(HALL, f"!ärende tar {reference}")
    assert "Jag hittar inget ärende" in said[0].body
    assert await state_of(night) is State.ALARMED


async def test_a_unit_that_was_passed_over_may_still_take_it(night: Night, alarm: Said) -> None:
    await night.pass_by(minutes=6)
    assert (await night.case()).unit == "ledning-stockholm"
    await night.answer(ALM, "tar", alarm)
    case = await night.case()
    assert (case.unit, case.taken_by) == ("socialjour-stockholm", ALM)
    assert any("är taget av Alm" in body for body in night.news(LEDNING))
    await night.pass_by(minutes=14)
    assert (await night.alarms())[2:] == []


async def test_a_unit_that_was_passed_over_does_not_stop_the_others_clock(night: Night, alarm: Said) -> None:
    await night.pass_by(minutes=6)
    said = await night.answer(ALM, "ok", alarm)
    assert "Larmet har gått vidare till Stockholms socialjour, jourens chef." in said[0].body
    assert await state_of(night) is State.ALARMED


@pytest.mark.parametrize("word", ["tar", "ok"])
@pytest.mark.parametrize(
    ("trust", "way"),
    [(Trust.UNSIGNED, "verifiera enheten"), (Trust.CHANGED, "Ring en administratör och be om bekräftelse.")],
)
async def test_an_unsigned_device_hears_that_it_is_the_obstacle_after_the_alarm_has_moved_on(
    night: Night, alarm: Said, word: str, trust: Trust, way: str
) -> None:
    await night.pass_by(minutes=6)
    said = (await night.answer(ALM, word, alarm, trust=trust))[0].body
    assert "Larmet har gått vidare" in said
    assert said.count(way) == 1
    assert way not in (await night.answer(ALM, "ok", alarm))[0].body


async def test_contact_is_told_to_the_centre_with_the_time_it_took(night: Night, alarm: Said) -> None:
    await night.answer(ALM, "tar", alarm)
    await night.pass_by(minutes=4)
    await night.answer(ALM, "ringt", alarm)
    reference = (await night.case()).reference
    assert night.card(ROC) == f"{reference}\u00a0· Stockholms socialjour\u00a0· kontakt 03:16, efter 4 min"
    assert (await night.case()).due_at is None


async def test_either_side_may_say_that_they_have_spoken(night: Night, alarm: Said) -> None:
    await night.answer(ALM, "tar", alarm)
    await night.type(EK, "ringt")
    assert await state_of(night) is State.IN_CONTACT
    assert any("Kontakt med Stockholms socialjour" in body for body in night.news(alarm.room))


@pytest.mark.usefixtures("alarm")
async def test_the_raiser_cannot_stop_the_chain_before_anybody_took_it(night: Night) -> None:
    said = await night.type(EK, "ringt")
    assert "Ingen har tagit ärendet än" in said[0].body
    assert await state_of(night) is State.ALARMED


async def test_a_unit_that_rang_first_takes_the_case_with_that(night: Night, alarm: Said) -> None:
    await night.answer(ALM, "ringt", alarm)
    case = await night.case()
    assert (case.state, case.taken_by) == (State.IN_CONTACT, ALM)
    assert (await night.events())[-2:] == ["take", "contact"]


async def test_contact_needs_a_signed_device(night: Night, alarm: Said) -> None:
    await night.answer(ALM, "tar", alarm)
    await night.answer(ALM, "ringt", alarm, trust=Trust.UNSIGNED)
    assert await state_of(night) is State.TAKEN


async def test_taken_without_contact_is_reminded_and_then_alarmed_again(night: Night, alarm: Said) -> None:
    await night.answer(ALM, "tar", alarm)
    said = await night.pass_by(minutes=15)
    remind = next(one for one in said if "Har du fått kontakt" in one.body)
    assert (remind.room, remind.mentions) == (alarm.room, [ALM])
    assert await state_of(night) is State.TAKEN
    said = await night.pass_by(minutes=5)
    assert await state_of(night) is State.ALARMED
    assert (await night.case()).taken_by is None
    assert any("Nytt larm" in one.body and ALM in one.mentions for one in said)
    assert any("ingen kontakt är noterad" in one.body and one.room == direct(EK) for one in said)
    await night.pass_by(minutes=5)
    assert (await night.alarms())[-1] == "ledning-stockholm"
    moved = next(body for body in night.news(direct(EK)) if "jourens chef. Utan svar" in body)
    assert "Stockholms socialjour hade tagit ärendet, men ingen kontakt är noterad." in moved


async def test_where_an_alarm_was_seen_nobody_hears_that_none_answered(night: Night, alarm: Said) -> None:
    await night.answer(ALM, "ok", alarm)
    await night.pass_by(minutes=26)
    assert (await night.alarms())[-1] is None
    said = [
        body for body in night.news(direct(EK)) if "har sett larmet, men ingen har tagit ärendet." in body
    ]
    assert any("Larmar Stockholms socialjour, jourens chef" in body for body in said)
    told = [*night.news(direct(EK)), *night.news(direct(LUND)), *night.news(ROC)]
    assert any("Ingen enhet har tagit" in body for body in told)
    assert not any("Ingen enhet har svarat" in body for body in told)
    assert not any("Ingen hos Stockholms socialjour svarade" in body for body in told)


@pytest.mark.usefixtures("alarm")
async def test_the_tib_takes_only_at_the_end_and_sees_no_details(night: Night) -> None:
    reference = (await night.case()).reference
    said = await night.type(LUND, f"tar {reference}")
    assert "TiB när ingen enhet har gjort det" in said[0].body
    await night.pass_by(minutes=15)
    assert (await night.alarms())[-1] is None
    await night.answer(LUND, "tar", night.alarm(direct(LUND)))
    case = await night.case()
    assert (case.state, case.unit, case.taken_by) == (State.TAKEN, None, LUND)
    assert "TiB har tagit ärendet 03:27 och söker en enhet. Ring själv också." in night.card(direct(EK))
    assert not any("Huddinge" in one.body for one in night.heard(direct(LUND)))
    await night.answer(LUND, "överlämna till:Socialjouren Sydost", night.alarm(direct(LUND)))
    await night.type(LUND, "ja")
    assert (await night.case()).unit == "socialjour-sydost"


async def test_the_tib_who_has_duty_in_a_unit_too_may_answer_at_the_end(night: Night) -> None:
    lund = example().entries[PersonEntry][LUND].model_copy(update={"units": ("ledning-stockholm",)})
    await night.open(changed(person={LUND: lund}))
    await night.type(EK, NEW)
    await night.pass_by(minutes=15)
    end = next(said for said in night.heard(direct(LUND)) if "Ingen enhet har tagit" in said.body)
    await night.answer(LUND, "ok", end)
    assert await state_of(night) is State.SEEN


async def test_the_state_is_shown_in_one_message_that_is_edited(night: Night, alarm: Said) -> None:
    await night.answer(ALM, "tar", alarm)
    await night.answer(ALM, "ringt", alarm)
    await night.answer(ALM, "avsluta", alarm)
    for room in (alarm.room, direct(EK), ROC):
        edits = {said.edits for said in night.heard(room) if said.edits}
        assert edits == {night.heard(room)[0].event_id}
    assert all(said.in_thread for said in night.heard(alarm.room)[1:] if said.edits is None)
    assert "Huddinge" not in night.card(alarm.room), "a closed case shows no details any more"
    assert isinstance(await night.case(), Case)


async def test_the_chief_may_answer_for_the_second_step(night: Night, alarm: Said) -> None:
    await night.pass_by(minutes=6)
    await night.answer(CHEF, "tar", night.alarm(LEDNING))
    assert (await night.case()).taken_by == CHEF
    assert "Taget av" in night.card(alarm.room)
    assert "Huddinge" not in night.card(alarm.room), "another unit has it"
