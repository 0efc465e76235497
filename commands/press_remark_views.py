"""What is said of comments, and of those who look at a message."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from bot.chat.declare import NoticeView, ProblemView
from bot.chat.document import Document, code, doc, para
from bot.chat.say import Say
from bot.press.pictures import MessagePicture
from bot.press.remark import Remarked
from bot.press.values import RemarkKind, State
from commands.press_card import marked

Fields = Mapping[str, Any]


def remarked(value: Remarked, say: Say) -> Document:
    picture = value.picture
    if value.kind is RemarkKind.LOOKING:
        return marked(doc(_looks(value, say)), say, picture)
    fields: dict[str, str | int] = {"reference": picture.reference, "revision": picture.revision}
    if picture.state is State.DRAFT:
        return marked(
            doc(say("Noterat vid {reference}, revision {revision}. Det är ett utkast.", **fields)),
            say,
            picture,
        )
    return marked(
        doc(say("Noterat vid {reference}, revision {revision}. Alla som deltar ser det.", **fields)),
        say,
        picture,
    )


def _looks(value: Remarked, say: Say) -> str:
    fields: dict[str, str | int] = {"reference": value.picture.reference, "revision": value.picture.revision}
    if value.repeated:
        return say("De andra vet redan att du tittar på {reference}, revision {revision}.", **fields)
    return say(
        "De andra vet nu att du tittar på {reference}, revision {revision}. Det är ingen röst.", **fields
    )


def person(name: str, actor: str, say: Say) -> str:
    """Whose remark it is."""
    return say("{name} ({actor})", name=name, actor=actor) if actor else name


def _remark(fields: Fields, say: Say) -> Document:
    picture: MessagePicture = fields["picture"]
    head = say(
        "{person} om {reference}, revision {revision}:",
        person=person(fields["name"], fields["actor"], say),
        reference=picture.reference,
        revision=picture.revision,
    )
    if picture.content is None:
        show = code(f"!budskap visa {picture.reference}")
        return marked(
            doc(head, say.rich("Skriv {show} i direktchatten för att läsa det.", show=show)), say, picture
        )
    return marked(doc(head, para(str(fields["text"]))), say, picture)


def _looking(fields: Fields, say: Say) -> Document:
    picture: MessagePicture = fields["picture"]
    said = say(
        "{person} tittar på {reference}, revision {revision}.",
        person=person(fields["name"], fields["actor"], say),
        reference=picture.reference,
        revision=picture.revision,
    )
    return marked(doc(said), say, picture)


NOTICES: Final[Mapping[str, NoticeView]] = MappingProxyType(
    {"message.remark": _remark, "message.looking": _looking}
)
PROBLEMS: Final[Mapping[str, ProblemView]] = MappingProxyType(
    {"message.no_words": lambda _, say: doc(say("Skriv vad du vill säga om budskapet."))}
)
