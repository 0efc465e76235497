"""What is published as it reads in rooms: the message, and what stands where it is corrected or retracted."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from bot.chat.declare import NoticeView
from bot.chat.document import Block, Document, Heading, Inline, Strong, code, doc, para, strong
from bot.chat.say import Say
from bot.chat.text import clean, without_isolates
from bot.press.adapters import Edition
from bot.press.markup import as_document
from bot.press.values import Act
from commands.case_mark import mark

Fields = Mapping[str, Any]
_SWEDISH: Final = "sv"


def _message(fields: Fields, say: Say) -> Document:
    """In one language: what is said in Swedish besides the text stands below the Swedish text."""
    edition, language = _edition(fields), str(fields["language"])
    variant = edition.content.variants.get(language)
    text = edition.content if variant is None else variant
    lines: list[Block | Inline] = []
    if edition.act is Act.CORRECT:
        lines.append(
            strong(
                say("Rättelse. Det här gäller i stället för {reference}.", reference=edition.original or "")
            )
        )
    lines.append(Strong(_title(text.title)))
    below = _below(edition, say) if language == _SWEDISH else doc(_signature(edition, say))
    return _marked(doc(*lines) + as_document(text.body) + below, edition, say)


def _title(text: str) -> str:
    """Alone on its line it has its own direction, and needs no isolation."""
    return " ".join(without_isolates(text).split())


def _below(edition: Edition, say: Say) -> Document:
    found = doc()
    for name, text in edition.local:
        found += doc(Heading(clean(name))) + as_document(text)
    content = edition.content
    if content.spokesperson:
        found += doc(say("Talesperson: {who}.", who=content.spokesperson))
    if edition.contact:
        found += doc(say("Presskontakt: {contact}.", contact=edition.contact))
    if content.embargo_until is not None and content.embargo_until > edition.at:
        at = say.when(content.embargo_until)
        found += doc(say("Embargo till {at}: sprid det inte före dess.", at=at))
    return found + doc(_signature(edition, say))


def _signature(edition: Edition, say: Say) -> Inline:
    return say.rich("{owner}, {reference}", owner=edition.owner, reference=code(edition.reference))


def _corrected(fields: Fields, say: Say) -> Document:
    """In the place of a text that another has taken the place of."""
    edition = _edition(fields)
    head = say("RÄTTAT {at}.", at=say.when(edition.at))
    lines: list[Block | Inline] = [
        para(strong(head), " ", say("Texten som stod här gäller inte längre.")),
        say(
            "Läs {reference} i stället: den är ett svar på det här meddelandet.", reference=edition.reference
        ),
    ]
    return _marked(doc(*lines), edition, say)


def _retracted(fields: Fields, say: Say) -> Document:
    """In the place of a text that is taken back."""
    edition = _edition(fields)
    head = say("ÅTERKALLAT {at}.", at=say.when(edition.at))
    return _marked(doc(para(strong(head), " ", _not_valid(edition, say))), edition, say)


def _retraction(fields: Fields, say: Say) -> Document:
    edition = _edition(fields)
    lines: list[Block | Inline] = [
        para(strong(say("Återkallat: {title}", title=edition.content.title))),
        _not_valid(edition, say),
        _signature(edition, say),
    ]
    return _marked(doc(*lines), edition, say)


def _not_valid(edition: Edition, say: Say) -> str:
    return say(
        "{owner} har återkallat {reference}. Det gäller inte. Sprid det inte vidare.",
        owner=edition.owner,
        reference=edition.reference,
    )


def _marked(document: Document, edition: Edition, say: Say) -> Document:
    return mark(document, say, exercise=edition.exercise)


def _edition(fields: Fields) -> Edition:
    found: Edition = fields["edition"]
    return found


NOTICES: Final[Mapping[str, NoticeView]] = MappingProxyType(
    {
        "publication.room": _message,
        "publication.corrected": _corrected,
        "publication.retracted": _retracted,
        "publication.retraction": _retraction,
    }
)
