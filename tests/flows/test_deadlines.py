"""What happens when nobody does anything: never silence, also over a bot that is killed."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from bot.demo.player import Heard, Player
from bot.demo.stage import BOT, QUICK
from tests.harness.running import PATIENCE, RunningBot, listen

CAST = ("polis-ek", "jour-alm", "jour-chef", "sos-quist", "tib-lund", "roc-kvist")
LINE = "hemkommun:Nacka påträffad:Huddinge ålder:16 gäng:ja när:nu ring:RLC"
HASTY = {
    **QUICK,
    "step": {"nu": "5 s", "idag": "15 s", "kontorstid": "60 s"},
    "contact": {"nu": "60 s", "idag": "8 s", "kontorstid": "90 s"},
    "seen": "4 s",
    "answer": "4 s",
}


@dataclass
class Night:
    running: RunningBot
    people: dict[str, Player]
    direct: str
    seen: str = ""
    """A case that somebody on duty has seen, and no more."""
    taken: str = ""
    """One that somebody has taken, and no more."""

    async def begin(self) -> None:
        """What the last test waits for goes on while the others wait."""
        today, duty = LINE.replace("när:nu", "när:idag"), self.people["jour-alm"]
        self.seen, self.taken = await self.raised(today), await self.raised(today)
        unit = (await listen(duty, self.seen, "Larm till")).room_id
        await duty.say(unit, f"!ärende ok {self.seen}")
        await listen(duty, self.taken, "Larm till")
        await duty.say(unit, f"!ärende tar {self.taken}")

    async def raised(self, line: str = LINE) -> str:
        """A case that the police officer raises; its reference."""
        police = self.people["polis-ek"]
        since = len(police.heard)
        await police.say(self.direct, f"!ärende ny {line}")

        def wanted(heard: Heard) -> bool:
            return heard.edits is None and "Larmar" in heard.text and "därför" in heard.text

        found = re.search(r"IA-\d{4}-\d{4}-\w{2}", (await police.hear(wanted, PATIENCE, since)).text)
        assert found is not None
        return found[0]

    async def hears(self, name: str, *parts: str, since: int = 0) -> None:
        await listen(self.people[name], *parts, since=since)


@pytest.fixture(scope="module")
async def night(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Night]:
    async with RunningBot.started(tmp_path_factory.mktemp("hasty"), defaults=HASTY) as bot:
        people = dict(zip(CAST, await asyncio.gather(*(bot.player(name) for name in CAST)), strict=True))
        for player in people.values():
            player.accepting = True
        found = Night(bot, people, await people["polis-ek"].direct(BOT))
        await found.begin()
        yield found


async def test_a_question_that_nobody_answers_holds_no_alarm_back(night: Night) -> None:
    case = await night.raised("hemkommun:Nacka ålder:16")
    police = night.people["polis-ek"]
    await police.say(night.direct, f"!ärende visa {case}")
    await night.hears("polis-ek", case, "Påträffad: okänd", "Koppling till gäng: vet ej", "Brådska: nu")


async def test_an_alarm_goes_on_to_the_end_and_begins_again_over_a_killed_bot(night: Night) -> None:
    case = await night.raised()
    await night.hears("jour-alm", case, "Larm till Stockholms socialjour")
    await night.hears("jour-chef", case, "Larm till Stockholms socialjour, jourens chef")
    night.running.stage.bot.kill()
    await night.running.stage.bot.wait()
    await night.running.start()
    await night.hears("sos-quist", case, "Larm till Socialtjänstens beredskap")
    await night.hears("tib-lund", "Ingen enhet har tagit", case, "08-465 004 10")
    await night.hears("polis-ek", "Ingen enhet har tagit", case, "Ring själv under tiden")
    await night.hears("roc-kvist", "Ingen enhet har tagit", case)
    await night.hears("jour-alm", "Nytt larm om", case)
    shown = [heard for heard in night.people["jour-alm"].heard if case in heard.text]
    assert sum("Larm till Stockholms socialjour." in heard.text and not heard.edits for heard in shown) == 1


async def test_seen_and_taken_wear_off(night: Night) -> None:
    seen, taken = night.seen, night.taken
    await night.hears("polis-ek", "har sett larmet om", seen)
    await night.hears("polis-ek", "har tagit", taken)
    await night.hears("jour-alm", seen, "är sett men inte taget, och klockan går igen")
    await night.hears("jour-alm", "Har du fått kontakt i", taken)
    await night.hears("jour-chef", seen, "Larm till")
    await night.hears("polis-ek", taken, "var taget, men ingen kontakt är noterad")
    await night.hears("jour-alm", "Nytt larm om", taken)
