"""What the operations room is told of the second channel: ids only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.channels.tables import ChannelMessage, Kind
from bot.chat.message import RoomClass
from bot.chat.outcome import Notice, ToClass


def refused(row: ChannelMessage, code: str) -> Sequence[Notice]:
    """The gateway will not take it."""
    return [_note("drift.phone_refused", row, code)]


def failed(row: ChannelMessage, code: str) -> Sequence[Notice]:
    """The gateway took it, and it did not arrive."""
    return [_note("drift.phone_failed", row, code)]


def late(row: ChannelMessage, code: str, now: datetime) -> Sequence[Notice]:
    """The gateway cannot be reached, or does not take anything: told once an hour."""
    key = f"phone_late:{now:%Y%m%d%H}"
    return [replace(_note("drift.phone_late", row, code), dedupe_key=key)]


def _note(kind: str, row: ChannelMessage, code: str) -> Notice:
    fields = {"row": row.id, "user_id": row.user_id, "voice": row.kind == Kind.VOICE, "code": code}
    return Notice(kind, ToClass(RoomClass.DRIFT), fields, thread=False)
