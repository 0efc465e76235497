"""A stuck phone or a script is told once to wait; what concerns cases is read all the same."""

from datetime import timedelta

import pytest

from bot.chat.policy import Policy
from bot.store.engine import Store
from tests.cases.night import ALM, EK, NEW, STOCKHOLM, Night

MOST = 10


class Strict(Night):
    policy = Policy(messages_a_minute=MOST)


@pytest.fixture
async def night(store: Store) -> Night:
    return await Strict(store).open()


async def _flood(night: Night, text: str, times: int) -> list[str]:
    return [said.body for _ in range(times) for said in await night.type(EK, text)]


@pytest.mark.parametrize("text", ["!mina", "!fel", "hejsan", "!ärende visa", "1"])
async def test_of_hundreds_of_messages_one_is_answered_with_wait(night: Night, text: str) -> None:
    said = await _flood(night, text, 200)
    assert len(said) == MOST + 1
    assert "Det kommer väldigt många meddelanden från dig. Fram till 03:13" in said[-1]
    night.clock.advance(timedelta(minutes=2))
    assert "väldigt många" not in (await night.type(EK, "!mina"))[0].body


async def test_a_case_is_raised_in_the_middle_of_a_flood(night: Night) -> None:
    await _flood(night, "!mina", 50)
    await night.type(EK, NEW)
    assert len(await night.cases()) == 1
    await night.answer(ALM, "tar", night.alarm())
    await night.type(EK, "!ärende återta skäl:behövs inte längre")
    assert (await night.case()).state == "withdrawn"


async def test_a_misspelt_case_in_a_flood_is_answered(night: Night) -> None:
    await _flood(night, "!mina", 50)
    said = await night.type(EK, NEW.replace("hemkommun", "hemkomun"))
    assert "hemkomun" in said[0].body


async def test_a_flood_of_one_does_not_touch_the_others(night: Night) -> None:
    await _flood(night, "!mina", 50)
    assert "väldigt många" not in (await night.type(ALM, "!mina"))[0].body


async def test_what_piled_up_while_the_bot_was_away_is_no_flood(night: Night) -> None:
    start = night.clock.now()
    for minute in range(40):
        said = await night.type(EK, "!mina", origin_at=start - timedelta(minutes=minute))
        assert "väldigt många" not in said[0].body


async def test_questions_are_answered_in_a_flood(night: Night) -> None:
    await night.type(EK, "!ärende ny hemkommun:Nacka påträffad:Nacka ålder:16 gäng:ja när:nu")
    await _flood(night, "!mina", 50)
    await night.type(EK, "1")
    assert len(await night.cases()) == 1
    assert STOCKHOLM in {said.room for said in night.log}
