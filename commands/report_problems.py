"""What is said of a report that cannot be taken as it was written."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from bot.chat.declare import ProblemView
from bot.chat.document import Document, bullets, code, doc
from bot.chat.say import Say

Fields = Mapping[str, Any]


def _published(fields: Fields, say: Say) -> Document:
    reference = fields["reference"]
    return doc(
        say("{reference} står i en lägesbild som har gått ut.", reference=reference),
        say.rich(
            "Skriv {correct} och det som ska ändras, eller {withdraw}.",
            correct=code(f"!lägesbild rätta {reference}"),
            withdraw=code(f"!lägesbild återta {reference}"),
        ),
        say("TiB avgör om lägesbilden sedan går ut i en ny version."),
    )


def _kommun(fields: Fields, say: Say) -> Document:
    if fields["outside"]:
        return doc(say("{text} ligger inte i länet.", text=fields["text"]))
    found = doc(say("Jag känner inte till kommunen {text}.", text=fields["text"]))
    if fields["choices"]:
        return found + doc(say("Menade du något av det här?"))
    return found


def _level(fields: Fields, say: Say) -> Document:
    named = [say("{number} {name}", number=number, name=name) for number, name in enumerate(fields["levels"])]
    return doc(say("Nivåerna är:"), bullets(named))


PROBLEMS: Final[Mapping[str, ProblemView]] = MappingProxyType(
    {
        "report.empty": lambda _, say: doc(
            say("Det står inget i rapporten. Skriv vad som har hänt, eller nivå:0 om allt är som vanligt."),
            say.rich("Är inget nytt: skriv {nothing}.", nothing=code("!lägesbild inget")),
        ),
        "report.unknown_actor": lambda _, say: doc(
            say("Aktören du är rapportör för finns inte i registret. Be den som sköter registret rätta det.")
        ),
        "report.own_here": lambda _, say: doc(
            say(
                "Här läser ROC. Skriv det som bara är för er i direktchatten med mig, eller i ert eget rum, "
                "och ta bort ditt meddelande här."
            )
        ),
        "report.others_room": lambda fields, say: doc(
            say(
                "Det här är en annan aktörs rum. Skriv rapporten för {actor} i er direktchatt med mig, "
                "eller i ert eget rum.",
                actor=fields["actor"],
            )
        ),
        "report.other_actor": lambda fields, say: doc(
            say(
                "{reference} är en rapport från {actor}. Skriv en ny för den andra aktören.",
                reference=fields["reference"],
                actor=fields["actor"],
            )
        ),
        "report.unknown": lambda fields, say: doc(
            say("Jag hittar ingen rapport ”{text}” som är er.", text=fields["text"])
        ),
        "report.led_to_none": lambda _, say: doc(
            say("Meddelandet ledde inte till någon ny rapport, så inget ändras.")
        ),
        "report.same_own": lambda fields, say: doc(
            say("{reference} är er egen. Skriv rätta i stället.", reference=fields["reference"])
        ),
        "report.published": _published,
        "report.replaced": lambda fields, say: doc(
            say("{reference} är redan ersatt av en nyare version.", reference=fields["reference"])
        ),
        "report.withdrawn": lambda fields, say: doc(
            say(
                "{reference} är återtagen. Gäller den ändå: skriv en ny rapport.",
                reference=fields["reference"],
            )
        ),
        "report.no_change": lambda fields, say: doc(
            say("Skriv efter numret vad som ska stå i {reference}.", reference=fields["reference"])
        ),
        "report.kommun": _kommun,
        "report.level": _level,
        "report.theme": lambda fields, say: doc(say("Det finns inget tema {text}.", text=fields["text"])),
    }
)
