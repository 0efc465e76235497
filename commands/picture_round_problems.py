"""Why something about a round or a request is not done, and what to write instead."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from bot.chat.declare import ProblemView
from bot.chat.document import Document, bullets, code, doc, numbered
from bot.chat.say import Say
from commands.picture_request_views import unreached

Fields = Mapping[str, Any]


def _not_yours(fields: Fields, say: Say) -> Document:
    first = say("Du är inte rapportör för {actor}.", actor=fields["actor"])
    if not fields["own"]:
        return doc(first)
    return doc(first, say("Du rapporterar för {own}.", own=say.list(fields["own"])))


def _which_actor(fields: Fields, say: Say) -> Document:
    if not fields["choices"]:
        return doc(say("Du är inte rapportör för någon aktör."))
    # the kernel keeps the numbers: an answer picks one of them
    return doc(say("Vilken aktör gäller det?"), numbered(one.label for one in fields["choices"]))


def _actor(fields: Fields, say: Say) -> Document:
    first = say("Jag hittar ingen aktör som heter ”{text}”.", text=fields["text"])
    if not fields["choices"]:
        return doc(first, say("Skriv kommunens eller myndighetens namn, alla eller kommunerna."))
    return doc(
        say("”{text}” kan vara flera aktörer. Vilken menar du?", text=fields["text"]),
        bullets(one.label for one in fields["choices"]),
    )


def _more(_: Fields, say: Say) -> Document:
    return doc(
        say("Du skrev mer än inget, så jag har inte noterat något."),
        say.rich(
            "Är det en rapport: skriv {report} och sedan texten. Har inget hänt: skriv bara {nothing}.",
            report=code("rapport"),
            nothing=code("inget"),
        ),
    )


def _later(_: Fields, say: Say) -> Document:
    return doc(
        say.rich(
            "När ska jag påminna? Skriv {span} eller {clock}. "
            "Är det en rapport: skriv {report} och sedan texten.",
            span=code("senare 20 min"),
            clock=code("senare 14:10"),
            report=code("rapport"),
        )
    )


def _no_request(fields: Fields, say: Say) -> Document:
    return doc(
        say(
            "{actor} har inte fått någon begäran {reference}.",
            actor=fields["actor"],
            reference=fields["reference"],
        )
    )


def _exercise_there(fields: Fields, say: Say) -> Document:
    return doc(
        say(
            "Det finns redan en övning {time}: {reference}. Välj en annan tid.",
            time=say.time(fields["at"]),
            reference=fields["reference"],
        )
    )


PROBLEMS: Final[Mapping[str, ProblemView]] = MappingProxyType(
    {
        "picture.not_yours": _not_yours,
        "picture.which_actor": _which_actor,
        "picture.actor": _actor,
        "picture.more_than_nothing": _more,
        "picture.later_unreadable": _later,
        "picture.no_request": _no_request,
        "picture.no_round": lambda fields, say: doc(
            say("Jag känner inte till någon runda {reference}.", reference=fields["reference"])
        ),
        "picture.none_open": lambda _, say: doc(
            say("Ingen runda är öppen, så det finns ingen påminnelse att skjuta upp.")
        ),
        "picture.answered": lambda fields, say: doc(
            say(
                "{actor} har redan svarat på {reference} {time}. Jag påminner inte igen.",
                actor=fields["actor"],
                reference=fields["reference"],
                time=say.time(fields["at"]),
            )
        ),
        "picture.no_time": lambda fields, say: doc(
            say(
                "Svaret ska vara inne {closes}, så det går inte att skjuta upp mer.",
                closes=say.time(fields["closes_at"]),
            )
        ),
        "picture.nobody_to_ask": lambda fields, say: doc(unreached(fields["actors"], say)),
        "picture.request_time": lambda fields, say: doc(
            say(
                "{time} går inte. Ge dem minst två minuter, och högst 30 dagar.",
                time=say.when(fields["at"]),
            )
        ),
        "picture.exercise_time": lambda fields, say: doc(
            say(
                "{time} går inte. En övning går ut tidigast om fem minuter och senast om sju dagar.",
                time=say.when(fields["at"]),
            )
        ),
        "picture.exercise_nobody": lambda _, say: doc(
            say("Ingen aktör har ett eget rum i registret. Ange vilka som övar med aktör:.")
        ),
        "picture.exercise_there": _exercise_there,
    }
)
