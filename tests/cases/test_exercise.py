"""Exercises: marked wherever they are shown, among exercise units unless real ones were chosen."""

import pytest
from sqlalchemy import select

from bot.cases.states import State
from bot.cases.tables import Case
from bot.duty.facts import UnitEntry
from bot.register.load import Loaded
from bot.store.audit import AuditRow
from tests.cases.night import (
    ALM,
    CHEF,
    EK,
    KVIST,
    LUND,
    NACKA,
    NEW,
    ROC,
    STOCKHOLM,
    Night,
    changed,
    direct,
    example,
)

ZETTER, OVNING = "@ovning-zetter:localhost", "!enhet-ovning:localhost"
EXERCISE = f"!ärende övning {NACKA}"


async def test_an_exercise_goes_to_the_exercise_unit_and_to_no_other(night: Night) -> None:
    said = await night.type(EK, EXERCISE)
    case = await night.case()
    assert (case.exercise, case.unit) == (True, "ovning-socialjour")
    assert night.alarm(OVNING).mentions == [ZETTER]
    assert night.heard(STOCKHOLM) == []
    assert said[0].body.startswith("ÖVNING. Fara för liv")


async def test_every_message_about_an_exercise_begins_with_the_word(night: Night) -> None:
    await night.type(EK, EXERCISE)
    reference = (await night.case()).reference
    await night.answer(ZETTER, "ok", night.alarm(OVNING))
    await night.answer(ZETTER, "tar", night.alarm(OVNING))
    await night.pass_by(minutes=21)
    await night.type(EK, f"!ärende visa {reference}")
    await night.type(EK, "!ärende lista")
    await night.type(EK, "!mina")
    await night.type(KVIST, f"!ärende eskalera {reference} skäl:fel enhet", ROC)
    await night.answer(ZETTER, "ringt", night.alarm(OVNING))
    await night.type(ZETTER, f"!ärende avsluta {reference}")
    await night.type(EK, f"!ärende återta {reference} skäl:larmet var fel")
    about = [said.body for said in night.log if reference in said.body]
    assert len(about) > 15
    unmarked = [body for body in about if not all("ÖVNING" in line for line in body.splitlines()[:1])]
    assert [body for body in unmarked if not body.startswith("Det här väntar på dig")] == []
    assert all("ÖVNING" in body for body in about)


async def test_at_the_end_of_an_exercise_the_tib_is_not_called_and_the_raiser_hears_so(night: Night) -> None:
    said = await night.type(EK, EXERCISE)
    assert "Utan svar 03:17 är övningens kedja slut. TiB larmas inte." in said[0].body
    assert "övningens kedja slut. TiB larmas inte." in night.alarm(OVNING).body
    await night.pass_by(minutes=6)
    case = await night.case()
    assert (case.unit, State(case.state)) == (None, State.ALARMED)
    assert night.heard(direct(LUND)) == []
    assert not any(LUND in said.mentions for said in night.log)
    assert "TiB larmas inte i en övning. Larmen börjar om" in night.news(direct(EK))[-1]
    await night.pass_by(minutes=6)
    assert (await night.alarms())[-1] == "ovning-socialjour", "it goes on until somebody ends it"
    await night.type(EK, "!ärende återta skäl:behövs inte längre")
    assert await night.pass_by(hours=2) == []


async def test_real_units_take_part_only_when_chosen_and_after_a_yes_that_names_them(night: Night) -> None:
    asked = await night.type(EK, f"{EXERCISE} enheter:riktiga")
    assert await night.cases() == []
    assert "ÖVNING. Övningen larmar riktiga enheter: Stockholms socialjour" in asked[0].body
    assert "Först rings Alm, Stockholms socialjour (fiktiv)." in asked[0].body
    assert "Sist larmas TiB och ROC." in asked[0].body
    await night.type(EK, "ja")
    case = await night.case()
    assert (case.exercise, case.unit) == (True, "socialjour-stockholm")
    assert night.alarm(STOCKHOLM).body.startswith("ÖVNING. Alm")
    await night.pass_by(minutes=15)
    assert any(said.body.startswith("ÖVNING. Lund") for said in night.heard(direct(LUND)))


async def test_in_an_exercise_nobody_is_told_to_ring_a_real_number(night: Night) -> None:
    play = "Ring inte på riktigt: säg till övningsledaren, eller spela samtalet."
    await night.type(EK, EXERCISE)
    assert f"Ring upp: RLC, 08-465 004 01. {play}" in night.alarm(OVNING).body
    taken = (await night.answer(ZETTER, "tar", night.alarm(OVNING)))[0].body
    assert play in taken
    assert "08-465" not in taken


