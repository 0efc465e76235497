"""A text for an SMS to a parent: one language, few messages, nothing that a phone shows as a box."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.errors import Refusal
from bot.guidance import frame
from bot.guidance.help import EMERGENCY, LocalHelp
from bot.guidance.segments import Segments, segments
from bot.guidance.tongue import Tongue

_ISOLATES: Final = re.compile("[\u2066-\u2069]")
_GAPS: Final = re.compile(r"(?<=\d)[ -]+(?=\d)")
_SOCIAL_SERVICES: Final = "soc"


@dataclass(frozen=True)
class Sms:
    """``without_kommun``: the number of the kommun is left out, as it did not fit."""

    text: str
    size: Segments
    without_kommun: bool = False


def make_sms(
    tongue: Tongue,
    url: str,
    contacts: LocalHelp,
    kommun: str | None,
    *,
    notices: tuple[str, ...],
    most: int,
) -> Sms:
    """The longest that goes into ``most`` messages: with the kommun's number, or else without.

    ``kommun`` is its name. ``notices`` stand first and are never left out.

    Raises:
        Refusal: ``sms.too_long`` with the ``count`` of messages that it would take.
        Missing: it is not translated.
    """
    number = next((one.phone for one in contacts.local if one.kind == _SOCIAL_SERVICES and one.phone), None)
    tried = []
    if kommun is not None and number is not None:
        said = tongue.line(
            frame.SMS_KOMMUN,
            emergency=EMERGENCY,
            kommun=kommun,
            number=_number(tongue, number),
            url=url,
        )
        tried.append(_made(said, notices))
    local = bool(tried)
    tried.append(_made(tongue.line(frame.SMS, emergency=EMERGENCY, url=url), notices))
    for place, one in enumerate(tried):
        if one.size.count <= most:
            return Sms(one.text, one.size, without_kommun=local and place > 0)
    raise Refusal("sms.too_long", count=tried[-1].size.count, most=most)


def _made(said: str, notices: tuple[str, ...]) -> Sms:
    text = _ISOLATES.sub("", " ".join((*notices, said)))
    return Sms(text, segments(text))


def _number(tongue: Tongue, number: str) -> str:
    """In a text from right to left one group of digits, which is a link on a phone all the same.

    Several groups would change places there without isolates, and those are boxes on many phones.
    """
    return _GAPS.sub("", number) if tongue.language.rtl else number
