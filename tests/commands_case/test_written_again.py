"""``!ärende ny`` while another one waits for an answer: nothing of either is lost."""

from bot.cases.states import State
from tests.cases.night import EK, NEW, Night, direct


async def test_another_place_is_another_case_and_the_first_is_raised_at_once(night: Night) -> None:
    await night.type(EK, "!ärende ny hemkommun:Solna påträffad:Täby")
    said = await night.type(EK, NEW)
    first, second = await night.cases()
    assert first.state is not State.CLOSED
    told = [one.body for one in said if one.room == direct(EK)]
    assert told[0].startswith(
        "Nu skriver du om något annat än det du började på 03:12. "
        "Därför går jag vidare med det första, med det som saknas som okänt."
    )
    assert first.reference in told[0]
    assert second.reference in told[1]
    await night.pass_by(minutes=3)
    assert len(await night.cases()) == 2


async def test_another_age_is_another_case_and_the_new_one_is_asked_about(night: Night) -> None:
    await night.type(EK, "!ärende ny hemkommun:Nacka påträffad:Huddinge ålder:16")
    await night.type(EK, "!ärende ny hemkommun:Nacka påträffad:Huddinge ålder:12")
    assert len(await night.cases()) == 1
    assert night.news(direct(EK))[-1].startswith("Fara för liv: ring 112. Finns en koppling till gäng?")
    await night.pass_by(minutes=2)
    assert len(await night.cases()) == 2


async def test_a_line_that_agrees_is_the_same_case_and_keeps_what_was_known(night: Night) -> None:
    await night.type(EK, "!ärende ny hemkommun:Nacka påträffad:Huddinge ålder:16 gäng:ja")
    said = await night.type(EK, "!ärende ny hemkommun:nacka när:nu ring:RLC")
    assert said[0].body.startswith("Jag fortsätter på det du började skriva 03:12.\nFara för liv")
    await night.pass_by(minutes=2)
    assert len(await night.cases()) == 1
    assert "Nacka har skrivit på" in night.alarm().body


async def test_a_line_without_values_loses_none(night: Night) -> None:
    await night.type(EK, "!ärende ny hemkommun:Nacka påträffad:Huddinge ålder:16 när:nu ring:RLC")
    assert "Finns en koppling till gäng?" in (await night.type(EK, "!ärende ny"))[0].body
    await night.type(EK, "ja")
    assert "En ingång (Nacka har skrivit på, under 18, gäng)" in night.alarm().body


async def test_an_exercise_that_is_written_again_takes_the_place_of_the_first(night: Night) -> None:
    await night.type(EK, "!ärende övning hemkommun:Solna")
    await night.type(EK, "!ärende övning hemkommun:Nacka")
    await night.pass_by(hours=1)
    assert await night.cases() == []
