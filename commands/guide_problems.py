"""Why a language could not be found, and what there is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from bot.chat.declare import ProblemView
from bot.chat.document import Document, bullets, code, doc, numbered
from bot.chat.say import Say
from bot.guidance.find_language import language_name
from bot.guidance.languages import Language, languages
from commands.guide_words import both_names, name_of

Fields = Mapping[str, Any]


def _nearby(fields: Fields, say: Say) -> Document:
    offered: Sequence[Language] = fields["offered"]
    if len(offered) == 1:
        ask = say("Svara 1 om jag ska lämna ut den.")
    else:
        ask = say("Svara med siffran framför det språk jag ska lämna ut.")
    return doc(_why(fields["why"], say), ask, _choices(offered, say))


def _why(why: str, say: Say) -> str:
    known = {
        "kurdish": say(
            "Kurdiska är flera språk. Guiden finns på sorani, som skrivs med arabiska bokstäver. "
            "På kurmanji finns den inte. Fråga personen vilket det är."
        ),
        "kurmanji": say(
            "Guiden finns inte på kurmanji. Den finns på sorani, som är ett annat kurdiskt språk och "
            "skrivs med arabiska bokstäver. Fråga personen om det går bra, eller vilket annat språk."
        ),
        "dari": say(
            "Guiden finns inte på dari. Den finns på persiska (farsi), som den som läser dari oftast "
            "kan läsa. Fråga personen."
        ),
        "tigre": say(
            "Guiden finns inte på tigré. Den finns på tigrinska, som är ett annat språk. Fråga personen."
        ),
        "amharic": say(
            "Guiden finns inte på amhariska. Den finns på tigrinska, som är ett annat språk. Fråga personen."
        ),
        "eritrean": say(
            "I Eritrea talas flera språk. Guiden finns på tigrinska, som de flesta där talar. Fråga personen."
        ),
        "dialect": say(
            "Guiden finns på arabiska så som den skrivs i alla länder, inte på dialekt. Fråga personen."
        ),
    }
    return known[why]


def _language(fields: Fields, say: Say) -> Document:
    return doc(say("Vilket språk?"), _choices(fields["offered"], say))


def _which(fields: Fields, say: Say) -> Document:
    return doc(
        say("Jag känner inte till språket ”{text}”. Menade du något av det här?", text=fields["text"]),
        _choices(fields["offered"], say),
    )


def _unknown(fields: Fields, say: Say) -> Document:
    other = fields["other"]
    if other is not None:
        name = language_name(other, say.language)
        head = doc(say("Guiden finns inte på {language}.", language=name))
    else:
        head = doc(say("Jag känner inte till språket ”{text}”.", text=fields["text"]))
        if fields["near"]:
            lines = bullets(code(f"!{' '.join(path)}") for path in fields["near"])
            head += doc(say("Menade du något av det här?"), lines)
    there = say.list([name_of(one, say) for one in languages()])
    return head + doc(
        say("Guiden finns på {languages}. Fråga personen om något av dem går bra.", languages=there)
    )


def _choices(offered: Sequence[Language], say: Say) -> Any:
    return numbered(both_names(one, say) for one in offered)


def _one_language(fields: Fields, say: Say) -> Document:
    lines: Sequence[str] = fields["lines"]
    return doc(
        say("Jag lämnar ut ett språk i taget. Skriv ett kommando för varje:"),
        bullets(code(line) for line in lines),
    )


def _one_form(_: Fields, say: Say) -> Document:
    return doc(say("Det är flera format, och jag gör ett i taget."))


PROBLEMS: Final[Mapping[str, ProblemView]] = MappingProxyType(
    {
        "guide.nearby": _nearby,
        "guide.language": _language,
        "guide.which": _which,
        "guide.unknown": _unknown,
        "guide.one_language": _one_language,
        "guide.one_form": _one_form,
    }
)
