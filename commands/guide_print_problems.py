"""Why no page or SMS to take along could be made."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from bot.chat.declare import ProblemView
from bot.chat.document import Document, Text, code, doc
from bot.chat.say import Say
from commands.guide_words import name_of


def _typefaces(fields: Mapping[str, Any], say: Say) -> Document:
    return doc(
        say("Jag kan inte göra sidor att skriva ut här: typsnitten saknas."),
        say("Driften kan lägga in dem. Det här saknas: {families}.", families=fields["families"]),
        _instead(say),
    )


def _letters(fields: Mapping[str, Any], say: Say) -> Document:  # noqa: ARG001 - which ones helps nobody here
    return doc(say("Sidan har tecken som inte går att skriva ut, så jag gjorde ingen sida."), _instead(say))


def _too_long(fields: Mapping[str, Any], say: Say) -> Document:  # noqa: ARG001
    return doc(say("Allt får inte plats på en sida, så jag gjorde ingen sida."), _instead(say))


def _instead(say: Say) -> Text:
    return say.rich("Skriv {line} i stället, så får du texten.", line=code("format:text"))


def _sms_too_long(fields: Mapping[str, Any], say: Say) -> Document:
    return doc(
        say.count(
            "Det skulle bli ett sms. Det får bli högst {most}.",
            "Det skulle bli {n} sms. Det får bli högst {most}.",
            fields["count"],
            most=fields["most"],
        ),
        _instead(say),
    )


def _no_link(fields: Mapping[str, Any], say: Say) -> Document:
    return doc(
        say(
            "Ett sms behöver länken till den officiella guiden, och den är inte inlagd på {language} än.",
            language=name_of(fields["language"], say),
        ),
        _instead(say),
    )


PROBLEMS: Final[Mapping[str, ProblemView]] = MappingProxyType(
    {
        "page.typefaces": _typefaces,
        "page.letters": _letters,
        "page.too_long": _too_long,
        "sms.too_long": _sms_too_long,
        "sms.no_link": _no_link,
    }
)
