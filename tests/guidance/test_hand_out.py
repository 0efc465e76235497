"""``!gängsnack LANGUAGE``: the official guide, the short text and help, in the same room."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import select

from bot.actors.facts import find_kommun
from bot.guidance import counts
from bot.guidance.catalogue import source_of
from bot.guidance.counts import What
from bot.guidance.languages import languages, translated
from bot.guidance.shelf import shipped
from bot.guidance.source import PARTS, lines
from bot.guidance.tables import GuideFileRow, HandedOutRow
from bot.guidance.values import Section
from tests.cases.night import POLIS
from tests.guidance.day import ALM, EK, KVIST, MOBERG, ROC, GuideDay
from tests.guidance.texts import altered, put_on_shelf

PDF = b"%PDF-1.4\nmade up\n%%EOF\n"
NACKA_ROOM = "!nacka-polis:localhost"
DRAFT_SO = "Kani waa qoraal qabyo ah."


async def test_the_guide_the_text_and_help_come_in_one_answer(day: GuideDay) -> None:
    """G1: the guide's link, the text in the language, and the official guide as a file, in the same room."""
    async with day.store.begin() as session:
        checksum = sha256(PDF).hexdigest()
        session.add(GuideFileRow(checksum=checksum, body=PDF, loaded_at=day.clock.now(), loaded_by=MOBERG))
    await day.load_guide("so", file="so.pdf", sha256=checksum)
    await day.review("so")
    answer, text, pdf = await day.type(ALM, "!gängsnack somaliska", ROC)
    assert answer.body.startswith("Gängsnacket på somaliska")
    assert "Länk: https://guide.example/so\nKontrollerad måndag 2 november av Moberg" in answer.body
    assert "granskad måndag 23 november av Polismyndigheten" in answer.body
    assert (pdf.content["filename"], pdf.content["info"]["mimetype"]) == (
        "gangsnacket-so.pdf",
        "application/pdf",
    )
    assert text.body.startswith("Qoraal gaaban")
    assert "https://guide.example/so" in text.body
    assert {answer.room, pdf.room, text.room} == {ROC}
    assert DRAFT_SO not in text.body


async def test_in_a_thread_all_of_it_stays_in_the_thread(day: GuideDay) -> None:
    said = await day.type(ALM, "!gängsnack ar", thread_root="$root")
    assert [one.content["m.relates_to"]["event_id"] for one in said] == ["$root"] * 2


@pytest.mark.parametrize(
    "line",
    [
        "!gängsnack so oro",
        "!gangsnack somaliska avsnitt:oro",
        "!guide Somali section:worry",
        "!gängsnack Soomaali Nacka",
        "!gängsnack so oro Upplands Väsby",
        "!gängsnack avsnitt: oro språk: somaliska kommun: nacka",
        "gängsnack somaliska kommun:Nacka",
        "!gängsnack på somaliska i Nacka kommun",
        "!gängsnack Somaliska, Nacka",
        "!gängsnack Nacka somaliska",
        "!gängsnack i Upplands Väsby på somaliska",
    ],
)
async def test_section_and_kommun_are_understood_as_people_write_them(day: GuideDay, line: str) -> None:
    await day.rule(show_drafts=True)
    answer, text = await day.type(ALM, line)
    assert answer.body.startswith("Gängsnacket på somaliska")
    assert "Ma dareentay isbeddel?" in text.body
    assert ("Qof kaa muhiimsan ma jiro" in text.body) == ("oro" not in line and "worry" not in line)
    kommun = next((one for one in ("Nacka", "Upplands Väsby") if one.casefold() in line.casefold()), "")
    assert kommun in text.body


async def test_without_a_language_the_languages_are_listed(day: GuideDay) -> None:
    await day.load_guide("so")
    for line in ("!gängsnack", "!gängsnack språk", "!guide languages"):
        (said,) = await day.type(ALM, line)
        assert "- so somaliska, Soomaali: guiden som länk; kort text: utkast." in said.body
        assert [row.split()[1] for row in said.body.splitlines() if row.startswith("- ")] == [
            one.code for one in languages()
        ]


async def test_a_language_that_the_guide_is_not_made_in_is_answered_with_those_there_are(
    day: GuideDay,
) -> None:
    (said,) = await day.type(ALM, "!gängsnack polska")
    assert said.body.startswith("Guiden finns inte på polska.\nGuiden finns på svenska, engelska, arabiska")


