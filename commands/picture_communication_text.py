"""The communicative part of a lägesbild in files: as a block of text, and as rows of a table."""

from __future__ import annotations

from collections.abc import Iterator

from bot.chat.say import Say
from bot.chat.text import strip_controls
from bot.press.facts import MessageAhead, MessageOut, RumourHeard
from bot.situation.compiled import Version
from bot.situation.names import Names
from commands.press_talk_words import ASKERS, claimed


def communication_text(version: Version, names: Names, say: Say) -> Iterator[str]:
    """A heading and a line for each; nothing where there is nothing."""
    found = [f"- {kind}: {words} ({origin})" for kind, origin, _, words, _ in _rows(version, names, say)]
    if found:
        yield ""
        yield say("KOMMUNIKATION")
        yield from found


def communication_rows(version: Version, names: Names, say: Say) -> Iterator[tuple[str, ...]]:
    """With the columns of the table of a lägesbild, its kind first."""
    for kind, _, actor, words, (reference, at) in _rows(version, names, say):
        yield (kind, "", actor, reference, "", "", words, "", "", "", "", "", at, "")


_Row = tuple[str, str, str, str, tuple[str, str]]
"""Kind, origin, actor, words, and the reference with the time."""


def _rows(version: Version, names: Names, say: Say) -> Iterator[_Row]:
    told = version.communication
    if told is None:
        return
    for question in told.questions:
        actor = names.actor(question.owner)
        at = f"{say.local(question.raised_at):%Y-%m-%d %H:%M}"
        origin = ", ".join((question.reference, say.term(ASKERS[question.asker]), at, actor))
        yield say("fråga"), origin, actor, _plain(question.words), (question.reference, at)
    for rumour in told.rumours:
        actor = names.actor(rumour.owner)
        yield say("rykte"), f"{rumour.reference}, {actor}", actor, _heard(rumour, say), (rumour.reference, "")
    for ahead in told.ahead:
        yield _message(say("planerat budskap"), ahead, names, say)
    for out in told.out:
        yield _message(say("publicerat budskap"), out, names, say)


def _heard(one: RumourHeard, say: Say) -> str:
    claim = claimed(one.truth, _plain(one.claim), say)
    return (
        claim if one.answer is None else say("{claim} Svar: {words}", claim=claim, words=_plain(one.answer))
    )


def _message(kind: str, one: MessageAhead | MessageOut, names: Names, say: Say) -> _Row:
    actor, at = names.actor(one.owner), f"{say.local(one.at):%Y-%m-%d %H:%M}"
    words = _plain(one.title) if one.title else say("(rubriken visas inte här)")
    return kind, f"{one.reference}, {actor}, {at}", actor, words, (one.reference, at)


def _plain(words: str) -> str:
    return " ".join(strip_controls(words).split())
