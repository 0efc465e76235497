"""Why a need could not be raised, taken, met or shown, and what would work."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from bot.chat.declare import ProblemView
from bot.chat.document import Document, code, doc, numbered
from bot.chat.say import Say
from bot.situation.needs import NeedPicture
from commands.case_mark import exercise_mark
from commands.need_views import line, marked, standing

Fields = Mapping[str, Any]


def _over(fields: Fields, say: Say) -> Document:
    picture: NeedPicture = fields["picture"]
    return marked(doc(standing(picture, say), say("Behövs det igen: skriv !behov ny.")), say, picture)


def _taken(fields: Fields, say: Say) -> Document:
    picture: NeedPicture = fields["picture"]
    head = say(
        "{reference} är redan taget: {standing}", reference=picture.reference, standing=standing(picture, say)
    )
    return marked(doc(head), say, picture)


def _not_yours(fields: Fields, say: Say) -> Document:
    picture: NeedPicture = fields["picture"]
    head = say(
        "Att {reference} är löst säger den som har tagit det, den som anmälde det, eller ROC.",
        reference=picture.reference,
    )
    return marked(doc(head), say, picture)


def _not_raised(fields: Fields, say: Say) -> Document:
    picture: NeedPicture = fields["picture"]
    head = say("{reference} kan bara den återta som anmälde det.", reference=picture.reference)
    met = say.rich("Är det löst: skriv {done}.", done=code(f"!behov klart {picture.reference}"))
    return marked(doc(head, met), say, picture)


def _which(fields: Fields, say: Say) -> Document:
    shown: list[NeedPicture] = fields["pictures"]
    lines = []
    for picture in shown:
        found = line(picture, say)
        lines.append(type(found)((*exercise_mark(say, exercise=picture.exercise), *found.parts)))
    return doc(say("Vilket behov menar du? Svara med siffran framför."), numbered(lines))


def _kommun(fields: Fields, say: Say) -> Document:
    return doc(say("{text} är ingen kommun i länet. Skriv kommunens namn.", text=fields["text"]))


PROBLEMS: Final[Mapping[str, ProblemView]] = MappingProxyType(
    {
        "need.over": _over,
        "need.taken": _taken,
        "need.not_yours": _not_yours,
        "need.not_raised": _not_raised,
        "need.which": _which,
        "need.kommun": _kommun,
        "need.none": lambda _, say: doc(
            say("Det finns inget öppet behov här som det kan gälla. Skriv numret, till exempel BE-0012.")
        ),
        "need.reference": lambda fields, say: doc(
            say(
                "Jag kan inte läsa numret {text}. Skriv det som i meddelandet, till exempel BE-0012.",
                text=fields["text"],
            )
        ),
        "need.unknown": lambda fields, say: doc(
            say("Jag hittar inget behov {text} som kan visas för dig här.", text=fields["text"])
        ),
        "need.past": lambda fields, say: doc(
            say("{at} har redan varit. Skriv en tid som kommer.", at=say.when(fields["at"]))
        ),
        "need.empty": lambda _, say: doc(say("Skriv vad som behövs.")),
        "need.no_actor": lambda _, say: doc(
            say("Bara den som hör till en aktör kan anmäla behov. Be din aktör eller ROC att göra det.")
        ),
    }
)
