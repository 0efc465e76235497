"""What goes to telephones about a case, and what an answer is told: reference, unit and code, never more."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from bot.cases.picture import CasePicture
from bot.chat.declare import NoticeView
from bot.chat.document import Document, doc
from bot.chat.say import Say
from commands import case_words as words
from commands.case_mark import mark

Fields = Mapping[str, Any]


def _picture(fields: Fields) -> CasePicture:
    found: CasePicture = fields["picture"]
    return found


def _line(say: Say, picture: CasePicture, sentence: str) -> Document:
    return mark(doc(sentence), say, exercise=picture.exercise)


def _sms(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    sentence = say(
        "{unit}: larm {reference}. Öppna rummet. Svara {code} om du har sett larmet.",
        unit=words.unit(say, picture),
        reference=picture.reference,
        code=fields["code"],
    )
    return _line(say, picture, sentence)


def _call(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    sentence = say(
        "{unit}: larm {reference}. Öppna rummet. Tryck 1 om du har sett larmet.",
        unit=words.unit(say, picture),
        reference=picture.reference,
    )
    return _line(say, picture, sentence)


def _seen(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    sentence = say(
        "Tack, du har sett {reference}. {until} Tar du ärendet: öppna rummet och skriv tar.",
        reference=picture.reference,
        until=words.until(say, picture),
    )
    return _line(say, picture, sentence)


def _again(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    sentence = say(
        "Larmet om {reference} var redan sett. {until} Tar du ärendet: öppna rummet och skriv tar.",
        reference=picture.reference,
        until=words.until(say, picture),
    )
    return _line(say, picture, sentence)


def _over(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    sentence = say(
        "{reference} är {state}. Du behöver inte göra något.",
        reference=picture.reference,
        state=say.term(words.STATES[picture.state]),
    )
    return _line(say, picture, sentence)


def _taken(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    sentence = say(
        "{reference} är redan taget av {unit}. Du behöver inte göra något.",
        reference=picture.reference,
        unit=words.unit(say, picture),
    )
    return _line(say, picture, sentence)


def _own(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    sentence = say(
        "Du har redan tagit {reference}. Har ni talats vid: öppna rummet och skriv ringt.",
        reference=picture.reference,
    )
    return _line(say, picture, sentence)


def _moved(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    sentence = say(
        "{reference} har gått vidare till {unit}. Kan du ändå ta det: öppna rummet och skriv tar.",
        reference=picture.reference,
        unit=words.unit(say, picture),
    )
    return _line(say, picture, sentence)


def _earlier(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    sentence = say(
        "Koden hör till ett tidigare larm om {reference}. Svara med koden i det senaste sms:et.",
        reference=picture.reference,
    )
    return _line(say, picture, sentence)


def _gone(fields: Fields, say: Say) -> Document:
    return doc(
        say("{reference} finns inte längre. Du behöver inte göra något.", reference=fields["reference"])
    )


NOTICES: Final[Mapping[str, NoticeView]] = MappingProxyType(
    {
        "case.phone": _sms,
        "case.phone_call": _call,
        "case.phone_seen": _seen,
        "case.phone_again": _again,
        "case.phone_over": _over,
        "case.phone_taken": _taken,
        "case.phone_own": _own,
        "case.phone_moved": _moved,
        "case.phone_earlier": _earlier,
        "case.phone_gone": _gone,
    }
)
