"""(b) From a complete ``!ärende ny`` to the alarm in the unit's room, beside two bare sends in a row."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bot.demo.player import Player
from bot.demo.stage import BOT
from tests.bench.figures import Figure, ms, percentile
from tests.bench.ground import Ear, Ground, from_whom, until

_LINE = "!ärende ny hemkommun:Nacka påträffad:Huddinge ålder:15-17 gäng:ja när:nu ring:RLC"
_END = "!ärende återta misstag"
_WARM_UP = 4
_SAMPLES = 50
_PAUSE = 0.2
_P50 = 1.5


async def measure(ground: Ground) -> Sequence[Figure]:
    both = _Both(ground, ground.stage.people["polis-ek"], ground.stage.people["jour-alm"])
    await both.meet()
    ours, bare = list[float](), list[float]()
    for number in range(_WARM_UP + _SAMPLES):
        for job, taken in ((both.alarm, ours), (both.two_sends, bare)):
            seconds = await job()
            await asyncio.sleep(_PAUSE)
            if number >= _WARM_UP:
                taken.append(seconds)
    one, other = percentile(ours, 50), percentile(bare, 50)
    return [
        Figure(
            part="b",
            what="!ärende ny to readable alarm, p50, beside two bare sends in a row",
            ours=ms(one),
            baseline=ms(other),
            value=one / other,
            limit=_P50,
        )
    ]


@dataclass
class _Both:
    """The two people, and the way there and back between them."""

    ground: Ground
    police: Player
    duty: Player

    async def meet(self) -> None:
        self.ears = {person.user_id: Ear(person) for person in (self.police, self.duty)}
        self.direct = await self.ground.direct(self.police, BOT)
        self.there = await self.ground.pair(self.police, self.duty)
        self.back = await self.ground.pair(self.police, self.duty)

    async def alarm(self) -> float:
        readable = self.ears[self.duty.user_id].expect(lambda heard: heard.sender == BOT and not heard.edits)
        raised = self.ears[self.police.user_id].expect(from_whom(BOT, self.direct))
        started = await self.ground.say(self.police, self.direct, _LINE)
        at, _ = await until(readable)
        await until(raised)
        await asyncio.sleep(_PAUSE)
        await self._end()
        return at - started

    async def _end(self) -> None:
        """Take the case back, so that the cases do not pile up in the rooms' status messages."""
        ended = self.ears[self.police.user_id].expect(from_whom(BOT, self.direct))
        await self.ground.say(self.police, self.direct, _END)
        await until(ended)

    async def two_sends(self) -> float:
        """One message is read, the reader sends the next; until that is read."""
        first = self.ears[self.duty.user_id].expect(from_whom(self.police.user_id, self.there))
        second = self.ears[self.police.user_id].expect(from_whom(self.duty.user_id, self.back))
        started = await self.ground.say(self.police, self.there, _LINE)
        await until(first)
        await self.ground.say(self.duty, self.back, _LINE)
        at, _ = await until(second)
        return at - started
