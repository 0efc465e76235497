"""Only what somebody authorised says of one revision, in text from a signed device, counts as a yes."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.actors.entries import PersonEntry, RoleGrant
from bot.chat.message import Role, Trust
from bot.press.pictures import revision_of
from bot.press.tables import SignOffRow
from bot.press.values import Quorum, State
from bot.store.audit import AuditRow
from tests.press.day import (
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
    changed,
    direct,
    example,
    without_role,
)
from tests.press.signing import actions, first, of, revise, sign_offs, state, with_two_actors

YES = "!budskap godkänn BU-0001 rev 1"


async def test_the_quorum_of_named_organisations_approves_and_the_owner_is_called(day: PressDay) -> None:
    await day.put(State.CIRCULATED)
    body = await first(day, DAHL, YES)
    row = await day.message()
    assert "Godkänt för Stockholms stad: BU-0001 ”Skolorna är öppna”, revision 1, kontrollsumma" in body
    assert "Kvar att godkänna: Polismyndigheten" in body
    assert await state(day) is State.CIRCULATED
    said = await day.type(STRAND, YES)
    assert "Alla som behövs har godkänt. Det har ingen tid för publicering än." in said[0].body
    called = [one for one in said if NORD in one.mentions]
    assert {one.room for one in called} == {KOMMUNIKATION, AKTOR_STOCKHOLM}
    assert all("Stockholms stad väljer en tid med !budskap schemalägg BU-0001" in one.body for one in called)
    assert await state(day) is State.APPROVED
    assert row.revision == 1
    assert "har godkänt (Strand" in day.card(AKTOR_POLIS)


async def test_with_a_time_ahead_the_last_approval_plans_it(day: PressDay) -> None:
    at = day.clock.now() + timedelta(hours=7)
    await day.put(State.CIRCULATED, publish_at=at)
    await day.type(DAHL, YES)
    body = await first(day, STRAND, YES)
    assert "Det publiceras lördag 21 november 15:00." in body
    assert await state(day) is State.SCHEDULED


@pytest.mark.parametrize(
    "text",
    [
        "!budskap godkänn BU-0001 rev 1",
        "!budskap godkänn bu 1 rev:1",
        "!budskap godkänn BU–0001, revision 1.",
        "!budskap godkänn 0001 version 1",
        "!budskap godkänner rev. 1 BU-0001",
        "!message approve BU-0001 rev 1",
        "!budskap godkänn senaste rev 1",
        "!budskap godkänn BU-0001 1",
        "!budskap godkänn BU-0001 rev 1 för Polisen",
        "!budskap godkänn BU-0001 för:Polisen rev:1",
        "!godkänn BU-0001 rev 1",
        "budskap godkänn BU-0001 rev\u00a01",
    ],
)
async def test_it_is_understood_however_it_is_written(day: PressDay, text: str) -> None:
    await day.put(State.CIRCULATED)
    assert "Godkänt för Polismyndigheten" in await first(day, STRAND, text)


@pytest.mark.parametrize("text", ["godkänn rev 1", "godkänner revision 1", "Godkänn rev:1", "godkänn 1"])
async def test_in_a_reply_the_revision_is_enough(day: PressDay, text: str) -> None:
    await day.put()
    await day.put(State.CIRCULATED)
    await day.put(State.CIRCULATED, reference="BU-0009", exercise=True)
    await day.type(NORD, "!budskap skicka BU-0001")
    card = day.heard(AKTOR_POLIS)[0]
    assert "Godkänt för Polismyndigheten" in (await day.answer(STRAND, text, card))[0].body
    async with day.store.begin() as session:
        (row,) = await session.scalars(select(SignOffRow))
        assert (row.message_id, row.revision) == (1, 1)


async def test_without_the_revision_it_is_asked_for(day: PressDay) -> None:
    await day.put(State.CIRCULATED)
    assert "Vilken revision har du läst?" in await first(day, STRAND, "!budskap godkänn BU-0001")
    assert await sign_offs(day) == []
    assert "Godkänt för Polismyndigheten" in await first(day, STRAND, "rev 1")


async def test_an_answer_from_an_unsigned_device_to_that_question_counts_as_nothing(day: PressDay) -> None:
    await day.put(State.CIRCULATED)
    await day.type(STRAND, "!budskap godkänn BU-0001")
    assert "signerad enhet" in await first(day, STRAND, "1", trust=Trust.UNSIGNED)
    assert await sign_offs(day) == []


@pytest.mark.parametrize(
    "more",
    ["men rubriken ska bort", "inte", "om polisen också gör det", "och 2", "rev 2"],
)
async def test_a_yes_with_a_condition_is_no_yes(day: PressDay, more: str) -> None:
    await day.put(State.CIRCULATED)
    assert "Inget nytt är godkänt." in await first(day, STRAND, f"{YES} {more}")
    assert await sign_offs(day) == []


async def test_talk_in_the_thread_approves_nothing(day: PressDay) -> None:
    await day.put()
    await day.type(NORD, "!budskap skicka BU-0001")
    card = day.heard(AKTOR_POLIS)[0]
    for text in (
        "ok",
        "ja",
        "tack",
        "jag godkänner rev 1",
        "godkänn inte rev 1",
        "godkänner du rev 1?",
        "👍",
    ):
        await day.answer(STRAND, text, card)
    assert await sign_offs(day) == []


@pytest.mark.parametrize("text", ["ok", "Ja!", "nej", "ok 👍"])
async def test_a_bare_yes_or_no_to_the_request_is_answered_with_what_to_type(
    day: PressDay, text: str
) -> None:
    await day.put()
    await day.type(NORD, "!budskap skicka BU-0001")
    for asked in [one for one in day.heard(AKTOR_POLIS) if one.edits is None]:
        (said,) = await day.answer(STRAND, text, asked)
        assert said.room == AKTOR_POLIS
        assert "!budskap godkänn BU-0001 rev 1" in said.body
    assert await sign_offs(day) == []


async def test_an_old_revision_is_refused_with_what_has_changed(day: PressDay) -> None:
    await day.put(State.CIRCULATED)
    await revise(day, title="Skolorna är stängda")
    body = await first(day, STRAND, YES)
    assert "Revision 1 av BU-0001 gäller inte längre. Den senaste är revision 2, av Nord" in body
    assert "Skolorna är [borttaget: öppna] [tillagt: stängda]" in body
    assert "!budskap godkänn BU-0001 rev 2, eller !budskap avslå BU-0001 rev 2 och varför." in body
    assert "Inget nytt är godkänt." in body
    assert await sign_offs(day) == []


@pytest.mark.parametrize("number", ["2", "0", "999"])
async def test_a_revision_that_is_not_there_is_refused(day: PressDay, number: str) -> None:
    await day.put(State.CIRCULATED)
    body = await first(day, STRAND, f"!budskap godkänn BU-0001 rev {number}")
    assert "Den senaste är 1." in body
    assert await sign_offs(day) == []


async def test_the_wrong_organisation_is_told_who_approves(day: PressDay) -> None:
    await day.put(State.CIRCULATED)
    body = await first(day, VINGE, YES)
    assert "Nacka kommun ska inte godkänna BU-0001." in body
    assert "Det gör Stockholms stad och Polismyndigheten" in body
    assert "Det gör" in await first(day, STRAND, f"{YES} för:Nacka")
    assert "Du får inte godkänna för Stockholms stad." in await first(day, STRAND, f"{YES} för:Stockholm")
    assert await sign_offs(day) == []


async def test_a_person_whose_role_ended_a_minute_ago_is_refused_and_what_they_signed_is_void(
    day: PressDay,
) -> None:
    await day.put(State.CIRCULATED)
    await day.type(STRAND, YES)
    await day.pass_by(minutes=1)
    await day.open(without_role(STRAND))
    body = await first(day, STRAND, YES)
    assert "rollen godkännare" in body
    assert "Inget nytt är godkänt." in body
    said = await day.type(DAHL, YES)
    assert "Kvar att godkänna: Polismyndigheten" in said[0].body
    assert await sign_offs(day) == [
        ("polis", 1, "approved", "role"),
        ("stockholm", 1, "approved", None),
    ]
    assert any(
        "Strand, kommunikationschef vid polisen (fiktiv) får inte längre godkänna." in one.body
        for one in said
    )


@pytest.mark.parametrize("trust", [Trust.UNSIGNED, Trust.CHANGED, Trust.NONE])
async def test_only_a_signed_device_signs(day: PressDay, trust: Trust) -> None:
    await day.put(State.CIRCULATED)
    body = await first(day, STRAND, YES, trust=trust)
    assert "Det här kräver en signerad enhet." in body
    assert "Inget nytt är godkänt." in body
    assert await sign_offs(day) == []


async def test_a_device_that_is_trusted_no_longer_when_it_is_read_signs_nothing(day: PressDay) -> None:
    await day.put(State.CIRCULATED)
    day.worth.lost.add(STRAND)
    assert "inte längre betrodd" in await first(day, STRAND, YES)
    assert await sign_offs(day) == []


async def test_a_reaction_signs_nothing_and_is_answered_with_what_to_type(day: PressDay) -> None:
    await day.put()
    await day.type(NORD, "!budskap skicka BU-0001")
    card = day.heard(AKTOR_POLIS)[0]
    body = (await day.react(STRAND, "✅", card))[0].body
    assert "En reaktion räknas inte som ett godkännande." in body
    assert "!budskap godkänn BU-0001 rev 1" in body
    assert (
        "Du har inget att godkänna i BU-0001."
        in (await day.react(ALDER, "✔️", day.heard(KOMMUNIKATION)[0]))[0].body
    )
    assert await day.react(STRAND, "👍", card) == []
    assert await sign_offs(day) == []


async def test_the_author_never_approves(day: PressDay) -> None:
    await day.put(State.CIRCULATED, author=DAHL)
    body = await first(day, DAHL, YES)
    assert "Du har skrivit BU-0001. Den som skriver godkänner inte." in body
    await revise(day, by=STRAND)
    for who in (DAHL, STRAND):
        assert "Du har skrivit" in await first(day, who, "!budskap godkänn BU-0001 rev 2")
    await revise(day, by=NORD, title="Igen")
    assert "Godkänt" in await first(day, STRAND, "!budskap godkänn BU-0001 rev 3")
    assert [one[:2] for one in await sign_offs(day)] == [("polis", 3)]


async def test_one_other_organisation_than_the_owner_must(day: PressDay) -> None:
    await day.put(State.CIRCULATED, quorum=Quorum(required=("stockholm",), veto=("polis",)))
    body = await first(day, DAHL, YES)
    assert "Det behövs en till av Polismyndigheten" in body
    assert await state(day) is State.CIRCULATED
    await day.type(STRAND, YES)
    assert await state(day) is State.APPROVED


async def test_twice_is_said_kindly_and_changes_nothing(day: PressDay) -> None:
    await day.put(State.CIRCULATED)
    await day.type(STRAND, YES)
    await day.pass_by(minutes=5)
    said = await day.type(STRAND, YES)
    assert (
        "har redan godkänt BU-0001, revision 1: Strand, kommunikationschef vid polisen (fiktiv), 08:00"
        in said[0].body
    )
    assert len(said) == 1
    assert len(await sign_offs(day)) == 1


async def test_whoever_signs_for_two_says_for_which(day: PressDay) -> None:
    await with_two_actors(day, STRAND, "nacka")
    await day.put(State.CIRCULATED, quorum=Quorum(required=("polis", "nacka")))
    body = await first(day, STRAND, YES)
    assert "Du får svara för flera." in body
    assert await sign_offs(day) == []
    assert "Godkänt för Nacka kommun" in await first(day, STRAND, "2")
    assert [one[0] for one in await sign_offs(day)] == ["nacka"]


async def test_one_persons_yes_counts_for_one_organisation_and_who_else_can_is_said(day: PressDay) -> None:
    await with_two_actors(day, STRAND, "nacka")
    await day.put(State.CIRCULATED, quorum=Quorum(required=("polis", "nacka")))
    how = await first(day, STRAND, "!budskap signera BU-0001")
    assert "Du får godkänna för en av Polismyndigheten, Polisregion Stockholm och Nacka kommun" in how
    await day.type(STRAND, f"{YES} för:polisen")
    body = await first(day, STRAND, f"{YES} för:nacka")
    assert "Du har redan godkänt BU-0001, revision 1, för Polismyndigheten, Polisregion Stockholm." in body
    assert "En persons ja räknas för en aktör per revision." in body
    assert "För Nacka kommun får någon annan svara: en som har rollen godkännare där" in body
    assert "!budskap ångra BU-0001" in body
    assert "Vinge" not in body
    assert "Inget nytt är godkänt." in body
    assert [one[0] for one in await sign_offs(day)] == ["polis"]
    assert "Inget väntar på dig." in await first(day, STRAND, "!mina")
    await day.type(VINGE, YES)
    assert await state(day) is State.APPROVED


async def test_the_yes_is_moved_to_the_other_organisation_by_taking_it_back(day: PressDay) -> None:
    await with_two_actors(day, STRAND, "nacka")
    await day.put(State.CIRCULATED, quorum=Quorum(required=("stockholm", "polis", "nacka")))
    await day.type(STRAND, f"{YES} för:polisen")
    await day.type(STRAND, "!budskap ångra BU-0001")
    assert "Godkänt för Nacka kommun" in await first(day, STRAND, f"{YES} för:nacka")
    body = await first(day, STRAND, f"{YES} för:polisen")
    assert "För Polismyndigheten, Polisregion Stockholm finns ingen annan som får godkänna." in body
    await revise(day)
    again = f"{YES[:-1]}2 för:polisen"
    assert "Godkänt för Polismyndigheten" in await first(day, STRAND, again)


async def test_the_refusal_is_said_in_english_too(day: PressDay) -> None:
    await with_two_actors(day, STRAND, "nacka")
    await day.put(State.CIRCULATED, quorum=Quorum(required=("polis", "nacka")))
    await day.type(STRAND, "!språk en")
    await day.type(STRAND, f"{YES} för:polisen")
    body = await first(day, STRAND, f"{YES} för:nacka")
    assert "One person's yes counts for one actor per revision." in body
    assert "For Nacka kommun somebody else has to answer: one who has the role of approver there" in body


async def test_who_may_only_stand_in_for_another_organisation_signs_for_one_as_well(day: PressDay) -> None:
    found = example().snapshot().of(PersonEntry)[STRAND]
    writes = RoleGrant(role=Role.KOMMUNIKATOR, organisation="nacka")
    await day.open(changed(person={STRAND: found.model_copy(update={"roles": (*found.roles, writes)})}))
    await day.put(State.CIRCULATED, quorum=Quorum(required=("polis", "nacka")))
    assert "får godkänna för Nacka" in await first(day, VINGE, f"!budskap ersättare {STRAND} till:20:00")
    await day.type(STRAND, f"{YES} för:nacka")
    assert "En persons ja räknas" in await first(day, STRAND, f"{YES} för:polisen")
    assert await state(day) is State.CIRCULATED


@pytest.mark.parametrize(
    ("where", "words"),
    [
        (State.DRAFT, "hittar inget budskap"),
        (State.STOPPED, "är stoppat"),
        (State.PUBLISHED, "är publicerat"),
        (State.MISSED, "är missat"),
    ],
)
async def test_what_waits_for_no_signature_is_refused_with_its_state(
    day: PressDay, where: State, words: str
) -> None:
    await day.put(where)
    body = await first(day, STRAND, YES)
    assert words in body
    assert "Inget nytt är godkänt." in body
    assert await sign_offs(day) == []


async def test_what_was_typed_half_an_hour_ago_is_asked_again(day: PressDay) -> None:
    await day.put(State.CIRCULATED)
    written = day.clock.now()
    day.clock.advance(timedelta(minutes=31))
    body = await first(day, STRAND, YES, origin_at=written)
    assert "Ska jag göra det?" in body
    assert await sign_offs(day) == []
    await revise(day)
    assert "gäller inte längre" in await first(day, STRAND, "ja")
    assert await sign_offs(day) == []


async def test_an_exercise_is_marked_wherever_it_is_signed(day: PressDay) -> None:
    await day.put(State.CIRCULATED, exercise=True)
    said = [*await day.type(DAHL, YES), *await day.type(STRAND, YES), *await day.type(STRAND, "!mina")]
    assert all(
        one.body.startswith("ÖVNING. ") or "ÖVNING. " in one.body for one in said if "BU-0001" in one.body
    )


async def test_ones_own_approval_is_taken_back_until_it_is_on_its_way(day: PressDay) -> None:
    await day.put(State.CIRCULATED)
    await day.type(DAHL, YES)
    await day.type(STRAND, YES)
    said = await day.type(STRAND, "!ångra")
    assert "Godkännandet för Polismyndigheten, Polisregion Stockholm är tillbakataget" in said[0].body
    assert await state(day) is State.CIRCULATED
    told = of(said, AKTOR_STOCKHOLM)
    assert len(told) == 1
    assert "Det är inte längre godkänt" in told[0]
    assert "inget godkännande" in await first(day, STRAND, "!budskap ångra BU-0001")
    await day.type(STRAND, YES)
    assert await state(day) is State.APPROVED
    assert [one[3] for one in await sign_offs(day)] == [None, "withdrawn", None]


async def test_an_approval_that_was_said_twice_is_taken_back_by_whose_it_is(day: PressDay) -> None:
    await with_two_actors(day, VINGE, "polis")
    await day.put(State.CIRCULATED, quorum=Quorum(required=("stockholm", "polis")))
    await day.type(STRAND, YES)
    assert "Inget ändras." in await first(day, STRAND, YES)
    assert "Inget ändras." in await first(day, VINGE, YES)
    said = await first(day, VINGE, "!ångra")
    assert "Den som gav godkännandet tar tillbaka det med !budskap ångra." in said
    assert [one[3] for one in await sign_offs(day)] == [None]
    assert "är tillbakataget: BU-0001, revision 1." in await first(day, STRAND, "!ångra")
    assert [one[3] for one in await sign_offs(day)] == ["withdrawn"]


async def test_an_approval_that_was_renewed_is_taken_back_whole(day: PressDay) -> None:
    await day.put(State.CIRCULATED, quorum=Quorum(required=("stockholm", "polis", "nacka")))
    await day.type(STRAND, YES)
    day.clock.advance(timedelta(hours=47, minutes=30))
    await day.type(STRAND, YES)
    body = await first(day, STRAND, "!ångra")
    assert "Kvar att godkänna: Stockholms stad, Polismyndigheten" in body
    assert [one[3] for one in await sign_offs(day)] == ["replaced", "withdrawn"]


async def test_nobody_takes_back_anothers_approval(day: PressDay) -> None:
    await day.put(State.CIRCULATED)
    await day.type(STRAND, YES)
    assert "inget godkännande" in await first(day, DAHL, "!budskap ångra BU-0001")
    assert [one[3] for one in await sign_offs(day)] == [None]


async def test_what_is_out_cannot_be_unapproved(day: PressDay) -> None:
    await day.put(State.PUBLISHED)
    assert "är publicerat" in await first(day, STRAND, "!budskap ångra BU-0001")


async def test_an_approval_that_is_soon_too_old_is_given_again(day: PressDay) -> None:
    await day.put(State.CIRCULATED, quorum=Quorum(required=("stockholm", "polis", "nacka")))
    await day.type(STRAND, YES)
    day.clock.advance(timedelta(hours=47, minutes=30))
    assert "Godkänt för Polismyndigheten" in await first(day, STRAND, YES)
    assert [one[3] for one in await sign_offs(day)] == ["replaced", None]


async def test_an_approval_too_old_for_its_time_is_said_to_be(day: PressDay) -> None:
    at = day.clock.now() + timedelta(hours=72)
    await day.put(State.CIRCULATED, publish_at=at)
    assert "Det är före publiceringen, så det behöver ges igen." in await first(day, DAHL, YES)
    said = await day.type(STRAND, YES)
    assert any("blir för gammalt före dess" in one.body for one in said)


async def test_a_text_changed_in_the_database_cannot_be_signed(day: PressDay) -> None:
    await day.put(State.CIRCULATED)
    async with day.store.begin() as session:
        revision = await revision_of(session, await day.message())
        revision.content = {**(revision.content or {}), "body": "Något annat."}
    said = await day.type(STRAND, YES)
    assert "stämmer inte med det som signerades" in said[0].body
    assert any(
        "Ta reda på vem som har ändrat i databasen." in one.body for one in day.heard("!drift:localhost")
    )
    assert await sign_offs(day) == []


async def test_each_step_is_in_the_audit_log_with_ids_only(day: PressDay) -> None:
    await day.put()
    await day.type(NORD, "!budskap skicka BU-0001")
    await day.type(DAHL, YES)
    await day.type(STRAND, YES)
    await day.type(STRAND, "!ångra")
    await day.type(STRAND, "!budskap avslå BU-0001 rev 1 orsak:Numret 08-123 är gammalt")
    assert await actions(day) == [
        "message.circulate",
        "message.approve",
        "message.approve",
        "message.complete",
        "message.withdraw",
        "message.lapse",
        "message.reject",
    ]
    async with day.store.begin() as session:
        found = list(await session.scalars(select(AuditRow)))
    assert not any(word in row.fields for row in found for word in ("Skolorna", "gammalt", "08-123"))


async def test_a_room_with_strangers_hears_who_has_signed_and_not_what(day: PressDay) -> None:
    day.hall.joined[KOMMUNIKATION].add("@vem:annan")
    await day.put()
    await day.type(NORD, "!budskap skicka BU-0001")
    await day.type(STRAND, "!budskap avslå BU-0001 rev 1 orsak:Fel nummer")
    said = "\n".join(one.body for one in day.heard(KOMMUNIKATION))
    assert "Skolorna" not in said
    assert "Fel nummer" not in said
    assert "BU-0001" in said


async def test_in_a_room_with_strangers_the_answer_goes_to_the_direct_chat(day: PressDay) -> None:
    day.hall.joined[AKTOR_POLIS].add("@vem:annan")
    await day.put(State.CIRCULATED)
    for text in ("!budskap godkänn BU-0001 rev 9", YES, "!budskap signera BU-0001"):
        said = await day.type(STRAND, text, AKTOR_POLIS)
        assert not any("Skolorna" in one.body for one in said if one.room == AKTOR_POLIS)
        assert any("BU-0001" in one.body for one in said if one.room == direct(STRAND))
    await revise(day, title="Skolorna är stängda")
    said = await day.type(STRAND, YES, AKTOR_POLIS)
    assert not any("stängda" in one.body for one in said if one.room == AKTOR_POLIS)


@pytest.mark.parametrize("who", [OST, HOLM])
async def test_others_who_may_read_it_may_not_sign_it(day: PressDay, who: str) -> None:
    await day.put(State.CIRCULATED)
    assert "Inget nytt är godkänt." in await first(day, who, YES)
    assert await sign_offs(day) == []


async def test_what_waits_for_ones_signature_is_shown(day: PressDay) -> None:
    await day.put()
    assert "Inget väntar på dig." in await first(day, STRAND, "!mina")
    await day.type(NORD, "!budskap skicka BU-0001 svar:12:00")
    body = await first(day, STRAND, "!mina")
    assert "BU-0001, Skolorna är öppna: läs och skriv !budskap godkänn BU-0001 rev 1, senast 12:00." in body
    assert "Inget väntar på dig." in await first(day, VINGE, "!mina")
    await day.type(STRAND, YES)
    assert "Inget väntar på dig." in await first(day, STRAND, "!mina")
    await day.type(DAHL, YES)
    assert "godkänt, behöver en tid" in await first(day, NORD, "!mina")


async def test_whoever_could_move_their_yes_to_where_nobody_is_left_sees_how(day: PressDay) -> None:
    signs = [RoleGrant(role=Role.GODKANNARE, organisation=one) for one in ("polis", "nacka")]
    found = example().snapshot().of(PersonEntry)
    people = {
        STRAND: found[STRAND].model_copy(update={"roles": tuple(signs)}),
        VINGE: found[VINGE].model_copy(update={"roles": tuple(signs[1:])}),
    }
    await day.open(changed(person=people))
    await day.put(State.CIRCULATED, quorum=Quorum(required=("polis", "nacka")))
    await day.type(STRAND, f"{YES} för:nacka")
    polis = "Polismyndigheten, Polisregion Stockholm"
    body = await first(day, STRAND, "!mina")
    assert (
        f"BU-0001, Skolorna är öppna: för {polis} finns ingen annan som kan godkänna, och ditt ja räknas för "
        f"Nacka kommun. Ska det gälla {polis}: skriv !budskap ångra BU-0001 och sedan "
        f"!budskap godkänn BU-0001 rev 1 för:{polis}. Någon annan behöver då godkänna för Nacka kommun."
    ) in body
    assert "Inget väntar på dig." in await first(day, VINGE, "!mina")
    await day.type(STRAND, "!budskap ångra BU-0001")
    assert "Godkänt för Polismyndigheten" in await first(
        day, STRAND, f"!budskap godkänn BU-0001 rev 1 för:{polis}"
    )
    assert "Inget väntar på dig." in await first(day, STRAND, "!mina")
    await day.type(VINGE, YES)
    assert await state(day) is State.APPROVED


async def test_a_yes_in_doubt_does_not_come_back_when_the_one_after_it_is_taken_back(day: PressDay) -> None:
    await with_two_actors(day, DAHL, "polis")
    await day.put(State.CIRCULATED)
    await day.type(DAHL, f"{YES} för:polisen")
    day.worth.lost.add(DAHL)
    await day.type(STRAND, YES)
    day.worth.lost.clear()
    await day.type(DAHL, f"{YES} för:Stockholm")
    assert await state(day) is State.APPROVED
    await day.type(STRAND, "!budskap ångra BU-0001")
    assert await state(day) is State.CIRCULATED
    assert [(actor, why) for actor, _, _, why in await sign_offs(day)] == [
        ("polis", "replaced"),
        ("polis", "withdrawn"),
        ("stockholm", None),
    ]


async def test_a_yes_is_taken_back_though_its_device_is_in_doubt(day: PressDay) -> None:
    await day.put(State.CIRCULATED)
    for who in (STRAND, DAHL):
        await day.type(who, YES)
    day.worth.lost.add(STRAND)
    assert "är tillbakataget" in await first(day, STRAND, "!budskap ångra BU-0001")
    day.worth.lost.clear()
    assert await state(day) is State.CIRCULATED
    assert [why for actor, _, _, why in await sign_offs(day) if actor == "polis"] == ["withdrawn"]


async def test_who_signs_for_several_is_shown_them_with_the_numbers_to_answer_with(day: PressDay) -> None:
    await with_two_actors(day, STRAND, "stockholm")
    await day.put(State.CIRCULATED)
    said = await first(day, STRAND, "!budskap godkänn BU-0001 rev 1")
    assert "1) Stockholms stad\n2) Polismyndigheten, Polisregion Stockholm\n" in said
    assert "Godkänt för Polismyndigheten" in await first(day, STRAND, "2")
    said = await first(day, STRAND, "!budskap ersättare @kom-holm till:20:00")
    assert "1) Polismyndigheten, Polisregion Stockholm\n2) Stockholms stad\n" in said
    said = await first(day, STRAND, "2")
    assert "Holm, kommunikatör vid polisen (fiktiv) hör inte till Stockholms stad." in said
    await day.type(STRAND, "!budskap ersättare @kom-holm till:20:00")
    assert "får godkänna för Polismyndigheten, Polisregion Stockholm" in await first(day, STRAND, "1")
