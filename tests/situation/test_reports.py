"""Reports as actors write them: taken, shown to those they are for, and nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.actors.entries import PersonEntry, RoleGrant
from bot.chat.message import Role, Trust
from bot.chat.screen import screen
from bot.register.load import Loaded
from bot.situation.reading import reports_between
from bot.situation.values import Audience, Confidence, Level, Part, Report, Trend
from bot.store.audit import AuditRow, verify
from bot.store.engine import Store
from tests.situation.day import (
    AKTOR_NACKA,
    AKTOR_POLIS,
    BRO,
    FORS,
    HED,
    LILJA,
    LUND,
    NACKA_POLIS,
    NORD,
    ROC,
    SSR,
    Day,
    changed,
    direct,
    example,
)

WHOLE = (
    "!lägesbild rapport händelse:Bråk vid centrum konsekvens:oro i skolan åtgärd:fältare ute "
    "planerad:möte 18 resurs:full bemanning behov:fler vuxna prognos:lugnare mot natten "
    "kommun:Nacka, Värmdö tid:07:10 nivå:2 trend:värre säkerhet:troligt källa:fältassistent "
    "för:ssr tema:våld, skola"
)


async def standing(day: Day) -> list[Report]:
    async with day.store.begin() as session:
        return await reports_between(session, None, None)


async def audited(day: Day) -> list[AuditRow]:
    async with day.store.begin() as session:
        assert (await verify(session)).broken is None
        return list(await session.scalars(select(AuditRow).where(AuditRow.action.like("report.%"))))


async def test_a_report_with_every_key_is_stored_as_it_was_meant(day: Day) -> None:
    (answer, *_) = await day.type(HED, WHOLE)
    (found,) = await standing(day)
    assert found.parts == {
        Part.EVENT: "Bråk vid centrum",
        Part.CONSEQUENCE: "oro i skolan",
        Part.MEASURE: "fältare ute",
        Part.PLANNED: "möte 18",
        Part.RESOURCE: "full bemanning",
        Part.NEED: "fler vuxna",
        Part.FORECAST: "lugnare mot natten",
    }
    assert (found.actor, found.kommuner, found.tags) == ("nacka", ("0182", "0120"), ("vald", "skola"))
    assert (found.level, found.trend, found.confidence) == (Level.SERIOUS, Trend.WORSE, Confidence.LIKELY)
    assert (found.source, found.audience) == ("fältassistent", Audience.SSR)
    assert f"{found.observed_at:%H:%M}" == "06:10"
    assert "R-1121-1: rapporten från Nacka kommun är mottagen." in answer.body
    assert "Nivå 2 allvarligt. Utveckling: värre. Säkerhet: troligt." in answer.body


async def test_what_is_not_said_is_the_actors_own_kommun_now_unconfirmed_and_for_roc(day: Day) -> None:
    (answer, *_) = await day.type(HED, "!lägesbild rapport Lugnt i kväll")
    (found,) = await standing(day)
    assert found.parts == {Part.EVENT: "Lugnt i kväll"}
    assert (found.kommuner, found.observed_at) == (("0182",), day.clock.now())
    assert (found.confidence, found.audience, found.level) == (Confidence.UNCONFIRMED, Audience.ROC, None)
    assert "ROC och ledningen ser den." in answer.body
    assert "obekräftat" in answer.body


async def test_the_whole_county_may_be_reported_for_by_one_that_is_no_kommun(day: Day) -> None:
    await day.type(LILJA, "!lägesbild rapport Lugnt kommun:hela länet nivå:normalt")
    (found,) = await standing(day)
    assert (found.actor, found.kommuner, found.level) == ("polis", ("lan",), Level.NORMAL)


async def test_a_report_is_shown_in_roc_as_it_comes_with_what_roc_must_know(day: Day) -> None:
    await day.type(HED, WHOLE, AKTOR_NACKA)
    (said,) = day.heard(ROC)
    for words in ("R-1121-1", "Nacka kommun", "Nivå 2 allvarligt", "troligt", "fältassistent", "Sett 07:10"):
        assert words in said.body
    assert "Behov: fler vuxna" in said.body
    assert said.mentions == []
    assert len(day.heard(AKTOR_NACKA)) == 1, "the answer, and no second telling beside it"


async def test_one_that_cannot_wait_calls_the_duty_officer(day: Day) -> None:
    (answer, *_) = await day.type(HED, "!lägesbild rapport Skottlossning brådska:nu")
    assert day.heard(ROC)[0].mentions == [LUND]
    assert "Tjänsteman i beredskap får veta det nu." in answer.body


async def test_what_is_for_the_own_actor_is_told_in_its_own_room_and_never_to_roc(day: Day) -> None:
    (answer, *_) = await day.type(HED, "!lägesbild rapport Hemligt läge för:egen brådska:nu")
    assert [said.room for said in day.log] == [direct(HED), AKTOR_NACKA]
    assert day.heard(ROC) == []
    assert "Bara den egna aktören ser den." in answer.body
    assert "skriv för:roc" in answer.body


async def test_strangers_in_the_roc_room_see_that_it_came_and_nothing_of_it(day: Day) -> None:
    day.hall.joined[ROC].add("@vem:annat.exempel")
    await day.type(HED, "!lägesbild rapport Planterad hemlighet")
    (said,) = day.heard(ROC)
    assert "R-1121-1" in said.body
    assert "hemlighet" not in said.body


async def test_the_guided_talk_asks_what_where_level_and_for_whom(day: Day) -> None:
    answers = ("!lägesbild rapport", "Trafiken står still: E4 avstängd", "Huddinge och Solna", "2")
    asked = [(await day.type(HED, words))[-1].body for words in answers]
    await day.type(HED, "3")
    first_words = ("Vad har hänt", "Vilken kommun", "Vilken nivå", "Vilka får se")
    assert all(one.startswith(first) for one, first in zip(asked, first_words, strict=True))
    (found,) = await standing(day)
    assert found.parts == {Part.EVENT: "Trafiken står still: E4 avstängd"}
    assert (found.kommuner, found.level, found.audience) == (("0126", "0184"), Level.SERIOUS, Audience.SSR)


async def test_a_guided_report_that_is_never_finished_is_taken_with_what_was_said(day: Day) -> None:
    await day.type(HED, "!lägesbild rapport")
    await day.type(HED, "Bråk vid centrum")
    await day.pass_by(minutes=20)
    (found,) = await standing(day)
    assert (found.parts, found.kommuner) == ({Part.EVENT: "Bråk vid centrum"}, ("0182",))


async def test_two_answers_in_a_row_that_are_headings_are_read_as_such(day: Day) -> None:
    await day.type(HED, "!lägesbild rapport")
    await day.type(HED, "Händelse: Bråk\nBehov: fler vuxna\nKommun: Solna\nNivå: 1\nFör: ssr")
    (found,) = await standing(day)
    assert found.parts == {Part.EVENT: "Bråk", Part.NEED: "fler vuxna"}
    assert (found.kommuner, found.audience) == (("0184",), Audience.SSR)


async def test_for_another_actor_it_is_refused_with_whom_one_may_report_for(day: Day) -> None:
    (answer,) = await day.type(LILJA, "!lägesbild rapport Bråk aktör:Nacka kommun")
    assert "Du är inte rapportör för Nacka kommun." in answer.body
    assert "Du rapporterar för Polis" in answer.body
    assert await standing(day) == []


async def test_in_another_actors_room_it_is_refused(day: Day) -> None:
    (answer,) = await day.type(HED, "!lägesbild rapport Bråk aktör:Nacka kommun", AKTOR_POLIS)
    assert "en annan aktörs rum" in answer.body
    assert await standing(day) == []


async def test_in_the_roc_room_it_is_taken_and_shown_as_any_other(day: Day) -> None:
    day.hall.joined[ROC].add(HED)
    said = await day.type(HED, "!lägesbild rapport Bråk vid centrum nivå:1 brådska:nu", ROC)
    assert (await day.report()).audience == "roc"
    assert [one.room for one in said] == [ROC, ROC, AKTOR_NACKA]
    assert any(LUND in one.mentions for one in said)


async def test_what_roc_is_not_to_see_is_not_taken_in_its_room(day: Day) -> None:
    day.hall.joined[ROC].add(HED)
    (answer,) = await day.type(HED, "!lägesbild rapport Bråk vid centrum nivå:1 för:egen", ROC)
    assert "Här läser ROC." in answer.body
    assert await day.reports() == []


@pytest.mark.parametrize("room", [SSR, NACKA_POLIS])
async def test_in_a_room_of_the_wrong_class_it_is_refused_with_where_to_write(day: Day, room: str) -> None:
    (answer,) = await day.type(HED, "!lägesbild rapport Bråk", room)
    assert "Skriv i direktchatt med mig, ROC-rummet eller aktörens rum." in answer.body
    assert await standing(day) == []


async def test_somebody_without_the_role_is_told_who_may(day: Day) -> None:
    (answer,) = await day.type(LUND, "!lägesbild rapport Bråk")
    assert "rapportör" in answer.body
    assert await standing(day) == []


async def test_one_who_reports_for_several_is_asked_which(store_day: Day) -> None:
    (asked,) = await store_day.type(HED, "!lägesbild rapport Bråk")
    assert "1) Nacka kommun" in asked.body
    assert "2) Värmdö kommun" in asked.body
    await store_day.type(HED, "2")
    (found,) = await standing(store_day)
    assert (found.actor, found.kommuner) == ("varmdo", ("0120",))


@pytest.fixture
async def store_day(store: Store) -> Day:
    return await Day(store).open(two_actors())


def two_actors() -> Loaded:
    hed = example().entries[PersonEntry][HED]
    both = tuple(RoleGrant(role=Role.RAPPORTOR, organisation=one) for one in ("nacka", "varmdo"))
    return changed(person={HED: hed.model_copy(update={"roles": both})})


async def test_an_unknown_kommun_is_asked_for_and_the_report_is_kept_meanwhile(day: Day) -> None:
    (asked,) = await day.type(HED, "!lägesbild rapport Bråk kommun:Nacka, Hudinge nivå:1")
    assert "Jag känner inte till kommunen Hudinge." in asked.body
    assert "1) Nacka, Huddinge" in asked.body
    await day.type(HED, "1")
    (found,) = await standing(day)
    assert (found.kommuner, found.level) == (("0182", "0126"), Level.STRAINED)


async def test_an_unknown_kommun_that_nobody_mends_does_not_lose_the_report(day: Day) -> None:
    await day.type(HED, "!lägesbild rapport Bråk kommun:Atlantis")
    await day.pass_by(minutes=20)
    (found,) = await standing(day)
    assert found.parts == {Part.EVENT: "Bråk"}
    assert "Nacka" in day.heard(direct(HED))[-1].body


@pytest.mark.parametrize(
    ("written", "answered"),
    [
        ("nivå:7", "0 normalt"),
        ("trend:snett", "värre, oförändrat eller bättre"),
        ("säkerhet:kanske", "bekräftat, troligt eller obekräftat"),
        ("för:grannen", "alla aktörer"),
        ("tema:fotboll", "Det finns inget tema fotboll."),
        ("tid:imorgon 12:00", "en tid som har varit"),
        ("tid:2026-11-21 23:00", "har inte varit än"),
    ],
)
async def test_a_value_that_cannot_be_read_is_asked_for_again(day: Day, written: str, answered: str) -> None:
    (asked,) = await day.type(HED, f"!lägesbild rapport Bråk vid torget {written}")
    assert answered in asked.body
    await day.pass_by(minutes=20)
    (found,) = await standing(day)
    assert found.parts == {Part.EVENT: "Bråk vid torget"}


async def test_a_text_of_60_kilobytes_is_refused_whole_and_said_so(day: Day) -> None:
    (answer,) = await day.type(HED, "!lägesbild rapport " + "bråk " * 12_000)
    assert "för långt" in answer.body
    assert await standing(day) == []


async def test_html_and_direction_tricks_are_made_visible_plain_text(day: Day) -> None:
    await day.type(
        HED, "!lägesbild rapport <b>Fara</b> <script>x</script> \u202eKSIR\u202c & \u2066lugn\u2069"
    )
    (found,) = await standing(day)
    assert found.parts == {Part.EVENT: "<b>Fara</b> <script>x</script> KSIR & lugn"}
    (said,) = day.heard(ROC)
    assert "<b>Fara</b>" in said.body
    assert "<script>" not in said.content["formatted_body"]
    assert "&lt;script&gt;" in said.content["formatted_body"]


async def test_the_same_once_more_is_known_again_and_nothing_new(day: Day) -> None:
    await day.type(HED, "!lägesbild rapport Lugnt  i kväll nivå:0")
    (answer,) = await day.type(BRO, "!lägesbild rapport lugnt i kväll nivå:0".replace("lugnt", "Lugnt"))
    assert "Den har jag redan: R-1121-1" in answer.body
    assert len(await day.reports()) == 1
    assert len(day.heard(ROC)) == 1


async def test_the_same_words_when_those_of_before_are_soon_forgotten_are_a_report_again(day: Day) -> None:
    await day.type(HED, "!lägesbild rapport Lugnt i kväll nivå:0")
    await day.pass_by(days=5)
    (answer, *_) = await day.type(HED, "!lägesbild rapport Lugnt i kväll nivå:0")
    assert "Den har jag redan" in answer.body
    await day.pass_by(days=1)
    await day.type(HED, "!lägesbild rapport Lugnt i kväll nivå:0")
    await day.pass_by(days=2)
    async with day.store.begin() as session:
        lately = await reports_between(session, day.clock.now() - timedelta(days=7), None)
    assert [one.level for one in lately if one.parts] == [0]


async def test_the_same_words_of_another_actor_are_its_own_report(day: Day) -> None:
    await day.type(HED, "!lägesbild rapport Lugnt i kväll")
    await day.type(LILJA, "!lägesbild rapport Lugnt i kväll")
    assert [one.actor for one in await standing(day)] == ["nacka", "polis"]


async def test_the_same_message_read_twice_is_one_report(day: Day) -> None:
    for _ in range(2):
        await day.type(HED, "!lägesbild rapport Bråk", event_id="$same")
    assert [one.reference for one in await standing(day)] == ["R-1121-1"]


async def test_a_personnummer_is_dropped_and_the_report_kept_without_it(day: Day) -> None:
    written = screen("!lägesbild rapport Pojken 19121212-1212 fördes hem kommun:Nacka")
    (answer, *_) = await day.type(HED, written.text, screened=written.dropped)
    (found,) = await standing(day)
    assert "1212" not in found.parts[Part.EVENT]
    assert "Pojken" in found.parts[Part.EVENT]
    assert "Ett personnummer stod i meddelandet." in answer.body


async def test_an_unsigned_device_is_taken_and_flagged_where_roc_sees_it(day: Day) -> None:
    await day.type(HED, "!lägesbild rapport Bråk", trust=Trust.UNSIGNED)
    assert (await day.report()).flagged
    assert "enhet som inte är signerad" in day.heard(ROC)[0].body


async def test_an_exercise_is_marked_and_kept_apart(day: Day) -> None:
    (answer, *_) = await day.type(HED, "!lägesbild rapport Bråk övning:ja brådska:nu")
    assert answer.body.startswith("ÖVNING.")
    assert day.heard(ROC)[0].body.startswith("ÖVNING.")
    assert day.heard(ROC)[0].mentions == []
    assert await standing(day) == []
    assert (await day.report()).exercise


async def test_the_same_event_as_another_actors_is_named_once(day: Day) -> None:
    await day.type(LILJA, "!lägesbild rapport Skottlossning i Orminge")
    await day.type(HED, "!lägesbild rapport Skott vid centrum samma:r 1121 1")
    await day.type(FORS, "!lägesbild rapport Två till akuten samma:R-1121-2")
    assert [one.same_as for one in await standing(day)] == [None, "R-1121-1", "R-1121-1"]


async def test_another_actors_own_report_is_as_unknown_as_none(day: Day) -> None:
    await day.type(LILJA, "!lägesbild rapport Hemligt för:egen")
    for reference in ("R-1121-1", "R-1121-99", "fel"):
        answer = (await day.type(HED, f"!lägesbild rapport Skott samma:{reference}"))[0].body
        assert f"Jag hittar ingen rapport ”{reference}”" in answer
        assert "Hemligt" not in answer


async def test_the_audit_log_holds_codes_and_references_and_no_words(day: Day) -> None:
    await day.type(HED, WHOLE)
    (row,) = await audited(day)
    assert (row.action, row.object, row.actor) == ("report.new", "R-1121-1", HED)
    assert "centrum" not in row.fields
    assert '"audience":"ssr"' in row.fields


async def test_a_report_that_tells_nothing_yet_is_asked_for_what_has_happened(day: Day) -> None:
    (asked,) = await day.type(NORD, "!lägesbild rapport kommun:Stockholm för:ssr")
    assert asked.body.startswith("Vad har hänt")
    await day.type(NORD, "Lugnt")
    await day.type(NORD, "0")
    (found,) = await standing(day)
    assert (found.kommuner, found.audience, found.level) == (("0180",), Audience.SSR, Level.NORMAL)


async def test_a_report_emptied_of_all_it_said_says_what_to_write(day: Day) -> None:
    await day.type(HED, "!lägesbild rapport Bråk")
    (answer,) = await day.type(HED, "!lägesbild rätta senaste händelse:-")
    assert "Det står inget i rapporten." in answer.body
    assert "!lägesbild inget" in answer.body


async def test_a_source_that_looks_like_a_name_is_remarked_upon(day: Day) -> None:
    (answer, *_) = await day.type(HED, "!lägesbild rapport Bråk källa:Fiktiv Exempelsson")
    assert "Källan ser ut som ett namn." in answer.body


async def test_what_is_read_late_was_seen_when_it_was_written(day: Day) -> None:
    sent = day.clock.now() - timedelta(hours=2)
    await day.type(HED, "!lägesbild rapport Bråk", origin_at=sent)
    await day.type(LILJA, "!lägesbild rapport Oro tid:för 10 min sedan", origin_at=sent)
    first, second = await standing(day)
    assert (first.observed_at, first.reported_at) == (sent, day.clock.now())
    assert second.observed_at == sent - timedelta(minutes=10)


async def test_a_long_part_is_shortened_in_roc_and_kept_whole(day: Day) -> None:
    await day.type(HED, "!lägesbild rapport " + "bråk " * 1000)
    assert "(förkortat)" in day.card(ROC)
    assert len(day.card(ROC)) < 2000
    assert len((await standing(day))[0].parts[Part.EVENT]) == 4999


async def test_a_part_too_long_to_be_read_is_refused_with_how_long_it_may_be(day: Day) -> None:
    (answer,) = await day.type(HED, "!lägesbild rapport " + "bråk " * 1500)
    assert "högst 6000 tecken" in answer.body
    assert await standing(day) == []


async def test_it_can_be_undone(day: Day) -> None:
    await day.type(HED, "!lägesbild rapport Bråk")
    await day.type(HED, "!ångra")
    assert await standing(day) == []
    assert "är återtagen" in day.card(ROC)
