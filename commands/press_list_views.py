"""Lists of messages, and the calendar of what is planned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from types import MappingProxyType
from typing import Any, Final

from bot.chat.declare import NoticeView
from bot.chat.document import Block, Document, Heading, Inline, Text, bullets, code, doc, link
from bot.chat.say import Say
from bot.press.listing import Item, Listed
from bot.press.values import State
from commands.case_mark import exercise_mark
from commands.press_words import state_word

_ORDER: Final = (
    State.HELD,
    State.MISSED,
    State.PARTLY,
    State.PUBLISHING,
    State.SCHEDULED,
    State.APPROVED,
    State.CIRCULATED,
    State.DRAFT,
    State.PUBLISHED,
    State.CORRECTED,
    State.RETRACTED,
    State.STOPPED,
)
"""What needs somebody stands first."""


@dataclass(frozen=True)
class CalendarLink:
    """``url`` None: the web part is not set up."""

    url: str | None
    until: datetime


@dataclass(frozen=True)
class Calendar:
    """``link`` None: it is given apart."""

    planned: Listed
    link: CalendarLink | None


def listed(value: Listed, say: Say) -> Document:
    if not value.items:
        none = say("Inga budskap stämmer med det.") if value.narrowed else say("Inga öppna budskap.")
        return doc(none)
    lines: list[Block | Inline] = []
    ordered = sorted(value.items, key=lambda one: _ORDER.index(one.state))
    for state, items in groupby(ordered, key=lambda one: one.state):
        word = state_word(state, say)
        lines += [Heading(word[0].upper() + word[1:]), bullets(_line(one, say) for one in items)]
    if value.more:
        lines.append(
            say.count(
                "Ett till visas inte. Välj med läge: eller aktör:.",
                "{n} till visas inte. Välj med läge: eller aktör:.",
                value.more,
            )
        )
    return doc(*lines)


def _line(one: Item, say: Say) -> Text:
    return _joined(one, say, _named(one, say), _standing(one, say))


def _standing(one: Item, say: Say) -> str:
    """What is to happen, or has."""
    found = [say("Väntar på {actors}.", actors=say.list(one.lacking))] if one.lacking else []
    if one.at is not None:
        at = say.when(one.at)
        match one.state:
            case State.CIRCULATED:
                found.append(say("Önskad tid: {at}.", at=at))
            case State.SCHEDULED:
                found.append(say("Går ut {at}.", at=at))
            case State.HELD | State.MISSED | State.STOPPED:
                found.append(say("Tiden var {at}.", at=at))
            case _:
                found.append(say("Ute {at}.", at=at))
    elif one.state is State.APPROVED:
        found.append(say("Har ingen tid."))
    return " ".join(found)


def calendar(value: Calendar, say: Say) -> Document:
    lines: list[Block | Inline] = []
    if value.planned.items:
        lines += [say("Planerade budskap:"), bullets(_planned(one, say) for one in value.planned.items)]
    else:
        lines.append(say("Inget budskap har en tid."))
    if value.planned.more:
        lines.append(say.count("Ett till senare.", "{n} till senare.", value.planned.more))
    if value.link is not None:
        lines += _link(value.link, say)
    else:
        lines.append(say("Länken till kalendern får du i direktchatten."))
    return doc(*lines)


def _planned(one: Item, say: Say) -> Text:
    at = say.when(one.at) if one.at is not None else ""
    state = state_word(one.state, say)
    what = say.rich(
        "{at}: {reference} {title} ({owner}), {state}.",
        at=at,
        reference=code(one.reference),
        title=one.title or "",
        owner=one.owner,
        state=state,
    )
    return _joined(one, say, what, say("Nära en annan aktörs budskap i tid.") if one.clash else "")


def _named(one: Item, say: Say) -> Text:
    if one.title is None:
        return say.rich("{reference} ({owner}).", reference=code(one.reference), owner=one.owner)
    return say.rich(
        "{reference} {title} ({owner}).", reference=code(one.reference), title=one.title, owner=one.owner
    )


def _joined(one: Item, say: Say, first: Text, then: str) -> Text:
    """One line of two sentences, an exercise marked first."""
    return Text((*exercise_mark(say, exercise=one.exercise), *first.parts, *((" ", then) if then else ())))


def _link(given: CalendarLink, say: Say) -> list[Block | Inline]:
    if given.url is None:
        return [
            say(
                "Kalendern på webben är inte påslagen. Den som driver boten behöver ange web.listen och "
                "web.public_url i inställningarna."
            )
        ]
    return [
        say.rich(
            "Prenumerera på {calendar} i din egen kalender. Länken fungerar till {until}.",
            calendar=link(given.url, say("kalendern")),
            until=say.when(given.until),
        ),
        say("Länken är din: den som har den ser vad som är planerat."),
    ]


def _alone(fields: Mapping[str, Any], say: Say) -> Document:
    return doc(*_link(fields["link"], say))


NOTICES: Final[Mapping[str, NoticeView]] = MappingProxyType({"message.calendar_link": _alone})
