"""A change that leaves nobody to sign for an organisation is taken, and said, with what would mend it."""

import pytest

from bot.actors.entries import PersonEntry, RoleGrant
from bot.chat.message import Role
from bot.press.values import Quorum, State
from tests.press.day import (
    AKTOR_POLIS,
    AKTOR_STOCKHOLM,
    ALDER,
    DAHL,
    KOMMUNIKATION,
    NORD,
    STRAND,
    VINGE,
    PressDay,
    changed,
    direct,
    example,
    without_role,
)
from tests.press.signing import first, of, sign_offs, state
from tests.press.writing import content

EDIT = "!budskap ändra BU-0001 titel: Skolorna är stängda"
RESTORE = "!budskap ändra BU-0001 återställ:"
YES = "!budskap godkänn BU-0001 rev"
NOBODY = "Hos de här finns ingen som får godkänna, utöver den som har skrivit det:\n"
STAND_IN = "!budskap ersättare @namn till:imorgon 08:00"
MATE = "@kom-mate:localhost"
"""Another who works for Stockholm, made up."""


def person(user_id: str, *roles: RoleGrant, **more: str) -> PersonEntry:
    """Somebody of the example with these roles beside their own."""
    found = example().snapshot().of(PersonEntry)[user_id]
    return found.model_copy(update={"roles": (*found.roles, *roles), **more})


def writes_for(actor: str) -> RoleGrant:
    return RoleGrant(role=Role.KOMMUNIKATOR, organisation=actor)


@pytest.fixture
async def desk(day: PressDay) -> PressDay:
    """Whoever approves for Stockholm, and for the police, alone there, writes for Stockholm too."""
    people = {one: person(one, writes_for("stockholm")) for one in (DAHL, STRAND)}
    return await day.open(changed(person={**people, MATE: person(NORD, id=MATE, name="Mate (fiktiv)")}))


async def test_a_change_by_an_organisations_only_approver_is_said_with_what_would_mend_it(
    desk: PressDay,
) -> None:
    await desk.put(State.CIRCULATED)
    said = await desk.type(DAHL, EDIT)
    answer = said[0].body
    assert "BU-0001 har en ny revision, 2" in answer
    assert f"BU-0001 kan inte bli godkänt. {NOBODY}- Stockholms stad\n" in answer
    assert "Ta tillbaka ändringen med !ångra, och låt någon annan göra den." in answer
    assert f"Den som har rollen godkännare där kan utse en ersättare med {STAND_IN}." in answer
    assert await state(desk) is State.CIRCULATED


async def test_the_owner_hears_it_by_name_in_the_thread_and_once(desk: PressDay) -> None:
    await desk.put(State.CIRCULATED)
    said = await desk.type(DAHL, EDIT)
    for room in (KOMMUNIKATION, AKTOR_STOCKHOLM, AKTOR_POLIS):
        (told,) = [
            one for one in said if one.room == room and one.edits is None and "revision, 2" in one.body
        ]
        assert told.body.count("kan inte bli godkänt") == 1
        assert f"kan ta tillbaka ändringen med {RESTORE}1 rev:2" in told.body
        assert {NORD, MATE} <= set(told.mentions) or room == AKTOR_POLIS
        assert DAHL not in told.mentions


async def test_whoever_takes_their_change_back_has_not_written_what_stands_and_signs_it(
    desk: PressDay,
) -> None:
    await desk.put(State.CIRCULATED)
    await desk.type(DAHL, EDIT)
    said = await first(desk, DAHL, "!ångra")
    assert "BU-0001 har en ny revision, 3" in said
    assert "kan inte bli godkänt" not in said
    await desk.type(MATE, EDIT)
    for who in (DAHL, STRAND):
        await desk.type(who, f"{YES} 4")
    assert await state(desk) is State.APPROVED


@pytest.mark.parametrize(("steps", "who"), [([(1, MATE), (2, DAHL)], DAHL), ([(1, STRAND)], STRAND)])
async def test_whoever_puts_back_anything_else_has_written_it(
    desk: PressDay, steps: list[tuple[int, str]], who: str
) -> None:
    await desk.put(State.CIRCULATED)
    await desk.type(DAHL, EDIT)
    for at, (number, by) in enumerate(steps, start=2):
        assert "ny revision" in await first(desk, by, f"{RESTORE}{number} rev:{at}")
    assert "Den som skriver godkänner inte." in await first(desk, who, f"{YES} {2 + len(steps)}")
    assert await sign_offs(desk) == []


async def test_it_waits_for_the_owner_and_is_said_again_when_the_time_is_over(desk: PressDay) -> None:
    await desk.put()
    await desk.type(NORD, "!budskap skicka BU-0001")
    assert "Inget väntar på dig." in await first(desk, NORD, "!mina")
    await desk.type(DAHL, EDIT)
    assert (
        "BU-0001, Skolorna är stängda: kan inte bli godkänt. Det saknas någon som får godkänna för "
        f"Stockholms stad. Den som skriver för Stockholms stad kan ta tillbaka ändringen med {RESTORE}1 rev:2"
    ) in await first(desk, NORD, "!mina")
    said = await desk.pass_by(hours=4)
    (told,) = [one.body for one in said if one.room == AKTOR_STOCKHOLM and "är ute." in one.body]
    assert f"{NOBODY}- Stockholms stad\n" in told
    await desk.type(DAHL, "!ångra")
    assert "Inget väntar på dig." in await first(desk, NORD, "!mina")


async def test_a_named_stand_in_mends_it(desk: PressDay) -> None:
    await desk.put(State.CIRCULATED)
    await desk.type(DAHL, EDIT)
    await desk.type(DAHL, f"!budskap ersättare {MATE} till:20:00")
    assert "Godkänt för Stockholms stad" in await first(desk, MATE, f"{YES} 2")


