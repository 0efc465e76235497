"""Where the details of a case may stand, and where they never do."""

import re

import pytest

from tests.cases.night import (
    ALM,
    BERG,
    CHEF,
    DRIFT,
    EK,
    HALL,
    KVIST,
    LEDNING,
    LUND,
    NEW,
    QUIST,
    ROC,
    STOCKHOLM,
    SYDOST,
    Night,
    direct,
)

TELLTALE = re.compile(r"Huddinge|15–17|Nacka|gäng|somaliska|en ingång", re.IGNORECASE)


def leaks(night: Night, *allowed: str) -> list[str]:
    return [
        f"{said.room}: {said.body}"
        for said in night.log
        if said.room not in allowed and TELLTALE.search(said.body)
    ]


async def test_over_a_whole_life_the_details_stay_with_unit_and_raiser(night: Night) -> None:
    await night.type(EK, f"{NEW} tolk:somaliska")
    await night.answer(ALM, "ok", night.alarm())
    await night.answer(ALM, "tar", night.alarm())
    await night.pass_by(minutes=2)
    await night.type(KVIST, "!ärende visa senaste", ROC)
    await night.type(KVIST, "!ärende lista", ROC)
    await night.type(LUND, "!ärende visa senaste")
    await night.answer(ALM, "ringt", night.alarm())
    await night.answer(ALM, "avsluta", night.alarm())
    assert leaks(night, STOCKHOLM, direct(EK)) == []
    assert night.heard(ROC)


async def test_by_escalation_only_the_alarmed_units_get_the_details(night: Night) -> None:
    await night.type(EK, NEW)
    await night.pass_by(minutes=40)
    alarmed = (STOCKHOLM, LEDNING, "!enhet-beredskap:localhost")
    assert leaks(night, *alarmed, direct(EK)) == []
    assert night.heard(direct(LUND))


async def test_a_withdrawn_case_leaks_nothing(night: Night) -> None:
    await night.type(EK, NEW)
    await night.answer(ALM, "tar", night.alarm())
    said = await night.type(EK, "återta skäl:behövs inte längre")
    assert "Återtaget 03:12: behövs inte längre." in said[0].body
    told = next(one for one in night.heard(STOCKHOLM) if "tog tillbaka" in one.body)
    assert told.mentions == [ALM]
    assert leaks(night, STOCKHOLM, direct(EK)) == []
    assert not TELLTALE.search(night.card(STOCKHOLM))


async def test_with_a_stranger_in_the_room_the_details_go_to_those_on_duty(night: Night) -> None:
    night.hall.joined[STOCKHOLM].add("@okand:localhost")
    await night.type(EK, NEW)
    assert leaks(night, direct(ALM), direct(EK)) == []
    room = night.alarm()
    assert room.mentions == [ALM]
    assert "direktchattar" in room.body
    assert "Huddinge" in night.alarm(direct(ALM)).body
    assert STOCKHOLM in night.heard(DRIFT)[0].body
    await night.answer(ALM, "tar", night.alarm(direct(ALM)))
    assert (await night.case()).taken_by == ALM
    assert leaks(night, direct(ALM), direct(EK)) == []


async def test_in_a_room_that_is_not_encrypted_no_details_are_shown(night: Night) -> None:
    night.hall.plain.add(STOCKHOLM)
    await night.type(EK, NEW)
    assert leaks(night, direct(ALM), direct(EK)) == []


async def test_a_stranger_who_came_later_sees_no_more_details(night: Night) -> None:
    await night.type(EK, NEW)
    night.hall.joined[STOCKHOLM].add("@okand:localhost")
    before = len(night.log)
    await night.answer(ALM, "tar", night.alarm())
    assert not any(TELLTALE.search(said.body) for said in night.log[before:] if said.room == STOCKHOLM)
    shown = await night.type(ALM, "!ärende visa", STOCKHOLM)
    assert not any(TELLTALE.search(said.body) for said in shown if said.room == STOCKHOLM)


async def test_a_direct_chat_that_somebody_came_into_hears_nothing_more(night: Night) -> None:
    await night.type(EK, NEW)
    night.hall.joined[direct(EK)].add(HALL)
    before = len(night.log)
    await night.pass_by(minutes=5)
    assert [said.body for said in night.log[before:] if said.room == direct(EK)] == []
    assert any("därför" in body for body in night.news(night.hall.room_for(EK)))


