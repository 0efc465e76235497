"""Every kind of channel there is: one adapter each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from bot.press.adapters import Adapter
from bot.press.channel_feed import FeedAdapter
from bot.press.channel_mail import MailChannel
from bot.press.channel_room import RoomChannel
from bot.press.channel_webhook import WebhookChannel
from bot.press.desk import Desk
from bot.press.values import ChannelKind

_ADAPTERS: Final[tuple[Callable[[Desk], Adapter], ...]] = (
    RoomChannel,
    lambda _desk: FeedAdapter(),
    WebhookChannel,
    MailChannel,
)


def adapters(desk: Desk) -> Mapping[ChannelKind, Adapter]:
    """A kind that is not among them is one that nothing can be published on."""
    return {one.kind: one for one in (make(desk) for make in _ADAPTERS)}
