"""Questions get agreed answers, with an owner and a last day, and the public ones go to the web."""

from datetime import timedelta
from html.parser import HTMLParser
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.chat.languages import Languages
from bot.press.entries import PressEntry
from bot.press.question_export import QuestionsExported
from bot.press.talk_pictures import AnswerPicture, TalkPicture
from bot.press.talk_values import Asker, TalkState, Topic
from bot.store.attachment import AttachmentRow
from bot.store.outbox import OutboxRow
from commands.press_question_export import as_html
from tests.cases.night import EK, KVIST
from tests.press.day import ALDER, HOLM, KOMMUNIKATION, MORNING, NORD, PressDay, changed, direct
from tests.press.talk import ASKED, QUESTION, about, answers, audited, first, questions

LANGUAGES = Languages(ZoneInfo("Europe/Stockholm"))
ANSWER = "Ja, skolorna är öppna som vanligt."
PUBLIC = f"!fråga svar FR-0001 för:allmänheten {ANSWER}"


async def files(day: PressDay) -> dict[str, str]:
    """The files that were sent last, by name."""
    async with day.store.begin() as session:
        found = await session.execute(
            select(OutboxRow.content, AttachmentRow.body)
            .join(OutboxRow, OutboxRow.id == AttachmentRow.outbox_id)
            .order_by(OutboxRow.id)
        )
        return {content["filename"]: body.decode() for content, body in found if content is not None}


async def test_a_question_is_noted_with_who_asks_and_its_owner_is_called(day: PressDay) -> None:
    said = await day.type(NORD, f"{QUESTION} ägare:Nacka")
    assert "Frågan är noterad: FR-0001." in said[0].body
    assert f"Fråga från allmänheten: {ASKED}" in said[0].body
    assert [(one.room, one.mentions) for one in said if one.mentions] == [(KOMMUNIKATION, [ALDER])]
    (row,) = await questions(day)
    assert (row.words, row.asker, row.owner, row.state) == (ASKED, "public", "nacka", "open")


async def test_what_is_missing_is_asked_for(day: PressDay) -> None:
    assert "Vad frågas det om?" in await first(day, NORD, "!fråga ny")
    assert "2) allmänheten" in await first(day, NORD, ASKED)
    await day.type(NORD, "2")
    assert "Får svaret lämnas till allmänheten" in await first(day, NORD, f"!fråga svar {ANSWER}")
    await day.type(NORD, "1")
    assert await answers(day) == [ANSWER]


async def test_an_answer_says_for_whom_it_is_and_how_long_it_holds(day: PressDay) -> None:
    await day.type(NORD, f"{QUESTION} ägare:Nacka")
    card = day.heard(KOMMUNIKATION)[0]
    said = await day.answer(ALDER, f"svar för:intern {ANSWER} gäller:fredag", card)
    assert f"Svar från Nacka kommun 08:00, bara internt: {ANSWER} " in said[0].body
    assert "(Gäller till och med fredag 27 november.)" in said[0].body
    said = await day.type(ALDER, PUBLIC)
    assert "får lämnas till alla:" in said[0].body
    assert "(Gäller till och med lördag 28 november.)" in said[0].body
    told = [one for one in said if one.mentions]
    assert [(one.room, one.mentions) for one in told] == [(KOMMUNIKATION, [NORD])]
    assert "Tidigare svar:" in await first(day, NORD, "!fråga visa FR-0001")


async def test_the_register_says_how_long_an_answer_holds(day: PressDay) -> None:
    entry = PressEntry.model_validate({"answer_holds": "2 d"})
    await day.open(changed(budskap={"budskap": entry}))
    await day.type(NORD, QUESTION)
    assert "(Gäller till och med måndag 23 november.)" in await first(day, NORD, PUBLIC)


async def test_its_owner_is_asked_to_look_at_it_on_its_last_day_and_then_it_is_marked(
    day: PressDay,
) -> None:
    await day.type(NORD, QUESTION)
    await day.type(NORD, f"{PUBLIC} gäller:måndag")
    assert not about(await day.pass_by(hours=48), "FR-0001")
    said = about(await day.pass_by(hours=2), "FR-0001")
    (asked,) = [one for one in said if one.mentions]
    assert (asked.room, asked.mentions) == (KOMMUNIKATION, [NORD])
    assert "Svaret på FR-0001 ska ses över av Stockholms stad." in asked.body
    assert not about(await day.pass_by(days=3), "FR-0001")
    assert "ska ses över" in await first(day, NORD, "!fråga lista")
    assert "Ska ses över, gällde till och med måndag 23 november." in await first(day, NORD, "!fråga visa")
    assert "Det här ska ses över först: FR-0001." in await first(day, NORD, "!fråga export")
    said = await day.answer(NORD, "förnya gäller:2026-12-24", asked)
    assert "Svaret på FR-0001 är förnyat." in said[0].body
    assert "(Gäller till och med torsdag 24 december.)" in said[0].body
    assert "En fråga med svar" in await first(day, NORD, "!fråga export")
    assert await answers(day) == [ANSWER, ANSWER]