async def test_those_without_a_room_are_alarmed_in_their_direct_chats(night: Night) -> None:
    await night.type(EK, NEW.replace("när:nu", "när:kontorstid"))
    uggla = "@mott-uggla:localhost"
    assert night.alarm(direct(uggla)).mentions == [uggla]
    assert "Huddinge" in night.alarm(direct(uggla)).body
    await night.answer(uggla, "tar", night.alarm(direct(uggla)))
    assert (await night.case()).taken_by == uggla


async def test_a_reply_to_somebody_elses_alarm_does_not_tell_which_case_it_is(night: Night) -> None:
    await night.type(EK, NEW)
    said = await night.type(HALL, "visa", STOCKHOLM, reply_to=night.alarm().event_id)
    assert [one.body for one in said] == ["Det är inget ärende som du ska se."]


async def test_a_reply_to_a_message_of_another_room_means_nothing(night: Night) -> None:
    await night.type(EK, NEW)
    await night.type(ALM, "tar", "!annat:localhost", reply_to=night.alarm().event_id)
    assert (await night.case()).taken_by is None


@pytest.mark.parametrize("who", [HALL, BERG, QUIST, CHEF])
async def test_a_case_that_is_not_ones_own_is_as_if_it_did_not_exist(night: Night, who: str) -> None:
    await night.type(EK, NEW)
    reference = (await night.case()).reference
    real = await night.type(who, f"!ärende visa {reference}")
    false = await night.type(who, "!ärende visa IA-2026-0999-K7")
    assert real[0].body.replace(reference, "") == false[0].body.replace("IA-2026-0999-K7", "")


async def test_one_sees_details_of_ones_own_case_only_where_they_may_stand(night: Night) -> None:
    await night.type(EK, NEW)
    here = await night.type(EK, "!ärende visa senaste")
    assert TELLTALE.search(here[0].body)
    elsewhere = await night.type(EK, "!ärende visa senaste", ROC)
    assert [said.room for said in elsewhere if "IA-" in said.body] == [direct(EK)]
    in_room = await night.type(ALM, "!ärende visa", STOCKHOLM)
    assert TELLTALE.search(in_room[0].body)


async def test_asked_for_in_a_wider_room_the_answer_in_the_direct_chat_has_the_details(night: Night) -> None:
    wide = "!nacka-polis:localhost"
    await night.type(EK, NEW)
    reference = (await night.case()).reference
    said = await night.type(EK, f"!ärende visa {reference}", wide)
    (shown,) = [one for one in said if one.room == direct(EK)]
    assert "Hemkommun: Nacka" in shown.body
    assert not any("IA-" in one.body for one in said if one.room == wide)


async def test_no_other_room_hears_of_a_case_from_the_answers_of_its_verbs(night: Night) -> None:
    wide = "!nacka-polis:localhost"
    await night.type(EK, NEW)
    reference = (await night.case()).reference
    for verb in ("visa", "ok", "tar", "ringt", "avsluta"):
        said = await night.type(ALM, f"!ärende {verb} {reference}", wide)
        assert any(reference in one.body for one in said if one.room == direct(ALM)), verb
    await night.type(EK, "!mina", wide)
    assert not any(reference in body for body in night.news(wide))


@pytest.mark.parametrize(
    ("room", "text"), [("!ssr:localhost", NEW), (ROC, f"{NEW} kön:kvinna"), (ROC, f"{NEW} till:polis")]
)
async def test_a_case_that_is_written_in_a_wider_room_is_to_be_removed_there(
    night: Night, room: str, text: str
) -> None:
    said = await night.type(EK, text, room)
    assert "Ta bort ditt meddelande här" in said[0].body
    assert not any("Nacka" in body for body in night.news(room))


async def test_the_list_shows_each_their_own(night: Night) -> None:
    await night.type(EK, NEW)
    reference = (await night.case()).reference
    for who, room in ((EK, None), (ALM, STOCKHOLM), (KVIST, ROC)):
        said = await night.type(who, "!ärende lista", room)
        assert reference in said[0].body
        assert not TELLTALE.search(said[0].body)
    empty = await night.type(HALL, "!ärende lista", SYDOST)
    assert reference not in empty[0].body


