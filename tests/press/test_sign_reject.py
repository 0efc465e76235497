"""A no carries its reason; one that must sign or has a veto blocks until there is a new revision."""

import pytest
from sqlalchemy import select

from bot.chat.message import Trust
from bot.press.tables import SignOffRow
from bot.press.values import Quorum, State
from tests.press.day import AKTOR_STOCKHOLM, DAHL, KOMMUNIKATION, NORD, OST, STRAND, VINGE, PressDay
from tests.press.signing import first, of, revise, sign_offs, state

YES = "!budskap godkänn BU-0001 rev 1"
NO = "!budskap avslå BU-0001 rev 1"


async def reasons(day: PressDay) -> list[str | None]:
    async with day.store.begin() as session:
        return list(await session.scalars(select(SignOffRow.reason).order_by(SignOffRow.id)))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"{NO} orsak:Numret är gammalt.", "Numret är gammalt."),
        (f"{NO} skäl: Numret är gammalt.", "Numret är gammalt."),
        (f"{NO} Numret är gammalt.", "Numret är gammalt."),
        ("!budskap avslå BU-0001 rev 1, numret i rad 2 är fel", "numret i rad 2 är fel"),
        (
            "!budskap avslå bu1 revision 1\norsak: två saker\n- numret\n- rubriken",
            "två saker\n- numret\n- rubriken",
        ),
        ("!budskap avslå BU-0001 orsak:samma fel som i BU-0007 rev:1", "samma fel som i BU-0007 rev:1"),
        ("!message reject BU-0001 rev 1 reason: wrong number", "wrong number"),
    ],
)
async def test_the_reason_is_read_however_it_is_written(day: PressDay, text: str, reason: str) -> None:
    await day.put(State.CIRCULATED)
    await day.type(STRAND, text)
    if "BU-0007" in text:
        assert await reasons(day) == []
        await day.type(STRAND, "1")
    assert await reasons(day) == [reason]


@pytest.mark.parametrize("word", ["nej", "Ja!", "no"])
async def test_a_yes_or_a_no_to_the_question_why_rejects_nothing(day: PressDay, word: str) -> None:
    await day.put(State.CIRCULATED)
    await day.type(STRAND, NO)
    assert "Skriv varför ni avslår, så att texten kan rättas." in await first(day, STRAND, word)
    assert "Avbrutet." in await first(day, STRAND, "avbryt")
    assert await sign_offs(day) == []
    await day.type(STRAND, f"{NO} nej, numret är gammalt")
    assert (await sign_offs(day))[0][2] == "rejected"


async def test_without_a_reason_it_is_asked_for(day: PressDay) -> None:
    await day.put(State.CIRCULATED)
    assert "Varför avslår ni?" in await first(day, STRAND, NO)
    assert await sign_offs(day) == []
    assert "Varför avslår ni?" in await first(day, STRAND, "...")
    assert "Avslaget för Polismyndigheten" in await first(day, STRAND, "Numret är gammalt")
    assert await reasons(day) == ["Numret är gammalt"]


async def test_a_required_organisations_no_blocks_until_there_is_a_new_revision(day: PressDay) -> None:
    await day.put(State.CIRCULATED)
    await day.type(DAHL, YES)
    said = await day.type(STRAND, f"{NO} orsak:Numret är gammalt")
    assert "Budskapet är stoppat tills det finns en ny revision." in said[0].body
    for room in (KOMMUNIKATION, AKTOR_STOCKHOLM):
        (told,) = [one for one in said if one.room == room and one.edits is None]
        assert "har avslagit BU-0001" in told.body
        assert "Skäl: Numret är gammalt" in told.body
        assert NORD in told.mentions
    body = await first(day, STRAND, YES)
    assert "Avslaget gäller tills det finns en ny revision." in body
    assert "Inget nytt är godkänt." in body
    assert await state(day) is State.CIRCULATED
    assert "avslaget, behöver en ny revision" in await first(day, NORD, "!mina")
    await revise(day)
    for who in (DAHL, STRAND):
        await day.type(who, "!budskap godkänn BU-0001 rev 2")
    assert await state(day) is State.APPROVED


async def test_a_veto_blocks_too(day: PressDay) -> None:
    await day.put(State.CIRCULATED, quorum=Quorum(required=("stockholm", "polis"), veto=("nacka",)))
    await day.type(DAHL, YES)
    await day.type(STRAND, YES)
    assert await state(day) is State.APPROVED
    said = await day.type(VINGE, f"{NO} orsak:Fel skola")
    assert await state(day) is State.CIRCULATED
    # said once, with its reason
    assert len(of(said, AKTOR_STOCKHOLM)) == 1


async def test_a_no_of_one_among_several_is_told_and_may_become_a_yes(day: PressDay) -> None:
    quorum = Quorum(required=("stockholm",), among=("polis", "nacka"), least=1)
    await day.put(State.CIRCULATED, quorum=quorum)
    await day.type(DAHL, YES)
    said = await day.type(STRAND, f"{NO} orsak:Vi har ett annat nummer")
    assert "Budskapet stoppas inte av det." in said[0].body
    assert any("Skäl: Vi har ett annat nummer" in one.body for one in said if NORD in one.mentions)
    assert await state(day) is State.CIRCULATED
    await day.type(STRAND, YES)
    assert await state(day) is State.APPROVED
    assert [one[2:] for one in await sign_offs(day)] == [
        ("approved", None),
        ("rejected", "replaced"),
        ("approved", None),
    ]


async def test_ones_own_yes_becomes_a_no(day: PressDay) -> None:
    await day.put(State.CIRCULATED)
    await day.type(DAHL, YES)
    await day.type(STRAND, YES)
    await day.type(STRAND, f"{NO} orsak:Jag läste fel")
    assert await state(day) is State.CIRCULATED
    assert [one[2:] for one in await sign_offs(day)][1:] == [("approved", "replaced"), ("rejected", None)]


async def test_twice_is_said_kindly(day: PressDay) -> None:
    await day.put(State.CIRCULATED)
    await day.type(STRAND, f"{NO} orsak:Fel")
    said = await day.type(STRAND, f"{NO} orsak:Fel igen")
    assert "har redan avslagit BU-0001" in said[0].body
    assert "!budskap kommentera BU-0001" in said[0].body
    assert len(said) == 1
    assert await reasons(day) == ["Fel"]


async def test_a_no_is_not_taken_back(day: PressDay) -> None:
    await day.put(State.CIRCULATED)
    await day.type(STRAND, f"{NO} orsak:Fel")
    assert "Avslaget gäller tills det finns en ny revision." in await first(day, STRAND, "!ångra")
    assert "inget godkännande" in await first(day, STRAND, "!budskap ångra BU-0001")
    assert [one[3] for one in await sign_offs(day)] == [None]


@pytest.mark.parametrize("trust", [Trust.UNSIGNED, Trust.CHANGED])
async def test_only_a_signed_device_rejects(day: PressDay, trust: Trust) -> None:
    await day.put(State.CIRCULATED)
    assert "Inget är avslaget." in await first(day, STRAND, f"{NO} orsak:Fel", trust=trust)
    assert await sign_offs(day) == []


async def test_who_has_no_say_rejects_nothing(day: PressDay) -> None:
    await day.put(State.CIRCULATED)
    assert "ska inte godkänna BU-0001" in await first(day, OST, f"{NO} orsak:Fel")
    assert await sign_offs(day) == []
