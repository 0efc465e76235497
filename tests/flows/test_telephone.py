"""The whole bot with a second channel: an alarm reaches a telephone once, over a kill, and is answered."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

import pytest

from bot.demo.gateway import GatewayServer, Trouble
from bot.demo.player import Heard, Player
from bot.demo.stage import BOT
from tests.harness.running import CALM, PATIENCE, RunningBot, listen

LINE = "!ärende ny hemkommun:Nacka påträffad:Huddinge ålder:16 gäng:ja när:nu ring:RLC"


@pytest.fixture(scope="module")
async def gateway() -> AsyncIterator[GatewayServer]:
    async with GatewayServer() as server:
        yield server


@pytest.fixture(scope="module")
async def bot(tmp_path_factory: pytest.TempPathFactory, gateway: GatewayServer) -> AsyncIterator[RunningBot]:
    directory = tmp_path_factory.mktemp("telephone")
    async with RunningBot.started(directory, defaults=CALM, gateway=gateway) as running:
        yield running


@pytest.fixture(scope="module")
async def police(bot: RunningBot) -> Player:
    # somebody on duty has a signed device: an alarm that reaches none goes on to the next at once
    (await bot.player("jour-alm")).accepting = True
    return await bot.player("polis-ek")


@pytest.fixture(scope="module")
async def direct(police: Player) -> str:
    return await police.direct(BOT)


async def raised(police: Player, direct: str) -> str:
    """A case that the police officer raises; its reference."""
    since = len(police.heard)
    await police.say(direct, LINE)

    def wanted(heard: Heard) -> bool:
        return heard.edits is None and "Larmar" in heard.text and "därför" in heard.text

    found = re.search(r"IA-\d{4}-\d{4}-\w{2}", (await police.hear(wanted, PATIENCE, since)).text)
    assert found is not None
    return found[0]


async def texts(gateway: GatewayServer, case: str, number: int = 1) -> list[tuple[str, str]]:
    """Number and words of what was sent about the case, once there are so many."""
    async with asyncio.timeout(PATIENCE):
        while len(found := [one for one in gateway.taken if case in one["message"]]) < number:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return [(one["to"], one["message"]) for one in found]


async def test_an_answer_from_a_telephone_is_heard_in_the_rooms(
    gateway: GatewayServer, police: Player, direct: str
) -> None:
    case = await raised(police, direct)
    # Alm and Berg are both on duty
    (number, text), _ = await texts(gateway, case, 2)
    assert "Huddinge" not in text
    code = re.findall(r"\b\d{5}\b", text)[-1]
    status, reply = await gateway.answer(number, f"ok {code}")
    assert (status, reply.startswith(f"Tack, du har sett {case}.")) == (200, True)
    await listen(police, "har sett larmet om", case)


async def test_a_bot_that_is_killed_while_the_gateway_takes_a_message_sends_it_once(
    bot: RunningBot, gateway: GatewayServer, police: Player, direct: str
) -> None:
    before, asked = len(gateway.taken), gateway.asked
    gateway.troubles.extend([Trouble(seconds=3), Trouble(seconds=3)])
    await police.say(direct, LINE)
    async with asyncio.timeout(PATIENCE):
        while gateway.troubles:  # noqa: ASYNC110 - until both requests hang
            await asyncio.sleep(0.02)
    bot.stage.bot.kill()
    await bot.stage.bot.wait()
    assert len(gateway.taken) == before
    await bot.start()
    async with asyncio.timeout(PATIENCE):
        while gateway.asked < asked + 2:  # noqa: ASYNC110 - until the bot has asked what became of them
            await asyncio.sleep(0.05)
    await asyncio.sleep(2)
    numbers = [one["to"] for one in gateway.taken[before:]]
    assert len(set(numbers)) == len(numbers) == 2


async def test_neither_number_nor_code_nor_answer_is_in_the_log(
    bot: RunningBot, gateway: GatewayServer
) -> None:
    log = bot.stage.log()
    secret = gateway.sms_url.split("/telefon/")[1].split("/")[0]
    assert secret not in log
    assert "Tack, du har sett" not in log
    assert all(one["to"][3:] not in log for one in gateway.taken)
    codes = {re.findall(r"\b\d{5}\b", one["message"])[-1] for one in gateway.taken}
    assert codes.isdisjoint(re.findall(r"(?<![\d.:])\d{5}(?![\d.])", log))
