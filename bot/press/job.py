"""What everybody who publishes, retracts or settles a message works with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.press.desk import Desk
from bot.press.pictures import picture_of
from bot.press.tables import MessageRow
from bot.press.tell import Teller
from bot.register.section import Snapshot
from bot.store import audit


@dataclass(frozen=True)
class Job:
    """A message that its caller holds until this transaction ends, and what is needed to work on it."""

    session: AsyncSession
    desk: Desk
    snapshot: Snapshot
    row: MessageRow
    now: datetime

    @classmethod
    async def on(cls, session: AsyncSession, desk: Desk, row: MessageRow, now: datetime) -> Job:
        return cls(session, desk, await desk.snapshot(session), row, now)

    async def teller(self) -> Teller:
        """Of the message as it stands now."""
        await self.session.flush()
        picture = await picture_of(self.session, self.snapshot, self.row, self.now)
        return Teller(self.session, self.desk, self.snapshot, self.row, picture)

    async def note_down(self, action: str, fields: Mapping[str, Any], actor: str = "rocbot") -> None:
        """In the audit log."""
        await audit.append(
            self.session, at=self.now, actor=actor, action=action, object=self.row.reference, fields=fields
        )
