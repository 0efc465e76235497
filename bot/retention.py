"""How long what is kept, and what is forgotten each hour."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases.tell import SUBJECT as CASES
from bot.channels.despatch_keeping import forget_despatches
from bot.channels.keeping import forget_phones
from bot.chat.undo import forget_steps
from bot.duty.overrides import forget_overrides
from bot.press.desk import MESSAGE, PUBLICATION, QUESTION, RUMOUR
from bot.store import audit
from bot.store.event_ref import forget_refs
from bot.store.inbox_queries import forget_handled
from bot.store.outbox_queries import erase_old

INBOX_ROWS = timedelta(days=30)
"""Handled rows are empty; their event ids stay for this long, so that an old event is not taken twice."""
OUTBOX_TEXTS = timedelta(days=7)
UNDO_STEPS = timedelta(days=7)
EVENT_REFS = timedelta(days=400)
"""What a message is about, for replies and edits; cases, and what press works with, erase their own."""
AUDIT_ROWS = timedelta(days=2 * 365)
DUTY_CHANGES = timedelta(days=60)
"""After their end; the audit log has them longer."""


async def forget(session: AsyncSession, now: datetime) -> None:
    """Take away what is older than its time."""
    await forget_handled(session, now - INBOX_ROWS)
    await erase_old(session, now - OUTBOX_TEXTS)
    await forget_steps(session, now - UNDO_STEPS)
    await forget_refs(session, now - EVENT_REFS, kept={CASES, MESSAGE, PUBLICATION, RUMOUR, QUESTION})
    await forget_overrides(session, now - DUTY_CHANGES)
    await forget_phones(session, now)
    await forget_despatches(session, now)
    await audit.prune(session, now - AUDIT_ROWS, now)
