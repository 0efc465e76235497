"""One language at a time, each with its status; and each actor's own block below an unbroken common text."""

from __future__ import annotations

import pytest

from bot.press.content import Variant
from bot.press.values import Quorum, State
from tests.press.day import AKTOR_NACKA, AKTOR_POLIS, ALDER, DAHL, HOLM, KOMMUNIKATION, NORD, VINGE, PressDay
from tests.press.writing import content, first, of, sign

SOMALI = "Iskuulladu way furan yihiin\nSida caadiga ah."


async def test_a_language_is_wished_for_written_said_to_be_ready_and_taken_away(day: PressDay) -> None:
    await day.put(State.DRAFT)
    assert "På somaliska. Språket är önskat, men inte skrivet." in await first(
        day, NORD, "!budskap språk BU-0001 somaliska"
    )
    assert (await content(day)).variants == {"so": None}
    await day.type(NORD, f"!budskap språk BU-0001 so\n{SOMALI}")
    assert (await content(day)).variants == {"so": Variant("Iskuulladu way furan yihiin", "Sida caadiga ah.")}
    assert "Nu markerat som färdigt." in await first(day, NORD, "!budskap språk BU-0001 somaliska klar:ja")
    assert (await content(day)).variants["so"] == Variant(
        "Iskuulladu way furan yihiin", "Sida caadiga ah.", ready=True
    )
    assert "På somaliska. Språket är borttaget." in await first(
        day, NORD, "!budskap språk BU-0001 so ta bort:ja"
    )
    assert (await content(day)).variants == {}


async def test_each_language_and_its_status_is_shown_with_the_message(day: PressDay) -> None:
    await day.put(
        State.CIRCULATED,
        variants={"so": Variant("S", "B", ready=True), "ar": None, "ti": Variant("T", "B")},
    )
    said = await first(day, NORD, "!budskap visa BU-0001")
    for line in (
        "- På somaliska: färdigt.",
        "- På arabiska: inte skrivet än.",
        "- På tigrinja: skrivet, men inte markerat som färdigt.",
    ):
        assert line in said
    assert "På somaliska\nS\nB" in await first(day, NORD, "!budskap visa BU-0001 språk:somaliska")
    assert "BU-0001 har ingen text på arabiska." in await first(
        day, NORD, "!budskap visa BU-0001 språk:arabiska"
    )


@pytest.mark.parametrize("written", ["so klar:ja", "so bort:ja"])
async def test_a_language_that_is_not_there_is_neither_ready_nor_taken_away(
    day: PressDay, written: str
) -> None:
    await day.put(State.DRAFT)
    assert "BU-0001 har ingen text på somaliska." in await first(
        day, NORD, f"!budskap språk BU-0001 {written}"
    )


async def test_which_language_is_asked_for(day: PressDay) -> None:
    await day.put(State.DRAFT)
    assert (await first(day, NORD, "!budskap språk BU-0001")).startswith("Vilket språk?")
    await day.type(NORD, "arabiska")
    assert (await content(day)).variants == {"ar": None}


async def test_an_actor_writes_its_own_block_and_the_common_text_is_untouched(day: PressDay) -> None:
    await day.put(State.APPROVED, quorum=Quorum(("stockholm", "nacka")))
    await sign(day, "stockholm", DAHL)
    before = await content(day)
    said = await day.type(ALDER, "!budskap lokalt BU-0001 Ring Nacka kommun,\n08-465 004 00.", AKTOR_NACKA)
    found = await content(day)
    assert found.local == {"nacka": "Ring Nacka kommun,\n08-465 004 00."}
    assert (found.title, found.body) == (before.title, before.body)
    assert "Godkännandet från Stockholms stad gäller inte längre: det gällde revision 1." in of(
        said, KOMMUNIKATION
    )
    assert (await day.message()).state == State.CIRCULATED
    assert "Lokalt för Nacka kommun\nRing Nacka kommun,\n08-465 004 00." in await first(
        day, VINGE, "!budskap visa BU-0001"
    )
    await day.type(ALDER, "!budskap lokalt BU-0001 -")
    assert (await content(day)).local == {}


async def test_who_takes_no_part_has_no_block(day: PressDay) -> None:
    await day.put(State.CIRCULATED)
    assert "Nacka kommun deltar inte i BU-0001." in await first(day, ALDER, "!budskap lokalt BU-0001 Hej")
    assert "rummet för Polismyndigheten" in await first(day, NORD, "!budskap lokalt BU-0001 Hej", AKTOR_POLIS)
    await day.type(HOLM, "!budskap lokalt BU-0001 Hej", AKTOR_POLIS)
    assert (await content(day)).local == {"polis": "Hej"}


async def test_who_writes_for_several_is_asked_only_when_more_than_one_takes_part(day: PressDay) -> None:
    await day.put(State.CIRCULATED)
    await day.type(NORD, "!budskap lokalt BU-0001 Ring staden.")
    assert (await content(day)).local == {"stockholm": "Ring staden."}
    await day.put(State.CIRCULATED, informed=("lst",))
    assert "Vilken aktörs budskap är det?" in await first(day, NORD, "!budskap lokalt BU-0002 Ring oss.")
    await day.type(NORD, "2")
    assert (await content(day)).local == {"lst": "Ring oss."}


@pytest.mark.parametrize(
    "written",
    [
        "för:lst Ring oss.",
        "för: lst\nRing oss.",
        "För:Länsstyrelsen Stockholm Ring oss.",
        "for=Länsstyrelsen, Ring oss.",
        "Ring oss. för:lst",
        "Ring oss.\nför:Länsstyrelsen Stockholm",
    ],
)
async def test_for_whom_a_block_is_may_be_said_and_is_no_part_of_it(day: PressDay, written: str) -> None:
    await day.put(State.CIRCULATED, informed=("lst",))
    await day.type(NORD, f"!budskap lokalt BU-0001 {written}")
    assert (await content(day)).local == {"lst": "Ring oss."}
    await day.type(NORD, "!budskap lokalt BU-0001 för:lst -")
    assert (await content(day)).local == {}


async def test_a_block_for_somebody_else_or_for_nobody_changes_nothing(day: PressDay) -> None:
    await day.put(State.CIRCULATED, informed=("lst",))
    for written, why in (
        ("för:polisen Ring oss.", "Du skriver inte för Polismyndigheten, Polisregion Stockholm."),
        ("för:Påhittade Ring oss.", "Jag hittar ingen aktör som heter ”Påhittade”."),
        ("för:lst", "Skriv också vad som ska stå under den gemensamma texten"),
    ):
        assert why in await first(day, NORD, f"!budskap lokalt BU-0001 {written}")
    assert (await day.message()).revision == 1


async def test_a_block_is_checked_as_all_text_is(day: PressDay) -> None:
    await day.put(State.CIRCULATED)
    said = await first(day, HOLM, "!budskap lokalt BU-0001 Påhittade nätverket " + "å" * 1001)
    assert (
        "Lokalt för Polismyndigheten, Polisregion Stockholm: ”Påhittade nätverket” ska inte användas" in said
    )
    assert "Högst 1000 går att ha." in said


@pytest.mark.parametrize("answer", ["ja", "Ja!", "no", "JA."])
async def test_a_yes_to_which_language_is_no_language_and_voids_nothing(day: PressDay, answer: str) -> None:
    await day.put(State.CIRCULATED)
    await day.type(NORD, "!budskap språk BU-0001 klingonska klar")
    assert "Jag känner inte till språket" in await first(day, NORD, answer)
    assert (await day.message()).revision == 1
