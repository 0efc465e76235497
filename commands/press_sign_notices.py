"""What is said when approvals are enough, and when one of them holds no longer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from bot.chat.declare import NoticeView
from bot.chat.document import Block, Document, Inline, bullets, code, doc
from bot.chat.say import Say
from bot.press.pictures import MessagePicture
from bot.press.values import State, VoidWhy
from bot.press.weigh import Lapsed
from commands.case_mark import mark

Fields = Mapping[str, Any]


def said_of(picture: MessagePicture, say: Say) -> str:
    """The message as it is named in a sentence: reference, and title where that may be said."""
    if picture.title is None:
        return picture.reference
    return say("{reference} ”{title}”", reference=picture.reference, title=picture.title)


def marked(picture: MessagePicture, say: Say, *lines: Block | Inline) -> Document:
    return mark(doc(*lines), say, exercise=picture.exercise)


def _signed(fields: Fields, say: Say) -> Document:
    picture: MessagePicture = fields["picture"]
    short: Sequence[str] = fields["short"]
    lines: list[Inline] = [
        say(
            "Alla som behövs har godkänt {message}, revision {n}.",
            message=said_of(picture, say),
            n=picture.revision,
        )
    ]
    if picture.state is State.SCHEDULED and picture.publish_at is not None:
        lines.append(say("Det publiceras {at}.", at=say.when(picture.publish_at)))
    else:
        lines.append(
            say.rich(
                "Det har ingen tid än. Skriv {command} för att bestämma när det publiceras.",
                command=code(f"!budskap schemalägg {picture.reference} 15:00"),
            )
        )
    if short:
        lines.append(
            say(
                "Godkännandet från {actors} blir för gammalt före dess och behöver ges igen.",
                actors=say.list(short),
            )
        )
    return marked(picture, say, *lines)


def _lapsed(fields: Fields, say: Say) -> Document:
    picture: MessagePicture = fields["picture"]
    lapsed: Sequence[Lapsed] = fields["lapsed"]
    message, lines = said_of(picture, say), list[Block | Inline]()
    if fields["fell"]:
        lines.append(
            say("{message} är inte längre godkänt och publiceras inte som det står nu.", message=message)
        )
    else:
        lines.append(say("Ett godkännande av {message} gäller inte längre.", message=message))
    if lapsed:
        lines.append(bullets(_reason(one, say) for one in lapsed))
    lines.append(
        say.rich(
            "Den som får godkänna: läs det och skriv {command}.",
            command=code(f"!budskap godkänn {picture.reference} rev {picture.revision}"),
        )
    )
    return marked(picture, say, *lines)


def _reason(one: Lapsed, say: Say) -> str:
    match one.why:
        case VoidWhy.EXPIRED:
            return say("{actor}: godkännandet från {name} är för gammalt.", actor=one.name, name=one.by)
        case VoidWhy.AUTHOR:
            return say("{actor}: {name} har skrivit texten.", actor=one.name, name=one.by)
        case VoidWhy.DEVICE:
            return say(
                "{actor}: enheten som {name} godkände från är inte längre betrodd.",
                actor=one.name,
                name=one.by,
            )
        case _:
            return say("{actor}: {name} får inte längre godkänna.", actor=one.name, name=one.by)


def _altered(fields: Fields, say: Say) -> Document:
    picture: MessagePicture = fields["picture"]
    return marked(
        picture,
        say,
        say(
            "Texten i {reference} stämmer inte med det som signerades. Inget av den publiceras, och inget "
            "godkännande gäller.",
            reference=picture.reference,
        ),
        say("Driften har fått veta det. Skriv texten på nytt, så blir det en ny revision att godkänna."),
    )


def _altered_alarm(fields: Fields, say: Say) -> Document:
    head = say(
        "{reference}, revision {n}: texten i databasen är inte den som signerades. Den publiceras inte. "
        "Ta reda på vem som har ändrat i databasen.",
        reference=fields["reference"],
        n=fields["revision"],
    )
    return mark(doc(head), say, exercise=fields["exercise"])


NOTICES: Final[Mapping[str, NoticeView]] = MappingProxyType(
    {
        "message.signed": _signed,
        "message.lapsed": _lapsed,
        "message.altered": _altered,
        "message.altered_alarm": _altered_alarm,
    }
)
