"""Mails and webhooks: what is set, and whether those who are to take messages let us in today."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Final

from bot.assembly import Ground
from bot.channels.despatch_carrier import Carrier, Later
from bot.channels.despatch_opening import open_carriers
from bot.chat.languages import SOURCE, Languages
from bot.chat.say import Say
from bot.config import Settings
from bot.errors import Fault
from bot.operate.finding import Finding, obs, of_fault, ok, wrong
from bot.press.entries import ChannelEntry, channels
from bot.press.values import ChannelKind
from bot.register.section import Snapshot
from bot.secrets import SHORTEST_SECRET, webhook_files, webhook_secret
from bot.work.sender import Refused
from commands.despatch_words import why_not_sent

_MAIL: Final = "mail.host"
_LONGEST: Final = 15.0


def look_at_mail(settings: Settings) -> Finding:
    """What the settings come to: nobody is asked."""
    mail = settings.mail
    if not mail.host:
        return obs(_MAIL, "ingen e-postserver: gemensamma budskap går inte till presslistor")
    who = f"som {mail.user}" if mail.user else "utan inloggning"
    return ok(_MAIL, f"presslistor får e-post genom {mail.host}:{mail.port} ({mail.tls}), {who}")


async def look_at_despatches(base: Ground) -> AsyncIterator[Finding]:
    """Each server and receiver is connected to, and nothing is sent."""
    settings = base.settings
    try:
        async with base.store.read() as session:
            snapshot = await base.register.current(session)
    except Fault:
        return  # said where the register itself is looked at
    say = Languages(settings.zone).say(SOURCE, base.clock.now())
    lists = [one for one in channels(snapshot) if one.kind is ChannelKind.MAIL]
    hooks = [one for one in channels(snapshot) if one.kind is ChannelKind.WEBHOOK]
    try:
        async with open_carriers(settings, base.clock) as carriers:
            tried = [
                _try(_key(one), carriers.webhook, say, one) for one in hooks if _has_secret(settings, one)
            ]
            if settings.mail.host:
                tried.insert(0, _try(_MAIL, carriers.mail, say))
            elif lists:
                yield obs(_MAIL, f"ingen e-postserver: {say.list([one.name for one in lists])} får inget")
            for finding in await asyncio.gather(*tried):
                yield finding
    except Fault as fault:
        yield of_fault(str(fault.fields.get("key", _MAIL)), fault)
    for finding in _secrets(settings, snapshot, hooks):
        yield finding


async def _try(key: str, carrier: Carrier, say: Say, entry: ChannelEntry | None = None) -> Finding:
    channel, address = (entry.id, entry.url) if entry else ("", None)
    try:
        async with asyncio.timeout(_LONGEST):
            await carrier.try_out(channel, address, private_address=entry.private_address if entry else False)
    except Refused as refused:
        return wrong(key, why_not_sent(refused.code, say) or refused.code)
    except Later as later:
        return wrong(key, why_not_sent(later.why, say) or later.why)
    except TimeoutError:
        return wrong(key, why_not_sent("timeout", say) or "timeout")
    return ok(key, "tar emot")


def _secrets(settings: Settings, snapshot: Snapshot, hooks: list[ChannelEntry]) -> Iterator[Finding]:
    for one in hooks:
        if not _has_secret(settings, one):
            yield obs(
                _key(one),
                f"hemligheten webhook-{one.id} saknas eller är kortare än {SHORTEST_SECRET} tecken, "
                "och inget skickas dit",
            )
    known = {one.id for one in channels(snapshot)}
    for name in webhook_files(settings):
        if name not in known:
            yield obs("webhooks.secrets", f"webhook-{name} hör inte till någon kanal i registret")


def _has_secret(settings: Settings, entry: ChannelEntry) -> bool:
    return webhook_secret(settings, entry.id) is not None


def _key(entry: ChannelEntry) -> str:
    return f"kanal.{entry.id}"
