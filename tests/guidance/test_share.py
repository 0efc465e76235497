"""``!gängsnack dela``: only reviewed text, made into a joint message for those who were chosen."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from bot.chat.dialogue import Dialogue
from bot.guidance.languages import translated
from bot.guidance.values import Section
from bot.press.content import Content
from bot.press.find import content_of
from bot.press.markup import as_html, as_plain
from bot.press.markup_read import links
from bot.press.tables import MessageRow
from bot.press.values import State
from bot.store.engine import Store
from tests.guidance.sharing import SHARE, review, with_guides
from tests.press.day import AKTOR_STOCKHOLM, IN_FORCE, NORD, STRAND, PressDay
from tests.stores import Filling

SIGNED = "signeras:Stockholm, polisen ägare:Stockholm"
_ISOLATES = re.compile("[\u2066-\u2069]")

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def in_force() -> Filling:
    return IN_FORCE


@pytest.fixture
async def day(in_force: Filling, store: Store) -> PressDay:  # noqa: ARG001
    return await PressDay(store).enter()


async def said(day: PressDay, text: str, who: str = NORD, room: str | None = None) -> str:
    return (await day.type(who, text, room))[0].body


async def content(day: PressDay) -> Content:
    row = await day.message()
    async with day.store.begin() as session:
        return await content_of(session, row)


async def messages(day: PressDay) -> int:
    async with day.store.begin() as session:
        return await session.scalar(select(func.count()).select_from(MessageRow)) or 0


async def test_a_draft_is_refused_with_its_sections_and_who_can_review_them(day: PressDay) -> None:
    await review(day, "so", Section.ORO, Section.GANGEN, Section.VIKTIGAST)
    refused = await said(day, SHARE)
    assert "Bara granskad text delas." in refused
    assert "- här finns hjälp: utkast" in refused
    assert "oro och varningstecken" not in refused
    assert "De som kan granska somaliska: Palm, granskare av somaliska (fiktiv)." in refused
    assert "!gängsnack granska so" in refused
    assert refused.endswith("Inget budskap är sparat.")
    assert await messages(day) == 0


@pytest.mark.parametrize(
    "line",
    [
        "!gängsnack dela somaliska",
        "!gängsnack dela so kommun:Nacka",
        "!gängsnack dela so till:Ingenstans signeras:Ingen",
        "!gängsnack dela so ägare:Stockholm signeras:Stockholm, polisen",
    ],
)
async def test_a_draft_is_refused_before_anything_is_asked(day: PressDay, line: str) -> None:
    refused = await said(day, line)
    assert "Bara granskad text delas." in refused
    assert "- oro och varningstecken: utkast" in refused
    assert "?" not in refused
    assert refused.endswith("Inget budskap är sparat.")
    async with day.store.begin() as session:
        assert await session.scalar(select(func.count()).select_from(Dialogue)) == 0


async def test_only_the_section_that_is_shared_must_be_reviewed_before_the_questions(day: PressDay) -> None:
    await review(day, "so", Section.ORO, Section.RAM)
    assert "Bara granskad text delas." in await said(day, "!gängsnack dela so")
    assert "Bara granskad" not in (asked := await said(day, "!gängsnack dela so avsnitt:oro"))
    assert "?" in asked


async def test_a_language_that_is_asked_for_is_looked_at_before_the_next_question(day: PressDay) -> None:
    assert "Vilka språk?" in await said(day, "!gängsnack dela")
    refused = await said(day, "tigrinska")
    assert "Tigrinska:" in refused
    assert refused.endswith("Inget budskap är sparat.")


async def test_every_chosen_language_must_be_reviewed(day: PressDay) -> None:
    await review(day, "so")
    refused = await said(day, SHARE.replace("somaliska", "somaliska, arabiska och tigrinska"))
    assert "Arabiska:" in refused
    assert "Tigrinska:" in refused
    assert "Somaliska:" not in refused
    assert "I registret finns ingen som granskar tigrinska." in refused
    assert await messages(day) == 0


async def test_a_share_is_a_draft_of_a_joint_message_with_every_language_ready(day: PressDay) -> None:
    await day.open(with_guides("sv", "so"))
    await review(day, "so")
    answer = await said(day, SHARE)
    row, made = await day.message(), await content(day)
    assert (row.state, row.owner, row.reference) == (State.DRAFT, "stockholm", "BU-0001")
    assert made.title == "Kort stödtext för föräldrar"
    assert (made.channels, made.quorum.required) == (("natverket",), ("stockholm", "polis"))
    assert made.body.startswith("## ")
    assert ("https://guide.example/sv", "https://guide.example/sv") in links(made.body)
    somali = made.variants["so"]
    assert somali is not None
    assert somali.ready
    assert somali.title == "Qoraal gaaban oo taageero u ah waalidiinta"
    assert ("https://guide.example/so", "https://guide.example/so") in links(somali.body)
    assert "112" in somali.body
    assert {(one.language, one.section) for one in made.guide} == {
        (code, section.value) for code in ("sv", "so") for section in Section
    }
    assert "Hela den korta texten, på svenska och somaliska." in answer
    assert "!budskap skicka BU-0001" in answer


async def test_a_section_alone_is_shared_under_its_own_heading(day: PressDay) -> None:
    await review(day, "so", Section.ORO, Section.RAM)
    answer = await said(day, SHARE.replace("till:", "avsnitt:oro till:"))
    made = await content(day)
    assert "Avsnittet oro och varningstecken, på svenska och somaliska." in answer
    assert made.title != "Kort stödtext för föräldrar"
    assert "##" not in made.body
    assert "112" not in made.body
    assert {one.section for one in made.guide} == {"oro", "ram"}


async def test_channels_are_chosen_by_kommun_and_role_and_said_back_with_how_many_they_reach(
    day: PressDay,
) -> None:
    await review(day, "so")
    answer = await said(day, f"!gängsnack dela somaliska kommun:Nacka roll:skolor {SIGNED}")
    assert (await content(day)).channels == ("skolor-nacka",)
    assert (
        "Det går till 2 mottagare:\n- Skolor i Nacka (påhittade adresser): e-post till 2 mottagare." in answer
    )
    await said(day, f"!gängsnack dela somaliska kommun:Nacka, Södertälje roll:skola {SIGNED}")
    assert (await content(day)).channels == ("skolor-nacka", "skolor-sodertalje")
    await said(day, f"!gängsnack dela somaliska kommun:Nacka {SIGNED}")
    assert (await content(day)).channels == ("skolor-nacka", "fritid-nacka")


@pytest.mark.parametrize(
    "line", ["somaliska Nacka", "Nacka somaliska", "kommun:Nacka somaliska", "språk:somaliska i Nacka"]
)
async def test_a_kommun_may_stand_beside_the_languages(day: PressDay, line: str) -> None:
    await review(day, "so")
    await said(day, f"!gängsnack dela {line} {SIGNED}")
    assert (await content(day)).channels == ("skolor-nacka", "fritid-nacka")


async def test_channels_that_are_named_are_narrowed_by_kommun_and_never_widened(day: PressDay) -> None:
    await review(day, "so")
    await said(day, f"!gängsnack dela so till:skolor-nacka, skolor-sodertalje kommun:Nacka {SIGNED}")
    assert (await content(day)).channels == ("skolor-nacka",)
    refused = await said(day, f"!gängsnack dela so till:natverket kommun:Nacka {SIGNED}")
    assert "Ingen av de här kanalerna är för dem du skrev: Rummet för alla aktörer." in refused
    refused = await said(day, f"!gängsnack dela so roll:pensionärer {SIGNED}")
    assert "Ingen kanal är för pensionärer. Det finns skola och fritid." in refused
    assert await messages(day) == 1


async def test_where_nothing_is_said_of_whom_it_asks(day: PressDay) -> None:
    await review(day, "so")
    asked = await said(day, f"!gängsnack dela somaliska {SIGNED}")
    assert "1) Rummet för alla aktörer" in asked
    assert await messages(day) == 0
    await day.type(NORD, "1")
    assert (await content(day)).channels == ("natverket",)


async def test_an_unsure_language_is_asked_about_with_the_others_kept(day: PressDay) -> None:
    await review(day, "so")
    await review(day, "ckb")
    asked = await said(day, SHARE.replace("somaliska", "somaliska, kurdiska"))
    assert "Kurdiska är flera språk." in asked
    await day.type(NORD, "1")
    assert set((await content(day)).variants) == {"so", "ckb"}


async def test_all_languages_are_every_one_but_swedish(day: PressDay) -> None:
    for one in translated():
        await review(day, one.code)
    await said(day, SHARE.replace("somaliska", "alla"))
    assert set((await content(day)).variants) == {one.code for one in translated()}


async def test_a_time_that_is_written_along_is_offered_once_it_is_circulated(day: PressDay) -> None:
    await review(day, "so")
    answer = await said(day, SHARE + " när:imorgon 07:00")
    assert "!budskap schemalägg BU-0001 imorgon 07:00" in answer
    assert (await day.message()).publish_at is None


async def test_a_language_without_an_official_guide_is_said_and_has_no_link(day: PressDay) -> None:
    await day.open(with_guides("sv"))
    await review(day, "so")
    answer = await said(day, SHARE)
    assert "Registret har ingen officiell guide på somaliska, så där finns ingen länk." in answer
    somali = (await content(day)).variants["so"]
    assert somali is not None
    assert links(somali.body) == ()


async def test_only_those_who_write_for_an_actor_may_share(day: PressDay) -> None:
    await review(day, "so")
    assert "kommunikatör" in await said(day, SHARE, STRAND)
    assert await messages(day) == 0
    await said(day, SHARE, room=AKTOR_STOCKHOLM)
    assert await messages(day) == 1


@pytest.mark.parametrize("code", [one.code for one in translated()])
async def test_the_text_reads_whole_and_the_right_way_in_every_language(day: PressDay, code: str) -> None:
    await day.open(with_guides("sv", code))
    await review(day, code)
    await said(day, SHARE.replace("somaliska", code))
    found = (await content(day)).variants[code]
    assert found is not None
    url = f"https://guide.example/{code}"
    assert links(found.body) == ((url, url),)
    html = as_html(found.body)
    assert f'<a href="{url}">{url}</a>' in html
    assert html.count("<h4>") == 4
    assert html.count("<ul>") >= 3
    for line in as_plain(found.body).splitlines():
        depth = 0
        for mark in _ISOLATES.findall(line):
            depth += -1 if mark == "\u2069" else 1
            assert depth >= 0
        assert depth == 0
        assert not re.search("[\u0660-\u0669\u06f0-\u06f9]", line)