async def test_kurdish_is_explained_and_an_answer_hands_out_sorani(day: GuideDay) -> None:
    (asked,) = await day.type(ALM, "!gängsnack kurdiska kommun:Nacka")
    assert "På kurmanji finns den inte." in asked.body
    answer, text = await day.answer(ALM, "1", asked)
    assert "sorani" in answer.body.splitlines()[0]
    assert "Nacka" in text.body


async def test_dari_is_told_plainly_that_there_is_persian(day: GuideDay) -> None:
    (asked,) = await day.type(ALM, "!gängsnack dari")
    assert "Guiden finns inte på dari. Den finns på persiska (farsi)" in asked.body


async def test_a_country_is_answered_with_the_language_that_most_speak_there(day: GuideDay) -> None:
    (asked,) = await day.type(ALM, "!gängsnack eritreanska")
    assert "Guiden finns på tigrinska, som de flesta där talar. Fråga personen." in asked.body
    answer, _ = await day.answer(ALM, "1", asked)
    assert "tigrinska" in answer.body.splitlines()[0]


async def test_a_mistyped_verb_is_answered_with_the_verb(day: GuideDay) -> None:
    (said,) = await day.type(KVIST, "!gängsnack statstik")
    assert "- !gängsnack statistik" in said.body
    assert "Guiden finns på svenska" in said.body


async def test_what_is_hostile_is_answered_and_shown_harmless(day: GuideDay) -> None:
    for text in ("\u202e\u2066evil\u0007", "<b>x</b>", "q" * 400, "{language}", "%(n)s", "🙂"):
        (said,) = await day.type(ALM, f"!gängsnack {text}")
        assert "Jag känner inte till språket" in said.body
        assert "\u202e" not in said.body
        assert "<b>" not in str(said.content.get("formatted_body", ""))


@pytest.mark.parametrize("one", translated(), ids=lambda one: one.code)
@pytest.mark.parametrize("section", list(Section))
def test_every_section_is_whole_in_every_language(one: object, section: Section) -> None:
    """G2: Swedish and nine more, each section of them with every line in every plural."""
    texts = shipped()[next(each.code for each in translated() if each is one)]
    assert [line.key for line in lines(section) if texts.entry(line) is None] == []


def test_the_languages_are_swedish_and_the_guides_nine() -> None:
    """G2."""
    assert [one.code for one in languages()] == ["sv", "en", "ar", "ckb", "fr", "fa", "so", "es", "ti", "tr"]


async def test_a_draft_is_shown_to_one_person_and_says_so_in_both_languages(day: GuideDay) -> None:
    """G3."""
    await day.rule(show_drafts=True)
    answer, text = await day.type(ALM, "!gängsnack so")
    assert "utkast som ingen har granskat" in answer.body
    assert "låt någon som kan språket läsa det" in answer.body
    assert text.body.splitlines()[1].startswith(DRAFT_SO)
    assert "Ma dareentay isbeddel?" in text.body


async def test_a_draft_is_said_in_no_room_and_what_there_is_is_handed_out(day: GuideDay) -> None:
    """G3, G5: the official guide still comes, and that the text is missing is said in both languages."""
    await day.rule(show_drafts=True)
    await day.load_guide("so")
    answer, text = await day.type(KVIST, "!gängsnack so", ROC)
    assert "visas inte, för det är ett utkast som ingen har granskat" in answer.body
    assert "Utkast visas bara i en direktchatt med mig." in answer.body
    assert "Hjälpnumren visas inte på det här språket än." in answer.body
    assert "kommun:" not in answer.body, "it would change nothing"
    assert "https://guide.example/so" in text.body
    assert "Qoraalka gaaban weli laguma hayo luqaddan." in text.body
    assert "Ma dareentay isbeddel?" not in text.body


async def test_a_draft_is_shown_to_nobody_unless_the_register_says_so(day: GuideDay) -> None:
    """G3."""
    await day.rule(show_drafts=False)
    answer, *_, text = await day.type(ALM, "!gängsnack so")
    assert "Utkast visas inte." in answer.body
    assert "Ma dareentay isbeddel?" not in text.body


async def test_only_the_sections_that_were_reviewed_are_said_in_a_room(day: GuideDay) -> None:
    """G3: section by section; that the rest is missing is said."""
    await day.review("so", Section.ORO, Section.RAM)
    answer, text = await day.type(KVIST, "!gängsnack so", ROC)
    assert "- oro och varningstecken och rubriker och hjälpnummer: granskad måndag 23 november" in answer.body
    assert "Ma dareentay isbeddel?" in text.body
    assert "Qof kaa muhiimsan ma jiro" not in text.body
    assert DRAFT_SO not in text.body
    assert shipped()["so"].entries["ram.del_saknas"].forms[0] in text.body


