"""The parts of what is said of a rumour or a question: what it says, where it is seen, what is answered."""

from __future__ import annotations

from datetime import timedelta

from bot.chat.document import Block, Document, Inline, Para, code, para, strong
from bot.chat.say import Say
from bot.press.talk_pictures import AnswerPicture, TalkPicture
from bot.press.talk_values import TalkState, Topic
from commands.case_mark import exercise_mark, mark
from commands.press_talk_words import ASKERS, SPREADS, claimed

Lines = list[Block | Inline]


def marked(document: Document, say: Say, picture: TalkPicture) -> Document:
    return mark(document, say, exercise=picture.exercise)


def words(picture: TalkPicture, say: Say) -> Lines:
    """What is said or asked; where strangers are, how to read it."""
    if picture.words is None:
        return [_elsewhere(picture, say)]
    return [para(_words(picture, say))]


def seen(picture: TalkPicture, say: Say) -> Lines:
    """Where a rumour is seen, and how it spreads."""
    if picture.seen_at is None or picture.spread is None or picture.words is None:
        return []
    where, at = picture.seen_where or "", say.time(picture.seen_at)
    spread = say.term(SPREADS[picture.spread])
    return [say("Sett: {where}, {at}. Spridning: {spread}.", where=where, at=at, spread=spread)]


def answer(picture: TalkPicture, say: Say) -> Lines:
    """The answer that counts, or who is to give one."""
    if picture.answer is not None:
        return [told(picture.answer, say)]
    if picture.words is None:
        return []
    return [say("{actor} ska svara. Inget svar finns än.", actor=picture.owner)]


def told(one: AnswerPicture, say: Say) -> Para:
    """Whom it is for comes first: an internal answer is not to be copied as a public one."""
    fields = {"actor": one.actor, "at": say.time(one.at)}
    if one.holds_until is None:
        return para(strong(say("Svar från {actor} {at}:", **fields)), f" {one.text}")
    if one.public:
        head = say("Svar från {actor} {at}, får lämnas till alla:", **fields)
    else:
        head = say("Svar från {actor} {at}, bara internt:", **fields)
    last = say.day(say.local(one.holds_until - timedelta(seconds=1)).date())
    if one.outdated:
        late = strong(say("Ska ses över, gällde till och med {day}.", day=last))
        return para(late, " ", strong(head), f" {one.text}")
    return para(strong(head), f" {one.text} ", say("(Gäller till och med {day}.)", day=last))


def noted(picture: TalkPicture, say: Say) -> Lines:
    """Who raised it, and that it is over."""
    head = say(
        "Noterades {at} av {name} för {actor}.",
        name=picture.raised_by,
        actor=picture.raised_for,
        at=say.time(picture.raised_at),
    )
    return [head, *([over(picture, say)] if picture.state is TalkState.CLOSED else [])]


def over(picture: TalkPicture, say: Say) -> str:
    return say(
        "{reference} avslutades {at} av {name}.",
        reference=picture.reference,
        name=picture.ended_by or "",
        at=say.time(picture.ended_at or picture.raised_at),
    )


def how_to_answer(picture: TalkPicture, say: Say) -> Inline:
    if picture.topic is Topic.RUMOUR:
        return say.rich(
            "Har ni ett svar: svara på det här meddelandet, och börja med ordet {answer}.",
            answer=code(say("svar")),
        )
    return say.rich(
        "Har ni ett svar: svara på det här meddelandet, och börja med {public} eller {inside}.",
        public=code(say("svar för:allmänheten")),
        inside=code(say("svar för:intern")),
    )


def line(picture: TalkPicture, say: Say) -> Para:
    """One of them in one line of a list."""
    standing = [_standing(picture, say)]
    if picture.spread is not None:
        standing.insert(0, say("Spridning: {spread}.", spread=say.term(SPREADS[picture.spread])))
    said = _sentence(_words(picture, say))
    drill = exercise_mark(say, exercise=picture.exercise)
    return para(*drill, code(picture.reference), f" {said} {' '.join(standing)}")


def _words(picture: TalkPicture, say: Say) -> str:
    if picture.words is None:
        return say("(visas i direktchatten)")
    if picture.truth is not None:
        return claimed(picture.truth, picture.words, say)
    asker = say.term(ASKERS[picture.asker]) if picture.asker is not None else ""
    return say("Fråga från {asker}: {words}", asker=asker, words=picture.words)


def _elsewhere(picture: TalkPicture, say: Say) -> Inline:
    if picture.topic is Topic.RUMOUR:
        show = code(f"!rykte visa {picture.reference}")
        return say.rich("Ett rykte. Skriv {show} i direktchatten för att läsa det.", show=show)
    show = code(f"!fråga visa {picture.reference}")
    return say.rich("En fråga. Skriv {show} i direktchatten för att läsa den.", show=show)


def _standing(picture: TalkPicture, say: Say) -> str:
    if picture.state is TalkState.CLOSED:
        return say("Avslutades {at}.", at=say.time(picture.ended_at or picture.raised_at))
    if picture.answer is None:
        return say("{actor} ska svara.", actor=picture.owner)
    if picture.answer.outdated:
        return say("Svaret från {actor} ska ses över.", actor=picture.answer.actor)
    return say("{actor} har svarat.", actor=picture.answer.actor)


def _sentence(text: str) -> str:
    return text if text.rstrip().endswith((".", "!", "?")) else f"{text.rstrip()}."
