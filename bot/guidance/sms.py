"""A text for an SMS to a parent: one language, few messages, nothing that a phone shows as a box."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.errors import Refusal
from bot.guidance import frame
from bot.guidance.help import EMERGENCY, Contact, LocalHelp
from bot.guidance.help_lines import answers
from bot.guidance.segments import Segments, segments
from bot.guidance.tongue import Tongue

_ISOLATES: Final = re.compile("[\u2066-\u2069]")
_PLAIN: Final = str.maketrans({"’": "'", "\u202f": " "})
"""Signs that the alphabet of GSM lacks, and has a like of: one of them would make three messages of one."""
_GAPS: Final = re.compile(r"(?<=\d)[ -]+(?=\d)")
_DAYTIME: Final = "soc"
_KINDS: Final = (_DAYTIME, "socialjour")
_BY_NIGHT: Final = "socialjouren"
"""Its name on the phone and on the net; every language has it so in brackets."""
_COUNTRY: Final = ("vuxna", "foralder", "polis")
"""Who in the whole country is there for somebody who worries about a child, the nearest first."""
_DAY: Final = timedelta(hours=24)
_NEVER: Final = datetime.max.replace(tzinfo=UTC)


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

    The number of who answers at the hour of ``contacts`` goes first, and is the one that is kept; one that
    nobody answers then stands beside its hours or not at all, and when nobody of the kommun's does, who does
    in the whole country comes before them. ``kommun`` is its name. ``notices`` stand first and are never
    left out.

    Raises:
        Refusal: ``sms.too_long`` with the ``count`` of messages that it would take.
        Missing: it is not translated.
    """
    for said, without_kommun in _tried(tongue, url, contacts, kommun):
        text = _ISOLATES.sub("", " ".join((*notices, said))).translate(_PLAIN)
        size = segments(text)
        if size.count <= most:
            return Sms(text, size, without_kommun)
    raise Refusal("sms.too_long", count=size.count, most=most)


def _tried(tongue: Tongue, url: str, contacts: LocalHelp, kommun: str | None) -> Iterator[tuple[str, bool]]:
    """From the most to the least, and whether the numbers of the kommun had to be left out of it."""
    bare = tongue.line(frame.SMS, emergency=EMERGENCY, url=url)
    known = _social_services(contacts)
    if kommun is None or not known:
        yield bare, False
        return
    if known[0].answers.open is False:
        head = "\n".join((bare, *_country(tongue, contacts)))
        for said in _closed(tongue, contacts, kommun, known):
            yield f"{head}\n{said}", False
        yield head, True
    else:
        for said in _open(tongue, url, contacts, kommun, known):
            yield said, False
    yield bare, True


def _open(
    tongue: Tongue, url: str, contacts: LocalHelp, kommun: str, known: Sequence[Contact]
) -> Iterator[str]:
    """Who answers then in the sentence, or whose hours nobody knows; then the other."""
    first, *others = known
    name = kommun if first.kind == _DAYTIME else f"{kommun} ({_BY_NIGHT})"
    said = tongue.line(
        frame.SMS_KOMMUN, emergency=EMERGENCY, kommun=name, number=_number(tongue, first), url=url
    )
    for one in others:
        yield f"{said}\n{_line(tongue, one, contacts)}"
        if _within_a_day(one, contacts):
            # what it is for, by day or when that is closed, says its hours in fewer letters
            yield f"{said}\n{_line(tongue, one, None)}"
    yield said


def _closed(tongue: Tongue, contacts: LocalHelp, kommun: str, known: Sequence[Contact]) -> Iterator[str]:
    """Under the kommun's name each with its hours, who opens first; at the least that one's number."""
    heading = tongue.line(frame.IN_KOMMUN, kommun=kommun)
    lines = [_line(tongue, one, contacts) for one in known]
    for end in range(len(lines), 0, -1):
        yield "\n".join((heading, *lines[:end]))
    yield f"{heading}{_told(tongue, known[0], contacts)}"


def _social_services(contacts: LocalHelp) -> list[Contact]:
    """The kommun's, by day and by night: one of each that has a number, who answers then first."""
    found: dict[str, Contact] = {}
    for one in sorted(contacts.local, key=_turn):
        if one.kind in _KINDS and one.phone:
            found.setdefault(one.kind, one)
    return [*found.values()]


def _turn(one: Contact) -> tuple[int, datetime]:
    """Who answers first, then whose hours nobody knows, and of the closed the one that opens soonest."""
    state = one.answers
    if state.open is False:
        return 2, state.opens or _NEVER
    return 0 if state.open else 1, _NEVER


def _country(tongue: Tongue, contacts: LocalHelp) -> Iterator[str]:
    """One line, of somebody who answers then in the whole country; none when there is nobody."""
    for kind in _COUNTRY:
        for one in contacts.national:
            if one.kind == kind and one.phone and one.answers.open:
                yield _line(tongue, one, contacts)
                return


def _line(tongue: Tongue, one: Contact, contacts: LocalHelp | None) -> str:
    """What it is for and its number; without ``contacts`` its hours are not told."""
    return f"{tongue.line(frame.kind_line(one.kind))}{_told(tongue, one, contacts)}"


def _told(tongue: Tongue, one: Contact, contacts: LocalHelp | None) -> str:
    """The hours stand in brackets, which every alphabet has, GSM's too."""
    number = f"{tongue.language.colon} {_number(tongue, one)}"
    return number if one.answers.open or contacts is None else f"{number} ({answers(tongue, one, contacts)})"


def _within_a_day(one: Contact, contacts: LocalHelp) -> bool:
    """Whether it answers within a day, as far as anybody knows."""
    opens = one.answers.opens
    return opens is None or opens - contacts.at <= _DAY


def _number(tongue: Tongue, one: Contact) -> str:
    """In a text from right to left one group of digits, which is a link on a phone all the same.

    Several groups would change places there without isolates, and those are boxes on many phones.
    """
    number = one.phone or ""
    return _GAPS.sub("", number) if tongue.language.rtl else number