async def test_what_is_outdated_is_shown_with_a_notice_or_hidden_as_the_register_says(day: GuideDay) -> None:
    """G4."""
    old = altered("so", "oro.alla")
    await put_on_shelf(day, "so", old)
    await day.review("so")
    notice = shipped()["so"].entries["ram.inaktuell"].forms[0]
    answer, text = await day.type(KVIST, "!gängsnack so oro", ROC)
    assert "granskad, men den svenska texten har ändrats sedan dess" in answer.body
    assert notice in text.body
    assert "Ma dareentay isbeddel?" in text.body
    await day.rule(outdated="dölj")
    answer, text = await day.type(KVIST, "!gängsnack so oro", ROC)
    assert "visas inte, för den svenska texten har ändrats" in answer.body
    assert "Ma dareentay isbeddel?" not in text.body


async def test_what_is_outdated_and_was_never_reviewed_is_still_a_draft(day: GuideDay) -> None:
    """G3, G4: a changed Swedish does not make a draft fit for a room."""
    await put_on_shelf(day, "so", altered("so", "oro.alla"))
    answer, text = await day.type(KVIST, "!gängsnack so oro", ROC)
    assert "äldre än den svenska texten" in answer.body
    assert "Ma dareentay isbeddel?" not in text.body


async def test_a_missing_line_is_never_said_in_another_language(day: GuideDay) -> None:
    """G5."""
    await day.rule(show_drafts=True)
    await put_on_shelf(day, "so", altered("so", "viktigast.du", form=""))
    answer, text = await day.type(ALM, "!gängsnack so")
    assert "du är viktigast: inte översatt än" in answer.body
    swedish = [form for one in lines() for form in source_of(one) if one.section is not Section.RAM]
    assert [form for form in swedish if form in text.body] == []
    assert "Qof kaa muhiimsan ma jiro" not in text.body


async def test_how_often_is_counted_by_week_language_and_kommun_and_of_nobody(day: GuideDay) -> None:
    """G10."""
    await day.rule(show_drafts=True)
    await day.load_guide("so")
    await day.type(ALM, "!gängsnack so kommun:Nacka")
    await day.type(EK, "!gängsnack so kommun:Nacka")
    day.clock.advance(timedelta(days=7))
    await day.type(EK, "!gängsnack sv", POLIS)
    said, sheet = await day.type(KVIST, "!gängsnack statistik")
    assert "Språk: svenska; Kort text: 1; Officiella guiden: 1" in said.body
    assert "Språk: somaliska; Kort text: 2; Officiella guiden: 2" in said.body
    assert "Kommun: Nacka; Kort text: 2; Officiella guiden: 2" in said.body
    assert "Vecka från: måndag 23 november; Kort text: 2" in said.body
    assert sheet.content["info"]["mimetype"] == "text/csv"
    assert not any(name in said.body for name in (ALM, EK))
    said, _ = await day.type(KVIST, "!gängsnack statistik veckor:1")
    assert "somaliska" not in said.body
    (refused,) = await day.type(ALM, "!gängsnack statistik")
    assert "rollen" in refused.body


async def test_sprak_with_a_language_of_the_guide_hands_out_the_guide(day: GuideDay) -> None:
    (asked,) = await day.type(ALM, "!språk somaliska")
    assert "Guiden Gängsnacket finns på somaliska. Ska jag lämna ut den här?" in asked.body
    answer, *_ = await day.answer(ALM, "ja", asked)
    assert answer.body.startswith("Gängsnacket på somaliska")
    (asked,) = await day.type(ALM, "!språk kurdiska")
    (which,) = await day.answer(ALM, "ja", asked)
    assert "På kurmanji finns den inte." in which.body


async def test_whoever_has_chosen_english_is_answered_in_english(day: GuideDay) -> None:
    await day.type(ALM, "!språk en")
    answer, _ = await day.type(ALM, "!guide somali")
    assert answer.body.startswith("Gängsnacket in Somali")


def test_every_part_of_the_text_has_a_section_that_can_be_asked_for() -> None:
    assert [one.section for one in PARTS] == [one for one in Section if one is not Section.RAM]


async def test_a_mistyped_verb_is_suggested_to_whoever_may_use_it(day: GuideDay) -> None:
    (said,) = await day.type("@sprak-palm:localhost", "!gängsnack granksa")
    assert "- !gängsnack granska" in said.body


