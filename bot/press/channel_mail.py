"""Press lists as a channel: a mail to each address, with text and HTML, in the thread of what it corrects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.press.adapters import Edition
from bot.press.channel_copy import SWEDISH, whole
from bot.press.channel_despatch import DespatchChannel
from bot.press.entries import ChannelEntry
from bot.press.keys import earlier_keys
from bot.press.tables import DeliveryRow
from bot.press.values import ChannelKind
from bot.register.section import Snapshot
from bot.work.despatch import DespatchKind


class MailChannel(DespatchChannel):
    """One recipient to a mail: nobody sees who else had it."""

    kind = ChannelKind.MAIL
    despatch = DespatchKind.MAIL

    def addresses(self, snapshot: Snapshot, channel: ChannelEntry) -> Sequence[str]:  # noqa: ARG002
        """Each once, whatever its capitals."""
        return tuple({one.casefold(): one for one in reversed(channel.addresses)}.values())[::-1]

    def payloads(
        self, edition: Edition, channel: ChannelEntry, deliveries: Sequence[DeliveryRow]
    ) -> Sequence[Mapping[str, Any]]:
        copy = whole(edition, self._desk.zone)
        said = {"subject": copy.title, "text": copy.text, "html": copy.html, "language": SWEDISH}
        return [
            {**said, "references": list(earlier_keys(edition, channel.id, one.address))} for one in deliveries
        ]
