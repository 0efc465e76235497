"""What is looked at before a rumour, a question or an answer is taken: nobody is to be pointed at."""

from __future__ import annotations

import re
from typing import Final

from bot.actors.facts import ActorEntry
from bot.chat.declare import Call
from bot.chat.text import clean
from bot.errors import Refusal
from bot.press.avoided import avoided
from bot.press.desk import Desk
from bot.press.entries import settings
from bot.press.talk_find import apart
from bot.register.section import Snapshot
from bot.situation.facts import may_name_somebody

_LINK: Final = re.compile(
    r"https?://|\bwww\.|\b[\w-]+\.(?:com|net|org|se|nu|tv|me|ly|be|gg|co|io|ru)/\S|(?<![\w.])@[\w.]{2,}",
    re.IGNORECASE,
)
"""Also names of accounts, as ``@somebody``."""


def check_words(snapshot: Snapshot, text: str, call: Call) -> None:
    """Of every text.

    Raises:
        Refusal: ``talk.empty``, or ``talk.avoid`` for a name that is not to be used.
    """
    if not any(mark.isalnum() for mark in clean(text)):
        raise Refusal("talk.empty")
    for word in avoided(text, settings(snapshot).avoid):
        raise Refusal("talk.avoid", word=word).told_to(apart(call))


def check_own_words(snapshot: Snapshot, text: str, call: Call) -> None:
    """Of what is said by others: in own words, with nothing that leads to it.

    Raises:
        Refusal: ``talk.link``, and as ``check_words``.
    """
    check_words(snapshot, text, call)
    if _LINK.search(text):
        raise Refusal("talk.link")


class LookForPeople:
    """Whether a text seems to name somebody: a guess, so it is asked and not refused."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, *texts: str) -> bool | None:
        """True when it seems so; None: there is nothing to ask."""
        snapshot = await self._desk.snapshot(call.session)
        known = [one.name for one in snapshot.of(ActorEntry).values()]
        return True if any(may_name_somebody(text, known) for text in texts) else None
