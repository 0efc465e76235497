"""The words for why an address or a channel does not have what was published."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from bot.chat.say import Msg, Say, msg
from bot.press.published import Published
from bot.press.spread import ChannelPicture, Lack
from bot.press.values import Act, DeliveryState
from commands.despatch_words import why_not_sent

_SEVERAL: Final = 2

_ERRORS: Final[Mapping[str, Msg]] = MappingProxyType(
    {
        "channel.gone": msg("kanalen finns inte i registret"),
        "channel.exercise": msg("kanalen är inte öppen för det här budskapet"),
        "channel.no_way": msg("jag kan inte publicera på en sådan kanal"),
        "channel.nobody": msg("kanalen har ingen mottagare"),
        "room.strangers": msg(
            "i rummet finns någon som registret inte känner, eller så är det inte krypterat"
        ),
        "room.unknown": msg("rummets adress leder ingenstans"),
        "room.not_joined": msg("jag är inte med i rummet"),
        "room.unencrypted": msg("rummet är inte längre krypterat"),
        "M_FORBIDDEN": msg("jag får inte skriva i rummet"),
        "too_large": msg("texten är för lång för rummet"),
        "late": msg("det gick inte att nå mottagaren i tid"),
        "stopped": msg("det stoppades innan det hann ut"),
        "taken_back": msg("det togs tillbaka innan det hann ut"),
        "corrected": msg("en rättelse gick ut i stället"),
    }
)


def why(error: str, say: Say) -> str:
    """A part of a sentence; what no word is known for is said by its code."""
    known = _ERRORS.get(error)
    if known is not None:
        return say.term(known)
    return why_not_sent(error, say) or say("fel {error}", error=error or "?")


def lack_line(lack: Lack, say: Say) -> str:
    """One address that does not have it."""
    if lack.state is DeliveryState.UNKNOWN:
        return say("{address}: osäkert. Det kan ha kommit fram.", address=lack.address)
    return say("{address}: {why}.", address=lack.address, why=why(lack.error, say))


def channel_line(one: ChannelPicture, say: Say) -> str:
    """One channel, and how far it has come."""
    if one.error is not None:
        return say("{channel}: {why}.", channel=one.name, why=why(one.error, say))
    if one.sent == one.total:
        return say.count("{channel}: framme.", "{channel}: framme hos alla {n}.", one.total, channel=one.name)
    return say.count(
        "{channel}: {sent} av en.", "{channel}: {sent} av {n}.", one.total, channel=one.name, sent=one.sent
    )


def spread_line(spread: timedelta, say: Say) -> str:
    """To a tenth of a second: ``1,7`` in Swedish."""
    text = f"{spread.total_seconds():.1f}"
    return say(
        "Mellan den första och den sista gick det {seconds} s.",
        seconds=text.replace(".", ",") if say.language == "sv" else text,
    )


def how_far(one: Published, say: Say) -> str:
    """How many have it, and how far apart they were."""
    if one.act is Act.RETRACT:
        head = say.count(
            "Återkallelsen: {sent} av 1 mottagare har den.",
            "Återkallelsen: {sent} av {n} mottagare har den.",
            one.total,
            sent=one.sent,
        )
    else:
        head = say.count(
            "{sent} av 1 mottagare har det.", "{sent} av {n} mottagare har det.", one.total, sent=one.sent
        )
    if one.gone:
        head += " " + say.count("En kanal gick inte.", "{n} kanaler gick inte.", one.gone)
    if one.spread is None or one.sent < _SEVERAL:
        return head
    return f"{head} {spread_line(one.spread, say)}"
