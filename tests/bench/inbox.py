"""(e) Inbox rows handled a second without Matrix, with few and with many stored cases."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from bot.bell import Bell
from bot.chat.message import Trust
from bot.metrics import Metrics
from bot.store.engine import Store
from bot.store.inbox import InboxKind, InboxState
from bot.store.inbox_queries import TakenEvent, add_events, next_rooms
from bot.work.inbox import InboxRunner
from tests.bench.figures import Figure
from tests.bench.stored_cases import multiply
from tests.cases.night import ALM, EK, LIND, NACKA, STOCKHOLM, Night, direct
from tests.harness.clock import MovableClock
from tests.stores import data_keys

_FEW, _MANY = 1_000, 100_000
_ROUNDS = 7
_WARM_UP = 2
_TURNS = 10
_FLAT = 0.8

_ROUND = (
    (EK, direct(EK), f"!ärende ny {NACKA}"),
    (LIND, direct(LIND), f"!ärende ny {NACKA}"),
    (ALM, STOCKHOLM, "!ärende visa {stored}"),
    (EK, direct(EK), "!mina"),
    (ALM, STOCKHOLM, "!ärende lista"),
    (LIND, direct(LIND), "!ärende lista"),
    (ALM, direct(ALM), "!mina"),
    (ALM, STOCKHOLM, "Vi byter av varandra klockan sju."),
)
"""What a turn is made of: cases raised, looked up and listed, and talk that is none of the bot's business."""


@dataclass
class _Desk:
    """One database and the bot on it."""

    night: Night
    stored: str
    count: int = 0

    @classmethod
    async def furnish(cls, stack: AsyncExitStack, directory: Path, cases: int) -> _Desk:
        store = Store(f"sqlite+aiosqlite:///{directory}/{cases}.db", data_keys())
        stack.push_async_callback(store.dispose)
        await store.create_all()
        night = await Night(store, MovableClock()).open()
        await night.type(EK, f"!ärende ny {NACKA}")
        alarm = night.alarm()
        await night.answer(ALM, "tar", alarm)
        await night.answer(ALM, "ringt", alarm)
        await night.answer(ALM, "!ärende avsluta klart", alarm)
        reference = (await night.case()).reference
        await multiply(store, cases)
        return cls(night, reference)

    async def handle(self) -> float:
        """Rows handled a second, in one round."""
        clock = self.night.clock
        rows = [self._row(*said) for _ in range(_TURNS) for said in _ROUND]
        async with self.night.store.begin() as session:
            await add_events(session, rows)
        runner = InboxRunner(
            self.night.store,
            self.night.core.dispatcher.handle,
            self.night.core.dispatcher.fault,
            Bell(),
            clock,
            metrics=Metrics(),
            worker="bench",
            after=lambda _targets: None,
            poll=0.05,
        )
        task = asyncio.create_task(runner.run())
        started = time.perf_counter()
        while await self._waiting():  # noqa: ASYNC110 - the inbox does not call
            await asyncio.sleep(0.01)
        seconds = time.perf_counter() - started
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return len(rows) / seconds

    async def _waiting(self) -> bool:
        async with self.night.store.read() as session:
            return bool(await next_rooms(session, "bench", self.night.clock.now()))

    def _row(self, sender: str, room_id: str, text: str) -> TakenEvent:
        self.count += 1
        now = self.night.clock.now()
        return TakenEvent(
            event_id=f"$bench{self.count}",
            room_id=room_id,
            sender=sender,
            kind=InboxKind.TEXT,
            state=InboxState.NEW,
            trust=Trust.SIGNED,
            payload={"text": text.format(stored=self.stored), "msgtype": "m.text"},
            origin_at=now,
            received_at=now,
        )


async def measure(directory: Path) -> Sequence[Figure]:
    rates: dict[int, list[float]] = {_FEW: [], _MANY: []}
    async with AsyncExitStack() as stack:
        desks = {cases: await _Desk.furnish(stack, directory, cases) for cases in rates}
        for number in range(_WARM_UP + _ROUNDS):
            for cases in (_FEW, _MANY) if number % 2 else (_MANY, _FEW):
                rate = await desks[cases].handle()
                if number >= _WARM_UP:
                    rates[cases].append(rate)
    few, many = (statistics.median(rates[cases]) for cases in (_FEW, _MANY))
    return [
        Figure(
            part="e",
            what=f"inbox rows a second with {_MANY:,} stored cases, beside {_FEW:,}",
            ours=f"{many:.0f} /s",
            baseline=f"{few:.0f} /s",
            value=many / few,
            limit=_FLAT,
            at_least=True,
        )
    ]
