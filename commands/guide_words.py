"""Words of the guide that its views share: languages as the reader names them, states, sections."""

from __future__ import annotations

from bot.chat.say import Say
from bot.guidance.languages import Language
from bot.guidance.showable import Showing
from bot.guidance.values import ReviewState, Section
from commands.guide_args import section_label


def name_of(language: Language, say: Say) -> str:
    """What the reader calls it."""
    return language.english if say.language == "en" else language.swedish


def both_names(language: Language, say: Say) -> str:
    """That, and what it is called in itself."""
    name = name_of(language, say)
    if name == language.own:
        return name
    return say("{language}, {own}", language=name, own=language.own)


def section_name(section: Section, say: Say) -> str:
    return say.term(section_label(section))


def state_name(state: ReviewState, say: Say) -> str:
    match state:
        case ReviewState.REVIEWED:
            return say("granskad")
        case ReviewState.DRAFT:
            return say("utkast")
        case ReviewState.OUTDATED:
            return say("äldre än den svenska")
        case ReviewState.MISSING:
            return say("saknas")


def standing_words(state: ReviewState, showing: Showing, say: Say) -> str:
    """How far a section has come, and whether it is shown here."""
    if showing is Showing.WITHHELD and state is ReviewState.OUTDATED:
        return say("visas inte, för det är ett utkast som ingen har granskat och äldre än den svenska texten")
    known = {
        Showing.PLAIN: say("granskad"),
        Showing.DRAFT: say("utkast som ingen har granskat"),
        Showing.OUTDATED: say("granskad, men den svenska texten har ändrats sedan dess"),
        Showing.OLD_DRAFT: say(
            "utkast som ingen har granskat, och den svenska texten har ändrats sedan dess"
        ),
        Showing.WITHHELD: say("visas inte, för det är ett utkast som ingen har granskat"),
        Showing.HIDDEN: say("visas inte, för den svenska texten har ändrats"),
        Showing.MISSING: say("inte översatt än"),
    }
    return known[showing]
