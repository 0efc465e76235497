"""The runner of mails and webhooks: takes what is due, lets it go side by side, writes down how it went."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog

from bot.bell import Bell
from bot.channels import despatch_turns as turns
from bot.channels.despatch_carrier import Carrier
from bot.channels.despatch_lane import Lane
from bot.channels.despatch_ledger import Ledger, Outcome
from bot.channels.despatch_tables import DespatchRow, DespatchState
from bot.channels.despatch_trials import Trials
from bot.clock import Clock
from bot.log import where
from bot.work.despatch import DespatchKind

_POLL: Final = 1.0
_GATHER: Final = 0.05
_TOLD_WITHIN: Final = 2.0
_MANY: Final = 200
_GRACE: Final = 8.0
_RESTS_AFTER: Final = 30.0
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Carriers:
    """What takes each kind, and how many of it at once. Webhooks are taken first: there are few of them."""

    webhook: Carrier
    mail: Carrier
    webhooks: int = 16
    mails: int = 8


class DespatchRunner:
    """``bell`` is rung when something was released, ``outbox`` when something is to be said in a room.

    ``worker`` is the same at each start: what it was sending when it was killed is found again by that.
    """

    def __init__(
        self, ledger: Ledger, carriers: Carriers, clock: Clock, bell: Bell, outbox: Bell, *, worker: str
    ) -> None:
        self._ledger = ledger
        self._store = ledger.store
        self._clock = clock
        self._bell = bell
        self._outbox = outbox
        self._worker = worker
        kinds = (
            (DespatchKind.WEBHOOK, carriers.webhook, carriers.webhooks),
            (DespatchKind.MAIL, carriers.mail, carriers.mails),
        )
        self._lanes = {
            kind: Lane(
                kind,
                carrier,
                clock,
                ledger.metrics,
                side_by_side=number,
                done=self._ended,
                freed=bell.ring,
            )
            for kind, carrier, number in kinds
        }
        self._trials = Trials(self._store, {kind: carrier for kind, carrier, _ in kinds}, clock)
        self._outcomes: list[Outcome] = []
        self._known = asyncio.Event()
        self._in_hand: set[int] = set()
        self._stopping = False
        self._needed_at = self._told_at = clock.monotonic()

    async def run(self) -> None:
        """Until cancelled; what is under way then comes to its end, if that does not take long."""
        work, writing = asyncio.create_task(self._work()), asyncio.create_task(self._write_down())
        try:
            ended, _ = await asyncio.wait((work, writing), return_when=asyncio.FIRST_COMPLETED)
            for one in ended:
                one.result()
        finally:
            self._stopping = True
            for lane in self._lanes.values():
                lane.close()
            self._bell.ring()
            self._known.set()
            # What is being claimed is claimed, and given back: cut off there it would be in doubt.
            await asyncio.wait((work, writing), timeout=_GRACE)
            await self._trials.stop()
            await asyncio.gather(*(lane.finish(_GRACE) for lane in self._lanes.values()))
            work.cancel()
            writing.cancel()
            await asyncio.gather(work, writing, return_exceptions=True)
            await self._last()
            await asyncio.gather(*(lane.carrier.rest() for lane in self._lanes.values()))

    async def _last(self) -> None:
        """What is known is written down, if the database can be used; otherwise it is in doubt."""
        try:
            await self._settle()
        except Exception as error:  # noqa: BLE001 - the process ends all the same
            log.warning("despatches not settled", number=len(self._outcomes), **where(error))

    async def _work(self) -> None:
        recovered = False
        while not self._stopping:
            try:
                if not recovered:
                    await self._recover()
                    recovered = True
                seconds = await self._round()
                until = self._clock.monotonic() + seconds
                while freed := await self._bell.wait(max(0.0, until - self._clock.monotonic())):
                    await self._refill(freed)
            except Exception as error:  # noqa: BLE001 - the database; the next look may work
                log.warning("despatches not readable", **where(error))
                await self._bell.wait(_POLL)

    async def _recover(self) -> None:
        async with self._store.read() as session:
            rows = await turns.left_behind(session, self._worker)
        self._close(rows)

    async def _round(self) -> float:
        """Do what there is to do now; the seconds until there is more, unless somebody rings."""
        now = self._clock.now()
        async with self._store.read() as session:
            found = await turns.look(session, now)
        for kind, lane in self._lanes.items():
            if found.next_at.get(kind, now) <= now and kind in found.next_at:
                await self._fill(lane, now)
        self._close(found.over)
        if found.untold:
            self._known.set()
        self._trials.start(found.trials)
        self._make_ready(found)
        return min(self._pauses(found, now))

    async def _refill(self, kinds: Collection[DespatchKind]) -> None:
        """Some are done, and others may have waited for their places."""
        for kind in kinds:
            await self._fill(self._lanes[kind], self._clock.now())

    async def _fill(self, lane: Lane, now: datetime) -> None:
        if lane.room == 0 or lane.shut_for > 0:
            return
        async with self._store.begin() as session:
            parcels = await turns.take(session, lane.kind, self._worker, now, lane.room)
        self._in_hand.update(parcel.id for parcel in parcels)
        for parcel in parcels:
            lane.start(parcel)

    def _close(self, rows: Sequence[DespatchRow]) -> None:
        """Those that nobody will send any more, and those that somebody was sending."""
        for row in rows:
            if row.id not in self._in_hand:
                self._in_hand.add(row.id)
                self._ended(self._closing(row))

    def _closing(self, row: DespatchRow) -> Outcome:
        lane, now = self._lanes[DespatchKind(row.kind)], self._clock.now()
        was, state, seconds = DespatchState(row.state), DespatchState.LEFT, 0.0
        error = row.error or lane.why_shut or "late"
        if was is DespatchState.QUEUED:
            state = DespatchState.REFUSED
        elif was is DespatchState.SENDING:
            error = "cut_off"
            # It is asked about, or repeated under its key.
            state = DespatchState.UNKNOWN if lane.carrier.repeats else DespatchState.LEFT
        return Outcome(row.id, row.kind, state, now, error, seconds, was=was)

    def _make_ready(self, found: turns.Look) -> None:
        needed = False
        for kind, lane in self._lanes.items():
            if number := found.held.get(kind, 0):
                lane.make_ready(number)
            needed = needed or bool(number) or kind in found.next_at or lane.busy
        if needed:
            self._needed_at = self._clock.monotonic()
        elif self._clock.monotonic() - self._needed_at > _RESTS_AFTER:
            for lane in self._lanes.values():
                lane.make_rest()

    def _pauses(self, found: turns.Look, now: datetime) -> Iterator[float]:
        yield _POLL
        for kind, at in found.next_at.items():
            if at > now:
                yield (at - now).total_seconds()
            elif (shut := self._lanes[kind].shut_for) > 0:
                yield shut

    def _ended(self, outcome: Outcome) -> None:
        self._outcomes.append(outcome)
        self._known.set()

    async def _write_down(self) -> None:
        while not self._stopping:
            await self._known.wait()
            self._known.clear()
            if self._busy:
                # So that hundreds need few transactions.
                await asyncio.sleep(_GATHER)
            try:
                await self._settle()
            except Exception as error:  # noqa: BLE001 - the database
                log.warning("despatches not settled", number=len(self._outcomes), **where(error))
                await asyncio.sleep(_GATHER)
                self._known.set()

    async def _settle(self) -> None:
        """Write down what is known; tell of it when nothing is under way, or has been for too long."""
        while self._outcomes:
            together = self._outcomes[:_MANY]
            await self._ledger.mark(together)
            del self._outcomes[: len(together)]
            self._in_hand.difference_update(one.row_id for one in together)
            if not all(one.ends for one in together):
                self._bell.ring()
        if self._busy and self._clock.monotonic() - self._told_at < _TOLD_WITHIN:
            return
        while told := await self._ledger.tell():
            log.info("despatch.told", number=told)
            self._outbox.ring()
        self._told_at = self._clock.monotonic()

    @property
    def _busy(self) -> bool:
        return any(lane.busy for lane in self._lanes.values())
