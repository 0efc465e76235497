"""What is said of rumours and questions, among communicators alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final

from bot.chat.declare import NoticeView
from bot.chat.document import Block, Document, Inline, Para, bullets, code, doc, para, strong
from bot.chat.say import Say
from bot.press.talk_change import TalkAnswer
from bot.press.talk_pictures import AnswerPicture, TalkPicture
from bot.press.talk_raise import TalkRaised
from bot.press.talk_show import TalkListed
from bot.press.talk_values import TalkState, Topic
from commands.case_mark import exercise_mark, mark
from commands.press_talk_words import ASKERS, SPREADS, TRUTHS, claimed

Fields = Mapping[str, Any]
Lines = list[Block | Inline]


def raised(value: TalkRaised, say: Say) -> Document:
    picture = value.picture
    if value.repeated:
        head = say("Det finns redan: {reference}.", reference=picture.reference)
        return _marked(doc(head, *body(picture, say)), say, picture)
    if picture.topic is Topic.RUMOUR:
        first = say("Ryktet är noterat: {reference}.", reference=picture.reference)
    else:
        first = say("Frågan är noterad: {reference}.", reference=picture.reference)
    lines: Lines = [first, *body(picture, say)]
    if value.owned:
        lines.append(_how_to_answer(picture, say))
    else:
        lines.append(say("{actor} ska svara och har fått veta det.", actor=picture.owner))
    if picture.topic is Topic.RUMOUR:
        lines.append(
            say(
                "Skriv aldrig in namn på, eller länkar till, enskilda. Det här går inte ut någonstans: "
                "det syns här och i lägesbilden."
            )
        )
    return _marked(doc(*lines), say, picture)


def answered(value: TalkAnswer, say: Say) -> Document:
    picture = value.picture
    head = say("Svaret på {reference} är noterat.", reference=picture.reference)
    return _marked(doc(head, *_answer(picture, say)), say, picture)


def renewed(value: TalkAnswer, say: Say) -> Document:
    picture = value.picture
    head = say("Svaret på {reference} är förnyat.", reference=picture.reference)
    return _marked(doc(head, *_answer(picture, say)), say, picture)


def amended(value: TalkAnswer, say: Say) -> Document:
    picture = value.picture
    if not value.changed:
        head = say("Så är det redan: inget är ändrat.")
    else:
        head = say("{reference} är ändrat.", reference=picture.reference)
    return _marked(doc(head, *body(picture, say)), say, picture)


def ended(value: TalkAnswer, say: Say) -> Document:
    return _marked(doc(_over(value.picture, say)), say, value.picture)


def reopened(value: TalkAnswer, say: Say) -> Document:
    head = say("{reference} är öppnat igen.", reference=value.picture.reference)
    return _marked(doc(head, *_answer(value.picture, say)), say, value.picture)


def shown(picture: TalkPicture, say: Say) -> Document:
    lines: Lines = [para(strong(picture.reference)), *body(picture, say), *_about(picture, say)]
    if earlier := picture.answers[1:]:
        lines.append(say("Tidigare svar:"))
        lines.append(bullets(_told(one, say) for one in earlier))
    return _marked(doc(*lines), say, picture)


def listed(value: TalkListed, say: Say) -> Document:
    if not value.pictures:
        none = say("Inga rykten.") if value.topic is Topic.RUMOUR else say("Inga frågor.")
        return mark(doc(none), say, exercise=value.exercise)
    total = len(value.pictures) + value.more
    if value.topic is Topic.RUMOUR:
        head = say.count("Ett rykte:", "{n} rykten:", total)
    else:
        head = say.count("En fråga:", "{n} frågor:", total)
    lines: Lines = [head, bullets(line(one, say) for one in value.pictures)]
    if value.more:
        lines.append(say.count("Ett till visas inte.", "{n} till visas inte.", value.more))
    return mark(doc(*lines), say, exercise=value.exercise)


def line(picture: TalkPicture, say: Say) -> Para:
    """One of them in one line of a list."""
    standing = [_standing(picture, say)]
    if picture.spread is not None:
        standing.insert(0, say("Spridning: {spread}.", spread=say.term(SPREADS[picture.spread])))
    words = _sentence(_words(picture, say))
    return para(code(picture.reference), f" {words} {' '.join(standing)}")


def body(picture: TalkPicture, say: Say) -> Lines:
    """What it says, where it is seen or who asks, and what is answered."""
    if picture.words is None:
        return [_elsewhere(picture, say)]
    return [para(_words(picture, say)), *_seen(picture, say), *_answer(picture, say)]


def _words(picture: TalkPicture, say: Say) -> str:
    if picture.words is None:
        return say("(visas i direktchatten)")
    if picture.truth is not None:
        return claimed(picture.truth, picture.words, say)
    asker = say.term(ASKERS[picture.asker]) if picture.asker is not None else ""
    return say("Fråga från {asker}: {words}", asker=asker, words=picture.words)


def _elsewhere(picture: TalkPicture, say: Say) -> Inline:
    """Where a room with strangers does not hear the words."""
    if picture.topic is Topic.RUMOUR:
        show = code(f"!rykte visa {picture.reference}")
        return say.rich("Skriv {show} i direktchatten för att läsa ryktet.", show=show)
    show = code(f"!fråga visa {picture.reference}")
    return say.rich("Skriv {show} i direktchatten för att läsa frågan.", show=show)


def _seen(picture: TalkPicture, say: Say) -> Lines:
    if picture.seen_at is None or picture.spread is None:
        return []
    seen = say(
        "Sett: {where}, {at}. Spridning: {spread}.",
        where=picture.seen_where or "",
        at=say.time(picture.seen_at),
        spread=say.term(SPREADS[picture.spread]),
    )
    return [seen]


def _answer(picture: TalkPicture, say: Say) -> Lines:
    """The answer that counts, or who is to give one."""
    if picture.answer is not None:
        return [_told(picture.answer, say)]
    if picture.words is None:
        return []
    return [say("{actor} ska svara. Inget svar finns än.", actor=picture.owner)]


def _told(one: AnswerPicture, say: Say) -> Para:
    """Who says it and to whom comes first: an internal answer is not to be copied as a public one."""
    told = say("{actor} ({name}), {at}", actor=one.actor, name=one.by, at=say.time(one.at))
    head: list[Inline] = [strong(say("Svar:")), f" {one.text} ", f"({told})"]
    if one.holds_until is None:
        return para(*head)
    last = say.day(say.local(one.holds_until - timedelta(seconds=1)).date())
    if one.public:
        head[0] = strong(say("Svar som får lämnas till alla:"))
    else:
        head[0] = strong(say("Svar, bara internt:"))
    if one.outdated:
        return para(strong(say("Ska ses över: gällde till och med {day}.", day=last)), " ", *head)
    return para(*head, f" {say('Gäller till och med {day}.', day=last)}")


def _about(picture: TalkPicture, say: Say) -> Lines:
    noted = say(
        "Noterat av {name} ({actor}) {at}.",
        name=picture.raised_by,
        actor=picture.raised_for,
        at=say.time(picture.raised_at),
    )
    return [noted, *([_over(picture, say)] if picture.state is TalkState.CLOSED else [])]


def _over(picture: TalkPicture, say: Say) -> str:
    return say(
        "{reference} är avslutat av {name} {at}.",
        reference=picture.reference,
        name=picture.ended_by or "",
        at=say.time(picture.ended_at or picture.raised_at),
    )


def _standing(picture: TalkPicture, say: Say) -> str:
    if picture.state is TalkState.CLOSED:
        return say("Avslutat.")
    if picture.answer is None:
        return say("{actor} ska svara.", actor=picture.owner)
    if picture.answer.outdated:
        return say("Svaret från {actor} ska ses över.", actor=picture.answer.actor)
    return say("Svar från {actor} finns.", actor=picture.answer.actor)


def _how_to_answer(picture: TalkPicture, say: Say) -> Inline:
    if picture.topic is Topic.RUMOUR:
        how = code(say("svar och det ni svarar"))
        return say.rich("Svara på det här meddelandet med {how} när ni har ett svar.", how=how)
    how = code(say("svar för:allmänheten och det ni svarar"))
    return say.rich(
        "Svara på det här meddelandet med {how} när ni har ett svar, eller {inside} om det är internt.",
        how=how,
        inside=code(say("för:intern")),
    )


def _sentence(text: str) -> str:
    return text if text.rstrip().endswith((".", "!", "?")) else f"{text.rstrip()}."


def _marked(document: Document, say: Say, picture: TalkPicture) -> Document:
    return mark(document, say, exercise=picture.exercise)


def _picture(fields: Fields) -> TalkPicture:
    found: TalkPicture = fields["picture"]
    return found


def _card(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    head: Para = para(strong(picture.reference), ". ", *_head(picture, say))
    lines: Lines = [head, *body(picture, say), *_about(picture, say)]
    if picture.state is TalkState.OPEN:
        lines.append(_how_to_answer(picture, say))
    return _marked(doc(*lines), say, picture)


def _head(picture: TalkPicture, say: Say) -> tuple[Inline, ...]:
    if picture.topic is Topic.RUMOUR and picture.truth is not None:
        return (say("Rykte, {truth}.", truth=say.term(TRUTHS[picture.truth])),)
    return (say("Fråga som {actor} svarar på.", actor=picture.owner),)


def _news(sentence: Inline, picture: TalkPicture, say: Say, *, how: bool = False) -> Document:
    lines: Lines = [sentence, *body(picture, say)]
    if how and picture.words is not None:
        lines.append(_how_to_answer(picture, say))
    return _marked(doc(*lines), say, picture)


def _given(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    actor, reference = picture.owner, picture.reference
    head = say("{reference} är för {actor} att svara på.", reference=reference, actor=actor)
    return _news(head, picture, say, how=True)


def _answered(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    head = say("Svar på {reference}.", reference=picture.reference)
    return _news(head, picture, say)


def _changed(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    return _news(say("{reference} är ändrat.", reference=picture.reference), picture, say)


def _opened(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    head = say("{reference} är öppnat igen.", reference=picture.reference)
    return _news(head, picture, say, how=picture.state is TalkState.OPEN)


def _waiting(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    since = say.time(picture.raised_at)
    if fields["last"]:
        head = say(
            "{reference} har inget svar från {actor} sedan {at}. Jag påminner inte mer om det.",
            reference=picture.reference,
            actor=picture.owner,
            at=since,
        )
    else:
        head = say(
            "{reference} väntar på svar från {actor} sedan {at}.",
            reference=picture.reference,
            actor=picture.owner,
            at=since,
        )
    return _news(head, picture, say, how=True)


def _review(fields: Fields, say: Say) -> Document:
    picture = _picture(fields)
    head = say(
        "Svaret på {reference} ska ses över av {actor}. Sedan lämnas det inte ut förrän det är förnyat.",
        reference=picture.reference,
        actor=picture.owner,
    )
    how = say.rich(
        "Håller det: svara {renew}. Annars svara med {answer}.",
        renew=code(say("förnya")),
        answer=code(say("svar för:allmänheten och det ni svarar")),
    )
    return _marked(doc(head, *body(picture, say), how), say, picture)


def listed_line(picture: TalkPicture, say: Say) -> Para:
    """A line of a list that has exercises among the others."""
    return para(*exercise_mark(say, exercise=picture.exercise), *line(picture, say).inlines)


NOTICES: Final[Mapping[str, NoticeView]] = MappingProxyType(
    {
        "talk.card": _card,
        "talk.given": _given,
        "talk.answered": _answered,
        "talk.changed": _changed,
        "talk.opened": _opened,
        "talk.waiting": _waiting,
        "talk.review": _review,
        "talk.ended": lambda fields, say: ended(TalkAnswer(_picture(fields)), say),
    }
)