async def test_the_author_is_told_the_truth_where_nobody_else_is_there(desk: PressDay) -> None:
    await desk.put(State.CIRCULATED)
    await desk.type(DAHL, EDIT)
    said = await first(desk, DAHL, f"{YES} 2")
    assert "Du har skrivit BU-0001. Den som skriver godkänner inte." in said
    assert "För Stockholms stad finns ingen annan som får godkänna." in said
    assert f"{RESTORE}1 rev:2" in said
    assert STAND_IN in said
    assert "Någon annan hos er" not in said
    await desk.type(DAHL, f"!budskap ersättare {MATE} till:20:00")
    assert "Någon annan hos er som får godkänna behöver läsa och svara." in await first(
        desk, DAHL, f"{YES} 2"
    )


async def test_where_it_can_do_without_the_author_is_told_so(desk: PressDay) -> None:
    among = ("stockholm", "polis", "nacka")
    await desk.put(State.CIRCULATED, quorum=Quorum(among=among, least=2))
    assert "kan inte bli godkänt" not in await first(desk, DAHL, EDIT)
    said = await first(desk, DAHL, f"{YES} 2")
    assert "För Stockholms stad finns ingen annan som får godkänna." in said
    assert "Det går att bli klar ändå." in said


async def test_too_few_of_those_of_whom_some_must_is_said_with_all_that_lack_somebody(desk: PressDay) -> None:
    among = ("polis", "nacka", "solna")
    await desk.put(State.CIRCULATED, quorum=Quorum(required=("stockholm",), among=among, least=2))
    said = await first(desk, STRAND, EDIT)
    assert f"{NOBODY}- Polismyndigheten, Polisregion Stockholm\n- Solna stad\n" in said
    await desk.put(State.CIRCULATED, quorum=Quorum(required=("stockholm",), among=among, least=1))
    assert "kan inte bli godkänt" not in await first(desk, STRAND, EDIT.replace("0001", "0002"))


async def test_where_only_the_owner_is_left_it_is_said_that_another_must(desk: PressDay) -> None:
    await desk.put(State.CIRCULATED, quorum=Quorum(among=("stockholm", "polis"), least=1))
    said = await first(desk, STRAND, EDIT)
    assert "Minst en annan aktör än Stockholms stad måste godkänna" in said
    assert "- Polismyndigheten, Polisregion Stockholm\n" in said


async def test_an_organisation_that_is_newly_asked_and_has_nobody_is_said_once(desk: PressDay) -> None:
    await desk.put(State.CIRCULATED)
    said = await first(desk, NORD, "!budskap ändra BU-0001\nSigneras av: polisen, Solna")
    assert said.count("Solna stad") - said.count("Är nu:") == 1
    assert "Ta tillbaka ändringen med !ångra." in said
    assert "Be administratören att ge någon där rollen godkännare." in said


async def test_a_draft_says_it_when_it_is_circulated(desk: PressDay) -> None:
    await desk.put(State.DRAFT)
    assert "kan inte bli godkänt" not in await first(desk, DAHL, EDIT)
    assert f"{NOBODY}- Stockholms stad" in await first(desk, NORD, "!budskap skicka BU-0001")


async def test_a_colleagues_later_block_is_not_lost_when_ones_own_is_taken_back(desk: PressDay) -> None:
    await desk.put(State.CIRCULATED)
    await desk.type(NORD, "!budskap lokalt BU-0001 Ring oss.")
    await desk.type(MATE, "!budskap lokalt BU-0001 Ring staden.")
    assert "ändrade samma del" in await first(desk, NORD, "!ångra")
    assert (await content(desk)).local == {"stockholm": "Ring staden."}


async def test_an_organisations_own_block_is_writing_and_is_taken_back_by_who_wrote_it(day: PressDay) -> None:
    signs = RoleGrant(role=Role.GODKANNARE, organisation="nacka")
    vinge = example().snapshot().of(PersonEntry)[VINGE].model_copy(update={"roles": ()})
    await day.open(changed(person={ALDER: person(ALDER, signs), VINGE: vinge}))
    await day.put(State.CIRCULATED, quorum=Quorum(required=("stockholm", "nacka")))
    said = await day.type(ALDER, "!budskap lokalt BU-0001 Ring oss.")
    assert f"{NOBODY}- Nacka kommun\nTa tillbaka ändringen med !ångra." in said[0].body
    called = [one.mentions for one in said if one.room == AKTOR_STOCKHOLM and one.in_thread]
    assert called
    assert all(NORD in one for one in called)
    assert len(of(said, direct(NORD))) == 0
    assert "har en ny revision, 3" in await first(day, ALDER, "!ångra")
    assert (await content(day)).local == {}
    assert "Godkänt för Nacka kommun" in await first(day, ALDER, f"{YES} 3")


async def test_an_approval_that_lapses_where_nobody_else_may_sign_says_so_and_what_would_mend_it(
    day: PressDay,
) -> None:
    await day.put(State.CIRCULATED)
    for who in (DAHL, STRAND):
        await day.type(who, f"{YES} 1")
    await day.open(without_role(STRAND))
    await day.type(NORD, "!budskap schemalägg BU-0001 15:00")
    said = await day.type(NORD, "ja")
    said += await day.pass_by(hours=1)
    (told,) = [one.body for one in said if one.room == AKTOR_POLIS and "får inte längre godkänna" in one.body]
    assert f"BU-0001 kan inte bli godkänt. {NOBODY}- Polismyndigheten, Polisregion Stockholm\n" in told
    assert told.endswith("Be administratören att ge någon där rollen godkännare.")
    assert "!budskap godkänn" not in told
