"""Where the gateway's own requests come in: read, acted on, and answered when all is stored."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from bot.channels.answers import AnswerDesk
from bot.channels.gateway import Call, Gateway, Malformed, Reply
from bot.channels.reports import ReportDesk

_NOT_FOUND = 404


@dataclass(frozen=True)
class Door:
    """Every method raises ``Malformed`` with the status for what is not the gateway's, or not right."""

    gateway: Gateway
    answers: AnswerDesk
    reports: ReportDesk
    secret: str

    def check(self, secret: str) -> None:
        """Whoever does not know the address finds nothing here."""
        if not hmac.compare_digest(secret.encode(), self.secret.encode()):
            raise Malformed(_NOT_FOUND)

    async def answer(self, call: Call) -> Reply:
        return self.gateway.reply(await self.answers.take(self.gateway.answer(call)))

    async def report(self, key: str, call: Call) -> None:
        if not await self.reports.report(key, self.gateway.report(call)):
            raise Malformed(_NOT_FOUND)

    async def pressed(self, key: str, call: Call) -> None:
        if not await self.reports.pressed(key, self.gateway.pressed(call)):
            raise Malformed(_NOT_FOUND)
