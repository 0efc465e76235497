"""Handing over and sending on by hand: to whom, why, and what a closed unit means."""

import pytest
from sqlalchemy import select

from bot.cases.states import State
from bot.cases.tables import CaseAlarm
from bot.store.audit import AuditRow
from tests.cases.night import (
    ALM,
    BEREDSKAP,
    EK,
    KVIST,
    LEDNING,
    LIND,
    LUND,
    NEW,
    POLIS,
    ROC,
    STOCKHOLM,
    SYDOST,
    Night,
    Said,
    direct,
)


@pytest.fixture
async def alarm(night: Night) -> Said:
    await night.type(EK, NEW)
    return night.alarm()


@pytest.mark.usefixtures("alarm")
async def test_the_centre_is_asked_why_with_numbers_before_it_moves_a_case(night: Night) -> None:
    said = await night.type(KVIST, "!ärende eskalera", ROC)
    assert "Varför ska" in said[0].body
    assert "1) ingen svarar\n2) fel enhet\n3) hinner inte\n4) passet är slut" in said[0].body
    assert (await night.case()).unit == "socialjour-stockholm"
    await night.answer(KVIST, "2", said[0])
    assert (await night.case()).unit == "ledning-stockholm"


async def test_a_unit_that_sends_its_own_case_on_is_not_asked_why(night: Night, alarm: Said) -> None:
    await night.answer(ALM, "eskalera", alarm)
    assert (await night.case()).unit == "ledning-stockholm"


async def test_both_units_the_raiser_and_the_time_line_get_the_reason(night: Night, alarm: Said) -> None:
    await night.answer(ALM, "överlämna till:beredskap-lanet skäl:hinner inte", alarm)
    assert "Skickat vidare från Stockholms socialjour: hinner inte" in night.alarm(BEREDSKAP).body
    to_raiser = next(body for body in night.news(direct(EK)) if "överlämnat" in body)
    assert "från Stockholms socialjour: hinner inte." in to_raiser
    shown = await night.type(KVIST, "!ärende visa senaste", ROC)
    assert "överlämnat\u00a0· Stockholms socialjour" in shown[0].body
    assert "hinner inte" in shown[0].body
    async with night.store.begin() as session:
        row = (await session.scalars(select(AuditRow).where(AuditRow.action == "case.hand_over"))).one()
    assert "busy" in row.fields


@pytest.mark.usefixtures("alarm")
async def test_the_unit_that_loses_a_case_reads_why(night: Night) -> None:
    await night.type(KVIST, "!ärende överlämna till:beredskap-lanet skäl:fel enhet")
    assert any("har gått vidare till" in body and "fel enhet" in body for body in night.news(STOCKHOLM))
    assert "Skickat vidare från Stockholms socialjour: fel enhet" in night.alarm(BEREDSKAP).body


async def test_the_tib_at_the_end_of_the_chain_is_not_asked_what_is_known(night: Night, alarm: Said) -> None:
    await night.pass_by(minutes=15)
    await night.answer(LUND, "överlämna till:beredskap-lanet", night.alarm(direct(LUND)))
    assert (await night.case()).unit == "beredskap-lanet"
    assert alarm


async def test_the_choice_leaves_out_who_has_it_the_other_side_and_exercise_units(
    night: Night, alarm: Said
) -> None:
    said = await night.answer(ALM, "överlämna", alarm)
    assert "Till vilken enhet?" in said[0].body
    lines = [line.partition(") ")[2] for line in said[0].body.splitlines() if ") " in line[:4]]
    assert "Stockholms socialjour, jourens chef" in lines
    assert not {"Stockholms socialjour", "Polisens regionledningscentral", "Övningsjouren"} & set(lines)
    why = await night.answer(ALM, "1", said[0])
    assert "1) ingen svarar\n2) fel enhet\n3) hinner inte\n4) passet är slut" in why[0].body
    await night.answer(ALM, "3", why[0])
    assert (await night.case()).unit == "ledning-stockholm"
    assert "Skickat vidare från Stockholms socialjour: hinner inte" in night.alarm(LEDNING).body


@pytest.mark.parametrize(
    ("to", "answer"),
    [
        ("socialjour-stockholm", "Den enheten har redan"),
        ("Polisens regionledningscentral", "det går inte över mellan polis och socialtjänst"),
        ("Övningsjouren", "är bara till för övningar"),
    ],
)
async def test_a_unit_that_cannot_get_it_is_refused_with_the_reason(
    night: Night, alarm: Said, to: str, answer: str
) -> None:
    said = await night.answer(ALM, f"överlämna till:{to}", alarm)
    assert answer in said[0].body
    assert (await night.case()).unit == "socialjour-stockholm"


