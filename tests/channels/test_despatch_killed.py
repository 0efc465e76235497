"""Killed at each step of the delivery, each address has it once, or its row says that it may have it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count

import pytest

from bot.channels.despatch_tables import DespatchRow, DespatchState
from bot.store.engine import Store
from tests.channels.despatch_kit import Office
from tests.harness import postmaster, receiver
from tests.stores import data_keys

Trouble = tuple[postmaster.Trouble | None, receiver.Trouble | None]
Fate = Callable[["Life"], bool]
TROUBLES: dict[str, Trouble] = {
    "none": (None, None),
    "451, and 500 though it took it": (
        postmaster.Trouble("RCPT", 451),
        receiver.Trouble(status=500, taken=True),
    ),
    "lost early, and late though it took it": (
        postmaster.Trouble("MAIL"),
        receiver.Trouble(status=None, taken=True),
    ),
    "lost after the text, and before it took it": (
        postmaster.Trouble("END", taken=True),
        receiver.Trouble(status=None),
    ),
    "550, and a redirection": (
        postmaster.Trouble("END", 550),
        receiver.Trouble(status=302, headers={"Location": "/elsewhere"}),
    ),
    "421, and 429": (
        postmaster.Trouble("CONNECT", 421),
        receiver.Trouble(status=429, headers={"Retry-After": "30"}),
    ),
}
MAILS = 5


class Killed(BaseException):
    """The process ends here."""


@dataclass
class Life:
    """One process: it is told what happens, and dies when its fate says so."""

    fate: Fate
    commits: int = 0
    side: str = ""
    seen: Counter[str] = field(default_factory=Counter)
    dead: bool = False

    async def commit(self, side: str) -> None:
        self.commits += side == "before"
        self.side = side
        self._live()
        if self.dead:
            raise Killed

    def step(self, step: str) -> None:
        self.seen[step] += 1
        self.side = ""
        self._live()

    def _live(self) -> None:
        self.dead = self.dead or self.fate(self)


def never(_life: Life) -> bool:
    return False


def at_commit(number: int, side: str) -> Fate:
    return lambda life: (life.commits, life.side) == (number, side)


def at_step(step: str, number: int) -> Fate:
    return lambda life: life.seen[step] >= number


@dataclass
class Play:
    """Five mails and two requests, under names of their own, through one death if it comes."""

    office: Office
    store_url: str
    number: int
    trouble: Trouble

    def __post_init__(self) -> None:
        office, name = self.office, f"{self.number}"
        self.requests = (
            office.request(f"{name} ett", lookup=office.receiver.lookup),
            office.request(f"{name} två"),
        )
        self.mails = [office.mail(f"redaktion{one}@tidning{name}.example") for one in range(MAILS)]

    async def through(self, fate: Fate) -> bool:
        """True when it died."""
        office = self.office
        for where in (office.postmaster, office.receiver):
            where.troubles.clear()
        mail, request = self.trouble
        office.postmaster.troubles.extend([mail] if mail else [])
        office.receiver.troubles.extend([request] if request else [])
        await office.put(*self.requests, *self.mails)
        died = await self._live(Life(fate))
        if died:
            assert not await self._live(Life(never))
        await self._judge()
        return died

    async def _live(self, life: Life) -> bool:
        store = Store(self.store_url, data_keys(), on_commit=life.commit)
        self.office.postmaster.watch = self.office.receiver.watch = life.step
        try:
            with suppress(BaseExceptionGroup, Killed):
                async with self.office.running(store) as task:
                    await self._finish(task)
            return life.dead
        finally:
            await store.dispose()

    async def _finish(self, task: asyncio.Task[None]) -> None:
        """Until all has ended; the clock moves when there is nothing else to wait for."""
        for _ in range(30):
            while not task.done() and await self.office.at_work():  # noqa: ASYNC110 - it cannot ring
                await asyncio.sleep(0.002)
            if task.done() or all(row.settled_at for row in (await self.office.rows()).values()):
                return
            await self.office.move(minutes=1)
        raise AssertionError(await self.office.states())

    async def _judge(self) -> None:
        rows, every = await self.office.rows(), (*self.requests, *self.mails)
        told = [one for one in await self.office.told() if one[0] in {e.about.purpose for e in every}]
        assert Counter(purpose for purpose, _ in told) == Counter(one.about.purpose for one in every)
        heard = dict(told)
        copies = Counter(mail.to for mail in self.office.postmaster.taken)
        published = Counter([*self.office.receiver.published])
        for one in self.requests:
            self._judge_one(rows[one.key], published[one.key], heard[one.about.purpose], "redirected")
        for one in self.mails:
            self._judge_one(rows[one.key], copies[one.address], heard[one.about.purpose], "smtp_550")

    def _judge_one(self, row: DespatchRow, copies: int, heard: str, refusal: str) -> None:
        """What the row says is true, and was told."""
        match row.state:
            case DespatchState.SENT:
                assert (copies, heard) == (1, "sent")
            case DespatchState.REFUSED:
                assert (copies, heard) == (0, refusal)
            case _:
                assert row.state == DespatchState.LEFT
                assert (copies <= 1, heard) == (True, "unknown")

    async def doubted(self) -> int:
        rows = await self.office.rows()
        return sum(rows[one.key].state == DespatchState.LEFT for one in self.mails)


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_killed_at_any_commit(office: Office, store_url: str, backend: str, trouble: str) -> None:
    """On SQLite at both sides of each commit where nothing else goes wrong; else at a sample of them."""
    office.connections = 2
    plays, deaths = count(), 0
    calm = Play(office, store_url, next(plays), TROUBLES[trouble])
    assert not await calm.through(never)
    assert await calm.doubted() == (trouble == "lost after the text, and before it took it")
    moments = [(number, side) for number in range(1, 40) for side in ("before", "after")]
    stride = 5 if backend == "postgresql" else 1 if trouble == "none" else 3
    for number, side in moments[::stride]:
        play = Play(office, store_url, next(plays), TROUBLES[trouble])
        if not await play.through(at_commit(number, side)):
            break
        deaths += 1
    assert deaths >= (10 if stride == 1 else 1)


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_killed_while_a_mail_or_a_request_is_under_way(
    office: Office, store_url: str, backend: str, trouble: str
) -> None:
    office.connections = 2
    plays, deaths = count(), 0
    for step in ("AUTH", "MAIL", "RCPT", "DATA", "END", "TAKEN", "GOT", "PUBLISHED"):
        for number in (1, 4) if backend == "sqlite" else (2,):
            play = Play(office, store_url, next(plays), TROUBLES[trouble])
            deaths += await play.through(at_step(step, number))
    assert deaths >= 5


async def test_killed_before_anything_was_claimed_nothing_is_in_doubt(office: Office, store_url: str) -> None:
    play = Play(office, store_url, 1, TROUBLES["none"])
    assert await play.through(at_commit(1, "before"))
    assert await play.doubted() == 0
    assert len(office.postmaster.taken) == MAILS


async def test_a_stop_lets_what_is_under_way_end_and_leaves_nothing_in_doubt(office: Office) -> None:
    office.connections = 2
    mails = [office.mail(f"redaktion{number}@tidningen.example") for number in range(20)]
    await office.put(*mails)
    for _ in range(30):
        ended = len(office.postmaster.taken)
        async with office.running():
            async with asyncio.timeout(5):
                while len(office.postmaster.taken) == ended:  # noqa: ASYNC110
                    await asyncio.sleep(0.001)
        if len(office.postmaster.taken) == len(mails):
            break
    assert sorted(mail.to for mail in office.postmaster.taken) == sorted(mail.address for mail in mails)
    assert await office.heard() == ["sent"] * len(mails)


async def test_two_processes_share_the_work_and_send_each_once(
    office: Office, store_url: str, backend: str
) -> None:
    if backend == "sqlite":
        return  # one process alone has such a database
    mails = [office.mail(f"redaktion{number}@tidningen.example") for number in range(60)]
    requests = [office.request(str(number)) for number in range(20)]
    await office.hold(*mails, *requests)
    other = Store(store_url, data_keys())
    async with office.running(worker="A"), office.running(other, worker="B"):
        await office.release(*mails, *requests)
        await office.quiet()
    await other.dispose()
    assert sorted(mail.to for mail in office.postmaster.taken) == sorted(mail.address for mail in mails)
    assert len(office.receiver.requests) == 20
    assert await office.heard() == ["sent"] * 80


async def test_what_a_dead_process_was_sending_is_taken_over_when_its_claim_is_over(
    office: Office, store_url: str
) -> None:
    mail, request = office.mail(), office.request()
    await office.put(mail, request)
    life = Life(at_step("MAIL", 1))
    store = Store(store_url, data_keys(), on_commit=life.commit)
    office.postmaster.watch = life.step
    office.receiver.troubles.append(receiver.Trouble(status=None, taken=True))
    with suppress(BaseExceptionGroup, Killed):
        async with office.running(store, worker="A") as task:
            await asyncio.wait((task,))
    await store.dispose()
    async with office.running(worker="B"):
        await asyncio.sleep(0.05)
        assert await office.heard() == []
        await office.move(minutes=4)
        await office.pass_by(minutes=1)
    assert await office.heard() == ["sent", "unknown"]
