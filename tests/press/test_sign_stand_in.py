"""A stand-in signs in an approver's place until a time, for the same organisation, and all concerned know."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.press.tables import StandInRow
from bot.press.values import Quorum, State
from bot.store.audit import AuditRow
from tests.press.day import (
    AKTOR_POLIS,
    DAHL,
    HOLM,
    KOMMUNIKATION,
    NORD,
    STRAND,
    VINGE,
    PressDay,
    direct,
    without_role,
)
from tests.press.signing import first, of, sign_offs, state, with_two_actors

YES = "!budskap godkänn BU-0001 rev 1"
LEND = "!budskap ersättare @kom-holm till:imorgon 08:00"


async def rows(day: PressDay) -> list[StandInRow]:
    async with day.store.begin() as session:
        return list(await session.scalars(select(StandInRow).order_by(StandInRow.id)))


async def test_a_stand_in_signs_until_the_time_and_no_longer(day: PressDay) -> None:
    await day.put(State.CIRCULATED, author=NORD)
    assert "Inget nytt är godkänt." in await first(day, HOLM, YES)
    said = await day.type(STRAND, LEND)
    assert (
        "får godkänna för Polismyndigheten, Polisregion Stockholm till söndag 22 november 08:00."
        in said[0].body
    )
    assert "Du får godkänna budskap för Polismyndigheten" in of(said, direct(HOLM))[0]
    assert "BU-0001" in await first(day, HOLM, "!mina")
    assert "godkännare" in await first(day, HOLM, "!vem")
    body = await first(day, HOLM, YES)
    assert "Det gäller så länge du är ersättare, till söndag 22 november 08:00." in body
    assert [one[0] for one in await sign_offs(day)] == ["polis"]
    await day.pass_by(hours=24)
    assert await sign_offs(day) == [("polis", 1, "approved", "expired")]
    assert "rollen godkännare" in await first(day, HOLM, YES)


async def test_a_stand_in_is_called_as_the_approver_is(day: PressDay) -> None:
    await day.type(STRAND, LEND)
    await day.put()
    said = await day.type(NORD, "!budskap skicka BU-0001")
    called = {one.room: set(one.mentions) for one in said if one.mentions}
    assert called[AKTOR_POLIS] == {STRAND, HOLM}
    assert called[KOMMUNIKATION] == {DAHL, STRAND, HOLM}
    said = await day.pass_by(hours=3)
    assert {who for one in said if one.room == AKTOR_POLIS for who in one.mentions} == {STRAND, HOLM}


async def test_an_actor_whose_approver_has_gone_may_be_signed_for_by_the_stand_in(day: PressDay) -> None:
    """As long as whoever named them has the role still."""
    await day.type(STRAND, LEND)
    await day.put(State.CIRCULATED)
    await day.type(HOLM, YES)
    await day.open(without_role(STRAND))
    await day.type(DAHL, YES)
    assert await state(day) is State.CIRCULATED
    assert ("polis", 1, "approved", "role") in await sign_offs(day)
    assert "rollen godkännare" in await first(day, HOLM, YES)


async def test_the_stand_in_who_wrote_it_does_not_approve_it(day: PressDay) -> None:
    await day.type(STRAND, LEND)
    await day.put(State.CIRCULATED, author=HOLM)
    assert "Den som skriver godkänner inte." in await first(day, HOLM, YES)


@pytest.mark.parametrize("text", ["till:nu", "till:slut"])
async def test_it_is_ended_and_what_was_signed_holds_no_longer(day: PressDay, text: str) -> None:
    await day.put(State.CIRCULATED, quorum=Quorum(required=("polis", "stockholm")))
    await day.type(STRAND, LEND)
    await day.type(HOLM, YES)
    said = await day.type(STRAND, f"!budskap ersättare Holm {text}")
    assert "är inte längre ersättare" in said[0].body
    assert "Du är inte längre ersättare" in of(said, direct(HOLM))[0]
    assert "rollen godkännare" in await first(day, HOLM, YES)
    await day.type(DAHL, YES)
    assert ("polis", 1, "approved", "role") in await sign_offs(day)
    assert "är inte ersättare för" in await first(day, STRAND, f"!budskap ersättare Holm {text}")


async def test_naming_one_is_taken_back(day: PressDay) -> None:
    await day.type(STRAND, LEND)
    assert "Holm" in await first(day, STRAND, "!budskap ersättare")
    assert "är inte längre ersättare" in await first(day, STRAND, "!ångra")
    assert [one.ended_at is None for one in await rows(day)] == [False]


async def test_another_time_takes_the_place_of_the_first(day: PressDay) -> None:
    await day.type(STRAND, LEND)
    body = await first(day, STRAND, "!budskap ersättare @kom-holm till:imorgon 12:00")
    assert "är ersättare för Polismyndigheten, Polisregion Stockholm till söndag 22 november 12:00" in body
    assert [one.ended_at is None for one in await rows(day)] == [False, True]


@pytest.mark.parametrize(
    ("who", "text", "words"),
    [
        (STRAND, "!budskap ersättare @kom-alder till:imorgon 08:00", "ska höra till samma organisation"),
        (STRAND, "!budskap ersättare @chef-strand till:imorgon 08:00", "din egen ersättare"),
        (STRAND, "!budskap ersättare @kom-holm till:2026-12-24 08:00", "högst 7 dagar i taget"),
        (STRAND, "!budskap ersättare @ingen-alls till:imorgon 08:00", "Vem menar du?"),
        (STRAND, f"{LEND} för:Nacka", "Du kan bara utse ersättare för Polismyndigheten"),
        (HOLM, LEND, "rollen godkännare"),
        (NORD, LEND, "rollen godkännare"),
    ],
)
async def test_what_cannot_be_is_refused_with_the_reason(
    day: PressDay, who: str, text: str, words: str
) -> None:
    assert words in await first(day, who, text)
    assert await rows(day) == []


async def test_a_stand_in_names_no_stand_in(day: PressDay) -> None:
    await day.type(STRAND, LEND)
    body = await first(day, HOLM, "!budskap ersättare @polis-lilja till:imorgon 07:00")
    assert "Bara den som själv har rollen godkännare kan utse en ersättare." in body or "Vem menar du" in body
    assert len(await rows(day)) == 1


async def test_who_has_the_role_needs_no_naming(day: PressDay) -> None:
    await with_two_actors(day, VINGE, "stockholm")
    body = await first(day, DAHL, "!budskap ersättare @chef-vinge till:imorgon 08:00")
    assert "får redan godkänna för Stockholms stad" in body


async def test_without_a_time_it_is_asked_for(day: PressDay) -> None:
    assert "Till när?" in await first(day, STRAND, "!budskap ersättare @kom-holm")
    assert "får godkänna för Polismyndigheten" in await first(day, STRAND, "20:00")


async def test_they_are_listed_for_their_own_organisation_alone(day: PressDay) -> None:
    await day.type(STRAND, LEND)
    assert "- Holm, kommunikatör vid polisen (fiktiv)" in await first(day, STRAND, "!budskap ersättare")
    assert "ingen ersättare just nu" in await first(day, DAHL, "!budskap ersättare")
    day.clock.advance(timedelta(days=2))
    assert "ingen ersättare just nu" in await first(day, STRAND, "!budskap ersättare")


async def test_it_is_in_the_audit_log(day: PressDay) -> None:
    await day.type(STRAND, LEND)
    await day.type(STRAND, "!budskap ersättare @kom-holm till:nu")
    async with day.store.begin() as session:
        found = list(await session.scalars(select(AuditRow).where(AuditRow.object == HOLM)))
    assert [(one.actor, one.action) for one in found] == [
        (STRAND, "stand_in.make"),
        (STRAND, "stand_in.end"),
    ]
