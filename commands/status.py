"""``!status``: how the bot itself is doing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.declare import Access, Call, Command, Group, OnChange
from bot.chat.document import Document, doc
from bot.chat.outcome import Outcome
from bot.chat.say import Say, msg

_SLOW = timedelta(seconds=60)


@dataclass(frozen=True)
class Report:
    """None where there is nothing: nothing overdue, nothing queued, no sync yet."""

    last_sync: datetime | None
    oldest_due: datetime | None
    oldest_queued: datetime | None
    queued: int
    version: str


class Health(Protocol):
    async def report(self, session: AsyncSession) -> Report: ...


@dataclass(frozen=True)
class Seen:
    report: Report
    now: datetime


async def show_status(call: Call, health: Health) -> Outcome:
    return Outcome(Seen(await health.report(call.session), call.now))


def _show(value: Seen, say: Say) -> Document:
    report, now = value.report, value.now
    troubles = []
    if report.last_sync is None:
        troubles.append(say("Jag har inte hört något från servern än."))
    elif now - report.last_sync > _SLOW:
        troubles.append(say("Jag hörde senast från servern {then}.", then=say.time(report.last_sync)))
    if report.oldest_due is not None and now - report.oldest_due > _SLOW:
        troubles.append(say("Något som skulle göras {then} är inte gjort.", then=say.time(report.oldest_due)))
    if report.oldest_queued is not None and now - report.oldest_queued > _SLOW:
        troubles.append(
            say.count(
                "{n} meddelande väntar på att skickas, det äldsta sedan {then}.",
                "{n} meddelanden väntar på att skickas, det äldsta sedan {then}.",
                report.queued,
                then=say.time(report.oldest_queued),
            )
        )
    if not troubles:
        return doc(say("Allt fungerar. Version {version}.", version=report.version))
    return doc(
        say("Jag har det svårt just nu."), *troubles, say("Version {version}.", version=report.version)
    )


GROUP = Group(
    commands=(
        Command(
            path=("status",),
            summary=msg("visar hur jag själv mår"),
            access=Access(in_clear=True),
            execute=show_status,
            view=_show,
            on_edit=OnChange.RERUN,
            on_redact=OnChange.NOTHING,
        ),
    ),
)
