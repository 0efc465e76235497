"""What is answered to those who note, answer and read rumours and questions."""

from __future__ import annotations

from bot.chat.document import Document, Para, bullets, doc, para, strong
from bot.chat.say import Say
from bot.press.talk_change import TalkAnswer
from bot.press.talk_pictures import AnswerPicture, TalkPicture
from bot.press.talk_raise import TalkRaised
from bot.press.talk_show import TalkListed
from bot.press.talk_values import Topic
from commands.case_mark import mark
from commands.press_talk_lines import (
    Lines,
    answer,
    how_to_answer,
    line,
    marked,
    noted,
    over,
    seen,
    told,
    words,
)


def raised(value: TalkRaised, say: Say) -> Document:
    picture = value.picture
    if value.repeated:
        head = say("Det finns redan: {reference}.", reference=picture.reference)
        lines = [head, *words(picture, say), *seen(picture, say), *answer(picture, say)]
        return marked(doc(*lines), say, picture)
    if picture.topic is Topic.RUMOUR:
        first = say("Ryktet är noterat: {reference}.", reference=picture.reference)
    else:
        first = say("Frågan är noterad: {reference}.", reference=picture.reference)
    lines = [first, *words(picture, say), *seen(picture, say)]
    if value.owned:
        lines.append(how_to_answer(picture, say))
    else:
        lines.append(say("{actor} ska svara, och har fått veta det.", actor=picture.owner))
    if picture.topic is Topic.RUMOUR:
        lines.append(
            say(
                "Det syns bara för kommunikatörerna och i lägesbilden. "
                "Klistra aldrig in namn på enskilda, eller länkar till dem."
            )
        )
    return marked(doc(*lines), say, picture)


def answered(value: TalkAnswer, say: Say) -> Document:
    picture = value.picture
    head = say("Svaret på {reference} är noterat.", reference=picture.reference)
    return marked(doc(head, *words(picture, say), *answer(picture, say)), say, picture)


def renewed(value: TalkAnswer, say: Say) -> Document:
    picture = value.picture
    head = say("Svaret på {reference} är förnyat.", reference=picture.reference)
    return marked(doc(head, *words(picture, say), *answer(picture, say)), say, picture)


def amended(value: TalkAnswer, say: Say) -> Document:
    picture = value.picture
    if value.changed:
        head = say("{reference} har ändrats.", reference=picture.reference)
    else:
        head = say("Så är det redan: inget är ändrat.")
    lines = [head, *words(picture, say), *seen(picture, say), *answer(picture, say)]
    return marked(doc(*lines), say, picture)


def ended(value: TalkAnswer, say: Say) -> Document:
    return marked(doc(over(value.picture, say)), say, value.picture)


def reopened(value: TalkAnswer, say: Say) -> Document:
    picture = value.picture
    head = say("{reference} har öppnats igen.", reference=picture.reference)
    return marked(doc(head, *words(picture, say), *answer(picture, say)), say, picture)


def shown(picture: TalkPicture, say: Say) -> Document:
    lines: Lines = [para(strong(picture.reference)), *words(picture, say), *seen(picture, say)]
    lines += [_signed(picture.answer, say)] if picture.answer is not None else answer(picture, say)
    lines += noted(picture, say)
    if earlier := picture.answers[1:]:
        lines += [say("Tidigare svar:"), bullets(_signed(one, say) for one in earlier)]
    return marked(doc(*lines), say, picture)


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


def _signed(one: AnswerPicture, say: Say) -> Para:
    return para(*told(one, say).inlines, f" {say('Skrivet av {name}.', name=one.by)}")