async def test_a_number_that_nobody_has_checked_for_long_is_left_out_of_the_sentence_too(
    day: GuideDay,
) -> None:
    """G8: the asker is told which."""
    day.clock.advance(timedelta(days=100))
    answer, text = await day.type(ALM, "!gängsnack sv kommun:Nacka")
    assert "Visas inte, för ingen har kontrollerat det på länge: " in answer.body
    assert "Polisen" in answer.body
    assert "Ring 112 om någon är i fara just nu." in text.body
    assert "114" not in text.body
    assert "08-465" not in text.body


async def test_a_guide_that_nobody_has_looked_at_for_long_says_so(day: GuideDay) -> None:
    """G9."""
    day.clock.advance(timedelta(days=200))
    answer, *_ = await day.type(ALM, "!gängsnack so")
    assert "Det var länge sedan någon kontrollerade guiden." in answer.body


async def test_the_help_is_that_of_the_hour(day: GuideDay) -> None:
    """G8: by day the social services are open, at night their emergency unit is, and stands first."""
    _, text = await day.type(ALM, "!gängsnack sv kommun:Nacka")
    found = text.body
    assert found.index("08-465 004 65") < found.index("08-465 004 84")
    day.clock.advance(timedelta(hours=12))
    _, text = await day.type(ALM, "!gängsnack sv kommun:Nacka")
    found = text.body
    assert found.index("08-465 004 84") < found.index("08-465 004 65")
    assert "112" in found[: found.index("08-465")]


async def test_weeks_are_whole_over_a_change_of_the_clock(day: GuideDay) -> None:
    """A Monday just past midnight, the night after summer time begins."""
    now = datetime(2026, 3, 29, 22, 30, tzinfo=UTC)
    async with day.store.begin() as session:
        for days in (0, 1, 8):
            await counts.add(session, "so", None, What.TEXT, now - timedelta(days=days))
        assert [one.week for one in await counts.counted(session, now, 2)] == ["2026-03-30", "2026-03-23"]


@pytest.mark.parametrize(
    ("line", "room", "kommun"),
    [
        ("!gängsnack so", NACKA_ROOM, "Nacka"),
        ("!gängsnack so oro", NACKA_ROOM, "Nacka"),
        ("!gängsnack so sms", NACKA_ROOM, "Nacka"),
        ("!gängsnack so Huddinge", NACKA_ROOM, "Huddinge"),
        ("!gängsnack Huddinge somaliska", NACKA_ROOM, "Huddinge"),
        ("!gängsnack so", ROC, None),
    ],
)
async def test_in_a_kommuns_own_room_that_kommun_is_meant_where_none_is_named(
    day: GuideDay, line: str, room: str, kommun: str | None
) -> None:
    await day.load_guide("so")
    await day.review("so")
    text = (await day.type(EK, line, room))[1].body
    assert {one for one in ("Nacka", "Huddinge") if one in text} == ({kommun} if kommun else set())
    async with day.store.begin() as session:
        assert {one.kommun for one in await session.scalars(select(HandedOutRow))} == {
            find_kommun(kommun).code if kommun else ""
        }


async def test_a_question_in_one_room_waits_though_the_guide_is_handed_out_in_another(day: GuideDay) -> None:
    await day.load_guide("so", "ckb")
    await day.review("ckb")
    await day.type(ALM, "!gängsnack kurdiska", ROC)
    await day.type(ALM, "!gängsnack so", NACKA_ROOM)
    await day.type(ALM, "!gängsnack so")
    answer, *_ = await day.type(ALM, "1", ROC)
    assert answer.body.startswith("Gängsnacket på \u2068centralkurdiska")
    assert answer.room == ROC


@pytest.mark.parametrize("line", ["!gängsnack kurdiska", "!gängsnack so kommun:Nakka"])
async def test_no_to_the_one_thing_that_is_offered_ends_the_question(day: GuideDay, line: str) -> None:
    await day.type(ALM, line, ROC)
    (answer,) = await day.type(ALM, "nej", ROC)
    assert answer.body == "Avbrutet. Jag har inte gjort !gängsnack."
    assert await day.type(ALM, "1", ROC) == []


async def test_one_kommun_written_twice_is_one(day: GuideDay) -> None:
    answer, *_ = await day.type(ALM, "!gängsnack so kommun:Nacka kommun:nacka")
    assert "Gängsnacket på somaliska" in answer.body
