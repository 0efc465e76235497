"""Circulating: everyone who takes part sees it, and each who may sign is called by name with what to type."""

import pytest

from bot.press.values import Quorum, State
from tests.press.day import (
    AKTOR_NACKA,
    AKTOR_POLIS,
    AKTOR_STOCKHOLM,
    ALDER,
    DAHL,
    HOLM,
    KOMMUNIKATION,
    NORD,
    OST,
    STRAND,
    VINGE,
    PressDay,
    direct,
    without_role,
)
from tests.press.signing import first, state, with_two_actors

SEND = "!budskap skicka BU-0001"


async def test_each_who_may_sign_is_called_where_they_are(day: PressDay) -> None:
    await day.put(quorum=Quorum(required=("stockholm", "polis", "lst")), informed=("nacka",))
    said = await day.type(NORD, SEND)
    assert "BU-0001 ”Skolorna är öppna” är på remiss, revision 1." in said[0].body
    assert "Svar behövs senast 12:00." in said[0].body
    called = {one.room: set(one.mentions) for one in said if one.mentions}
    assert called == {
        KOMMUNIKATION: {DAHL, STRAND, OST},
        AKTOR_STOCKHOLM: {DAHL},
        AKTOR_POLIS: {STRAND},
    }
    for one in said:
        if one.mentions:
            assert "!budskap godkänn BU-0001 rev 1" in one.body
            assert "Skolorna är öppna som vanligt." in one.body
    (told,) = [one.body for one in said if one.room == AKTOR_NACKA and one.in_thread]
    assert "Ni får det för kännedom." in told
    assert "Skolorna är öppna som vanligt." in told
    assert "godkänn" not in told
    assert await state(day) is State.CIRCULATED


async def test_who_is_in_no_room_is_called_alone(day: PressDay) -> None:
    await day.put(quorum=Quorum(required=("stockholm", "lst")))
    day.hall.joined[KOMMUNIKATION].discard(OST)
    said = await day.type(NORD, SEND)
    (alone,) = [one for one in said if one.room == direct(OST)]
    assert alone.mentions == [OST]
    assert "!budskap godkänn BU-0001 rev 1" in alone.body


async def test_the_author_is_not_asked_to_sign(day: PressDay) -> None:
    await day.put(author=DAHL, quorum=Quorum(required=("polis",)))
    said = await day.type(NORD, SEND)
    assert not any(DAHL in one.mentions for one in said)


async def test_an_organisation_that_must_sign_and_has_nobody_is_refused_by_name(day: PressDay) -> None:
    await day.open(without_role(STRAND))
    await day.put(quorum=Quorum(required=("stockholm", "polis", "solna")))
    body = await first(day, NORD, SEND)
    assert "BU-0001 kan inte bli godkänt." in body
    assert "- Polismyndigheten, Polisregion Stockholm\n- Solna stad" in body
    assert "Stockholms stad" not in body
    assert await state(day) is State.DRAFT


async def test_whose_only_approver_wrote_it_has_nobody(day: PressDay) -> None:
    await day.put(author=DAHL)
    assert "- Stockholms stad" in await first(day, NORD, SEND)
    assert await state(day) is State.DRAFT


async def test_organisations_that_share_their_only_approver_cannot_both_sign(day: PressDay) -> None:
    await with_two_actors(day, STRAND, "solna")
    await day.put(quorum=Quorum(required=("polis", "solna")))
    body = await first(day, NORD, SEND)
    assert "alla som får godkänna för de här behövs för en annan aktör:\n- Solna stad" in body
    assert await state(day) is State.DRAFT
    await day.put(quorum=Quorum(required=("stockholm",), among=("polis", "solna"), least=1))
    await day.type(NORD, "!budskap skicka BU-0002")
    assert await state(day) is State.CIRCULATED


async def test_whoever_has_signed_for_another_is_not_reminded(day: PressDay) -> None:
    await with_two_actors(day, STRAND, "nacka")
    await day.put(quorum=Quorum(required=("polis", "nacka")))
    await day.type(NORD, f"{SEND} svar:12:00")
    await day.type(STRAND, "!budskap godkänn BU-0001 rev 1 för:polisen")
    said = await day.pass_by(hours=3, minutes=59)
    called = {who for one in said for who in one.mentions}
    assert VINGE in called
    assert STRAND not in called


async def test_too_few_of_those_of_whom_some_must_are_refused_and_one_too_many_is_only_said(
    day: PressDay,
) -> None:
    among = ("polis", "nacka", "solna")
    await day.put(quorum=Quorum(required=("stockholm",), among=among, least=3))
    assert "- Solna stad" in await first(day, NORD, SEND)
    assert await state(day) is State.DRAFT
    await day.put(quorum=Quorum(required=("stockholm",), among=among, least=2))
    body = await first(day, NORD, "!budskap skicka BU-0002")
    assert "Hos Solna stad finns ingen som får godkänna. Det går att bli klar ändå." in body
    assert await state(day) is State.CIRCULATED


async def test_the_owner_alone_is_refused(day: PressDay) -> None:
    await day.put(quorum=Quorum(required=("stockholm",)))
    assert "Minst en annan aktör måste också göra det." in await first(day, NORD, SEND)
    assert await state(day) is State.DRAFT


@pytest.mark.parametrize("who", [HOLM, ALDER, DAHL])
async def test_only_who_writes_for_the_owner_circulates(day: PressDay, who: str) -> None:
    await day.put()
    await day.type(who, SEND)
    assert await state(day) is State.DRAFT


async def test_another_communicator_of_the_owner_may(day: PressDay) -> None:
    await day.put(author=HOLM, owner="lst", quorum=Quorum(required=("polis",)))
    await day.type(NORD, SEND)
    assert await state(day) is State.CIRCULATED


async def test_what_is_circulated_is_not_circulated_again(day: PressDay) -> None:
    await day.put(State.CIRCULATED)
    assert "BU-0001 är på remiss." in await first(day, NORD, SEND)


@pytest.mark.parametrize(
    ("when", "words"), [("svar:16:00", "16:00"), ("svar: imorgon 09:00", "söndag 22 november 09:00")]
)
async def test_the_deadline_is_given_and_said_back(day: PressDay, when: str, words: str) -> None:
    await day.put()
    assert f"Svar behövs senast {words}." in await first(day, NORD, f"{SEND} {when}")


@pytest.mark.parametrize("when", ["2026-11-20 08:00", "2027-06-01 08:00", "31 februari"])
async def test_a_deadline_that_cannot_be_is_asked_about(day: PressDay, when: str) -> None:
    await day.put()
    await day.type(NORD, f"{SEND} svar:{when}")
    assert await state(day) is State.DRAFT


async def test_the_answer_is_due_before_the_time_of_publication(day: PressDay) -> None:
    await day.put(publish_at=day.clock.now().replace(hour=9))
    assert "Svar behövs senast 10:00." in await first(day, NORD, SEND)


async def test_remiss_is_the_same_and_the_only_draft_needs_no_number(day: PressDay) -> None:
    await day.put()
    assert "är på remiss" in await first(day, NORD, "!budskap remiss")


async def test_an_exercise_says_so_everywhere(day: PressDay) -> None:
    await day.put(exercise=True)
    said = await day.type(NORD, SEND)
    assert said
    assert all("ÖVNING. " in one.body for one in said)
    assert VINGE not in {who for one in said for who in one.mentions}
