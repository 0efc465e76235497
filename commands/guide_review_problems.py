"""Why a section was not approved, and what would work."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from bot.chat.declare import ProblemView
from bot.chat.document import Document, Inline, code, doc, numbered
from bot.chat.say import Say
from bot.guidance.languages import Language
from bot.guidance.values import ReviewState
from commands.guide_words import name_of, section_name

Fields = Mapping[str, Any]


def _code(fields: Fields, say: Say) -> Document:
    head = say(
        "Koden {code} hör inte till {language}, {section}.", code=fields["code"], **_names(fields, say)
    )
    return doc(head, _read_again(fields, say))


def _no_code(fields: Fields, say: Say) -> Document:
    head = say("Skriv också koden som står vid {language}, {section}.", **_names(fields, say))
    return doc(head, _read_again(fields, say))


def _not_whole(fields: Fields, say: Say) -> Document:
    if fields["state"] is ReviewState.MISSING:
        head = say.count(
            "En rad i {section} är inte översatt till {language}.",
            "{n} rader i {section} är inte översatta till {language}.",
            fields["count"],
            **_names(fields, say),
        )
    else:
        head = say.count(
            "En rad i {section} är inte färdig på {language}: "
            "den svenska texten har ändrats, eller så är översättaren osäker.",
            "{n} rader i {section} är inte färdiga på {language}: "
            "den svenska texten har ändrats, eller så är översättaren osäker.",
            fields["count"],
            **_names(fields, say),
        )
    return doc(head, say("Avsnittet kan godkännas när översättningen är ändrad och inläst."))


def _read_again(fields: Fields, say: Say) -> Inline:
    language: Language = fields["language"]
    again = f"!gängsnack granska {language.code} avsnitt:{fields['section']}"
    return say.rich(
        "Läs det med {command}, och svara {approve} på det.",
        command=code(again),
        approve=code(say("godkänn")),
    )


def _names(fields: Fields, say: Say) -> dict[str, str | int]:
    return {"language": name_of(fields["language"], say), "section": section_name(fields["section"], say)}


def _not_yours(fields: Fields, say: Say) -> Document:
    head = say("Du granskar inte {language}.", language=name_of(fields["language"], say))
    own = [name_of(one, say) for one in fields["languages"]]
    return doc(head, say("Du granskar {languages}.", languages=say.list(own)) if own else "")


PROBLEMS: Final[Mapping[str, ProblemView]] = MappingProxyType(
    {
        "review.code": _code,
        "review.no_code": _no_code,
        "review.not_whole": _not_whole,
        "review.not_yours": _not_yours,
        "review.none": lambda _, say: doc(say("Guiden översätts inte till något språk som du granskar.")),
        "review.source": lambda _, say: doc(
            say("Den svenska texten är källan och behöver inget godkännande.")
        ),
        "review.which": lambda fields, say: doc(
            say("Vilket språk menar du? Svara med siffran framför."),
            numbered(name_of(one, say) for one in fields["languages"]),
        ),
        "review.section": lambda fields, say: doc(
            say("Vilket avsnitt menar du? Svara med siffran framför."),
            numbered(section_name(one, say) for one in fields["sections"]),
        ),
        "review.language": lambda fields, say: doc(
            say("{text} är inget språk som guiden översätts till.", text=fields["text"])
        ),
        "review.no_such_code": lambda fields, say: doc(
            say(
                "{text} är ingen kod. Den är {length} siffror och bokstäver och står vid avsnittet.",
                text=fields["text"],
                length=fields["length"],
            )
        ),
        "review.nothing": lambda fields, say: doc(
            say("Du har inget godkännande av {language}, {section}, att ta tillbaka.", **_names(fields, say))
        ),
    }
)
