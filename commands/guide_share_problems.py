"""Why the guide was not shared, and what would do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from types import MappingProxyType
from typing import Any, Final

from bot.chat.declare import ProblemView
from bot.chat.document import Document, bullets, code, doc, numbered
from bot.chat.say import Say
from bot.guidance.languages import language
from bot.guidance.share import NotReviewed
from commands.guide_words import name_of, section_name, state_name

Fields = Mapping[str, Any]


def _not_reviewed(fields: Fields, say: Say) -> Document:
    found: Sequence[NotReviewed] = fields["found"]
    made = doc(say("Bara granskad text delas. Det här är inte granskat:"))
    for name, lacking in groupby(found, lambda one: one.language):
        made += _language(name, tuple(lacking), say)
    return made


def _language(name: str, lacking: Sequence[NotReviewed], say: Say) -> Document:
    called = name_of(language(name), say)
    sections = bullets(
        say("{section}: {state}", section=section_name(one.section, say), state=state_name(one.state, say))
        for one in lacking
    )
    reviewers = lacking[0].reviewers
    if not reviewers:
        who = say("I registret finns ingen som granskar {language}.", language=called)
        return doc(say("{language}:", language=called.capitalize()), sections, who)
    who = say("De som kan granska {language}: {names}.", language=called, names=say.list(reviewers))
    how = say.rich("De gör det med {command}.", command=code(f"!gängsnack granska {name}"))
    return doc(say("{language}:", language=called.capitalize()), sections, who, how)


def _whom(fields: Fields, say: Say) -> Document:
    return doc(
        say("Till vilka? Svara med siffran framför, eller skriv kommun: eller roll: i kommandot."),
        numbered(fields["names"]),
    )


def _nobody(fields: Fields, say: Say) -> Document:
    if fields["names"]:
        names = say.list(fields["names"])
        return doc(say("Ingen av de här kanalerna är för dem du skrev: {names}.", names=names))
    return doc(say("Registret har ingen kanal för dem du skrev."))


def _group(fields: Fields, say: Say) -> Document:
    if not fields["names"]:
        return doc(say("Ingen kanal i registret säger vilka som läser där."))
    return doc(
        say(
            "Ingen kanal är för {text}. Det finns {names}.",
            text=fields["text"],
            names=say.list(fields["names"]),
        )
    )


PROBLEMS: Final[Mapping[str, ProblemView]] = MappingProxyType(
    {
        "guide.not_reviewed": _not_reviewed,
        "audience.whom": _whom,
        "audience.nobody": _nobody,
        "audience.group": _group,
    }
)
