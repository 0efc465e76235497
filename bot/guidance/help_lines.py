"""Help contacts as parents read them: in one language, one contact one line, 112 first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.actors.facts import kommun
from bot.chat.text import BETWEEN
from bot.guidance import frame
from bot.guidance.help import Contact, LocalHelp
from bot.guidance.tongue import Tongue

_TONIGHT: Final = timedelta(hours=12)


@dataclass(frozen=True)
class ContactLine:
    """One contact in one language; name, number and address are isolated already.

    ``purpose`` is what it is for, ``colon`` what that language has after it. ``number`` or ``url`` may be
    empty, one of them is there; so may ``hours`` and ``checked``.
    """

    contact: Contact
    purpose: str
    name: str
    number: str
    url: str
    hours: str
    checked: str
    colon: str

    @property
    def text(self) -> str:
        """All of it in one line."""
        where = " ".join(one for one in (self.name, self.number, self.url) if one)
        said = f"{self.purpose}{self.colon} {where}"
        return BETWEEN.join(one for one in (said, self.hours, self.checked) if one)


@dataclass(frozen=True)
class ContactBlock:
    """Contacts under a heading; 112 has none. ``note`` stands where there are no contacts."""

    heading: str
    lines: tuple[ContactLine, ...]
    note: str = ""


@dataclass(frozen=True)
class HelpText:
    """The help for a kommun in one language. ``age``: how long ago the oldest check was; it may be empty."""

    blocks: tuple[ContactBlock, ...]
    age: str

    @property
    def contacts(self) -> tuple[ContactLine, ...]:
        """Every line, 112 first."""
        return tuple(line for block in self.blocks for line in block.lines)


def lines(tongue: Tongue, found: LocalHelp, *, hours: bool = True, checked: bool = True) -> HelpText:
    """``hours``: what depends on the instant too, which print leaves out. ``checked``: each number's date.

    Raises:
        Missing: a message of it is not translated.
    """

    def block(heading: str, those: tuple[Contact, ...]) -> ContactBlock:
        return ContactBlock(
            heading, tuple(_line(tongue, one, found, hours=hours, checked=checked) for one in those)
        )

    blocks = [block("", (found.emergency,))]
    if found.kommun is not None:
        name = kommun(found.kommun).name
        here = block(tongue.line(frame.IN_KOMMUN, kommun=name), found.local)
        note = tongue.line(frame.NONE_LOCAL, kommun=name) if found.none_local else ""
        blocks.append(ContactBlock(here.heading, here.lines, note))
    if found.national:
        blocks.append(block(tongue.line(frame.NATIONAL), found.national))
    return HelpText(tuple(blocks), _age(tongue, found))


def _age(tongue: Tongue, found: LocalHelp) -> str:
    """How long ago the oldest check was."""
    if found.oldest is None:
        return ""
    days = (found.today - found.oldest).days
    return tongue.count(frame.VERIFIED, days) if days > 0 else tongue.line(frame.VERIFIED_TODAY)


def answers(tongue: Tongue, contact: Contact, found: LocalHelp) -> str:
    """Whether somebody answers then, and until when or from when."""
    state, at = contact.answers, found.at
    if state.always:
        return tongue.line(frame.ALWAYS)
    if state.open and state.until is not None:
        soon = state.until - at <= _TONIGHT
        return tongue.line(
            frame.OPEN, time=tongue.clock(state.until) if soon else tongue.coming(state.until, at)
        )
    if state.open is False and state.opens is not None:
        return tongue.line(frame.OPENS, time=tongue.coming(state.opens, at))
    return tongue.line(frame.HOURS_UNKNOWN)


def _line(tongue: Tongue, one: Contact, found: LocalHelp, *, hours: bool, checked: bool) -> ContactLine:
    day = one.verified_at if checked else None
    return ContactLine(
        contact=one,
        purpose=tongue.line(frame.kind_line(one.kind)),
        name=tongue.isolate(one.name),
        number=tongue.isolate(one.phone or ""),
        url=tongue.isolate(one.url or ""),
        hours=answers(tongue, one, found) if hours or one.answers.always else "",
        checked=tongue.line(frame.CHECKED, date=tongue.day(day)) if day else "",
        colon=tongue.language.colon,
    )
