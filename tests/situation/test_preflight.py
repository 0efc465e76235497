"""What is pointed out before a picture goes out, and what is left in peace; all of it is fictional."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.situation import review
from bot.situation.compiled import Inputs, ModeState
from bot.situation.preflight import LONGEST_LINE, LONGEST_VERSION, Finding, Severity, preflight
from bot.situation.telltale import Code
from bot.situation.values import Audience, Level, Mode, Part
from commands.picture_preflight import findings_document
from tests.situation.day import LUND, Day, direct
from tests.situation.golden_pictures import LANGUAGES, evening, example_names
from tests.situation.made import DUE, STOCKHOLM, communication, inputs, need, nothing, report
from tests.situation.posting import a_round, reported, until


def codes(words: str, /, **fields: object) -> set[Code]:
    found = inputs(report(1, "polis", words, kommuner=(), **fields))
    return {one.code for one in preflight(found, example_names().actors.values())}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("XX ungdomar vid torget", Code.PLACEHOLDER),
        ("Kontakt: [namn] på plats", Code.PLACEHOLDER),
        ("TODO fyll på", Code.PLACEHOLDER),
        ("Lorem ipsum", Code.PLACEHOLDER),
        ("Antal: ???", Code.PLACEHOLDER),
        ("Hen är född 121212 och slutar på 1212", Code.PERSONNUMMER),
        ("2012-12-12, sista fyra är 1212", Code.PERSONNUMMER),
        ("1 2 1 2 1 2 - 1 2 1 2", Code.PERSONNUMMER),
        ("12\u200b1212 och 12\u200b12", Code.PERSONNUMMER),
        ("En bil med ABC 12D sågs", Code.PLATE),
        ("En bil med abc123 sågs", Code.PLATE),
        ("Ring 070-174 06 05", Code.PHONE),
        ("Ring +46 8 465 004 00", Code.PHONE),
        ("Skriv till nagon@exempel.se", Code.MAIL),
        ("Kontot @fiktivt_konto sprider det", Code.HANDLE),
        ("Händelsen var på Påhittsgatan 12", Code.ADDRESS),
        ("Händelsen var på Påhittade vägen 3", Code.ADDRESS),
        ("I Nacka sågs Fiktiva Personsson igen", Code.NAME),
        ("Fiktiv Personsson sågs i Nacka", Code.NAME),
        ("Mötet med Fiktiv Personsson hölls vid Låtsastorget", Code.NAME),
        ("En 14-årig pojke greps i Nacka", Code.CHILD),
        ("Femtonåringen bor i Nacka", Code.CHILD),
        ("En flicka på 13 år vid Låtsastorget", Code.CHILD),
        ("–", Code.BLANK),
        ("ord " * 151, Code.LONG_LINE),
    ],
)
def test_what_should_not_go_out_is_pointed_out(words: str, code: Code) -> None:
    assert code in codes(words)


@pytest.mark.parametrize(
    "words",
    [
        "Två skottlossningar i Nacka, kl 14.30 den 21 november 2026. Se R-1121-4 och LB-1120-1.",
        "Polismyndigheten och Region Stockholm möts i Upplands Väsby klockan 15:00.",
        "Socialtjänsten Nord vid Orminge Centrum har öppet 08:00–22:00.",
        "Flera 14-åringar samlas i Nacka. En 45-årig man greps. 112 och 300 elever.",
        "SOS 112 larmades 2026-11-21 1540. 1 200 personer, 3,5 miljoner kronor.",
        "Rädda Barnen och Operation Vinter är på plats i Nacka.",
        "Storstockholms brandförsvar övade. Väg 222 var avstängd.",
    ],
)
def test_ordinary_reports_are_left_in_peace(words: str) -> None:
    assert codes(words) == set()


def test_the_halves_of_a_personnummer_under_two_headings_are_seen() -> None:
    split = report(1, "polis", parts={Part.EVENT: "Gäller 121212", Part.MEASURE: "1212 är hemma"})
    (found,) = preflight(inputs(split))
    assert (found.code, found.part, found.severity) == (Code.PERSONNUMMER, None, Severity.SERIOUS)


def test_the_age_of_one_child_is_for_roc_but_not_for_all() -> None:
    assert Code.CHILD not in codes("En 14-årig pojke greps i Nacka", audience=Audience.ROC)


def test_a_report_about_one_kommun_has_its_place_beside_every_sentence() -> None:
    words = "Vi har talat med Fiktiv Personsson."
    assert Code.NAME not in codes(words)
    about = inputs(report(1, "polis", words, kommuner=(STOCKHOLM,)))
    assert [one.code for one in preflight(about)] == [Code.NAME]


def test_a_level_without_text_a_blank_report_and_a_picture_without_any_are_pointed_out() -> None:
    found = inputs(
        report(1, level=Level.SERIOUS), report(2), report(3, level=Level.NORMAL), nothing(4, "taby")
    )
    assert [(one.code, one.reference) for one in preflight(found)] == [
        (Code.LEVEL_ALONE, "R-1121-1"),
        (Code.BLANK, "R-1121-2"),
    ]
    assert [one.code for one in preflight(inputs(nothing(1, "taby")))] == [Code.NO_REPORTS]


def test_needs_the_cause_of_the_mode_and_sources_are_looked_at_too() -> None:
    mode = ModeState(Mode.ACTIVATED, DUE, "Se ABC 123", "polis", "SL-0001")
    found = inputs(
        report(1, "polis", "Lugnt", source="Fiktiv Personsson"),
        needs=(need(1, "Ring 070-174 06 05"),),
        mode=mode,
    )
    assert {(one.code, one.reference) for one in preflight(found)} == {
        (Code.NAME, "R-1121-1"),
        (Code.PHONE, "BE-0001"),
        (Code.PLATE, "SL-0001"),
    }


def test_a_picture_too_long_is_pointed_out_for_those_who_would_read_it() -> None:
    words = "\n\n".join("ord " * 100 for _ in range(LONGEST_VERSION // 400 + 1))
    found = preflight(inputs(report(1, "polis", words, audience=Audience.ROC)))
    assert [(one.code, one.audience) for one in found] == [(Code.LONG_VERSION, Audience.ROC)]


def test_what_is_an_actors_own_is_not_even_pointed_at() -> None:
    assert (
        preflight(
            inputs(report(1, "nacka", "121212-1212", audience=Audience.OWN), report(2, "polis", "Lugnt"))
        )
        == ()
    )


def test_a_good_picture_has_no_remarks() -> None:
    assert preflight(evening(), example_names().actors.values()) == ()


def test_what_is_found_is_told_by_its_place_and_never_quoted() -> None:
    found = preflight(
        inputs(
            report(1, "polis", "Hen är född 121212 och slutar på 1212"),
            report(2, "polis", "ord " * (LONGEST_LINE // 4 + 1)),
            needs=(need(1, "Ring 070-174 06 05"),),
        )
    )
    said = findings_document(found, LANGUAGES.say("sv", DUE)).plain()
    assert said == (
        "Titta på det här innan bilden går ut:\n"
        "- Viktigt: ser ut som ett personnummer: R-1121-1, händelse (läses av alla aktörer).\n"
        "- Ett stycke är för långt: R-1121-2, händelse (läses av alla aktörer).\n"
        "- Ser ut som ett telefonnummer: BE-0001, behov (läses av alla aktörer).\n"
        f"Ett stycke bör ha högst {LONGEST_LINE} tecken.\n"
        "Det är gissningar av mig. Ingenting stoppar utskicket av sig självt."
    )
    nothing_found = findings_document((), LANGUAGES.say("sv", DUE)).plain()
    assert nothing_found == "Jag hittade inget att anmärka på i texten."


@given(st.text(max_size=300))
def test_any_text_at_all_can_be_looked_at(words: str) -> None:
    made = inputs(replace(report(1, "polis"), parts={Part.EVENT: f"a{words}"}))
    say = LANGUAGES.say("sv", DUE)
    assert findings_document(preflight(made), say).plain()


async def test_a_picture_is_looked_through_beside_the_loop(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    threads = []

    def looked_through(made: Inputs, known: object) -> tuple[Finding, ...]:
        threads.append(threading.get_ident())
        return preflight(made, (str(known),))

    monkeypatch.setattr(review, "preflight", looked_through)
    await a_round(day)
    written = await reported(day, "Ring 070-174 06 05")
    await until(day, DUE - timedelta(minutes=10))
    asked = day.heard(direct(LUND))[-1].body
    await day.type(LUND, "!lägesbild granska")
    await day.type(LUND, f"!lägesbild stryk {written.reference} orsak:numret")
    assert "telefonnummer" in asked
    assert len(threads) > 2
    assert threading.get_ident() not in threads


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("hen är född 121212 och slutar på 1212", Code.PERSONNUMMER),
        ("slutar på 1212", Code.PERSONNUMMER),
        ("nås på 070-174 06 05", Code.PHONE),
        ("nagon@exempel.se", Code.MAIL),
        ("[roll]", Code.PLACEHOLDER),
    ],
)
def test_the_source_is_looked_at_as_the_words_are(source: str, code: Code) -> None:
    assert code in codes("Hen är född 121212.", source=source)
    assert not codes("Hen är född 121212.", source="fältassistent")


def test_what_is_rumoured_and_asked_is_looked_at_too() -> None:
    told = communication()
    first, second = told.rumours
    rumours = (
        replace(first, claim="Fiktiv Personsson sågs i Nacka"),
        replace(second, answer="Ring 070-174 06 05"),
    )
    asked = tuple(replace(one, words="En bil med ABC 12D sågs") for one in told.questions[:1])
    made = inputs(communication=replace(told, rumours=rumours, questions=asked))
    found = {(one.code, one.reference) for one in preflight(made, example_names().actors.values())}
    assert {(Code.NAME, "RY-0007"), (Code.PHONE, "RY-0006"), (Code.PLATE, "FR-0009")} <= found
