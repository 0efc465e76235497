"""The audit log: who did what, each row bound to the one before it by its hash."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Integer, String, Text, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base
from bot.store.types import UtcDateTime
from bot.store.upsert import insert_new

_NOTHING_BEFORE = "0" * 64
_PRUNED = "audit.pruned"
_BATCH = 1000
_THE_ONE = 1


class AuditRow(Base):
    """One deed. ``fields`` holds codes, references and numbers; never what anybody wrote about a person."""

    __tablename__ = "audit"

    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor: Mapped[str] = mapped_column(String(255))
    """A user id, or ``rocbot`` for what the bot did by the clock."""
    action: Mapped[str] = mapped_column(String(64))
    object: Mapped[str] = mapped_column(String(255))
    fields: Mapped[str] = mapped_column(Text)
    prev_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    def computed(self) -> str:
        """The hash that the row should have."""
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        values = [self.seq, at, self.actor, self.action, self.object, self.fields, self.prev_hash]
        return sha256(_canonical(values).encode()).hexdigest()


class AuditHead(Base):
    """The newest row's number and hash, locked while another is added; shows when the end was cut off."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(Integer)
    hash: Mapped[str] = mapped_column(String(64))


@dataclass(frozen=True)
class Verdict:
    """``broken`` is the number of the first row that does not hold, or None."""

    rows: int
    broken: int | None
    head: str
    """The newest hash: written down elsewhere, it proves later that nothing up to here was changed."""


def _canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


async def append(
    session: AsyncSession,
    *,
    at: datetime,
    actor: str,
    action: str,
    object: str,  # noqa: A002 - the column's name
    fields: Mapping[str, Any] | None = None,
) -> None:
    """Add a row in the transaction of the deed itself."""
    locked = select(AuditHead).where(AuditHead.id == _THE_ONE).with_for_update()
    head = await session.scalar(locked.execution_options(populate_existing=True))
    if head is None:
        first = {"id": _THE_ONE, "seq": 0, "hash": _NOTHING_BEFORE}
        await insert_new(session, AuditHead, AuditHead.id, [first])
        head = (await session.scalars(locked)).one()
    row = AuditRow(
        seq=head.seq + 1,
        at=at,
        actor=actor,
        action=action,
        object=object,
        fields=_canonical(dict(fields or {})),
        prev_hash=head.hash,
    )
    row.hash = row.computed()
    head.seq, head.hash = row.seq, row.hash
    session.add(row)


async def verify(session: AsyncSession) -> Verdict:
    """Go through the whole chain."""
    head = await session.get(AuditHead, _THE_ONE)
    if head is None:
        stray: int | None = await session.scalar(select(AuditRow.seq).order_by(AuditRow.seq).limit(1))
        return Verdict(0, stray, _NOTHING_BEFORE)
    number, expected = 0, (0, _NOTHING_BEFORE)
    unattested: tuple[int, str] | None = None
    async for row in _rows(session, head.seq):
        if number == 0 and row.seq > 1:
            # Older rows were removed after their time: a later row has to say so.
            expected = unattested = (row.seq - 1, row.prev_hash)
        if (row.seq - 1, row.prev_hash) != expected or row.hash != row.computed():
            return Verdict(number, row.seq, head.hash)
        if unattested and row.action == _PRUNED and _pruned_through(row) == unattested:
            unattested = None
        number, expected = number + 1, (row.seq, row.hash)
    if expected != (head.seq, head.hash):
        return Verdict(number, expected[0] + 1, head.hash)
    return Verdict(number, unattested[0] + 1 if unattested else None, head.hash)


async def _rows(session: AsyncSession, last: int) -> AsyncIterator[AuditRow]:
    done = 0
    while True:
        statement = select(AuditRow).where(AuditRow.seq > done, AuditRow.seq <= last)
        batch = (await session.scalars(statement.order_by(AuditRow.seq).limit(_BATCH))).all()
        for row in batch:
            yield row
        if not batch:
            return
        done = batch[-1].seq
        session.expunge_all()


def _pruned_through(row: AuditRow) -> tuple[int, str]:
    fields = json.loads(row.fields)
    return fields["through"], fields["hash"]


async def prune(session: AsyncSession, before: datetime, now: datetime) -> int:
    """Remove rows older than ``before``; a new row in the chain says through which, and its hash."""
    last = await session.scalar(
        select(AuditRow).where(AuditRow.at < before).order_by(AuditRow.seq.desc()).limit(1)
    )
    if last is None:
        return 0
    # By number, not by time: a clock that was set back must not leave a hole.
    removed = await session.scalars(delete(AuditRow).where(AuditRow.seq <= last.seq).returning(AuditRow.seq))
    number = len(removed.all())
    fields = {"through": last.seq, "hash": last.hash, "rows": number}
    await append(session, at=now, actor="rocbot", action=_PRUNED, object="audit", fields=fields)
    return number
