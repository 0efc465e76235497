"""Where mails and webhook requests wait: the ``Despatches`` that subjects are given."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.despatch_tables import DespatchRow, DespatchState, TrialRow
from bot.store.upsert import insert_new, put
from bot.work.despatch import Despatch, DespatchKind, Trial

_SLICE: Final = 500


class DespatchQueue:
    """Rows in the caller's transaction; who sends them looks into the table after its commit."""

    async def hold(self, session: AsyncSession, despatches: Sequence[Despatch], now: datetime) -> None:
        """Keep them ready; a key that is there already is not kept again."""
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
                    "created_at": now,
                    "not_before": now,
                    "give_up_at": one.give_up_at,
                }
                for one in despatches
            ],
        )

    async def release(self, session: AsyncSession, keys: Collection[str], now: datetime) -> int:
        """Let those that are held go, from the commit on; how many."""
        values = {"state": DespatchState.QUEUED, "not_before": now}
        return len(await _move(session, keys, {DespatchState.HELD}, values))

    async def cancel(self, session: AsyncSession, keys: Collection[str], now: datetime) -> frozenset[str]:
        """Take back those that are not under way; the keys that will never be sent."""
        values = {"state": DespatchState.CANCELLED, "settled_at": now}
        return frozenset(await _move(session, keys, {DespatchState.HELD, DespatchState.QUEUED}, values))

    async def again(
        self, session: AsyncSession, keys: Collection[str], now: datetime, give_up_at: datetime
    ) -> int:
        """Let those that were refused be tried anew; how many."""
        values = {
            "state": DespatchState.QUEUED,
            "not_before": now,
            "give_up_at": give_up_at,
            "settled_at": None,
            "error": None,
        }
        return len(await _move(session, keys, {DespatchState.REFUSED}, values))

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

    async def tried(self, session: AsyncSession, channels: Collection[str]) -> Mapping[str, Trial]:
        """How they answered when last tried; those not yet tried are left out."""
        found = await session.scalars(
            select(TrialRow)
            .where(TrialRow.channel.in_(sorted(channels)), TrialRow.answered_at.is_not(None))
            .execution_options(populate_existing=True)
        )
        return {row.channel: Trial(row.answered_at, row.error) for row in found if row.answered_at}


async def _move(
    session: AsyncSession,
    keys: Collection[str],
    states: Collection[DespatchState],
    values: Mapping[str, object],
) -> list[str]:
    moved: list[str] = []
    for some in _slices(sorted(keys)):
        moved += await session.scalars(
            update(DespatchRow)
            .where(DespatchRow.key.in_(some), DespatchRow.state.in_(sorted(states)))
            .values(**values)
            .returning(DespatchRow.key)
            .execution_options(synchronize_session=False)
        )
    return moved


def _slices(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), _SLICE):
        yield keys[start : start + _SLICE]
