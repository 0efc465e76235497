"""The words for why a mail or a request to a webhook did not leave, by the codes of ``bot/channels``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.chat.say import Msg, Say, msg

_CODES: Final[Mapping[str, Msg]] = MappingProxyType(
    {
        "no_mail": msg("ingen e-postserver är inställd"),
        "no_secret": msg("hemligheten som anropen signeras med saknas"),
        "no_address": msg("adressen går inte att tyda"),
        "private_address": msg("adressen leder till ett inre nät, och det tillåter inte registret"),
        "not_https": msg("adressen är inte https"),
        "redirected": msg("mottagaren hänvisar till en annan adress, och dit skickar jag inget"),
        "smtputf8": msg("e-postservern kan inte läsa adressen"),
        "connection": msg("det går inte att ansluta"),
        "timeout": msg("det kom inget svar i tid"),
        "tls": msg("anslutningen är inte säker: krypteringen eller certifikatet duger inte"),
        "login": msg("e-postservern godtar inte inloggningen"),
        "garbled": msg("e-postserverns svar går inte att tyda"),
    }
)


def why_not_sent(code: str, say: Say) -> str | None:
    """A part of a sentence; None for a code of somebody else's."""
    if (known := _CODES.get(code)) is not None:
        return say.term(known)
    protocol, _, number = code.partition("_")
    if number.isdecimal() and protocol == "http":
        return say("mottagaren svarar med felkod {number}", number=number)
    if number.isdecimal() and protocol == "smtp":
        return say("e-postservern svarar med felkod {number}", number=number)
    return None
