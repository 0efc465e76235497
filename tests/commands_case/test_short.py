"""Commands written in a hurry: a verb alone, without its blank or with too many letters."""

import pytest

from tests.cases.night import ALM, EK, NACKA, NEW, STOCKHOLM, Night


async def test_a_verb_that_only_cases_have_is_a_command_without_its_group(night: Night) -> None:
    await night.type(EK, f"!ny {NACKA}")
    await night.type(ALM, "!ok", STOCKHOLM)
    assert (await night.case()).state == "seen"
    await night.answer(ALM, "!tar", night.alarm())
    assert (await night.case()).taken_by == ALM
    await night.type(ALM, "!ringt", STOCKHOLM)
    assert (await night.case()).state == "in_contact"


async def test_help_explains_the_word_that_the_alarm_asks_for(night: Night) -> None:
    (said,) = await night.type(ALM, "!hjälp tar")
    assert "!ärende tar" in said.body.splitlines()[0]


@pytest.mark.parametrize(
    "line", [f"!ärendeny {NACKA}", f"!ärende nytt {NACKA}", f"!ärende {NACKA}", "!arende nny"]
)
async def test_a_case_written_almost_right_is_answered_with_the_command(night: Night, line: str) -> None:
    (said,) = await night.type(EK, line)
    assert "!ärende ny\n" in f"{said.body}\n"
    assert not await night.cases()


async def test_a_verb_of_two_groups_is_answered_with_both(night: Night) -> None:
    await night.type(EK, NEW)
    said = (await night.type(ALM, "!ta", STOCKHOLM))[-1].body
    assert "!ärende tar" in said
    assert "!jour ta" in said


async def test_a_word_that_is_nothing_is_answered_with_what_cases_know(night: Night) -> None:
    (said,) = await night.type(EK, "!ärende xyzzy")
    assert "!ärende ny" in said.body


async def test_a_misspelt_key_is_shown_right_in_the_line_that_was_written(night: Night) -> None:
    line = "hemkommun:Solna paträfad:Täby ålder:17 gäng:nej när:idag ring:RLC"
    (said,) = await night.type(EK, f"!ärende övning {line}")
    assert f"Så här: !ärende övning {line.replace('paträfad', 'påträffad')}" in said.body
    assert "Nacka" not in said.body


@pytest.mark.parametrize("wrong", ["färg:blå", "hemkommun:Solna hemkommun:Täby", "Solna"])
async def test_no_answer_to_a_wrong_line_shows_somebody_elses_case(night: Night, wrong: str) -> None:
    (said,) = await night.type(EK, f"!ärende övning {wrong}")
    assert "Så här: !ärende övning hemkommun:… påträffad:…" in said.body
    assert "Huddinge" not in said.body


async def test_a_wrong_kommun_is_not_answered_with_another_ones(night: Night) -> None:
    (said,) = await night.type(EK, NEW.replace("Nacka", "Hogsby"))
    assert "Nacka" not in said.body


async def test_in_a_wide_room_the_details_are_not_said_again(night: Night) -> None:
    (said,) = await night.type(EK, "!ärende övning hemkomun:Solna", STOCKHOLM)
    assert "Solna" not in said.body
    said = (await night.type(EK, "!ärende ny hemkomun:Solna", STOCKHOLM))[0]
    assert "Solna" not in said.body


async def test_a_wrong_reason_is_shown_as_a_blank_in_the_own_line(night: Night) -> None:
    await night.type(EK, NEW)
    said = (await night.type(ALM, "!ärende eskalera skäl:hinte", STOCKHOLM))[-1]
    assert "Så här: !ärende eskalera skäl:" in said.body
    assert "K7" not in said.body