async def test_a_case_to_the_police_is_not_offered_to_the_social_services(night: Night) -> None:
    case = "hemkommun:Nacka påträffad:Nacka ålder:16 gäng:nej när:nu ring:samordnare"
    await night.type(ALM, f"!ärende ny till:polis {case}")
    said = await night.answer(LIND, "överlämna", night.alarm(POLIS))
    assert "Ingen enhet som kan ta ärendet har öppet nu." in said[0].body
    said = await night.answer(LIND, "överlämna till:beredskap-lanet", night.alarm(POLIS))
    assert "det går inte över mellan polis och socialtjänst" in said[0].body


async def test_names_that_are_alike_are_asked_about_with_numbers(night: Night, alarm: Said) -> None:
    said = await night.answer(ALM, "överlämna till:Socialjouren", alarm)
    assert "Vilken enhet menar du med Socialjouren?" in said[0].body
    assert "Socialjouren Sydost" in said[0].body


async def test_a_closed_unit_is_asked_about_with_when_it_opens(night: Night, alarm: Said) -> None:
    said = await night.answer(ALM, "överlämna till:Socialjouren Sydost skäl:hinner inte", alarm)
    assert "Socialjouren Sydost har stängt och öppnar" in said[0].body
    assert "Utan svar 03:17 larmas Stockholms socialjour, jourens chef." in said[0].body
    assert (await night.case()).unit == "socialjour-stockholm"
    await night.answer(ALM, "ja", said[0])
    assert (await night.case()).unit == "socialjour-sydost"
    assert night.heard(SYDOST)


@pytest.mark.usefixtures("alarm")
async def test_a_unit_handed_the_case_ahead_of_its_turn_is_not_alarmed_twice_in_a_row(night: Night) -> None:
    await night.type(KVIST, "!ärende överlämna till:ledning-stockholm skäl:no_answer", ROC)
    assert "Utan svar 03:17 larmas Socialtjänstens beredskap" in night.alarm(LEDNING).body
    await night.pass_by(minutes=6)
    assert await night.alarms() == ["socialjour-stockholm", "ledning-stockholm", "beredskap-lanet"]
    assert (await night.case()).round == 1


@pytest.mark.usefixtures("alarm")
async def test_a_hand_over_past_a_unit_leaves_that_unit_its_turn(night: Night) -> None:
    await night.type(KVIST, "!ärende överlämna till:beredskap-lanet skäl:no_answer", ROC)
    await night.pass_by(minutes=6)
    assert await night.alarms() == ["socialjour-stockholm", "beredskap-lanet", "ledning-stockholm"]
    await night.pass_by(minutes=5)
    assert (await night.alarms())[-1] == "beredskap-lanet", "another was asked in between"


async def test_handed_from_the_end_to_the_first_unit_the_chain_goes_on_after_it(
    night: Night, alarm: Said
) -> None:
    await night.pass_by(minutes=15)
    await night.answer(LUND, "överlämna till:socialjour-stockholm", night.alarm(direct(LUND)))
    await night.pass_by(minutes=6)
    assert (await night.alarms())[3:] == [None, "socialjour-stockholm", "ledning-stockholm"]
    assert (await night.case()).round == 2
    assert alarm


async def test_a_no_leaves_the_case_where_it_is(night: Night, alarm: Said) -> None:
    said = await night.answer(ALM, "överlämna till:Socialjouren Sydost skäl:hinner inte", alarm)
    await night.answer(ALM, "nej", said[0])
    case = await night.case()
    assert (case.unit, State(case.state)) == ("socialjour-stockholm", State.ALARMED)


async def test_while_the_question_waits_the_chain_goes_on(night: Night, alarm: Said) -> None:
    await night.answer(ALM, "överlämna till:Socialjouren Sydost skäl:hinner inte", alarm)
    await night.pass_by(minutes=6)
    assert (await night.case()).unit == "ledning-stockholm"


@pytest.mark.usefixtures("alarm")
async def test_a_case_that_comes_back_is_an_alarm_also_when_it_is_sent_from_the_units_own_room(
    night: Night,
) -> None:
    await night.type(KVIST, "!ärende överlämna till:beredskap-lanet skäl:fel enhet", ROC)
    night.hall.joined[STOCKHOLM].add(KVIST)
    order = "!ärende överlämna senaste till:socialjour-stockholm skäl:fel enhet"
    said = await night.type(KVIST, order, STOCKHOLM)
    assert [one.room for one in said if ALM in one.mentions] == [STOCKHOLM]
    async with night.store.begin() as session:
        last = (await session.scalars(select(CaseAlarm).order_by(CaseAlarm.id.desc()).limit(1))).one()
    assert last.reached_at is not None