async def test_an_ended_case_leaves_the_list_and_can_be_asked_for(night: Night) -> None:
    await night.type(EK, NEW)
    reference = (await night.case()).reference
    await night.type(EK, f"!ärende återta {reference} skäl:larmet var fel")
    assert reference not in (await night.type(EK, "!ärende lista"))[0].body
    assert reference in (await night.type(EK, "!ärende lista alla:ja"))[0].body


async def test_closing_says_how_it_ended_and_needs_contact_first(night: Night) -> None:
    await night.type(EK, NEW)
    await night.answer(ALM, "tar", night.alarm())
    said = await night.answer(ALM, "avsluta", night.alarm())
    assert "Skriv ringt först" in said[0].body
    await night.answer(ALM, "ringt", night.alarm())
    said = await night.answer(ALM, "avsluta skäl:dubblett", night.alarm())
    assert "Avslutat 03:12: samma som ett annat ärende." in said[0].body
    late = await night.answer(ALM, "tar", night.alarm())
    assert "Avslutat 03:12" in late[0].body


async def test_withdrawing_asks_why_from_a_list(night: Night) -> None:
    await night.type(EK, NEW)
    said = await night.type(EK, "återta")
    assert "1) behövs inte längre" in said[0].body
    await night.type(EK, "4")
    assert (await night.case()).end_reason == "mistake"


async def test_only_the_raiser_withdraws(night: Night) -> None:
    await night.type(EK, NEW)
    said = await night.answer(ALM, "återta skäl:larmet var fel", night.alarm())
    assert "Bara den som larmade" in said[0].body
    assert (await night.case()).ended_at is None


async def test_a_unit_that_another_has_the_case_after_sees_it_without_details(night: Night) -> None:
    await night.type(EK, NEW)
    await night.pass_by(minutes=6)
    shown = await night.type(ALM, "!ärende visa senaste", STOCKHOLM)
    assert any(TELLTALE.search(said.body) for said in shown)
    await night.answer(CHEF, "tar", night.alarm(LEDNING))
    before = len(night.log)
    for room in (STOCKHOLM, direct(ALM)):
        shown = await night.type(ALM, "!ärende visa senaste", room)
        assert any("IA-" in said.body for said in shown)
        await night.type(ALM, "!jour varför senaste", room)
    assert not any(TELLTALE.search(said.body) for said in night.log[before:])
    shown = await night.type(CHEF, "!ärende visa senaste", LEDNING)
    assert any(TELLTALE.search(said.body) for said in shown)
    why = await night.type(CHEF, "!jour varför senaste", LEDNING)
    assert any(TELLTALE.search(said.body) for said in why)


async def test_after_the_end_no_unit_sees_the_details_any_more(night: Night) -> None:
    await night.type(EK, NEW)
    for verb in ("tar", "ringt", "avsluta"):
        await night.answer(ALM, verb, night.alarm())
    before = len(night.log)
    for room in (STOCKHOLM, direct(ALM)):
        await night.type(ALM, "!ärende visa senaste", room)
        await night.type(ALM, "!jour varför senaste", room)
    assert not any(TELLTALE.search(said.body) for said in night.log[before:])


async def test_what_is_queued_for_a_direct_chat_is_not_said_there_once_somebody_came_in(
    night: Night,
) -> None:
    async with night.store.begin() as session:
        await night.core.dispatcher.handle(session, night.incoming(EK, NEW))
    night.hall.joined[direct(EK)].add(HALL)
    await night.deliver()
    assert night.heard(direct(EK)) == []
    assert any(TELLTALE.search(body) for body in night.news(night.hall.room_for(EK)))


async def test_a_chat_is_nobodys_direct_chat_for_somebody_who_has_left_it(night: Night) -> None:
    night.hall.joined[direct(EK)] = {HALL}
    said = await night.type(EK, NEW)
    assert await night.cases() == []
    assert [one.body.splitlines()[0][:30] for one in said] == ["Det går inte i det här rummet."]
