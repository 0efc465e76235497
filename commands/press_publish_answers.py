"""What is asked and answered when a message that is out is tried again, or taken back."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from bot.chat.declare import NoticeView, ProblemView
from bot.chat.document import Block, Document, Inline, bullets, code, doc
from bot.chat.say import Say
from bot.press.again import TriedAgain
from bot.press.correct import Correcting
from bot.press.retract import Retraction
from commands.press_card import card, marked
from commands.press_difference import differences
from commands.press_write_views import counsel, no_exercise

Fields = Mapping[str, Any]


def tried(value: TriedAgain, say: Say) -> Document:
    picture = value.picture
    lines: list[Block | Inline] = [
        say.count(
            "Jag försöker igen med {reference} hos en mottagare, på {channels}.",
            "Jag försöker igen med {reference} hos {n} mottagare, på {channels}.",
            value.addresses,
            reference=picture.reference,
            channels=say.list(value.channels),
        )
    ]
    if value.unsure:
        lines.append(
            say.count(
                "En mottagare kan ha fått det. Dit skickar jag inte igen.",
                "{n} mottagare kan ha fått det. Dit skickar jag inte igen.",
                value.unsure,
            )
        )
    return marked(doc(*lines), say, picture)


def correcting(value: Correcting, say: Say) -> Document:
    """The card of the draft, what it says otherwise, and what comes next."""
    picture = value.picture
    lines: list[Block | Inline] = [
        *differences(value.changes, value.names, say),
        *counsel(value.advice, say),
        *no_exercise(picture, value.changes, say),
        say.rich(
            "Skicka rättelsen till dem som ska godkänna med {send}.",
            send=code(f"!budskap skicka {picture.reference}"),
        ),
        say(
            "Till dess den är ute gäller {original}. Är det bråttom: återkalla {original} först.",
            original=value.original,
        ),
    ]
    return card(picture, say) + doc(*lines)


def _correcting(fields: Fields, say: Say) -> Document:
    picture, by = fields["picture"], fields["by"]
    return marked(
        doc(
            say(
                "{name} skriver en rättelse av {reference}: {by}.",
                name=fields["name"],
                reference=picture.reference,
                by=by,
            )
        ),
        say,
        picture,
    )


def reach(value: Retraction, say: Say) -> Document:
    """Before it is done: whom it reaches, what they will read, and why, as it was understood."""
    picture, reached = value.reached.picture, value.reached
    lines: list[Block | Inline] = [
        say(
            "Återkalla {reference}, {title}?",
            reference=picture.reference,
            title=picture.title or say("(titeln visas inte här)"),
        )
    ]
    if reached.channels:
        lines.append(
            say.count(
                "Det når en mottagare, och kan inte göras ogjort:",
                "Det når {n} mottagare, och kan inte göras ogjort:",
                reached.addresses,
            )
        )
        lines.append(
            bullets(
                say.count("{channel}: en", "{channel}: {n}", number, channel=name)
                for name, number in reached.channels
            )
        )
        lines.append(say("De får läsa att budskapet är återkallat och inte gäller, men inte orsaken."))
    else:
        lines.append(say("Ingen har hunnit få det. Det som är på väg stoppas."))
    return marked(doc(*lines, *_why(value, say)), say, picture)


def _why(value: Retraction, say: Say) -> list[Inline]:
    return [say("Orsak, bara för er: {reason}", reason=value.reason)] if value.reason else []


def retracted(value: Retraction, say: Say) -> Document:
    picture = value.reached.picture
    if not value.reached.channels:
        return marked(doc(say("{reference} är återkallat.", reference=picture.reference)), say, picture)
    head = say.count(
        "{reference} är återkallat. Återkallelsen går nu ut till en mottagare.",
        "{reference} är återkallat. Återkallelsen går nu ut till {n} mottagare.",
        value.reached.addresses,
        reference=picture.reference,
    )
    return marked(doc(head, say("Jag säger till när den är framme.")), say, picture)


def _told(fields: Fields, say: Say) -> Document:
    value: Retraction = fields["retracted"]
    picture = fields["picture"]
    head = say("{name} har återkallat {reference}.", name=value.name, reference=picture.reference)
    why = _why(value, say) if picture.content is not None else []
    return marked(doc(head, *why), say, picture)


def _replaced(fields: Fields, say: Say) -> Document:
    reference, by = fields["reference"], fields["by"]
    return doc(
        say(
            "{reference} är rättat: nu gäller {by}. Gör det med {by} i stället.",
            reference=reference,
            by=by,
        )
    )


NOTICES: Final[Mapping[str, NoticeView]] = MappingProxyType(
    {"message.retracted": _told, "message.correcting": _correcting}
)
PROBLEMS: Final[Mapping[str, ProblemView]] = MappingProxyType(
    {
        "message.replaced": _replaced,
        "message.correcting": lambda fields, say: doc(
            say.rich(
                "Det finns redan en rättelse av {reference}: {by}. Ändra den med {edit}.",
                reference=fields["reference"],
                by=fields["by"],
                edit=code(f"!budskap ändra {fields['by']}"),
            )
        ),
        "message.no_correction": lambda fields, say: doc(
            say.rich(
                "Rättelsen säger samma sak som {reference}. Skriv det nya, till exempel {example}.",
                reference=fields["reference"],
                example=code(f"!budskap rätta {fields['reference']} text:Öppet från klockan 10"),
            )
        ),
        "message.on_its_way": lambda fields, say: doc(
            say("{reference} är på väg ut. Jag säger till när det är klart.", reference=fields["reference"])
        ),
        "message.nothing_failed": lambda fields, say: doc(
            say("Det finns inget i {reference} att försöka igen med.", reference=fields["reference"])
        ),
        "message.stopped_on_its_way": lambda fields, say: doc(
            say(
                "{reference} stoppades på vägen. De som inte hade fått det får det inte.",
                reference=fields["reference"],
            ),
            say.rich("Ska det ut ändå: skriv ett nytt, med {command}.", command=code("!budskap ny")),
        ),
        "message.altered_since": lambda fields, say: doc(
            say(
                "Texten i {reference} är inte den som godkändes och gick ut. Inget mer skickas. "
                "Be driften se efter.",
                reference=fields["reference"],
            )
        ),
        "message.only_unsure": lambda fields, say: doc(
            say(
                "De som är kvar kan redan ha fått {reference}, och då får de det två gånger. "
                "Fråga dem, eller titta i rummet. Skicka det för hand om det saknas.",
                reference=fields["reference"],
            )
        ),
    }
)
