"""The communicative part of a lägesbild: what is asked, rumoured, planned and published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from bot.chat.document import Block, Heading, Para, bullets, para, strong
from bot.chat.say import Say
from bot.chat.text import clean
from bot.press.facts import (
    AHEAD,
    Communication,
    MessageAhead,
    MessageOut,
    QuestionAsked,
    RumourHeard,
    State,
)
from bot.situation.compiled import Version
from bot.situation.names import Names
from commands.picture_lines import actor_name, cut, near
from commands.picture_sections import as_of
from commands.press_talk_words import ASKERS, SPREADS, claimed

_MOST: Final = 6
"""Lines of one kind."""
_LONGEST: Final = 300
"""Signs of an answer, which is of little use by halves."""


def communication(version: Version, names: Names, say: Say) -> Iterator[Block]:
    """Nothing where it is unknown: in a local picture, and in those from before there was any."""
    told = version.communication
    if told is None:
        return
    yield Heading(say("Kommunikation"))
    if told == Communication(at=told.at):
        yield para(say("Inga obesvarade frågor, inga rykten, inget planerat och inget publicerat."))
        return
    yield from _questions(told, version, names, say)
    yield from _rumours(told, names, say)
    yield from _ahead(told, version, names, say)
    yield from _out(told, version, names, say)


def _questions(told: Communication, version: Version, names: Names, say: Say) -> Iterator[Block]:
    if not told.asked:
        return
    head = say.count("En fråga väntar på svar.", "{n} frågor väntar på svar.", told.asked)
    yield para(strong(head))
    yield from _listed(asked(one, version, names, say) for one in told.questions[:_MOST])
    if told.questions and (more := told.asked - len(told.questions[:_MOST])):
        yield para(say.count("och {n} äldre", "och {n} äldre", more))


def _rumours(told: Communication, names: Names, say: Say) -> Iterator[Block]:
    if not told.heard:
        return
    head = say.count("Ett rykte följs.", "{n} rykten följs.", told.heard)
    how = f" {say('Sprid inte det som påstås: använd svaren.')}" if told.rumours else ""
    yield para(strong(head), how)
    yield from _listed(heard(one, names, say) for one in told.rumours[:_MOST])
    if told.rumours and (more := told.heard - len(told.rumours[:_MOST])):
        yield para(say.count("och {n} till", "och {n} till", more))


def _ahead(told: Communication, version: Version, names: Names, say: Say) -> Iterator[Block]:
    if not told.ahead:
        return
    until = near((told.at or as_of(version)) + AHEAD, as_of(version), say)
    yield para(strong(say("Planerade budskap till {time}:", time=until)))
    yield from _listed(ahead(one, version, names, say) for one in told.ahead[:_MOST])
    if more := len(told.ahead[_MOST:]):
        yield para(say.count("och {n} till", "och {n} till", more))


def _out(told: Communication, version: Version, names: Names, say: Say) -> Iterator[Block]:
    if not told.out:
        return
    if version.before_reference is not None:
        head = say("Publicerade budskap sedan {reference}:", reference=version.before_reference)
    else:
        head = say("Publicerade budskap det senaste dygnet:")
    yield para(strong(head))
    yield from _listed(out(one, version, names, say) for one in reversed(told.out[-_MOST:]))
    if more := len(told.out[:-_MOST]):
        yield para(say.count("och {n} till", "och {n} till", more))


def asked(one: QuestionAsked, version: Version, names: Names, say: Say) -> Para:
    """Who asks and when comes before the words: ``FR-0012, media, 13:40: Är skolorna öppna?``."""
    at = near(one.raised_at, as_of(version), say)
    head = ", ".join((one.reference, say.term(ASKERS[one.asker]), at))
    owner = say("{actor} ska svara.", actor=actor_name(one.owner, names))
    return para(f"{head}: {_sentence(cut(clean(one.words)))} {owner}")


def heard(one: RumourHeard, names: Names, say: Say) -> Para:
    """What is known of it stands before the claim, and what is answered after it."""
    spread = say("Spridning: {spread}.", spread=say.term(SPREADS[one.spread]))
    claim = f"{one.reference}, {_sentence(claimed(one.truth, cut(clean(one.claim)), say))} {spread}"
    if one.answer is None:
        return para(f"{claim} ", say("{actor} ska svara.", actor=actor_name(one.owner, names)))
    actor = actor_name(one.answered_by or one.owner, names)
    told = say("Svar från {actor}: {words}", actor=actor, words=cut(clean(one.answer), _LONGEST))
    return para(f"{claim} ", _sentence(told))


def ahead(one: MessageAhead, version: Version, names: Names, say: Say) -> Para:
    head = f"{near(one.at, as_of(version), say)}, {actor_name(one.owner, names)}, {one.reference}"
    remark = "" if one.signed else f" {say('(inte signerat än)')}"
    return para(_titled(head, one.title), remark)


def out(one: MessageOut, version: Version, names: Names, say: Say) -> Para:
    head = f"{near(one.at, as_of(version), say)}, {actor_name(one.owner, names)}, {one.reference}"
    remarks = {
        State.CORRECTED: say("(rättat sedan dess)"),
        State.RETRACTED: say("(återkallat)"),
        State.PARTLY: say("(nådde inte alla kanaler)"),
    }
    remark = remarks.get(one.state)
    return para(_titled(head, one.title), f" {remark}" if remark else "")


def _titled(head: str, title: str | None) -> str:
    return f"{head}: {clean(title)}" if title else head


def _listed(items: Iterable[Para]) -> Iterator[Block]:
    found = tuple(items)
    if found:
        yield bullets(found)


def _sentence(text: str) -> str:
    return text if text.rstrip().endswith((".", "!", "?", "…")) else f"{text.rstrip()}."
