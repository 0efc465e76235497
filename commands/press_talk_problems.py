"""Why nothing was done with a rumour or a question, and what would work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from bot.chat.declare import ProblemView
from bot.chat.document import Document, code, doc, numbered
from bot.chat.say import Say
from bot.press.talk_pictures import TalkPicture
from bot.press.talk_values import Topic
from commands.case_mark import mark
from commands.press_talk_lines import line

Fields = Mapping[str, Any]


def _which(fields: Fields, say: Say) -> Document:
    pictures: Sequence[TalkPicture] = fields["pictures"]
    if fields["topic"] is Topic.RUMOUR:
        head = say("Vilket rykte menar du? Svara med siffran framför.")
    else:
        head = say("Vilken fråga menar du? Svara med siffran framför.")
    return doc(head, numbered(line(one, say) for one in pictures))


def _none(fields: Fields, say: Say) -> Document:
    if fields["topic"] is Topic.RUMOUR:
        return doc(
            say.rich("Det finns inget rykte som det kan gälla. {list} visar dem.", list=code("!rykte lista"))
        )
    return doc(
        say.rich("Det finns ingen fråga som det kan gälla. {list} visar dem.", list=code("!fråga lista"))
    )


def _reference(fields: Fields, say: Say) -> Document:
    if fields["topic"] is Topic.RUMOUR:
        return doc(
            say("Jag kan inte läsa numret {text}. Skriv det som RY-0007.", text=fields["text"]),
        )
    return doc(say("Jag kan inte läsa numret {text}. Skriv det som FR-0012.", text=fields["text"]))


def _unknown(fields: Fields, say: Say) -> Document:
    if fields["topic"] is Topic.RUMOUR:
        return doc(say("Jag hittar inget rykte {text}.", text=fields["text"]))
    return doc(say("Jag hittar ingen fråga {text}.", text=fields["text"]))


def _closed(fields: Fields, say: Say) -> Document:
    picture: TalkPicture = fields["picture"]
    head = say("{reference} har avslutats.", reference=picture.reference)
    word = "rykte" if picture.topic is Topic.RUMOUR else "fråga"
    how = say.rich("Öppna det igen med {open}.", open=code(f"!{word} öppna {picture.reference}"))
    return mark(doc(head, how), say, exercise=picture.exercise)


def _living(fields: Fields, say: Say) -> Document:
    picture: TalkPicture = fields["picture"]
    head = say("{reference} har inte avslutats.", reference=picture.reference)
    return mark(doc(head), say, exercise=picture.exercise)


def _not_owner(fields: Fields, say: Say) -> Document:
    picture: TalkPicture = fields["picture"]
    head = say(
        "På {reference} svarar {actor}. Bara deras kommunikatörer kan skriva svaret.",
        reference=picture.reference,
        actor=picture.owner,
    )
    return mark(doc(head), say, exercise=picture.exercise)


def _not_yours(fields: Fields, say: Say) -> Document:
    picture: TalkPicture = fields["picture"]
    head = say(
        "Det kan bara kommunikatörer hos {owner}, som svarar, och {actor}, som noterade det.",
        owner=picture.owner,
        actor=picture.raised_for,
    )
    return mark(doc(head), say, exercise=picture.exercise)


def _unanswered(fields: Fields, say: Say) -> Document:
    picture: TalkPicture = fields["picture"]
    head = say("{reference} har inget svar att förnya än.", reference=picture.reference)
    return mark(doc(head), say, exercise=picture.exercise)


def _nothing(fields: Fields, say: Say) -> Document:
    if fields["topic"] is Topic.RUMOUR:
        return doc(say("Skriv vad som ska ändras: status:, spridning: eller ägare:."))
    return doc(say("Skriv vad som ska ändras: ägare:."))


def _nothing_public(fields: Fields, say: Say) -> Document:
    outdated: Sequence[str] = fields["outdated"]
    if not outdated:
        return doc(say("Inga frågor har ett svar som får lämnas till allmänheten."))
    return doc(
        say("Inget svar som får lämnas till allmänheten gäller längre."),
        say("Det här ska ses över först: {references}.", references=say.list(outdated)),
    )


PROBLEMS: Final[Mapping[str, ProblemView]] = MappingProxyType(
    {
        "talk.which": _which,
        "talk.none": _none,
        "talk.reference": _reference,
        "talk.unknown": _unknown,
        "talk.closed": _closed,
        "talk.living": _living,
        "talk.not_owner": _not_owner,
        "talk.not_yours": _not_yours,
        "talk.unanswered": _unanswered,
        "talk.nothing": _nothing,
        "talk.nothing_public": _nothing_public,
        "talk.empty": lambda _, say: doc(say("Skriv det med ord.")),
        "talk.link": lambda _, say: doc(
            say(
                "Skriv med egna ord, utan länkar och kontonamn: de sprider det vidare och kan peka ut "
                "enskilda. Säg i stället var det syns, till exempel i föräldragrupper i Nacka."
            )
        ),
        "talk.avoid": lambda fields, say: doc(
            say(
                "{word} är ett namn som inte ska användas, enligt registret. Skriv det på ett annat sätt.",
                word=fields["word"],
            )
        ),
        "talk.no_writer": lambda fields, say: doc(
            say(
                "{actor} har ingen kommunikatör i registret som kan svara. Välj en annan aktör med ägare:.",
                actor=fields["actor"],
            )
        ),
        "talk.day": lambda fields, say: doc(
            say(
                "Jag kan inte läsa dagen {text}. Skriv en som kommer, till exempel 2026-12-01 eller fredag.",
                text=fields["text"],
            )
        ),
    }
)
