"""A text for an SMS to a parent: one language, few messages, nothing that a phone shows as a box."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot.errors import Refusal
from bot.guidance import frame
from bot.guidance.help import EMERGENCY, Contact, LocalHelp
from bot.guidance.segments import Segments, segments
from bot.guidance.tongue import Tongue

_ISOLATES: Final = re.compile("[\u2066-\u2069]")
_GAPS: Final = re.compile(r"(?<=\d)[ -]+(?=\d)")
_DAYTIME: Final = "soc"
_KINDS: Final = (_DAYTIME, "socialjour")
_BY_NIGHT: Final = "socialjouren"
"""Its name on the phone and on the net; every language has it so in brackets."""


@dataclass(frozen=True)
class Sms:
    """``without_kommun``: the numbers of the kommun are left out, as none did fit."""

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
    """The most that goes into ``most`` messages: with the kommun's numbers or one of them, or else without.

    The number of who answers at the hour of ``contacts`` goes first, and is the one that is kept.
    ``kommun`` is its name. ``notices`` stand first and are never left out.

    Raises:
        Refusal: ``sms.too_long`` with the ``count`` of messages that it would take.
        Missing: it is not translated.
    """
    tried = [] if kommun is None else [_made(one, notices) for one in _local(tongue, url, contacts, kommun)]
    local = bool(tried)
    tried.append(_made(tongue.line(frame.SMS, emergency=EMERGENCY, url=url), notices))
    for one in tried:
        if one.size.count <= most:
            return Sms(one.text, one.size, without_kommun=local and one is tried[-1])
    raise Refusal("sms.too_long", count=tried[-1].size.count, most=most)


def _local(tongue: Tongue, url: str, contacts: LocalHelp, kommun: str) -> Iterator[str]:
    """With the social services' numbers, who answers then first: both, then one; none without a number."""
    known = [one for one in contacts.local if one.kind in _KINDS and one.phone]
    known.sort(key=lambda one: one.answers.open is not True)
    if not known:
        return
    first = known[0]
    name = kommun if first.kind == _DAYTIME else f"{kommun} ({_BY_NIGHT})"
    said = tongue.line(
        frame.SMS_KOMMUN, emergency=EMERGENCY, kommun=name, number=_number(tongue, first), url=url
    )
    other = next((one for one in known if one.kind != first.kind), None)
    if other is not None:
        yield f"{said}\n{_line(tongue, other)}"
    yield said


def _line(tongue: Tongue, one: Contact) -> str:
    """What it is for says at which hours."""
    purpose = tongue.line(frame.kind_line(one.kind))
    return f"{purpose}{tongue.language.colon} {_number(tongue, one)}"


def _made(said: str, notices: tuple[str, ...]) -> Sms:
    text = _ISOLATES.sub("", " ".join((*notices, said)))
    return Sms(text, segments(text))


def _number(tongue: Tongue, one: Contact) -> str:
    """In a text from right to left one group of digits, which is a link on a phone all the same.

    Several groups would change places there without isolates, and those are boxes on many phones.
    """
    number = one.phone or ""
    return _GAPS.sub("", number) if tongue.language.rtl else number
