"""Any other gateway: signed JSON to one address, and signed JSON back from it.

What the other side is sent has an ``id``; the same id again is the same message and must not go out twice.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.exchange import Exchange
from bot.channels.gateway import Answer, Call, Malformed, Outgoing, Pressed, Reply, Report, identifier
from bot.channels.signing import signed, well_signed
from bot.clock import Clock
from bot.register.dialling import e164

_STATUSES = frozenset({"sent", "delivered", "failed"})
_UNSIGNED = 401


@dataclass(frozen=True, repr=False)
class WebhookAccess:
    """``answers``: where the other side reaches us, with the secret in it."""

    url: str
    secret: bytes
    sender: str
    answers: str


class Webhook:
    """The receiver speaks the text of a call by itself."""

    calls = True

    def __init__(self, exchange: Exchange, access: WebhookAccess, clock: Clock) -> None:
        self._exchange = exchange
        self._access = access
        self._clock = clock

    async def send(self, message: Outgoing) -> str:
        body = json.dumps(
            {
                "id": message.key,
                "kind": message.kind.value,
                "to": message.number,
                "from": self._access.sender,
                "text": message.text,
                "answers": f"{self._access.answers}/svar",
                "report": f"{self._access.answers}/rapport/{message.key}",
                "pressed": f"{self._access.answers}/samtal/{message.key}",
            },
            ensure_ascii=False,
        ).encode()
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": message.key,
            **signed(self._access.secret, body, self._clock.now()),
        }
        answered = await self._exchange.ask("POST", self._access.url, data=body, headers=headers)
        return _text(answered, "id") or message.key

    async def find(self, message: Outgoing) -> str | None:  # noqa: ARG002 - the shape is the protocol's
        """Nothing to ask: it is sent again with the same id, and the other side knows that id."""
        return None

    def answer(self, call: Call) -> Answer:
        body = self._opened(call)
        provider_id, number, text = _text(body, "id"), e164(_text(body, "from") or ""), body.get("text")
        if provider_id is None or number is None or not isinstance(text, str):
            raise Malformed
        return Answer(provider_id, number, text)

    def report(self, call: Call) -> Report:
        body = self._opened(call)
        status = body.get("status")
        if not isinstance(status, str) or status not in _STATUSES:
            raise Malformed
        return Report(_text(body, "id"), status)

    def pressed(self, call: Call) -> Pressed:
        body = self._opened(call)
        provider_id, digits = _text(body, "id"), _text(body, "digits")
        if provider_id is None:
            raise Malformed
        return Pressed(provider_id, digits)

    def reply(self, text: str) -> Reply:
        return Reply(json.dumps({"reply": text or None}, ensure_ascii=False).encode(), "application/json")

    def _opened(self, call: Call) -> Mapping[str, Any]:
        if not well_signed(self._access.secret, call.headers, call.body, self._clock.now()):
            raise Malformed(_UNSIGNED)
        try:
            body = json.loads(call.body)
        except (ValueError, RecursionError) as error:
            raise Malformed from error
        if not isinstance(body, Mapping):
            raise Malformed
        return body


def _text(body: object, key: str) -> str | None:
    return identifier(body.get(key)) if isinstance(body, Mapping) else None
