"""Publishing systems as a channel: the message as JSON, as docs/message.schema.json has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final

from bot.press.adapters import Edition
from bot.press.channel_copy import SWEDISH, Copy, body_of, title_of, variants_of
from bot.press.channel_despatch import DespatchChannel
from bot.press.entries import ChannelEntry
from bot.press.markup import as_html, as_plain
from bot.press.tables import DeliveryRow
from bot.press.values import Act, ChannelKind
from bot.register.section import Snapshot
from bot.work.despatch import DespatchKind

FORMAT: Final = "rocbot-message-1"
_EVENTS: Final[Mapping[Act, str]] = MappingProxyType(
    {
        Act.PUBLISH: "message.published",
        Act.CORRECT: "message.corrected",
        Act.RETRACT: "message.retracted",
    }
)


class WebhookChannel(DespatchChannel):
    """One request for each act: the same ``id`` is the same request, however often it comes."""

    kind = ChannelKind.WEBHOOK
    despatch = DespatchKind.WEBHOOK

    def addresses(self, snapshot: Snapshot, channel: ChannelEntry) -> Sequence[str]:  # noqa: ARG002
        return () if channel.url is None else (channel.url,)

    def payloads(
        self,
        edition: Edition,
        channel: ChannelEntry,  # noqa: ARG002
        deliveries: Sequence[DeliveryRow],
    ) -> Sequence[Mapping[str, Any]]:
        said = message(edition)
        return [{"format": FORMAT, "id": one.key, **said} for one in deliveries]


def message(edition: Edition) -> dict[str, Any]:
    """What a receiver is told, beside the id of the request."""
    content, retracted = edition.content, edition.act is Act.RETRACT
    local = [] if retracted else edition.local
    return {
        "event": _EVENTS[edition.act],
        "reference": edition.reference,
        "root": edition.root,
        "corrects": edition.original,
        "revision": edition.revision,
        "hash": edition.hash,
        "exercise": edition.exercise,
        "owner": edition.owner,
        "headline": title_of(edition),
        "language": SWEDISH,
        **_copy(body_of(edition)),
        "languages": {code: _copy(one) for code, one in variants_of(edition)},
        "local": [{"owner": name, "text": as_plain(said), "html": as_html(said)} for name, said in local],
        "target_group": content.target_group or None,
        "contact": None if retracted else edition.contact or None,
        "published_at": _time(edition.at),
        "embargo_until": None if retracted else _time(content.embargo_until),
        "expires_at": None if retracted else _time(content.expires_at),
    }


def _copy(one: Copy) -> dict[str, str]:
    return {"title": one.title, "text": one.text, "html": one.html}


def _time(moment: datetime | None) -> str | None:
    return (
        None
        if moment is None
        else moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    )
