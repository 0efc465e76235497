"""``!gängsnack somaliska format:pdf``: a page, an SMS or a text to take along, with the kommun's help."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from bot.duty.facts import UnitKind, serving
from bot.guidance import fonts
from bot.guidance.counts import counted
from bot.guidance.entries import GuideEntry
from bot.guidance.fonts import INSTALLED
from bot.guidance.values import Section
from bot.register.apply import apply_register
from bot.register.load import Loaded
from bot.store.attachment import attachment_of
from tests.guidance.contacts import NACKA
from tests.guidance.day import ALM, KVIST, ROC, GuideDay, Said
from tests.guidance.paper import read

DRAFT_SO = "Kani waa qoraal qabyo ah."
WORRY_SO = "Ma dareentay isbeddel?"
needs_typefaces = pytest.mark.skipif(not INSTALLED.is_dir(), reason="no typefaces are installed: make setup")


async def pdf_of(day: GuideDay, said: Said) -> bytes:
    async with day.store.read() as session:
        body = await attachment_of(session, int(said.event_id.removeprefix("$out")))
    assert body is not None
    return body


async def times(day: GuideDay) -> dict[tuple[str, str], int]:
    """How often what was handed out in which language."""
    async with day.store.read() as session:
        return {(one.language, one.what): one.times for one in await counted(session, day.clock.now(), 1)}


@needs_typefaces
async def test_a_page_comes_as_a_file_with_the_kommuns_help_and_says_what_it_is(day: GuideDay) -> None:
    """G7."""
    await day.load_guide("so")
    await day.review("so")
    answer, file = await day.type(ALM, "!gängsnack somaliska kommun:Nacka format:pdf", ROC)
    assert answer.body.startswith("Här är en sida på somaliska att skriva ut.")
    assert "granskad måndag 23 november av Polismyndigheten" in answer.body
    assert "Numren är kontrollerade av" in answer.body
    assert file.content["filename"] == "stodtext-so-nacka.pdf"
    assert file.body == "Stödtexten för föräldrar på somaliska med hjälp i Nacka, en sida att skriva ut."
    text = read(await pdf_of(day, file))
    assert WORRY_SO in text
    assert "Nacka" in text
    assert "https://guide.example/so" in text
    assert DRAFT_SO not in text
    assert {answer.room, file.room} == {ROC}
    assert await times(day) == {("so", "pdf"): 1}


@needs_typefaces
async def test_the_same_page_is_asked_for_at_night_and_by_day_and_is_the_same(day: GuideDay) -> None:
    """What the hour decides is not on paper."""
    await day.load_guide("ti")
    _, morning = await day.type(ALM, "!gängsnack tigrinska kommun:Nacka format:pdf")
    await day.pass_by(hours=13)
    _, night = await day.type(ALM, "!gängsnack ti kommun:Nacka format:sida")
    assert await pdf_of(day, night) == await pdf_of(day, morning)


@needs_typefaces
async def test_beside_the_swedish_the_draft_is_marked_in_both(day: GuideDay) -> None:
    answer, file = await day.type(ALM, "!gängsnack so kommun:Nacka format: sida vid sida")
    assert answer.body.startswith("Här är texten med svenska bredvid somaliska")
    assert "låt någon som kan språket läsa det" in answer.body
    text = read(await pdf_of(day, file))
    assert "Det här är ett utkast. Ingen har granskat översättningen." in text
    assert DRAFT_SO in text
    assert file.content["filename"] == "stodtext-so-nacka-svenska.pdf"


async def test_an_sms_names_who_answers_when_it_is_asked_for(day: GuideDay) -> None:
    await day.load_guide("sv")
    snapshot = await day.snapshot()
    number = {
        kind: next(one.public_phone for one in serving(snapshot, kind, NACKA) if one.public_phone)
        for kind in (UnitKind.MOTTAGNING, UnitKind.SOCIALJOUR)
    }
    _, morning = await day.type(ALM, "!gängsnack svenska kommun:Nacka format:sms")
    assert f"Socialtjänsten i Nacka: {number[UnitKind.MOTTAGNING]}" in morning.body
    await day.pass_by(hours=13)
    _, night = await day.type(ALM, "!gängsnack svenska kommun:Nacka format:sms")
    assert f"Socialtjänsten i Nacka (socialjouren): {number[UnitKind.SOCIALJOUR]}" in night.body
    assert f"Socialtjänsten, på dagtid: {number[UnitKind.MOTTAGNING]}" in night.body


@pytest.mark.parametrize(
    ("line", "first"),
    [
        ("so sms", "Nästa meddelande är ett sms på somaliska"),
        ("somalska Upplands Väsby e-post", "Nästa meddelande är ett mejl på somaliska"),
        ("so oro Nacka ren text", "Nästa meddelande är texten på somaliska"),
        ("iranska sms", "Nästa meddelande är ett sms på persiska"),
    ],
)
async def test_what_it_is_to_be_made_into_may_stand_last_without_its_key(
    day: GuideDay, line: str, first: str
) -> None:
    await day.rule(show_drafts=True)
    await day.load_guide("so")
    await day.load_guide("fa")
    answer, *_ = await day.type(ALM, f"!gängsnack {line}")
    assert answer.body.startswith(first)


@pytest.mark.parametrize(
    ("line", "first"),
    [
        ("so sms Nacka", "Nästa meddelande är ett sms på somaliska"),
        ("so text i Upplands Väsby", "Nästa meddelande är texten på somaliska"),
        ("somaliska, e-post, till Nacka kommun", "Nästa meddelande är ett mejl på somaliska"),
        ("somalska ren text Nacka", "Nästa meddelande är texten på somaliska"),
        ("so oro sms Nacka", "Nästa meddelande är ett sms på somaliska"),
        ("so sms kommun:Nacka", "Nästa meddelande är ett sms på somaliska"),
    ],
)
async def test_what_it_is_to_be_made_into_may_stand_before_the_kommun(
    day: GuideDay, line: str, first: str
) -> None:
    await day.rule(show_drafts=True)
    await day.load_guide("so")
    answer, text = await day.type(ALM, f"!gängsnack {line}")
    assert answer.body.startswith(first)
    assert ("Upplands Väsby" if "Upplands" in line else "Nacka") in text.body


@needs_typefaces
async def test_the_swedish_stands_beside_nothing_but_itself(day: GuideDay) -> None:
    answer, file = await day.type(ALM, "!gängsnack svenska format:jämför")
    assert answer.body.startswith("Här är en sida på svenska att skriva ut.")
    assert len(PdfReader(BytesIO(await pdf_of(day, file))).pages) == 1


@needs_typefaces
async def test_a_section_alone_makes_a_page_of_it(day: GuideDay) -> None:
    _, file = await day.type(ALM, "!gängsnack so avsnitt:oro format:pdf")
    text = read(await pdf_of(day, file))
    assert WORRY_SO in text
    assert "Qof kaa muhiimsan ma jiro" not in text


@pytest.mark.parametrize("form", ["pdf", "jämför", "sms", "mejl", "text"])
async def test_a_draft_is_made_into_nothing_in_a_room_and_the_guide_is_named(
    day: GuideDay, form: str
) -> None:
    """G3."""
    await day.load_guide("so")
    (answer,) = await day.type(KVIST, f"!gängsnack so kommun:Nacka format:{form}", ROC)
    assert answer.body.startswith("Det blev ing")
    assert "Utkast visas bara i en direktchatt med mig." in answer.body
    assert "Länk: https://guide.example/so" in answer.body
    assert await times(day) == {}


@pytest.mark.parametrize("form", ["pdf", "mejl"])
async def test_what_is_reviewed_in_part_is_not_half_a_page(day: GuideDay, form: str) -> None:
    await day.review("so", Section.ORO, Section.RAM)
    (answer,) = await day.type(KVIST, f"!gängsnack so format:{form}", ROC)
    assert answer.body.startswith("Det blev ingen")


async def test_an_sms_says_how_many_it_is_sent_as_and_stands_alone(day: GuideDay) -> None:
    await day.load_guide("so")
    await day.review("so")
    alone, _ = await day.type(ALM, "!gängsnack somaliska format:sms", ROC)
    assert "Det skickas som ett sms: " in alone.body
    answer, sms = await day.type(ALM, "!gängsnack somaliska kommun:Nacka format:sms", ROC)
    assert f"Det skickas som 2 sms: {len(sms.body)} tecken." in answer.body
    assert sms.body.startswith("Ilmo ma ka walaacsan tahay?")
    assert "formatted_body" not in sms.content
    assert await times(day) == {("so", "sms"): 1}


async def test_an_sms_of_a_draft_says_so_itself(day: GuideDay) -> None:
    await day.load_guide("so")
    _, sms = await day.type(ALM, "!gängsnack so format:sms")
    assert sms.body.startswith(DRAFT_SO)


async def test_an_sms_without_the_official_link_is_not_made(day: GuideDay) -> None:
    entries = {kind: its for kind, its in (await day._entries()).items() if kind is not GuideEntry}
    async with day.store.begin() as session:
        await apply_register(session, Loaded(entries), day.sections, at=day.clock.now(), actor="test")
    (answer,) = await day.type(ALM, "!gängsnack so format:sms")
    assert "behöver länken till den officiella guiden" in answer.body


async def test_an_sms_that_the_register_allows_no_room_for_is_refused_with_its_size(day: GuideDay) -> None:
    await day.rule(show_drafts=True, sms_parts=1)
    await day.load_guide("ar")
    (answer,) = await day.type(ALM, "!gängsnack ar format:sms")
    assert "Det skulle bli 2 sms. Det får bli högst 1." in answer.body


async def test_a_mail_has_its_subject_on_top_and_a_text_has_none(day: GuideDay) -> None:
    await day.review("tr")
    _, mail = await day.type(ALM, "!gängsnack turkiska format:mejl", ROC)
    _, text = await day.type(ALM, "!gängsnack turkiska format:text", ROC)
    subject, _, body = mail.body.partition("\n\n")
    assert "\n" not in subject
    assert body == text.body
    assert await times(day) == {("tr", "mail"): 1, ("tr", "text"): 1}


@needs_typefaces
@pytest.mark.parametrize("code", ["ar", "ckb", "ti"])
async def test_the_example_register_makes_a_page_in_each_script(day: GuideDay, code: str) -> None:
    await day.load_guide(code)
    _, file = await day.type(ALM, f"!gängsnack {code} Upplands Väsby format:pdf")
    assert len(PdfReader(BytesIO(await pdf_of(day, file))).pages) == 1


async def test_without_typefaces_what_can_be_done_instead_is_said(
    day: GuideDay, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(fonts, "INSTALLED", tmp_path)
    (answer,) = await day.type(ALM, "!gängsnack so format:pdf")
    assert "typsnitten saknas" in answer.body
    assert "format:text" in answer.body
    assert await times(day) == {}


@pytest.mark.parametrize(
    "line",
    [
        "sms so Nacka",
        "Nacka sms so",
        "sms, Nacka, somaliska",
        "ett sms på somaliska i Nacka",
        "i Nacka so som sms",
        "ett somaliskt sms i Nacka, tack!",
        "sms Nacka somalska",
    ],
)
async def test_the_words_may_come_in_any_order(day: GuideDay, line: str) -> None:
    await day.load_guide("so")
    answer, sms = await day.type(ALM, f"!gängsnack {line}")
    assert "Nästa meddelande är ett sms på somaliska" in answer.body
    assert "Nacka" in sms.body


@pytest.mark.parametrize("line", ["so sms mejl Nacka", "sms so mejl Nacka", "Nacka sms, mejl somaliska"])
async def test_of_two_formats_it_is_asked_which_one_and_the_rest_is_kept(day: GuideDay, line: str) -> None:
    await day.load_guide("so")
    (asked,) = await day.type(ALM, f"!gängsnack {line}")
    assert "Det är flera format, och jag gör ett i taget." in asked.body
    assert "Vilket format menar du?" in asked.body
    assert "pdf" not in asked.body
    answer, sms = await day.type(ALM, "1")
    assert "Nästa meddelande är ett sms på somaliska" in answer.body
    assert "Nacka" in sms.body


@pytest.mark.parametrize("languages", ["arabiska tigrinska", "ar och ti", "Arabiska, tigrinska", "ar/ti"])
async def test_of_two_languages_the_command_for_each_is_offered(day: GuideDay, languages: str) -> None:
    (answer,) = await day.type(ALM, f"!gängsnack {languages} sms Nacka")
    assert "Jag lämnar ut ett språk i taget." in answer.body
    for code in ("ar", "ti"):
        assert f"!gängsnack {code} kommun:Nacka format:sms" in answer.body


async def test_a_language_that_is_asked_about_keeps_what_stood_before_it(day: GuideDay) -> None:
    await day.load_guide("ckb")
    await day.type(ALM, "!gängsnack sms Nacka kurdiska")
    answer, _ = await day.type(ALM, "1")
    assert "Nästa meddelande är ett sms på" in answer.body


async def test_one_language_by_two_names_is_one(day: GuideDay) -> None:
    await day.load_guide("so")
    answer, _ = await day.type(ALM, "!gängsnack somaliska (so) sms")
    assert "Nästa meddelande är ett sms på somaliska" in answer.body


async def test_an_unknown_format_is_answered_with_those_there_are(day: GuideDay) -> None:
    (asked,) = await day.type(ALM, "!gängsnack so format:fax")
    for form in ("pdf", "sms", "mejl", "text", "jämför"):
        assert form in asked.body


@pytest.mark.parametrize(
    "line",
    [
        "so format:sms Nacka",
        "so kommun:Nacka sms",
        "kommun: nacka somaliska format: sms",
        "språk:somaliska Nacka sms",
        "kommun:Nacka so sms",
        "format:sms so Nacka",
        "so avsnitt:oro Nacka sms",
    ],
)
async def test_what_is_written_on_after_a_key_is_not_lost(day: GuideDay, line: str) -> None:
    await day.load_guide("so")
    answer, sms = await day.type(ALM, f"!gängsnack {line}")
    assert "Nästa meddelande är ett sms på somaliska" in answer.body
    assert "Nacka" in sms.body


async def test_two_formats_of_which_one_has_a_key_are_told(day: GuideDay) -> None:
    (answer,) = await day.type(ALM, "!gängsnack so kommun:Nacka sms format:pdf")
    assert "format: står två gånger" in answer.body


@pytest.mark.parametrize("line", ["sms Nacka", "kommun:Nacka format:sms", "Nacka format:sms"])
async def test_a_language_that_was_forgotten_is_asked_for_and_the_rest_is_kept(
    day: GuideDay, line: str
) -> None:
    await day.load_guide("so")
    await day.review("so")
    (asked,) = await day.type(ALM, f"!gängsnack {line}", ROC)
    assert asked.body.startswith("Vilket språk?\n1) svenska")
    answer, sms = await day.type(ALM, "somaliska", ROC)
    assert "Nästa meddelande är ett sms på somaliska" in answer.body
    assert "Nacka" in sms.body


async def test_an_answer_may_say_more_than_was_asked_for(day: GuideDay) -> None:
    await day.load_guide("so")
    await day.type(ALM, "!gängsnack so kommun:Nakka")
    answer, sms = await day.type(ALM, "Nacka sms")
    assert "Nästa meddelande är ett sms på somaliska" in answer.body
    assert "Nacka" in sms.body


@pytest.mark.parametrize(
    "line",
    ["sms so Nakka", "nakka sms somaliska", "kommun:Nakka sms so", "so kommun:Nakka sms", "Nakka so sms"],
)
async def test_a_kommun_that_is_misspelt_is_asked_about_wherever_it_stands_and_the_rest_is_kept(
    day: GuideDay, line: str
) -> None:
    await day.load_guide("so")
    (asked,) = await day.type(ALM, f"!gängsnack {line}")
    assert "akka är ingen kommun i länet." in asked.body
    assert "1) Nacka" in asked.body
    answer, sms = await day.type(ALM, "1")
    assert "Nästa meddelande är ett sms på somaliska" in answer.body
    assert "Nacka" in sms.body


async def test_two_languages_on_both_sides_of_a_key_are_offered_apart(day: GuideDay) -> None:
    (answer,) = await day.type(ALM, "!gängsnack arabiska kommun:Nacka tigrinska")
    assert "!gängsnack ar kommun:Nacka" in answer.body
    assert "!gängsnack ti kommun:Nacka" in answer.body


async def test_two_formats_on_both_sides_of_a_key_are_asked_about(day: GuideDay) -> None:
    (asked,) = await day.type(ALM, "!gängsnack so sms kommun:Nacka pdf")
    assert "Det är flera format, och jag gör ett i taget." in asked.body