async def test_a_last_day_ends_at_midnight_by_the_clock_on_the_wall_when_summer_begins(
    day: PressDay,
) -> None:
    day.clock.advance(timedelta(days=126))
    await day.type(NORD, QUESTION)
    await day.type(NORD, f"{PUBLIC} gäller:2027-03-28")
    for hours, holds in ((38, True), (2, False)):
        await day.pass_by(hours=hours)
        body = await first(day, NORD, "!fråga export")
        assert ("En fråga med svar" in body) is holds


async def test_the_export_has_what_is_public_and_holds_and_nothing_else(day: PressDay) -> None:
    for number in range(1, 6):
        await day.type(NORD, f"!fråga ny Fråga nummer {number}? från:media")
    await day.type(NORD, "!fråga ny Övningsfråga? från:media övning:ja")
    await day.type(NORD, "!fråga svar FR-0006 för:allmänheten Övningssvar.")
    await day.type(NORD, "!fråga svar FR-0001 för:allmänheten Svar ett.\n\nMed två stycken.")
    await day.type(NORD, "!fråga svar FR-0002 för:intern Svar två.")
    await day.type(NORD, "!fråga svar FR-0003 för:allmänheten Svar tre. gäller:idag")
    await day.type(NORD, "!fråga svar FR-0005 för:allmänheten Svar fem.")
    await day.type(NORD, "!fråga stäng FR-0005")
    day.clock.advance(timedelta(days=1))
    body = await first(day, KVIST, "!fråga export")
    assert "En fråga med svar för allmänheten" in body
    assert "Inte med, för att svaret ska ses över först: FR-0003." in body
    found = await files(day)
    assert set(found) == {"fragor-och-svar.html", "fragor-och-svar.txt"}
    for text in found.values():
        assert "Fråga nummer 1?" in text
        assert "Svar ett." in text
        assert "Stockholms stad" in text
        for absent in ("två.", "tre", "fem", "nummer 4", "Övning", "Nord", "FR-000"):
            assert absent not in text


async def test_the_web_block_is_a_definition_list_in_which_nothing_written_is_markup(
    day: PressDay,
) -> None:
    await day.type(NORD, '!fråga ny <script>alert("x")</script> & då? från:personal')
    await day.type(
        NORD, "!fråga svar FR-0001 för:allmänheten Svar <img src=x onerror=y>\n\u202egnitsuh </dd></dl>"
    )
    await day.type(NORD, "!fråga export")
    html = (await files(day))["fragor-och-svar.html"]
    root = ET.fromstring(html)  # noqa: S314 - our own, and well formed or it fails
    assert (root.tag, root.attrib) == ("section", {"lang": "sv"})
    assert {one.tag for one in root.iter()} == {"section", "h2", "p", "dl", "dt", "dd", "small", "time"}
    assert [one.text for one in root.iter("dt")] == ['<script>alert("x")</script> & då?']
    dd = next(root.iter("dd"))
    assert [one.text for one in dd.findall("p")][:2] == ["Svar <img src=x onerror=y>", "gnitsuh </dd></dl>"]
    assert "\u202e" not in html


async def test_an_unanswered_question_is_reminded_of_three_times(day: PressDay) -> None:
    await day.type(HOLM, f"{QUESTION} ägare:Nacka")
    said = about(await day.pass_by(hours=30), "FR-0001")
    assert [one.mentions for one in said] == [[ALDER], [ALDER], [ALDER, HOLM]]
    assert "svar för:allmänheten" in said[0].body


async def test_the_list_has_those_without_an_answer_first(day: PressDay) -> None:
    for number in (1, 2, 3):
        await day.type(NORD, f"!fråga ny Fråga {number}? från:media")
    await day.type(NORD, f"!fråga svar FR-0003 för:intern {ANSWER}")
    body = await first(day, NORD, "!fråga lista", KOMMUNIKATION)
    order = [body.index(f"FR-000{number}") for number in (2, 1, 3)]
    assert order == sorted(order)