async def test_at_the_end_of_an_exercise_with_real_units_the_numbers_are_not_rung(night: Night) -> None:
    await night.type(EK, f"{EXERCISE} enheter:riktiga")
    await night.type(EK, "ja")
    await night.pass_by(minutes=15)
    for room in (direct(LUND), ROC, direct(EK)):
        end = next(body for body in night.news(room) if "08-465 004 10" in body)
        assert "Ring inte på riktigt" in end, room


async def test_a_no_and_silence_raise_no_exercise_with_real_units(night: Night) -> None:
    await night.type(EK, f"{EXERCISE} enheter:riktiga")
    await night.type(EK, "nej")
    await night.type(EK, f"{EXERCISE} enheter:riktiga")
    await night.pass_by(minutes=30)
    assert await night.cases() == []


async def test_silence_to_its_questions_raises_no_exercise(night: Night) -> None:
    await night.type(EK, "!ärende övning hemkommun:Nacka")
    await night.pass_by(minutes=30)
    assert await night.cases() == []


async def test_without_an_exercise_unit_the_answer_says_what_to_do(night: Night) -> None:
    whole = example().entries
    units = {key: one for key, one in whole[UnitEntry].items() if not one.exercise}  # type: ignore[attr-defined]
    await night.open(Loaded({**whole, UnitEntry: units}))
    said = await night.type(EK, EXERCISE)
    assert "Registret har ingen övningsenhet som passar" in said[0].body
    assert "enheter:riktiga" in said[0].body
    assert await night.cases() == []


async def test_an_exercise_is_marked_in_the_audit_log_and_a_real_case_is_not(night: Night) -> None:
    await night.type(EK, EXERCISE)
    await night.type(EK, NEW)
    real = (await night.case()).reference
    async with night.store.begin() as session:
        rows = list(await session.scalars(select(AuditRow).where(AuditRow.action == "case.raise")))
    assert {('"exercise": true' in row.fields or '"exercise":true' in row.fields) for row in rows} == {
        True,
        False,
    }
    assert all("exercise" not in row.fields for row in rows if row.object == real)


async def test_no_real_case_ever_goes_to_an_exercise_unit(night: Night) -> None:
    serving = example().entries[UnitEntry]["ovning-socialjour"]
    serving = serving.model_copy(update={"kommuner": ("0182",)})
    await night.open(changed(unit={"ovning-socialjour": serving}))
    await night.type(EK, NEW.replace("gäng:ja", "gäng:nej"))
    await night.pass_by(hours=1)
    assert "ovning-socialjour" not in await night.alarms()
    reference = (await night.case()).reference
    said = await night.type(KVIST, f"!ärende överlämna {reference} till:Övningsjouren skäl:fel enhet")
    assert "Övningsjouren är bara till för övningar." in said[0].body


async def test_an_exercise_is_not_handed_over_to_a_real_unit(night: Night) -> None:
    await night.type(EK, EXERCISE)
    said = await night.answer(ZETTER, "överlämna till:Stockholms socialjour", night.alarm(OVNING))
    assert "är en övning, och Stockholms socialjour" in said[0].body
    assert night.heard(STOCKHOLM) == []


async def test_a_case_never_changes_between_exercise_and_real(night: Night) -> None:
    await night.type(EK, EXERCISE)
    case = await night.case()
    with pytest.raises(ValueError, match=case.reference):
        case.exercise = False
    other = Case(reference="IA-2026-0009-AA", exercise=False)
    with pytest.raises(ValueError, match="0009"):
        other.exercise = True


async def test_an_exercise_resembles_exercises_alone(night: Night) -> None:
    await night.type(EK, NEW)
    await night.type(EK, EXERCISE)
    assert not any("liknar" in said.body for said in night.log)
    await night.type(EK, EXERCISE)
    assert any(said.body.startswith("ÖVNING.") and "liknar" in said.body for said in night.heard(OVNING))


async def test_who_is_on_duty_in_a_real_unit_sees_nothing_of_an_exercise(night: Night) -> None:
    await night.type(EK, EXERCISE)
    reference = (await night.case()).reference
    for user_id in (ALM, CHEF):
        said = await night.type(user_id, f"!ärende visa {reference}")
        assert "Jag hittar inget ärende" in said[0].body


async def test_only_the_police_and_the_socialjour_begin_exercises(night: Night) -> None:
    await night.type("@kom-nord:localhost", EXERCISE)
    assert await night.cases() == []
