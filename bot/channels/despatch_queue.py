"""Where mails and webhook requests wait: the ``Despatches`` that subjects are given."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, delete, event, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.bell import Bell
from bot.channels.despatch_tables import DespatchRow, DespatchState, TrialRow
from bot.store.upsert import insert_new, put
from bot.work.despatch import Despatch, DespatchKind, Trial

_SLICE: Final = 500
_HAD_BY_NOBODY: Final = (DespatchState.CANCELLED, DespatchState.REFUSED)


class DespatchQueue:
    """Rows in the caller's transaction; ``bell`` wakes who sends them after its commit."""

    def __init__(self, bell: Bell | None = None) -> None:
        self._bell = bell or Bell()

    async def hold(self, session: AsyncSession, despatches: Sequence[Despatch], now: datetime) -> None:
        """Keep them ready; a key that is there already is not kept again, unless nobody had that one.

        One that was taken back or refused gives way: tried anew, it would say what it said then.
        """
        for some in _slices(sorted(one.key for one in despatches)):
            had_by_nobody = delete(DespatchRow).where(
                DespatchRow.key.in_(some), DespatchRow.state.in_(_HAD_BY_NOBODY)
            )
            await session.execute(had_by_nobody.execution_options(synchronize_session=False))
        await insert_new(
            session,
            DespatchRow,
            DespatchRow.key,
            [
                {
                    "key": one.key,
                    "kind": one.kind,
                    "channel": one.channel,
                    "subject": one.about.subject,
                    "object_id": one.about.object_id,
                    "purpose": one.about.purpose,
                    "address": one.address,
                    "lookup": one.lookup,
                    "private_address": one.private_address,
                    "payload": dict(one.payload),
                    "state": DespatchState.HELD,
                    "attempts": 0,
                    "untold": False,
                    "created_at": now,
                    "not_before": now,
                    "give_up_at": one.give_up_at,
                }
                for one in despatches
            ],
        )

    async def release(self, session: AsyncSession, keys: Collection[str], now: datetime) -> frozenset[str]:
        """Let those that are held go, from the commit on; their keys."""
        values = {"state": DespatchState.QUEUED, "not_before": now}
        self._ring_after(session)
        return frozenset(await _move(session, keys, DespatchRow.state == DespatchState.HELD, values))

    async def cancel(self, session: AsyncSession, keys: Collection[str], now: datetime) -> frozenset[str]:
        """Take back those that are not under way; the keys that will never be sent."""
        values = {"state": DespatchState.CANCELLED, "settled_at": now}
        waiting = DespatchRow.state.in_((DespatchState.HELD, DespatchState.QUEUED))
        return frozenset(await _move(session, keys, waiting, values))

    async def again(
        self, session: AsyncSession, keys: Collection[str], now: datetime, give_up_at: datetime
    ) -> frozenset[str]:
        """Let those that were refused or taken back be tried anew; their keys.

        A request that was left in doubt as well: it is asked about, or repeated under its key.
        """
        values = {
            "not_before": now,
            "give_up_at": give_up_at,
            "attempts": 0,
            "settled_at": None,
            "error": None,
        }
        kept = DespatchRow.payload.is_not(None)
        refused = and_(kept, DespatchRow.state.in_((DespatchState.REFUSED, DespatchState.CANCELLED)))
        webhook = DespatchRow.kind == DespatchKind.WEBHOOK
        left = and_(kept, webhook, DespatchRow.state == DespatchState.LEFT)
        self._ring_after(session)
        moved = await _move(session, keys, refused, {**values, "state": DespatchState.QUEUED})
        moved += await _move(session, keys, left, {**values, "state": DespatchState.UNKNOWN})
        return frozenset(moved)

    async def try_out(
        self, session: AsyncSession, channels: Mapping[str, Despatch | None], now: datetime
    ) -> None:
        """Have each channel logged in to (mail) or reached (webhook), soon and beside this."""
        for channel, example in channels.items():
            row = {
                "channel": channel,
                "kind": example.kind if example else DespatchKind.MAIL,
                "address": example.address if example else None,
                "private_address": example.private_address if example else False,
                "asked_at": now,
                "answered_at": None,
                "error": None,
            }
            await put(session, TrialRow, TrialRow.channel, row)
        self._ring_after(session)

    async def tried(self, session: AsyncSession, channels: Collection[str]) -> Mapping[str, Trial]:
        """How they answered when last tried; those not yet tried are left out."""
        found = await session.scalars(
            select(TrialRow)
            .where(TrialRow.channel.in_(sorted(channels)), TrialRow.answered_at.is_not(None))
            .execution_options(populate_existing=True)
        )
        return {row.channel: Trial(row.answered_at, row.error) for row in found if row.answered_at}

    def _ring_after(self, session: AsyncSession) -> None:
        event.listen(session.sync_session, "after_commit", lambda _: self._bell.ring(), once=True)


async def _move(
    session: AsyncSession,
    keys: Collection[str],
    which: ColumnElement[bool],
    values: Mapping[str, object],
) -> list[str]:
    moved: list[str] = []
    for some in _slices(sorted(keys)):
        moved += await session.scalars(
            update(DespatchRow)
            .where(DespatchRow.key.in_(some), which)
            .values(**values)
            .returning(DespatchRow.key)
            .execution_options(synchronize_session=False)
        )
    return moved


def _slices(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), _SLICE):
        yield keys[start : start + _SLICE]
