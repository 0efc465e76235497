"""A joint message is written in chat: typed, pasted whole, or step by step; it is its owner's alone."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from bot.press.content import Variant
from bot.press.entries import LineEntry
from bot.press.tables import MessageRow
from bot.press.values import Quorum, State
from bot.store.audit import AuditRow
from bot.store.inbox import InboxKind
from tests.press.day import (
    AKTOR_POLIS,
    AKTOR_STOCKHOLM,
    ALDER,
    HOLM,
    KOMMUNIKATION,
    NORD,
    VINGE,
    PressDay,
    changed,
)
from tests.press.writing import NEW, content, first, of

WHOLE = """!budskap ny Skolorna är öppna

Skolorna är öppna som vanligt.
Syfte: Lugna föräldrar
Målgrupp:
Föräldrar i länet

## Vad vi vet
- Ingen är skadad.
Signeras av:
- Stockholm
- polisen
2 av: Nacka, Huddinge, Solna
Veto: lst
Informeras: Täby
Ägare: Stockholm
Kanaler: flödet, presslistan
Talesperson: kommunikationschefen
Faktakontroll: säkerhetschefen
Språk: arabiska
Embargo: 14:00
Gäller till: imorgon 18:00
Lokalt, Nacka:
Ring Nacka kommun.
Öppet dygnet runt.
Språk, somaliska:
Iskuulladu way furan yihiin
Sida caadiga ah."""


async def rows(day: PressDay) -> list[MessageRow]:
    async with day.store.begin() as session:
        return list(await session.scalars(select(MessageRow)))


async def test_a_message_is_pasted_whole_with_its_headings(day: PressDay) -> None:
    said = await day.type(NORD, WHOLE)
    found = await content(day)
    assert found.title == "Skolorna är öppna"
    assert found.body == "Skolorna är öppna som vanligt.\n\n## Vad vi vet\n- Ingen är skadad."
    assert found.quorum == Quorum(("stockholm", "polis"), ("huddinge", "nacka", "solna"), 2, ("lst",))
    assert (found.purpose, found.target_group) == ("Lugna föräldrar", "Föräldrar i länet")
    assert (found.spokesperson, found.checked_by) == ("kommunikationschefen", "säkerhetschefen")
    assert (found.informed, found.channels) == (("taby",), ("flodet", "pressen"))
    assert found.local == {"nacka": "Ring Nacka kommun.\nÖppet dygnet runt."}
    assert found.variants == {
        "ar": None,
        "so": Variant("Iskuulladu way furan yihiin", "Sida caadiga ah."),
    }
    assert found.embargo_until == datetime(2026, 11, 21, 13, 0, tzinfo=UTC)
    assert found.expires_at == datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
    answer = said[0].body
    assert "Minst 2 av Huddinge kommun, Nacka kommun och Solna stad ska godkänna." in answer
    assert "I registret finns ingen som får godkänna för Huddinge kommun eller Solna stad." in answer
    assert "Inte färdigt än på arabiska och somaliska." in answer
    assert "!budskap skicka BU-0001" in answer


async def test_a_message_is_written_step_by_step(day: PressDay) -> None:
    assert (await first(day, HOLM, "!budskap ny")).startswith("Vad är rubriken?")
    assert (
        await first(day, HOLM, "Polisen är på plats")
        == "Vad ska det stå? Skriv hela texten i ett meddelande."
    )
    assert (await first(day, HOLM, "Vi är på plats.\n\nRing 112 vid fara.")).startswith(
        "Vilka aktörer ska godkänna?"
    )
    assert "BU-0001 Polisen är på plats. Ägare: Polismyndigheten" in await first(
        day, HOLM, "Nacka och polisen"
    )
    found = await content(day)
    assert (found.title, found.body) == ("Polisen är på plats", "Vi är på plats.\n\nRing 112 vid fara.")
    assert found.quorum == Quorum(("nacka", "polis"))
    assert found.channels == ("natverket", "flodet", "pressen", "webben")


async def test_all_of_it_fits_in_one_line(day: PressDay) -> None:
    await day.type(
        HOLM,
        "!budskap ny titel:Öppet i dag text: Skolan är öppen: välkomna. signeras: Nacka och minst en av "
        "Solna, Täby kanaler: natverket övning: nej",
    )
    found = await content(day)
    assert (found.title, found.body) == ("Öppet i dag", "Skolan är öppen: välkomna.")
    assert found.quorum == Quorum(("nacka",), ("taby", "solna"), 1)
    assert found.channels == ("natverket",)


async def test_a_title_answered_with_a_whole_text_is_asked_for_again(day: PressDay) -> None:
    await day.type(HOLM, "!budskap ny")
    said = await first(day, HOLM, "Rubriken\n\nOch texten")
    assert "Rubriken är en rad." in said
    assert "!budskap ny" in said
    assert await rows(day) == []


async def test_a_heading_in_an_answered_text_is_not_published_by_mistake(day: PressDay) -> None:
    await day.type(HOLM, "!budskap ny Rubriken")
    said = await first(day, HOLM, "Texten.\nPresskontakt: RLC")
    assert "Skriv bara texten här, utan raderna som börjar med Presskontakt:." in said
    assert "Vilka aktörer" in await first(day, HOLM, "Texten.")


async def test_who_writes_for_several_is_asked_for_whom_and_a_room_says_it(day: PressDay) -> None:
    bare = NEW.replace("\nÄgare: Stockholm", "")
    said = await first(day, NORD, bare)
    assert "Vilken aktörs budskap är det?" in said
    assert "Ägare: Länsstyrelsen Stockholm" in await first(day, NORD, "2")
    assert (await day.message()).owner == "lst"
    assert "Ägare: Stockholms stad" in await first(day, NORD, bare, AKTOR_STOCKHOLM)


async def test_an_answer_that_is_none_of_those_shown_leaves_their_numbers_as_they_were(day: PressDay) -> None:
    await day.type(NORD, NEW.replace("\nÄgare: Stockholm", ""))
    for slip in ("nja", "3", "stokholms län"):
        assert await first(day, NORD, slip) == "Det var inget av dem. Svara med siffran framför, 1–2."
    assert "Ägare: Länsstyrelsen Stockholm" in await first(day, NORD, "2")


async def test_a_draft_is_told_to_its_own_organisation_alone(day: PressDay) -> None:
    said = await day.type(NORD, NEW)
    assert {one.room for one in said} == {"!dm-kom-nord:localhost", AKTOR_STOCKHOLM}
    assert "Läge: utkast." in of(said, AKTOR_STOCKHOLM)
    assert "Jag hittar inget budskap" in await first(day, HOLM, "!budskap visa BU-0001")


async def test_in_another_organisations_room_nothing_is_written(day: PressDay) -> None:
    assert "Det här är rummet för Polismyndigheten" in await first(day, NORD, NEW, AKTOR_POLIS)
    assert await rows(day) == []


@pytest.mark.parametrize("who", [VINGE, "@rapp-hed:localhost"])
async def test_only_communicators_write(day: PressDay, who: str) -> None:
    await day.type(who, NEW)
    assert await rows(day) == []


async def test_nobody_signs_alone(day: PressDay) -> None:
    said = await first(day, HOLM, "!budskap ny Rubrik\nText\nSigneras av: polisen\nVeto: Nacka")
    assert "Minst en annan aktör än Polismyndigheten, Polisregion Stockholm ska godkänna." in said
    assert said.endswith("Inget budskap är sparat.")
    assert await rows(day) == []


@pytest.mark.parametrize(
    ("signers", "words"),
    [
        ("Nacka och 3 av Solna, Täby", "3 av 2 går inte."),
        ("2 av Solna, Täby och 1 av Nacka, Värmdö", "Bara en grupp kan räknas ihop"),
        ("veto Nacka", "Skriv vilka aktörer som ska godkänna"),
        ("Atlantis", "Atlantis"),
    ],
)
async def test_a_quorum_that_cannot_be_is_told(day: PressDay, signers: str, words: str) -> None:
    said = await first(day, HOLM, f"!budskap ny Rubrik\nText\nSigneras av: {signers}")
    assert words in said
    assert await rows(day) == []


async def test_an_exercise_goes_to_channels_for_exercises_and_no_others(day: PressDay) -> None:
    said = await first(day, HOLM, "!budskap ny Rubrik\nText\nSigneras av: Nacka\nÖvning: ja")
    assert said.startswith("ÖVNING. BU-0001")
    assert (await content(day)).channels == ("ovningsrummet",)
    said = await first(day, HOLM, "!budskap ny Rubrik\nText\nSigneras av: Nacka\nÖvning: ja\nKanaler: flödet")
    assert "En övning får inte gå till Flödet på webben." in said
    said = await first(day, HOLM, "!budskap ny Rubrik\nText\nSigneras av: Nacka\nKanaler: ovningsrummet")
    assert "är bara för övningar." in said
    assert len(await rows(day)) == 1


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        ("!budskap ny Övning: brand i skolan\nText", "Övning: brand i skolan", "Text"),
        ("!budskap ny\nExercise: brand\nText", "Exercise: brand", "Text"),
        ("!budskap ny titel: Övning: brand text: Text", "Övning: brand", "Text"),
        ("!budskap ny\nRubrik: Övning: brand\nText", "Övning: brand", "Text"),
        ("!budskap ny rubrik:Övning: brand text:Text", "Övning: brand", "Text"),
        ("!budskap ny rubrik:Brand text:Övning: ut", "Brand", "Övning: ut"),
        ("!budskap ny Rubrik\nÖvning:\n- brand\n- larm", "Rubrik", "Övning:\n- brand\n- larm"),
        ("!budskap ny Övning: brand kanaler: natverket\nText", "Övning: brand", "Text"),
        ("!budskap ny ÖVNING brand i skolan\nText", "ÖVNING brand i skolan", "Text"),
        ("!budskap ny Övning – brand\nText", "Övning – brand", "Text"),
        ("!budskap ny\nÖvning： brand\nText", "Övning： brand", "Text"),
        ("!budskap ny Rubrik\nÖvning： brand", "Rubrik", "Övning： brand"),
    ],
)
async def test_words_after_the_word_for_an_exercise_are_text_and_whether_it_is_one_is_asked(
    day: PressDay, text: str, title: str, body: str
) -> None:
    said = await first(day, HOLM, f"{text}\nSigneras av: Nacka")
    assert "Är det en övning? En övning når bara kanaler för övningar." in said
    assert await rows(day) == []
    said = await first(day, HOLM, "nej")
    assert "BU-0001" in said
    assert "Menade du" not in said
    found = await content(day)
    assert (found.title, found.body) == (title, body)
    assert not (await day.message()).exercise


@pytest.mark.parametrize(
    "line",
    [
        "övning",
        "ÖVNING ÖVNING ÖVNING",
        "övning = ja",
        "*Övning* - ja",
        "Detta är en övning.",
        "(Endast övning)",
    ],
)
async def test_a_line_anywhere_in_the_text_that_speaks_of_an_exercise_has_it_asked(
    day: PressDay, line: str
) -> None:
    text = "Skolorna är öppna.\nVid fara för liv, ring 112."
    for written in (f"{text}\n{line}\nSigneras av: Nacka", f"{text}\nSigneras av: Nacka\n{line}"):
        said = await first(day, HOLM, f"!budskap ny Rubrik\n{written}")
        assert "Är det en övning? En övning når bara kanaler för övningar." in said
        await day.type(HOLM, "ja")
        assert (await content(day)).channels == ("ovningsrummet",)


async def test_an_exercise_that_is_called_one_is_one_where_that_is_said(day: PressDay) -> None:
    await first(day, HOLM, "!budskap ny Övning: brand\nText\nSigneras av: Nacka")
    assert (await first(day, HOLM, "ja")).startswith("ÖVNING. BU-0001")
    found = await content(day)
    assert (found.title, found.channels) == ("Övning: brand", ("ovningsrummet",))
    for how in ("Övning: ja", "Övning:\nja", "Övning:\n- Ja.", "**Övning:** nej"):
        said = await first(day, HOLM, f"!budskap ny Övning: larm\nText\nSigneras av: Nacka\n{how}")
        assert "Är det en övning?" not in said
        assert ((await content(day)).title, (await content(day)).body) == ("Övning: larm", "Text")
        assert (await day.message()).exercise == (how != "**Övning:** nej")


async def test_a_title_that_speaks_of_an_exercise_is_taken_in_answers_edits_and_changes(
    day: PressDay,
) -> None:
    await day.type(HOLM, "!budskap ny", event_id="$first")
    await day.type(HOLM, "Övning: brand")
    for answer in ("Text", "Nacka", "nej"):
        await day.type(HOLM, answer)
    assert ((await content(day)).title, (await content(day)).body) == ("Övning: brand", "Text")
    await day.type(HOLM, "!budskap ny Övning: larm\nText\nSigneras av: Nacka\nÖvning: nej", event_id="$next")
    text = "!budskap ny Övning: annat larm\nText\nSigneras av: Nacka"
    await day.type(HOLM, text, relates_to="$next", kind=InboxKind.EDIT)
    assert (await content(day)).title == "Övning: annat larm"
    await day.type(HOLM, "!budskap ändra BU-0002 titel: Övning: tredje larmet")
    assert (await content(day)).title == "Övning: tredje larmet"
    await day.type(HOLM, "!budskap ändra BU-0002\nÖvning: vi övar\nHej")
    assert (await content(day)).body == "Övning: vi övar\nHej"


@pytest.mark.parametrize("title", ["Övningar i höst", "Övningskörning på torsdag", "Vi har en övning"])
async def test_a_title_with_another_word_is_asked_nothing(day: PressDay, title: str) -> None:
    assert "BU-0001" in await first(day, HOLM, f"!budskap ny {title}\nText\nSigneras av: Nacka")
    assert (await content(day)).title == title


@pytest.mark.parametrize(
    ("title", "text"), [("Övning: brand", "Text"), ("ÖVNING brand", "Text"), ("Brand", "Övning: ut")]
)
async def test_answered_one_by_one_it_is_asked_as_well_whether_it_is_an_exercise(
    day: PressDay, title: str, text: str
) -> None:
    await day.type(HOLM, "!budskap ny")
    for answer in (title, text):
        await day.type(HOLM, answer)
    assert (await first(day, HOLM, "Nacka")).startswith("Är det en övning?")
    assert await rows(day) == []
    assert (await first(day, HOLM, "ja")).startswith("ÖVNING. BU-0001")
    assert ((await content(day)).title, (await content(day)).body) == (title, text)


async def test_that_it_is_an_exercise_may_be_an_answer_of_its_own(day: PressDay) -> None:
    await day.type(HOLM, "!budskap ny")
    assert "Vad är rubriken?" in await first(day, HOLM, "Övning: ja")
    assert "Vad ska det stå?" in await first(day, HOLM, "Brand")
    said = await first(day, HOLM, "Text\nÖvning: ja")
    assert "utan raderna som börjar med Övning:" in said
    assert "Svara först bara Övning: ja, så frågar jag igen." in said
    for answer in ("Text", "Nacka"):
        said = await first(day, HOLM, answer)
    assert said.startswith("ÖVNING. BU-0001")


async def test_a_new_title_that_speaks_of_an_exercise_makes_none_and_that_is_said(day: PressDay) -> None:
    warning = "Rubriken talar om en övning, men BU-0001 är ingen övning och går ut på riktigt."
    await day.type(HOLM, "!budskap ny Brand\nText\nSigneras av: Nacka")
    said = await first(day, HOLM, "!budskap ändra BU-0001 titel: Övning: brand")
    assert warning in said
    assert "stoppa det med !budskap stopp BU-0001 och skriv ett nytt med !budskap ny övning:ja." in said
    assert not (await day.message()).exercise
    assert warning not in await first(day, HOLM, "!budskap ändra BU-0001 text: Ny text")
    assert warning not in await first(day, HOLM, "!budskap ändra BU-0001 titel: Övningar i höst")
    await day.type(HOLM, "!budskap ny Brand\nText\nSigneras av: Nacka\nÖvning: ja")
    assert "talar om" not in await first(day, HOLM, "!budskap ändra BU-0002 titel: Övning: brand")


async def test_a_time_in_the_text_is_not_published_but_said_how_to_set(day: PressDay) -> None:
    said = await first(day, HOLM, "!budskap ny Rubrik\nText\nSigneras av: Nacka\nPubliceras: 15:00")
    assert "Skriv !budskap schemalägg BU-0001 15:00 när budskapet är på remiss." in said
    assert (await content(day)).body == "Text"
    assert (await day.message()).publish_at is None


async def test_agreed_lines_are_put_in_and_an_old_one_is_warned_of(day: PressDay) -> None:
    old = LineEntry(id="gammal", text="Håll avstånd.", owner="lst", review_at=date(2026, 11, 20))
    await day.open(changed(formulering={"gammal": old}))
    said = await first(
        day,
        HOLM,
        "!budskap ny Rubrik\nText. {formulering:gammal} {formulering: sprid-inte-rykten}\nSigneras av: Nacka",
    )
    assert (await content(day)).body == (
        "Text. Håll avstånd. Hjälp till att inte sprida rykten. Dela bara det som myndigheter har bekräftat."
    )
    assert "Formuleringen gammal skulle ha setts över fredag 20 november. Är den aktuell?" in said
    assert "sprid-inte-rykten" not in said
    said = await first(day, HOLM, "!budskap ny Rubrik\nText {formulering:finns-inte}\nSigneras av: Nacka")
    assert "Det finns ingen formulering som heter finns-inte." in said


async def test_a_line_that_is_almost_a_heading_is_asked_about(day: PressDay) -> None:
    said = await first(day, HOLM, "!budskap ny Rubrik\nText\nMålgrup: alla\nSigneras av: Nacka")
    assert "Raden som börjar med Målgrup: är en del av texten. Menade du Målgrupp:?" in said
    said = await first(day, HOLM, "!budskap ändra BU-0001\nKanalerr: flödet")
    assert "Menade du Kanaler:?" in said


async def test_everything_said_of_an_exercise_is_marked_as_one(day: PressDay) -> None:
    await day.put(
        State.CIRCULATED, exercise=True, channels=("ovningsrummet",), quorum=Quorum(("stockholm", "nacka"))
    )
    for who, text in (
        (NORD, "!budskap ändra BU-0001 titel: Ny"),
        (NORD, "!budskap ändra BU-0001 signeras: Stockholm, polisen"),
        (NORD, "!budskap språk BU-0001 so"),
        (HOLM, "!budskap lokalt BU-0001 Hej"),
        (HOLM, "!budskap kommentera BU-0001 Hej"),
        (HOLM, "!budskap tittar BU-0001"),
        (HOLM, "!budskap visa BU-0001"),
        (HOLM, "!budskap visa BU-0001 rev:1"),
    ):
        for said in await day.type(who, text):
            assert said.body.startswith("ÖVNING. "), (text, said.body)


async def test_what_is_written_stands_in_the_audit_log_without_its_text(day: PressDay) -> None:
    await day.type(NORD, NEW)
    async with day.store.begin() as session:
        (noted,) = await session.scalars(select(AuditRow).where(AuditRow.object == "BU-0001"))
    assert noted.action == "message.new"
    assert "kolorna" not in noted.fields


async def test_the_state_is_a_draft_with_its_first_revision(day: PressDay) -> None:
    await day.type(NORD, NEW, KOMMUNIKATION)
    row = await day.message()
    assert (row.state, row.revision, row.owner, row.author) == (State.DRAFT, 1, "stockholm", NORD)
    assert (await day.revision()).made_by == NORD


async def test_a_personnummer_is_never_part_of_a_message(day: PressDay) -> None:
    await day.type(ALDER, "!budskap ny Rubrik\nText\nSigneras av: polisen", screened=("personnummer",))
    assert "Ett personnummer stod i meddelandet." in of(day.log, "!dm-kom-alder:localhost")
