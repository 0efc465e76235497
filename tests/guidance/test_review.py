"""A reviewer walks through a language: source beside translation, and a yes that is bound to the words."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import select, update

from bot.actors.entries import PersonEntry, RoleGrant
from bot.chat.message import Role, Trust
from bot.guidance.catalogue import text_hash
from bot.guidance.languages import language
from bot.guidance.po import parse
from bot.guidance.po_import import take_in
from bot.guidance.po_update import updated
from bot.guidance.review import standing
from bot.guidance.shelf import Shelf, shipped_po
from bot.guidance.source import lines
from bot.guidance.tables import CatalogueRow, ReviewRow
from bot.guidance.values import ReviewState, Section
from bot.store.audit import AuditRow
from bot.store.engine import Store
from tests.cases.night import DRIFT
from tests.guidance.day import ALM, MOBERG, GuideDay, Said, direct
from tests.guidance.po_files import whole

PALM, NUR, DALE = "@sprak-palm:localhost", "@sprak-nur:localhost", "@sprak-dale:localhost"
"""Reviewers: Palm of Somali (the example's), Nur of Somali and Arabic, Dale of Arabic; made up."""


def reviewer(user_id: str, name: str, *codes: str) -> PersonEntry:
    return PersonEntry(
        id=user_id,
        name=f"{name}, granskare (fiktiv)",
        organisation="nacka",
        roles=tuple(RoleGrant(role=Role.GRANSKARE, language=code) for code in codes),
    )


@pytest.fixture
async def day(day: GuideDay) -> GuideDay:
    palm = (await day.snapshot()).of(PersonEntry)[PALM].model_copy(update={"language": "sv"})
    people = {PALM: palm, NUR: reviewer(NUR, "Nur", "so", "ar"), DALE: reviewer(DALE, "Dale", "ar")}
    await day.put_in_force(person=people)
    await day.fill()
    return day


async def put_in(day: GuideDay, po: bytes) -> None:
    async with day.store.begin() as session:
        await take_in(session, Shelf(), po, at=day.clock.now(), by="cli:test")


async def state(day: GuideDay, section: Section = Section.ORO, code: str = "so") -> ReviewState:
    async with day.store.begin() as session:
        texts = await Shelf().texts(session, code)
        return (await standing(session, texts))[section].state


async def code_of(day: GuideDay, section: Section = Section.ORO, code: str = "so") -> str:
    async with day.store.begin() as session:
        return text_hash(await Shelf().texts(session, code), section)[:6].upper()


async def reviews(day: GuideDay) -> list[tuple[str, str, str]]:
    async with day.store.begin() as session:
        rows = await session.scalars(select(ReviewRow).order_by(ReviewRow.id))
        return [(one.language, one.section, one.reviewer) for one in rows]


async def audited(day: GuideDay) -> list[tuple[str, str, str]]:
    async with day.store.begin() as session:
        rows = await session.scalars(select(AuditRow).where(AuditRow.action.like("guide.%")))
        return [(one.actor, one.action, one.object) for one in rows]


async def test_a_section_is_shown_in_swedish_and_beside_it_in_the_language_each_by_itself(
    day: GuideDay,
) -> None:
    answer, source, text = await day.type(PALM, "!gängsnack granska so avsnitt:oro")
    assert "Granskning: somaliska, Soomaali" in answer.body
    assert "utkast" in answer.body
    code = await code_of(day)
    assert source.body.startswith("oro och varningstecken – LIX ")
    for said in (answer, source, text):
        assert code in said.body
    swedish = [line.text for line in lines(Section.ORO)]
    somali = [
        item.forms[0] for key, item in parse(shipped_po("so")).current().items() if key.startswith("oro.")
    ]
    assert source.body.splitlines()[1:] == [f"{at}) {one}" for at, one in enumerate(swedish, start=1)]
    assert text.body.splitlines()[1:] == [f"{at}) {one}" for at, one in enumerate(somali, start=1)]
    assert not set(swedish) & set(text.body.splitlines())


async def test_the_texts_are_one_language_each_for_a_reviewer_who_reads_english(day: GuideDay) -> None:
    await day.type(PALM, "!språk engelska")
    answer, source, text = await day.type(PALM, "!gängsnack granska so avsnitt:oro")
    assert "Review: Somali, Soomaali" in answer.body
    assert source.body.startswith("oro och varningstecken – LIX ")
    assert text.body.startswith("Soomaali – ")


async def test_without_a_section_the_first_that_waits_is_shown_and_how_far_each_has_come(
    day: GuideDay,
) -> None:
    await day.review("so", Section.ORO, by=NUR, organisation="nacka")
    answer, source, _ = await day.type(PALM, "!gängsnack granska so")
    assert "oro och varningstecken: granskad av Nur, granskare (fiktiv) (Nacka kommun)" in answer.body
    assert "vad gängen vill: utkast" in answer.body
    assert source.body.startswith("vad gängen vill")


async def test_a_reviewer_of_one_language_need_not_name_it_and_one_of_two_is_asked(day: GuideDay) -> None:
    assert "somaliska" in (await day.type(PALM, "!gängsnack granska"))[0].body
    [asked] = await day.type(NUR, "!gängsnack granska")
    assert "1) arabiska" in asked.body
    assert "Granskning: arabiska" in (await day.type(NUR, "1"))[0].body


async def test_a_section_alone_is_shown_to_a_reviewer_of_one_language(day: GuideDay) -> None:
    _, source, _ = await day.type(PALM, "!gängsnack granska hjälp")
    assert source.body.startswith("här finns hjälp")


async def test_an_answer_to_the_shown_section_approves_it_and_shows_the_next(day: GuideDay) -> None:
    _, _, text = await day.type(PALM, "!gängsnack granska so")
    answer, next_source, _ = await day.answer(PALM, "godkänn", text)
    assert f"Godkänt: somaliska, oro och varningstecken, kod {await code_of(day)}." in answer.body
    assert await reviews(day) == [("so", "oro", PALM)]
    assert await state(day) is ReviewState.REVIEWED
    assert next_source.body.startswith("vad gängen vill")
    await day.answer(PALM, "godkänner", next_source)
    assert await state(day, Section.GANGEN) is ReviewState.REVIEWED
    assert await audited(day) == [(PALM, "guide.approve", "so/oro"), (PALM, "guide.approve", "so/gängen")]


async def test_the_walk_ends_when_every_section_is_reviewed(day: GuideDay) -> None:
    said = await day.type(PALM, "!gängsnack granska so")
    for _ in Section:
        said = await day.answer(PALM, "godkänn", said[-1])
    assert "Alla avsnitt på somaliska är granskade." in said[-1].body
    assert len(said) == 1
    assert (
        "Alla avsnitt på somaliska är granskade." in (await day.type(PALM, "!gängsnack granska so"))[0].body
    )


async def test_a_yes_may_be_written_with_the_code_of_the_section(day: GuideDay) -> None:
    code = await code_of(day, Section.HJALP)
    [answer, *_] = await day.type(PALM, f"!gangsnack godkann somaliska avsnitt: hjälp kod: {code.lower()}")
    assert "Godkänt: somaliska, här finns hjälp" in answer.body
    assert await reviews(day) == [("so", "hjälp", PALM)]


async def test_a_yes_to_a_text_that_has_changed_is_not_taken_and_shows_what_changed(day: GuideDay) -> None:
    await put_in(day, whole())
    _, _, text = await day.type(PALM, "!gängsnack granska so avsnitt:oro")
    old = await code_of(day)
    await put_in(day, whole(changed={"oro.telefon": ("(another phone)",)}))
    answer, source, again = await day.answer(PALM, "godkänn", text)
    assert "Inget är godkänt. Texten har ändrats sedan den visades" in answer.body
    assert "En rad är ändrad." in answer.body
    assert "− (oro.telefon)\n+ (another phone)" in again.body
    assert old not in again.body + source.body
    assert await reviews(day) == []
    typed = await day.type(PALM, f"!gängsnack godkänn so avsnitt:oro kod:{old}")
    assert "Inget är godkänt." in typed[0].body
    await day.answer(PALM, "godkänn", typed[-1])
    assert await state(day) is ReviewState.REVIEWED


async def test_a_changed_swedish_is_shown_with_what_it_was(day: GuideDay) -> None:
    old = parse(whole()).current()["oro.telefon"].ids[0]
    await put_in(day, whole().replace(old.encode(), "Så stod det förut.".encode()))
    answer, source, _ = await day.type(PALM, "!gängsnack granska so avsnitt:oro")
    assert "Den svenska texten har ändrats sedan den översattes." in answer.body
    assert f"{old}\nFörut: Så stod det förut." in source.body
    refused = await day.answer(PALM, "godkänn", source)
    assert "Inget är godkänt." in refused[0].body
    assert "En rad i oro och varningstecken är inte färdig på somaliska" in refused[0].body
    assert await reviews(day) == []


async def test_what_is_not_translated_cannot_be_approved(day: GuideDay) -> None:
    async with day.store.begin() as session:
        po = updated(language("so"), None)
        row = CatalogueRow(
            language="so",
            po=po,
            checksum=sha256(po).hexdigest(),
            imported_at=day.clock.now(),
            imported_by="x",
        )
        session.add(row)
    answer, _, text = await day.type(PALM, "!gängsnack granska so avsnitt:oro")
    assert "rader är inte översatta" in answer.body
    assert "1) –" in text.body
    assert "är inte översatta till somaliska" in (await day.answer(PALM, "godkänn", text))[0].body
    overview = await day.type(PALM, "!gängsnack granska so")
    assert len(overview) == 1
    assert "behöver översättas först" in overview[0].body


async def test_a_code_that_was_never_shown_is_told(day: GuideDay) -> None:
    [said] = await day.type(PALM, "!gängsnack godkänn so avsnitt:oro kod:ABCDEF")
    assert "Koden ABCDEF hör inte till somaliska, oro och varningstecken." in said.body
    assert "!gängsnack granska so avsnitt:oro" in said.body
    [said] = await day.type(PALM, "!gängsnack godkänn so avsnitt:oro")
    assert "Skriv också koden" in said.body
    assert await reviews(day) == []


async def test_the_code_of_another_section_or_language_approves_nothing(day: GuideDay) -> None:
    code = await code_of(day, Section.HJALP)
    await day.type(PALM, f"!gängsnack godkänn so avsnitt:oro kod:{code}")
    await day.type(NUR, f"!gängsnack godkänn ar avsnitt:hjälp kod:{code}")
    assert await reviews(day) == []


async def test_only_a_reviewer_of_the_language_may_read_drafts_and_approve(day: GuideDay) -> None:
    [said] = await day.type(DALE, "!gängsnack granska so")
    assert "Du granskar inte somaliska." in said.body
    assert "Du granskar arabiska." in said.body
    code = await code_of(day)
    [said] = await day.type(DALE, f"!gängsnack godkänn so avsnitt:oro kod:{code}")
    assert "Du granskar inte somaliska." in said.body
    for other in (ALM, MOBERG):
        [said] = await day.type(other, "!gängsnack granska so")
        assert "granskare" in said.body
    assert await reviews(day) == []


async def test_a_yes_needs_a_signed_device(day: GuideDay) -> None:
    _, _, text = await day.type(PALM, "!gängsnack granska so")
    said = await day.answer(PALM, "godkänn", text, trust=Trust.UNSIGNED)
    assert "Inget är godkänt." in said[-1].body
    assert await reviews(day) == []


async def test_drafts_are_shown_for_review_in_no_room(day: GuideDay) -> None:
    day.hall.joined["!aktor-nacka:localhost"] = {NUR, PALM}
    said = await day.type(NUR, "!gängsnack granska so", "!aktor-nacka:localhost")
    assert all("Soomaali – " not in one.body for one in said)


async def test_a_yes_with_a_condition_is_no_yes(day: GuideDay) -> None:
    _, _, text = await day.type(PALM, "!gängsnack granska so")
    await day.answer(PALM, "godkänn men ändra rad 3", text)
    for said in ([await day.react(PALM, "👍", text)], [await day.answer(PALM, "ja", text)]):
        assert "Det räknas inte som ett godkännande av somaliska, oro och varningstecken." in said[0][0].body
        assert "svara godkänn på den" in said[0][0].body
    assert await reviews(day) == []


async def test_what_a_translator_is_not_sure_of_is_marked_and_cannot_be_approved(day: GuideDay) -> None:
    unsure = whole().replace(b'msgctxt "oro.telefon"', b'#, fuzzy\nmsgctxt "oro.telefon"')
    await put_in(day, unsure)
    answer, source, text = await day.type(PALM, "!gängsnack granska so avsnitt:oro")
    assert "Översättaren är osäker" in answer.body
    assert "Förut" not in source.body
    assert "8) ? (oro.telefon)" in text.body
    assert "är inte färdig" in (await day.answer(PALM, "godkänn", text))[0].body


async def test_an_old_yes_is_asked_for_again(day: GuideDay) -> None:
    code = await code_of(day)
    written = day.clock.now() - timedelta(hours=1)
    [asked] = await day.type(PALM, f"!gängsnack godkänn so avsnitt:oro kod:{code}", origin_at=written)
    assert "Ska jag göra det?" in asked.body
    await day.type(PALM, "ja")
    assert await reviews(day) == [("so", "oro", PALM)]


async def test_the_same_yes_twice_is_one(day: GuideDay) -> None:
    _, _, text = await day.type(PALM, "!gängsnack granska so")
    await day.answer(PALM, "godkänn", text)
    [said, *_] = await day.answer(PALM, "godkänn", text)
    assert "Du har redan godkänt somaliska, oro och varningstecken" in said.body
    assert await reviews(day) == [("so", "oro", PALM)]
    assert len(await audited(day)) == 1
    await day.type(PALM, "!ångra")
    assert await reviews(day) == []


async def test_two_who_approve_at_once_both_have(day: GuideDay) -> None:
    code = await code_of(day)
    line = f"!gängsnack godkänn so avsnitt:oro kod:{code}"

    async def say_yes(user_id: str) -> None:
        async with day.store.begin() as session:
            await day.core.dispatcher.handle(session, day.incoming(user_id, line))

    await asyncio.gather(say_yes(PALM), say_yes(NUR))
    assert sorted(await reviews(day)) == [("so", "oro", NUR), ("so", "oro", PALM)]
    await day.deliver()
    both = [one.body for one in day.log if one.body.startswith("Godkänt: somaliska")]
    assert len(both) == 2
    assert await state(day) is ReviewState.REVIEWED


async def test_an_approval_is_taken_back(day: GuideDay) -> None:
    _, _, text = await day.type(PALM, "!gängsnack granska so")
    await day.answer(PALM, "godkänn", text)
    [said] = await day.type(PALM, "!ångra")
    assert "Ditt godkännande är tillbakataget: somaliska, oro och varningstecken." in said.body
    assert await reviews(day) == []
    assert await state(day) is ReviewState.DRAFT
    assert (await audited(day))[-1] == (PALM, "guide.withdraw", "so/oro")
    [said] = await day.type(PALM, "!gängsnack ångra so oro")
    assert "Du har inget godkännande" in said.body


async def test_taking_ones_own_back_leaves_anothers(day: GuideDay) -> None:
    _, _, text = await day.type(PALM, "!gängsnack granska so")
    await day.answer(PALM, "godkänn", text)
    _, _, other = await day.type(NUR, "!gängsnack granska so oro")
    [answer, *_] = await day.answer(NUR, "godkänn", other)
    assert "Det har Palm, granskare av somaliska (fiktiv) också gjort." in answer.body
    [said] = await day.type(PALM, "!gängsnack ångra so avsnitt:oro")
    assert "Nur, granskare (fiktiv) har också godkänt texten." in said.body
    assert await state(day) is ReviewState.REVIEWED


async def test_an_approval_of_a_text_that_has_changed_since_may_still_be_taken_back(day: GuideDay) -> None:
    await put_in(day, whole())
    _, _, text = await day.type(PALM, "!gängsnack granska so")
    await day.answer(PALM, "godkänn", text)
    await put_in(day, whole(changed={"oro.telefon": ("(another phone)",)}))
    await day.type(PALM, "!ångra")
    assert await reviews(day) == []


async def test_any_reviewer_may_read_the_swedish_with_its_lix(day: GuideDay) -> None:
    [said] = await day.type(DALE, "!gängsnack granska sv")
    assert "oro och varningstecken: LIX " in said.body
    assert "under 35" in said.body
    answer, source = await day.type(DALE, "!gängsnack granska svenska avsnitt:hjälp")
    assert "källan" in answer.body
    assert source.body.startswith("här finns hjälp – LIX ")
    [said] = await day.type(DALE, "!gängsnack godkänn sv avsnitt:oro kod:123456")
    assert "behöver inget godkännande" in said.body
    assert await reviews(day) == []


async def test_what_waits_for_a_reviewer_is_among_ones_own_things(day: GuideDay) -> None:
    mine = (await day.type(NUR, "!mina"))[-1].body
    assert "Gängsnacket på arabiska: granska oro och varningstecken, " in mine
    assert "!gängsnack granska so" in mine
    await day.review("so", by=NUR)
    await day.review("ar", by=NUR)
    assert "Gängsnacket" not in (await day.type(NUR, "!mina"))[-1].body
    assert "Gängsnacket" not in (await day.type(ALM, "!mina"))[-1].body


async def test_a_language_that_is_none_is_told_with_ones_own(day: GuideDay) -> None:
    said: list[Said] = await day.type(PALM, "!gängsnack granska kurdiska")
    assert "kurdiska är inget språk som guiden översätts till." in said[-1].body
    assert "somaliska" in said[-1].body


async def test_a_name_of_a_shown_section_that_is_made_up_is_no_language(day: GuideDay) -> None:
    for name in (f"xx/oro/{'a' * 40}", f"so/none/{'a' * 40}"):
        said = await day.type(PALM, f"!gängsnack godkänn {name}")
        assert "är inget språk som guiden översätts till." in said[-1].body
        await day.type(PALM, "avbryt")
    [answer] = await day.type(PALM, f"!gängsnack godkänn so/oro/{'a' * 40}")
    assert "hör inte till somaliska" in answer.body


async def test_a_reviewer_of_a_language_that_the_guide_is_not_made_in_is_told(day: GuideDay) -> None:
    await day.put_in_force(person={DALE: reviewer(DALE, "Dale", "de")})
    for text in ("!gängsnack granska", "!gängsnack granska so"):
        [said] = await day.type(DALE, text)
        assert "Guiden översätts inte till något språk som du granskar." in said.body
    [said] = await day.type(DALE, "!gängsnack granska sv")
    assert "LIX" in said.body


async def test_a_right_to_left_section_is_turned_row_by_row_and_its_values_are_isolated(
    day: GuideDay,
) -> None:
    _, _, text = await day.type(NUR, "!gängsnack granska ar avsnitt:hjälp")
    rows = text.body.splitlines()[1:]
    assert all("\u2067" in row and row.endswith("\u2069") for row in rows)
    assert "\u2068«nummer»\u2069" in text.body


@pytest.mark.parametrize("language", ["ar", "so"])
@pytest.mark.parametrize("section", ["hjälp", "ram"])
async def test_what_is_filled_in_is_shown_by_name_and_told_of_and_the_code_is_the_same(
    day: GuideDay, language: str, section: str, store: Store
) -> None:
    _, source, text = await day.type(NUR, f"!gängsnack granska {language} avsnitt:{section}")
    for said in (source, text):
        assert "%(" not in said.body
        assert "«nummer»" in said.body
    assert "Det här fylls i när texten lämnas ut, och ska stå i översättningen också: «" in source.body
    assert ("«kommun»" in source.body) == (section == "ram")
    async with store.begin() as session:
        own = text_hash(await Shelf().texts(session, language), Section(section))
    assert f" – {own[:6].upper()}" in source.body


async def test_where_nothing_is_filled_in_nothing_is_said_of_it(day: GuideDay) -> None:
    _, source, _ = await day.type(NUR, "!gängsnack granska ar avsnitt:oro")
    assert "fylls i" not in source.body


async def test_plural_forms_are_shown_each_with_a_number_it_stands_for(day: GuideDay) -> None:
    _, _, text = await day.type(NUR, "!gängsnack granska ar avsnitt:ram")
    for sample in (0, 1, 2, 3, 11, 100):
        assert f"\u2066n={sample}\u2069" in text.body


async def test_a_damaged_import_is_told_of_in_the_operations_room_once(day: GuideDay, store: Store) -> None:
    await put_in(day, whole())
    async with store.begin() as session:
        await session.execute(update(CatalogueRow).values(po=b"damaged"))
    day.restart(store)
    said = await day.tick()
    assert [one.room for one in said] == [DRIFT]
    assert "Översättningen till somaliska" in said[0].body
    assert "rocbot guide import so.po" in said[0].body
    assert await day.tick() == []
    [answer, *_] = await day.type(PALM, "!gängsnack granska so")
    assert answer.room == direct(PALM)
    day.clock.advance(timedelta(minutes=1))
    await put_in(day, whole())
    assert await day.tick() == []
