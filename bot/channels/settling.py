"""How a message ends; its number and its text are not kept any longer than they are needed."""

from __future__ import annotations

from datetime import datetime

from bot.channels.tables import ChannelMessage, MessageState


def settle(row: ChannelMessage, state: MessageState, now: datetime, error: str | None = None) -> None:
    row.state, row.error, row.settled_at = state, error and error[:64], now
    row.number = row.text = row.claimed_by = row.claimed_until = None


def sent(row: ChannelMessage, provider_id: str, now: datetime) -> None:
    """The gateway has it."""
    settle(row, MessageState.SENT, now)
    row.provider_id = provider_id
