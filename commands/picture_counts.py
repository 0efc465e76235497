"""Numbers of cases in words: exactly where that may be said, otherwise as the band that they are in."""

from __future__ import annotations

from collections.abc import Iterator

from bot.cases.states import OPEN
from bot.chat.document import Block, Heading, para
from bot.chat.say import Say
from bot.situation.compiled import Count, Version
from bot.situation.suppress import RAISED_SINCE
from bot.situation.values import Audience
from commands.case_words import STATES


def count_words(count: Count, say: Say) -> str:
    """``7``, ``5–9``, ``färre än 5``."""
    if count.most is None:
        return say("{n} eller fler", n=count.least)
    if count.exact:
        return str(count.least)
    if count.least == 0:
        return say("färre än {n}", n=count.most + 1)
    return f"{count.least}–{count.most}"


def numbers(version: Version, say: Say) -> Iterator[Block]:
    """The cases, last of all; nothing where the version has no numbers."""
    if not version.cases:
        return
    yield Heading(say("Individärenden"))
    states = {state: version.cases[state] for state in OPEN if state in version.cases}
    said = [
        say("{state}: {count}", state=say.term(STATES[state]), count=count_words(count, say))
        for state, count in states.items()
        if count != Count(0, 0)
    ]
    yield para(
        say("Öppna ärenden – {counts}.", counts=", ".join(said)) if said else say("Inga öppna ärenden.")
    )
    if version.audience is not Audience.ROC:
        yield para(say("Små antal skrivs inte ut, så att ingen enskild kan pekas ut."))
    raised = version.cases.get(RAISED_SINCE)
    if raised is not None and version.before_at is not None:
        yield para(say("Nya sedan förra lägesbilden: {count}.", count=count_words(raised, say)))
