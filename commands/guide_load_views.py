"""What an administrator reads who loads an official guide, or takes it back."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from bot.chat.declare import ProblemView
from bot.chat.document import Document, code, doc
from bot.chat.say import Say
from bot.guidance.entries import GuideEntry
from bot.guidance.languages import language
from bot.guidance.load_guide import GuideTakenBack, Replacing
from bot.guidance.pdf import Flaw
from commands.guide_words import name_of

Fields = Mapping[str, Any]


def asked(value: Replacing, say: Say) -> Document:
    """Before another guide is replaced."""
    return doc(
        say(
            "Den officiella guiden på {language} finns redan: {guide}.",
            language=_language(value.entry, say),
            guide=_described(value.before, say),
        ),
        say("Ska {guide} delas ut i stället?", guide=_described(value.entry, say)),
        say("Den nya länken är {url}", url=value.entry.url),
    )


def loaded(entry: GuideEntry, say: Say) -> Document:
    name = _language(entry, say)
    return doc(
        say(
            "Den officiella guiden på {language} är inlagd: {guide}.",
            language=name,
            guide=_described(entry, say),
        ),
        say("Filens SHA-256: {checksum}", checksum=entry.sha256 or ""),
        say("Registrets fil är inte ändrad. Skriv in guiden där också, så är den samma överallt."),
        say.rich(
            "{back} tar tillbaka det. Titta på den med {show}.",
            back=code("!ångra"),
            show=code(f"!gängsnack {entry.language}"),
        ),
    )


def taken_back(value: GuideTakenBack, say: Say) -> Document:
    name = _language(value.gone, say)
    if value.now is None:
        return doc(say("Nu finns ingen officiell guide på {language}.", language=name))
    return doc(
        say(
            "Nu delas {guide} ut igen som den officiella guiden på {language}.",
            guide=_described(value.now, say),
            language=name,
        )
    )


def _described(entry: GuideEntry, say: Say) -> str:
    return say(
        "{edition} från {source}, kontrollerad {date}",
        edition=entry.edition,
        source=entry.source,
        date=say.day(entry.checked_at),
    )


def _language(entry: GuideEntry, say: Say) -> str:
    return name_of(language(entry.language), say)


def _no_file(_: Fields, say: Say) -> Document:
    return doc(
        say("Jag har ingen fil att lägga in. Skicka guidens PDF här i rummet, krypterad."),
        say("Skriv kommandot som bildtext till filen, eller svara på mina frågor när du har skickat den."),
    )


def _unfit(fields: Fields, say: Say) -> Document:
    words = {
        Flaw.HEADER: say("Filen är ingen PDF."),
        Flaw.END: say("Filen är avbruten, slutet saknas. Hämta den igen hos utgivaren."),
        Flaw.LOCKED: say("Filen är låst med lösenord, och föräldrar kan inte öppna den."),
        Flaw.EMPTY: say("Filen har ingen sida."),
        Flaw.LONG: say("Filen har över tusen sidor. Det är inte guiden."),
    }
    if fields["why"] is Flaw.HEADER:
        return doc(
            words[Flaw.HEADER],
            say("Är det guiden Gängsnacket du vill lägga in: hämta den som PDF och skicka den här i rummet."),
        )
    broken = say("Filen är trasig och går inte att läsa. Hämta den igen hos utgivaren.")
    return doc(words.get(fields["why"], broken))


def _away(fields: Fields, say: Say) -> Document:
    match fields["why"]:
        case "large":
            return doc(say("Filen är för stor, högst {n} MB tas emot.", n=fields["largest"]))
        case "gone":
            return doc(say("Filen finns inte längre på servern. Skicka den igen."))
        case "damaged":
            return doc(say("Filen har ändrats på vägen och går inte att lita på. Skicka den igen."))
    return doc(say("Filen gick inte att hämta just nu. Försök igen om en stund."))


PROBLEMS: Final[Mapping[str, ProblemView]] = MappingProxyType(
    {
        "guide.no_file": _no_file,
        "guide.unfit": _unfit,
        "guide.file_away": _away,
        "guide.same": lambda fields, say: doc(
            say(
                "Det är samma fil som redan delas ut på {language}. Ändra de andra uppgifterna i registret.",
                language=name_of(language(fields["language"]), say),
            )
        ),
        "guide.none_sent": lambda fields, say: doc(
            say(
                "Ingen guide på {language} har skickats hit som går att ta tillbaka.",
                language=name_of(language(fields["language"]), say),
            )
        ),
        "guide.checked_ahead": lambda fields, say: doc(
            say("{date} har inte varit än.", date=say.day(fields["day"]))
        ),
        "guide.checked_before": lambda fields, say: doc(
            say(
                "Guiden på {language} i registret är kontrollerad senare, {date}, och den delas ut. "
                "Kontrollera din och skriv kontrollerad: med dagen då du gjorde det.",
                language=name_of(language(fields["language"]), say),
                date=say.day(fields["day"]),
            )
        ),
        "guide.load_language": lambda fields, say: doc(
            say("Guiden finns inte på {text}. Skriv språket eller dess kod, som so.", text=fields["text"])
        ),
        "guide.load_day": lambda fields, say: doc(
            say("{text} är inget datum. Skriv det som 2026-11-02, eller idag.", text=fields["text"])
        ),
        "guide.load_name": lambda fields, say: doc(
            say("{text} går inte. Skriv en rad med högst 80 tecken.", text=fields["text"])
        ),
        "guide.load_url": lambda fields, say: doc(
            say("{text} är ingen adress. Den ska börja med https://", text=fields["text"])
        ),
    }
)
