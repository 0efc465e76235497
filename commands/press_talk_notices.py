"""What communicators hear of rumours and questions: a card each, and news in its thread."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from bot.chat.declare import NoticeView
from bot.chat.document import Document, Inline, Para, code, doc, para, strong
from bot.chat.say import Say
from bot.press.talk_pictures import TalkPicture
from bot.press.talk_values import TalkState
from commands.press_talk_lines import answer, how_to_answer, marked, noted, over, seen, words

Fields = Mapping[str, Any]


def _picture(fields: Fields) -> TalkPicture:
    found: TalkPicture = fields["picture"]
    return found


def _card(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    first, *rest = doc(*words(picture, say), *seen(picture, say), *answer(picture, say)).blocks
    said = first.inlines if isinstance(first, Para) else ()
    head = para(strong(picture.reference), ". ", *said)
    ask = [how_to_answer(picture, say)] if picture.state is TalkState.OPEN else []
    return marked(doc(head, *rest, *noted(picture, say), *ask), say, picture)


def _ask(head: Inline, picture: TalkPicture, say: Say) -> Document:
    """Somebody is to answer."""
    ask = [how_to_answer(picture, say)] if picture.words is not None else []
    return marked(doc(head, *words(picture, say), *ask), say, picture)


def _given(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    head = say("{reference} är för {actor} att svara på.", reference=picture.reference, actor=picture.owner)
    if picture.answer is not None:
        return marked(doc(head, *words(picture, say), *answer(picture, say)), say, picture)
    return _ask(head, picture, say)


def _waiting(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    since = say.time(picture.raised_at)
    named = {"reference": picture.reference, "actor": picture.owner, "at": since}
    if fields["last"]:
        head = say(
            "{reference} har inget svar från {actor} sedan {at}. Jag påminner inte mer om det.", **named
        )
    else:
        head = say("{reference} väntar på svar från {actor} sedan {at}.", **named)
    return _ask(head, picture, say)


def _answered(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    if fields["renewed"]:
        head = say("Svaret på {reference} är förnyat.", reference=picture.reference)
    else:
        head = say("Svar på {reference}.", reference=picture.reference)
    return marked(doc(head, *words(picture, say), *answer(picture, say)), say, picture)


def _changed(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    head = say("{reference} har ändrats.", reference=picture.reference)
    return marked(doc(head, *words(picture, say), *seen(picture, say)), say, picture)


def _opened(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    head = say("{reference} har öppnats igen.", reference=picture.reference)
    if picture.state is TalkState.OPEN:
        return _ask(head, picture, say)
    return marked(doc(head, *words(picture, say), *answer(picture, say)), say, picture)


def _review(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    head = say(
        "Svaret på {reference} ska ses över av {actor}. Efter den dagen lämnas det inte ut förrän det "
        "är förnyat.",
        reference=picture.reference,
        actor=picture.owner,
    )
    how = say.rich(
        "Håller det: svara {renew}. Annars: svara med {answer} och det nya svaret.",
        renew=code(say("förnya")),
        answer=code(say("svar för:allmänheten")),
    )
    return marked(doc(head, *words(picture, say), *answer(picture, say), how), say, picture)


def _ended(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    return marked(doc(over(picture, say)), say, picture)


NOTICES: Final[Mapping[str, NoticeView]] = MappingProxyType(
    {
        "talk.card": _card,
        "talk.given": _given,
        "talk.waiting": _waiting,
        "talk.answered": _answered,
        "talk.changed": _changed,
        "talk.opened": _opened,
        "talk.review": _review,
        "talk.ended": _ended,
    }
)
