"""What is said of a page, an SMS or a text to take along; the texts themselves stand alone, to be copied."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from bot.chat.declare import NoticeView
from bot.chat.document import Block, Document, Inline, Para, doc, file
from bot.chat.say import Say
from bot.guidance.hand_out import HandedOut
from bot.guidance.sms import Sms
from bot.guidance.take_along import Form, Taken
from commands.guide_views import contacts_told, guide_told, how_far
from commands.guide_words import name_of

_PDF: Final = "application/pdf"


def taken(value: Taken, say: Say) -> Document:
    name = name_of(value.handed.language, say)
    if value.made is None:
        guide = guide_told(value.handed.official, name, say)
        return doc(_nothing(value.form, name, say), *how_far(value.handed, say), *guide)
    lines: list[Block | Inline] = [*_what(value, name, say), *how_far(value.handed, say)]
    if any(one.draft for one in value.handed.sections.values()):
        lines.append(say("Det är ett utkast: låt någon som kan språket läsa det innan du lämnar det vidare."))
    if value.form is not Form.SMS:
        lines += contacts_told(value.handed, say)
    if isinstance(value.made, bytes):
        lines.append(file(value.name, _PDF, value.made, _alt(value.handed, value.form, name, say)))
    return doc(*lines)


def _nothing(form: Form, name: str, say: Say) -> str:
    match form:
        case Form.SMS:
            return say("Det blev inget sms på {language}: texten får inte visas här än.", language=name)
        case Form.MAIL | Form.TEXT:
            return say("Det blev ingen text på {language}: den får inte visas här än.", language=name)
        case _:
            return say("Det blev ingen sida på {language}: texten får inte visas här än.", language=name)


def _what(value: Taken, name: str, say: Say) -> list[Block | Inline]:
    match value.form:
        case Form.PDF:
            return [say("Här är en sida på {language} att skriva ut.", language=name)]
        case Form.BESIDE:
            return [
                say(
                    "Här är texten med svenska bredvid {language}, för dig som lämnar den vidare.",
                    language=name,
                )
            ]
        case Form.MAIL:
            return [say("Nästa meddelande är ett mejl på {language}. Ämnet står överst.", language=name)]
        case Form.TEXT:
            return [say("Nästa meddelande är texten på {language}, att kopiera.", language=name)]
    return _sms(value, name, say)


def _sms(value: Taken, name: str, say: Say) -> list[Block | Inline]:
    made = value.made
    if not isinstance(made, Sms):
        return []
    lines: list[Block | Inline] = [
        say("Nästa meddelande är ett sms på {language}, att kopiera.", language=name),
        say.count(
            "Det skickas som ett sms: {letters} tecken.",
            "Det skickas som {n} sms: {letters} tecken.",
            made.size.count,
            letters=made.size.letters,
        ),
    ]
    if made.without_kommun and value.handed.kommun is not None:
        lines.append(say("Numret till {kommun} fick inte plats i det.", kommun=value.handed.kommun.name))
    return lines


def _alt(handed: HandedOut, form: Form, name: str, say: Say) -> str:
    if form is Form.BESIDE:
        return say("Stödtexten för föräldrar på svenska och {language}, sida vid sida.", language=name)
    if handed.kommun is None:
        return say("Stödtexten för föräldrar på {language}, en sida att skriva ut.", language=name)
    return say(
        "Stödtexten för föräldrar på {language} med hjälp i {kommun}, en sida att skriva ut.",
        language=name,
        kommun=handed.kommun.name,
    )


def copy(fields: Mapping[str, Any], _say: Say) -> Document:
    """Nothing but the text, in its own language."""
    return doc(Para(("\n\n".join(filter(None, (fields["subject"], fields["text"]))),)))


NOTICES: Final[Mapping[str, NoticeView]] = MappingProxyType({"guide.copy": copy})
