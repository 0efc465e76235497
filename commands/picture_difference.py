"""What differs between two pictures, in words."""

from __future__ import annotations

from bot.chat.document import Document, Inline, bullets, doc, para, strong
from bot.chat.say import Say
from bot.situation.compiled import Change, ChangeKind, Version
from bot.situation.difference import Difference
from bot.situation.names import Names
from commands.picture_ask_words import shortened
from commands.picture_terms import PARTS, level_words, place_name


def compared(value: Difference, say: Say) -> Document:
    before, after = value.before, value.after
    found = doc(
        para(
            strong(
                say(
                    "Från {first} ({first_time}) till {second} ({second_time})",
                    first=_number(before, say),
                    first_time=say.when(before.due_at),
                    second=_number(after, say),
                    second_time=say.when(after.due_at),
                )
            )
        )
    )
    if not after.changes:
        return found + doc(say("Inget skiljer dem åt i det som du kan se här."))
    found += doc(bullets(change_words(one, value.names, say) for one in after.changes))
    if after.held:
        found += doc(say("Den ena är inte granskad, så bara nivåer och nummer jämförs."))
    return found


def _number(version: Version, say: Say) -> str:
    if version.version == 1:
        return version.reference
    return say("{reference} version {version}", reference=version.reference, version=version.version)


def change_words(change: Change, names: Names, say: Say) -> Inline:
    """One change as a sentence."""
    if change.kind is ChangeKind.LEVEL:
        return say(
            "{place}: från {before} till {now}.",
            place=place_name(change.kommun or "", names, say),
            before=level_words(change.before, names, say),
            now=level_words(change.now, names, say),
        )
    line = change.line
    if line is None:
        return say("Borta: {reference}.", reference=change.report or "")
    values = {
        "part": say.term(PARTS[line.part]),
        "words": shortened(line.words),
        "reference": line.report,
        "actor": names.actor(line.actor),
    }
    match change.kind:
        case ChangeKind.CHANGED:
            return say("Ändrat, {part}: {words} ({reference}, {actor})", **values)
        case ChangeKind.CORRECTED:
            return say("Rättat, {part}: {words} ({reference}, {actor})", **values)
        case _:
            return say("Nytt, {part}: {words} ({reference}, {actor})", **values)
