"""What is said when what somebody asked for is not there or could not be read, with a line that works."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from bot.chat.declare import ProblemView
from bot.chat.document import Document, Text, code, doc
from bot.chat.say import Say

Fields = Mapping[str, Any]


def _no_picture(fields: Fields, say: Say) -> Document:
    return doc(
        say("Jag hittar ingen lägesbild {text} som har gått ut.", text=fields["text"]),
        say.rich("Se vilka som finns med {line}.", line=code("!lägesbild historik")),
    )


def _no_report(fields: Fields, say: Say) -> Document:
    return doc(
        say("Jag hittar ingen rapport {text} som du kan se här.", text=fields["text"]),
        say.rich("Se de senaste med {line}.", line=code("!lägesbild visa sedan:igår")),
    )


def _what(fields: Fields, say: Say) -> Document:
    return doc(
        say("Jag förstår inte vad {text} är.", text=fields["text"]),
        say.rich(
            "Skriv ett nummer, till exempel {picture} eller {report}, eller {filter}.",
            picture=code("!lägesbild visa LB-1121-1"),
            report=code("!lägesbild visa R-1121-4"),
            filter=code("!lägesbild visa kommun:Nacka"),
        ),
    )


def _kommun(fields: Fields, say: Say) -> Document:
    head = say("{text} är ingen kommun i länet som jag känner till.", text=fields["text"])
    return _offered(head, fields, say, say.rich("Gäller det alla: skriv {line}.", line=code("kommun:länet")))


def _theme(fields: Fields, say: Say) -> Document:
    return _offered(say("Det finns inget tema {text}.", text=fields["text"]), fields, say)


def _level(fields: Fields, say: Say) -> Document:
    return _offered(say("{text} är ingen nivå.", text=fields["text"]), fields, say)


def _offered(head: str, fields: Fields, say: Say, more: Text | None = None) -> Document:
    """With the answers that are near."""
    found = doc(head)
    if near := [say.term(one.label) for one in fields.get("choices") or ()]:
        found += doc(say("Menar du {names}?", names=say.list(near, either=True)))
    elif more is None:
        found += doc(say("Pröva med hela namnet."))
    return found if more is None else found + doc(more)


def _only_one(fields: Fields, say: Say) -> Document:
    if not fields["found"]:
        return doc(say("Ingen lägesbild har gått ut än, så det finns inget att jämföra."))
    return doc(say("Bara {found} har gått ut, så det finns inget att jämföra med.", found=fields["found"]))


PROBLEMS: Final[Mapping[str, ProblemView]] = MappingProxyType(
    {
        "picture.no_picture": _no_picture,
        "picture.no_report": _no_report,
        "picture.what": _what,
        "picture.kommun": _kommun,
        "picture.theme": _theme,
        "picture.level": _level,
        "picture.only_one": _only_one,
    }
)
