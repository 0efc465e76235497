"""A small fault in ``!ärende ny`` holds up no alarm."""

import pytest

from tests.cases.night import EK, NACKA, NEW, Night, direct


@pytest.mark.parametrize("extra", ["namn:Kalle Karlsson", "xyz:Kalle"])
async def test_an_unknown_key_is_left_out_and_its_value_is_not_said_again(night: Night, extra: str) -> None:
    said = await night.type(EK, f"!ärende ny {extra} {NACKA}")
    told = next(one.body for one in said if one.room == direct(EK))
    key = extra.partition(":")[0]
    assert told.startswith(f"Jag känner inte till {key}: (tecken 12).\n")
    assert "Jag går vidare utan det.\nFara för liv: ring 112." in told
    assert (await night.case()).reference in told
    assert not any("Kalle" in one.body for one in night.log)


async def test_a_misspelt_key_is_asked_about(night: Night) -> None:
    said = await night.type(EK, NEW.replace("påträffad:", "pårtäfad:"))
    assert "Menade du påträffad:?" in said[0].body
    assert "I vilken kommun är personen nu?" in said[0].body
    await night.pass_by(minutes=2)
    assert len(await night.cases()) == 1


async def test_a_key_that_stands_twice_is_asked_about(night: Night) -> None:
    said = await night.type(EK, f"{NEW} ålder:12")
    assert "ålder: står två gånger med olika värden" in said[0].body
    assert "Hur gammal är personen?" in said[0].body
    await night.type(EK, "12")
    assert (await night.case()).reference


async def test_an_unknown_language_is_asked_for_and_is_unknown_when_nobody_answers(night: Night) -> None:
    said = await night.type(EK, f"{NEW} tolk:somlaiska")
    assert "Jag känner inte språket somlaiska." in said[0].body
    assert "Vilket språk ska tolken kunna?" in said[0].body
    assert await night.cases() == []
    await night.pass_by(minutes=2)
    assert len(await night.cases()) == 1
    assert "Tolk" in night.alarm().body


@pytest.mark.parametrize("wrong", ["brandkåren", "polis"])
async def test_a_wrong_receiver_is_asked_for_and_is_the_usual_one_when_nobody_answers(
    night: Night, wrong: str
) -> None:
    said = await night.type(EK, f"{NEW} till:{wrong}")
    assert "1) socialtjänsten" in said[0].body
    assert "Utan svar 03:14 går jag vidare" in said[0].body
    await night.pass_by(minutes=2)
    assert "Larm till Stockholms socialjour" in night.alarm().body


async def test_words_without_a_key_are_left_out(night: Night) -> None:
    said = await night.type(EK, f"!ärende ny akut {NACKA}")
    assert "Jag vet inte vad ”akut” hör till (tecken 12).\nJag går vidare utan det." in said[0].body
    assert len(await night.cases()) == 1


async def test_a_refusal_says_that_nobody_is_alarmed(night: Night) -> None:
    said = await night.type(EK, NEW, encrypted=False)
    assert said[-1].body.endswith("Inget är larmat.")
    assert await night.cases() == []