@pytest.mark.parametrize(
    ("who", "text", "why"),
    [
        (EK, QUESTION, "roll"),
        (HOLM, PUBLIC, "På FR-0001 svarar Stockholms stad."),
        (NORD, "!fråga svar FR-0001 för:ingen Ja.", "1) allmänheten"),
        (NORD, f"{PUBLIC} gäller:2026-11-20", "Jag kan inte läsa dagen"),
        (NORD, f"{PUBLIC} gäller:2026-02-30", "Jag kan inte läsa dagen"),
        (NORD, "!fråga förnya FR-0001", "inget svar att förnya"),
        (NORD, "!fråga export", "Inga frågor har ett svar som får lämnas till allmänheten."),
        (NORD, "!fråga ändra FR-0001", "ägare:"),
        (NORD, "!fråga ny se https://x.example/y från:media", "utan länkar"),
        (NORD, "!fråga visa FR-0044", "Jag hittar ingen fråga FR-0044"),
        (NORD, "!fråga ny 🙂 från:media", "Skriv det med ord."),
    ],
)
async def test_what_cannot_be_done_is_refused_with_its_reason(
    day: PressDay, who: str, text: str, why: str
) -> None:
    await day.type(NORD, QUESTION)
    assert why in await first(day, who, text)
    assert [row.words for row in await questions(day)] == [ASKED]
    assert not await answers(day)


async def test_an_answer_that_seems_to_name_somebody_is_asked_about(day: PressDay) -> None:
    await day.type(NORD, QUESTION)
    asked = await first(day, NORD, "!fråga svar för:allmänheten Påhitta Namnsson i Nacka är misstänkt.")
    assert "peka ut någon" in asked
    await day.type(NORD, "nej")
    assert not await answers(day)


async def test_in_english_it_is_qa(day: PressDay) -> None:
    await day.type(NORD, "!språk engelska")
    assert "FR-0001" in await first(day, NORD, f"!qa new {ASKED} from:media")
    assert "FR-0001" in await first(day, NORD, "!qa list")
    assert direct(NORD)


async def test_each_step_is_in_the_audit_log_without_the_words(day: PressDay) -> None:
    await day.type(NORD, QUESTION)
    await day.type(NORD, PUBLIC)
    await day.type(NORD, "!fråga förnya")
    await day.type(NORD, "!fråga stäng")
    rows = await audited(day, "FR-0001")
    steps = ("raise", "answer", "answer", "close")
    assert [row.action for row in rows] == [f"question.{step}" for step in steps]
    assert not any("skolorna" in str(row.fields).lower() for row in rows)


async def test_mine_has_what_ones_actor_is_to_answer_and_to_look_at_again(day: PressDay) -> None:
    await day.type(HOLM, f"{QUESTION} ägare:Nacka")
    await day.type(HOLM, "!rykte ny ett påstående var:nätet spridning:liten ägare:Nacka övning:ja")
    await day.type(HOLM, "!fråga ny En till? från:media ägare:Nacka")
    await day.type(ALDER, "!fråga svar FR-0002 för:intern Ja. gäller:måndag")
    body = await first(day, ALDER, "!mina")
    assert "ÖVNING. RY-0001, rykte att svara på sedan 08:00." in body
    assert "FR-0001, fråga att svara på sedan 08:00." in body
    assert "FR-0002" not in body
    assert "FR-0001" not in await first(day, HOLM, "!mina")
    await day.pass_by(days=2)
    assert "FR-0002, svar att se över: gäller till och med måndag 23 november." in await first(
        day, ALDER, "!mina"
    )
    await day.type(ALDER, "!fråga förnya FR-0002 gäller:2026-12-24")
    await day.type(ALDER, "!fråga svar FR-0001 för:intern Ja.")
    await day.type(ALDER, "!rykte stäng RY-0001")
    assert "Inget väntar på dig." in await first(day, ALDER, "!mina")


class Tags(HTMLParser):
    """Every tag and attribute, and the text between them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


@settings(deadline=None)  # the first example reads the catalogues
@given(words=st.text(max_size=60), answer=st.text(max_size=60), language=st.sampled_from(["sv", "en"]))
def test_whatever_is_written_the_web_block_has_its_own_tags_alone(
    words: str, answer: str, language: str
) -> None:
    told = AnswerPicture(answer, "Nacka kommun", "Alder", MORNING, public=True, holds_until=MORNING)
    question = TalkPicture(
        topic=Topic.QUESTION,
        reference="FR-0001",
        state=TalkState.ANSWERED,
        words=words,
        owner="Nacka kommun",
        owner_id="nacka",
        raised_by="Nord",
        raised_for="Stockholms stad",
        raised_at=MORNING,
        answers=(told,),
        asker=Asker.MEDIA,
    )
    found = Tags()
    found.feed(as_html(QuestionsExported(MORNING, (question,), ()), LANGUAGES.say(language, MORNING)))
    assert found.tags <= {"section", "h2", "p", "dl", "dt", "dd", "small", "time"}
    assert found.attributes <= {"lang", "id", "datetime"}
