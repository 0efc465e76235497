"""The HTTP API of 46elks: form fields out and in, JSON back, and its history for what is not known."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

import aiohttp

from bot.channels.exchange import Exchange
from bot.channels.gateway import (
    Answer,
    Call,
    Malformed,
    Outgoing,
    Pressed,
    Reply,
    Report,
    Unsure,
    identifier,
)
from bot.channels.tables import Kind
from bot.register.dialling import e164

_SKEW = timedelta(minutes=10)
_CALL_SKEW = timedelta(minutes=1)
_PAGE, _PAGES = 100, 5
_FIELDS = 40
_STATUSES = frozenset({"created", "sent", "delivered", "failed"})
_RING_SECONDS = 40


@dataclass(frozen=True, repr=False)
class ElksAccess:
    """``answers``: where the gateway reaches us, with the secret in it. ``sound``: what a call plays."""

    url: str
    user: str
    password: str
    sender: str
    answers: str
    sound: str = ""


class Elks:
    """Text messages and calls; a call plays a recorded sound and takes one digit."""

    def __init__(self, exchange: Exchange, access: ElksAccess) -> None:
        self._exchange = exchange
        self._access = access
        self._headers = {"Authorization": aiohttp.encode_basic_auth(access.user, access.password, "utf-8")}
        self.calls = bool(access.sound)

    async def send(self, message: Outgoing) -> str:
        sms = message.kind is Kind.SMS
        fields = self._sms(message) if sms else self._call(message)
        body = await self._exchange.ask("POST", self._url(message.kind), data=fields, headers=self._headers)
        if (found := _id(body)) is None:
            # It said yes, and not to what.
            raise Unsure("no_id")
        return found

    async def find(self, message: Outgoing) -> str | None:
        """A text message is known by its text, which has its code; a call by its number and hour."""
        skew = _SKEW if message.kind is Kind.SMS else _CALL_SKEW
        since = min(message.created_at, message.tried_at) if message.kind is Kind.SMS else message.tried_at
        query = {"limit": str(_PAGE), "end": _stamp(since - skew), "to": message.number}
        for _ in range(_PAGES):
            url = self._url(message.kind)
            body = await self._exchange.ask("GET", url, params=query, headers=self._headers)
            if not isinstance(body, Mapping):
                raise Unsure("history")
            for item in _items(body):
                if _is(message, item, since - skew):
                    return _id(item)
            following = body.get("next")
            if not isinstance(following, str):
                return None
            query = {**query, "start": following}
        return None

    def answer(self, call: Call) -> Answer:
        fields = _form(call)
        provider_id, number = _id(fields), e164(fields.get("from", ""))
        if provider_id is None or number is None or fields.get("direction") != "incoming":
            raise Malformed
        return Answer(provider_id, number, fields.get("message", ""))

    def report(self, call: Call) -> Report:
        fields = _form(call)
        provider_id = _id(fields)
        # A call's report says how it ended; that it was placed is all that counts here.
        status = fields.get("status", "") if "status" in fields else "sent"
        if provider_id is None or status not in _STATUSES:
            raise Malformed
        return Report(provider_id, "sent" if status == "created" else status)

    def pressed(self, call: Call) -> Pressed:
        fields = _form(call)
        provider_id = identifier(fields.get("callid") or fields.get("id"))
        if provider_id is None:
            raise Malformed
        digits = fields.get("result", "")
        return Pressed(provider_id, digits if digits.isascii() and digits.isdecimal() else None)

    def reply(self, text: str) -> Reply:
        return Reply(text.encode(), "text/plain")

    def _url(self, kind: Kind) -> str:
        return f"{self._access.url}/a1/{'sms' if kind is Kind.SMS else 'calls'}"

    def _sms(self, message: Outgoing) -> dict[str, str]:
        return {
            "from": self._access.sender,
            "to": message.number,
            "message": message.text,
            "whendelivered": f"{self._access.answers}/rapport/{message.key}",
        }

    def _call(self, message: Outgoing) -> dict[str, str]:
        start = {
            "ivr": self._access.sound,
            "digits": 1,
            "timeout": 10,
            "repeat": 3,
            "next": f"{self._access.answers}/samtal/{message.key}",
        }
        return {
            "from": self._access.sender,
            "to": message.number,
            "voice_start": json.dumps(start),
            "whenhangup": f"{self._access.answers}/rapport/{message.key}",
            "timeout": str(_RING_SECONDS),
        }


def _is(message: Outgoing, item: Mapping[str, Any], since: datetime) -> bool:
    if item.get("direction") != "outgoing" or item.get("to") != message.number:
        return False
    if message.kind is Kind.SMS:
        return str(item.get("message", "")).strip() == message.text.strip()
    made = _moment(item.get("created"))
    return made is not None and made >= since and _id(item) not in message.known


def _items(body: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    data = body.get("data")
    yield from (item for item in data if isinstance(item, Mapping)) if isinstance(data, list) else ()


def _id(body: object) -> str | None:
    return identifier(body.get("id")) if isinstance(body, Mapping) else None


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")


def _moment(stamp: object) -> datetime | None:
    """The gateway's times are UTC and do not say so."""
    try:
        found = datetime.fromisoformat(stamp) if isinstance(stamp, str) else None
    except ValueError:
        return None
    return found if found is None or found.tzinfo else found.replace(tzinfo=UTC)


def _form(call: Call) -> Mapping[str, str]:
    try:
        pairs = parse_qsl(call.body.decode(), keep_blank_values=True, max_num_fields=_FIELDS)
    except ValueError as error:
        raise Malformed from error
    return dict(pairs)
