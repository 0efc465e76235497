"""The bot is killed at every step of a case, at moments by chance; everyone hears everything once."""

from __future__ import annotations

import asyncio
import random
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bot.demo.player import Player
from bot.demo.stage import BOT
from tests.harness.running import CALM, RunningBot, listen

CAST = ("polis-ek", "jour-alm", "jour-chef", "roc-kvist")
LINE = "!ärende ny hemkommun:Nacka påträffad:Huddinge ålder:16 gäng:ja när:nu ring:RLC"
STEPS = {"nu": "25 s", "idag": "30 min", "kontorstid": "60 min"}
SOON = 0.5
"""Seconds within which a command is read, carried out and answered on a quiet machine."""
ROUNDS = 2


@dataclass
class Case:
    """One case on its way, with a bot that is killed after each thing that somebody writes."""

    running: RunningBot
    people: dict[str, Player]
    chance: random.Random
    reference: str = ""
    kills: int = 0

    async def writes(self, name: str, room: str, text: str) -> None:
        await self.people[name].say(room, text)
        await asyncio.sleep(self.chance.uniform(0.0, SOON))
        await self.killed()

    async def killed(self) -> None:
        self.running.stage.bot.kill()
        await self.running.stage.bot.wait()
        await self.running.start()
        self.kills += 1

    async def hears(self, name: str, *parts: str) -> str:
        """The room in which it was heard."""
        return (await listen(self.people[name], self.reference, *parts)).room_id

    async def raised(self, direct: str) -> None:
        police = self.people["polis-ek"]
        since = len(police.heard)
        await self.writes("polis-ek", direct, LINE)
        heard = await listen(police, "Larmar Stockholms socialjour, därför", since=since)
        found = re.search(r"IA-\d{4}-\d{4,}-\w{2}", heard.text)
        assert found is not None
        self.reference = found[0]

    def told(self, name: str, *parts: str) -> int:
        """How many new messages about the case have all of these parts."""
        texts = [heard.text for heard in self.people[name].heard if not heard.edits]
        return sum(all(part in text for part in (self.reference, *parts)) for text in texts)


async def test_at_every_step_of_a_case_a_killed_bot_loses_nothing_and_says_nothing_twice(
    tmp_path: Path,
) -> None:
    """Raise, alarm, escalate, take, hand over, contact and close, twice: fourteen kills."""
    async with RunningBot.started(tmp_path, defaults={**CALM, "step": STEPS}) as running:
        people = dict(zip(CAST, await asyncio.gather(*(running.player(one) for one in CAST)), strict=True))
        for player in people.values():
            player.accepting = True
        direct = await people["polis-ek"].direct(BOT)
        cases = []
        for number in range(ROUNDS):
            case = Case(running, people, random.Random(number))  # noqa: S311 - no secret
            cases.append(case)
            await _whole_life(case, direct)
        await asyncio.sleep(1.0)
        for case in cases:
            _once_each(case)
        assert sum(case.kills for case in cases) == 7 * ROUNDS


async def _whole_life(case: Case, direct: str) -> None:
    await case.raised(direct)
    unit = await case.hears("jour-alm", "Larm till Stockholms socialjour")
    # down while the step runs out: it is escalated at the start, at once
    await case.killed()
    chief = await case.hears("jour-chef", "Larm till Stockholms socialjour, jourens chef")
    await case.writes("jour-chef", chief, f"!ärende tar {case.reference}")
    await case.hears("polis-ek", "jourens chef har tagit")
    over = f"!ärende överlämna {case.reference} till:Stockholms socialjour skäl:fel enhet"
    await case.writes("jour-chef", chief, over)
    await case.hears("jour-alm", "Nytt larm om")
    await case.writes("jour-alm", unit, f"!ärende tar {case.reference}")
    await case.hears("polis-ek", "Stockholms socialjour har tagit")
    await case.writes("jour-alm", unit, f"!ärende ringt {case.reference}")
    await case.hears("polis-ek", "Kontakt med Stockholms socialjour")
    await case.writes("jour-alm", unit, f"!ärende avsluta {case.reference} skäl:klart")
    await case.hears("polis-ek", "Avslutat")


def _once_each(case: Case) -> None:
    told = Counter(
        {
            "raised": case.told("polis-ek", "Larmar Stockholms socialjour, därför"),
            "alarm": case.told("jour-alm", "Larm till Stockholms socialjour."),
            "escalated": case.told("jour-chef", "Larm till Stockholms socialjour, jourens chef."),
            "escalation told": case.told("polis-ek", "Ingen hos Stockholms socialjour svarade"),
            "taken by the chief": case.told("polis-ek", "jourens chef har tagit"),
            "handed over": case.told("polis-ek", "är överlämnat från"),
            "alarm again": case.told("jour-alm", "Nytt larm om"),
            "taken by the unit": case.told("polis-ek", "Stockholms socialjour har tagit"),
            "contact": case.told("polis-ek", "Kontakt med"),
            "closed": case.told("polis-ek", "Avslutat"),
            "the centre's line": case.told("roc-kvist"),
        }
    )
    assert told == Counter(dict.fromkeys(told, 1))
