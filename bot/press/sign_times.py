"""Until when those who must sign should have, and when they are reminded."""

from __future__ import annotations

from datetime import datetime

from bot.press.entries import PressEntry
from bot.press.tables import MessageRow
from bot.press.timing import ahead
from bot.press.values import State


def start(row: MessageRow, entry: PressEntry, now: datetime, sign_by: datetime | None = None) -> None:
    """The time to sign begins anew, as when a message is circulated or there is a new revision.

    Without a time of its own it is the one that was given before, if that lies ahead; never later than the
    time of publication.
    """
    if sign_by is None:
        kept = row.sign_by if row.sign_by is not None and row.sign_by > now else None
        sign_by = kept or now + entry.sign_by
        if row.publish_at is not None and ahead(row, now):
            sign_by = min(sign_by, row.publish_at)
    row.sign_by, row.reminders = sign_by, 0
    row.remind_at = next_reminder(row, entry, now)


def keep_up(row: MessageRow, entry: PressEntry, now: datetime) -> None:
    """Whatever became of the time of publication: it is signed, and reminded of, before that."""
    if row.state != State.CIRCULATED or row.sign_by is None:
        return
    if row.publish_at is not None and ahead(row, now):
        row.sign_by = min(row.sign_by, row.publish_at)
    row.remind_at = next_reminder(row, entry, now)


def next_reminder(row: MessageRow, entry: PressEntry, now: datetime) -> datetime | None:
    """Before the deadline and at it; and once more before publication, where that is later."""
    if row.sign_by is None:
        return None
    moments = [row.sign_by, *(row.sign_by - before for before in entry.reminders)]
    if row.publish_at is not None:
        moments += [row.publish_at - before for before in entry.reminders]
    return min((at for at in moments if at > now), default=None)
