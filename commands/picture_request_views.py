"""Directed requests in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from bot.chat.declare import NoticeView
from bot.chat.document import Block, Document, Para, bullets, code, doc, para, strong
from bot.chat.say import Say
from bot.chat.text import clean
from bot.situation.follow_up import RequestAnswer, RequestRoll
from bot.situation.request_actors import Reaches, RequestAsk, Requested
from commands.case_mark import mark

Fields = Mapping[str, Any]


def _ask(fields: Fields, say: Say) -> Document:
    ask: RequestAsk = fields["ask"]
    first = say("ROC frågar {actor} ({reference}):", actor=ask.actor, reference=ask.reference)
    until = say("Svar senast {due}.", due=say.time(ask.due_at))
    return mark(doc(para(strong(first)), *_lines(ask.words), until, _how(say)), say, exercise=ask.exercise)


def _lines(words: str) -> Iterator[Para]:
    """What was written, line by line, without what could pass for something else."""
    return (para(clean(line)) for line in words.splitlines() if line.strip())


def _how(say: Say) -> Para:
    return para(
        say.rich(
            "Svara på det här meddelandet i klartext. Har ni inget att säga: svara {nothing}.",
            nothing=code("inget"),
        )
    )


def _remind(fields: Fields, say: Say) -> Document:
    ask: RequestAsk = fields["ask"]
    if fields["over"]:
        first = say(
            "Tiden för {reference} är ute och ROC har inte fått svar från {actor}. Svara så snart ni kan.",
            reference=ask.reference,
            actor=ask.actor,
        )
    else:
        first = say(
            "{reference}: ROC väntar på svar från {actor}, senast {due}.",
            reference=ask.reference,
            actor=ask.actor,
            due=say.time(ask.due_at),
        )
    return mark(doc(first, *_lines(ask.words), _how(say)), say, exercise=ask.exercise)


def _roll(fields: Fields, say: Say) -> Document:
    roll: RequestRoll = fields["roll"]
    total = len(roll.answers) + len(roll.missing) + len(roll.unreached)
    first = say(
        "Begäran {reference}: {answered} av {total} har svarat. Svar senast {due}.",
        reference=roll.reference,
        answered=len(roll.answers),
        total=total,
        due=say.time(roll.due_at),
    )
    blocks: list[Block] = [para(strong(first)), *_lines(roll.words)]
    if roll.answers:
        blocks.append(bullets(_answer(one, say) for one in roll.answers))
    if roll.missing and roll.over:
        blocks.append(para(say("Sena: {names}.", names=say.list(roll.missing))))
    elif roll.missing:
        blocks.append(para(say("Har inte svarat: {names}.", names=say.list(roll.missing))))
    if roll.unreached:
        blocks.append(para(unreached(roll.unreached, say)))
    return mark(doc(*blocks), say, exercise=roll.exercise)


def _answer(one: RequestAnswer, say: Say) -> str:
    at = say.time(one.at)
    if one.report is None and one.late:
        return say("{actor}: inget att säga, {time} (sent)", actor=one.actor, time=at)
    if one.report is None:
        return say("{actor}: inget att säga, {time}", actor=one.actor, time=at)
    if one.late:
        return say("{actor}: {report}, {time} (sent)", actor=one.actor, report=one.report, time=at)
    return say("{actor}: {report}, {time}", actor=one.actor, report=one.report, time=at)


def _late(fields: Fields, say: Say) -> Document:
    roll: RequestRoll = fields["roll"]
    line = say(
        "Tiden för {reference} är ute. Svar saknas från {names}.",
        reference=roll.reference,
        names=say.list(roll.missing),
    )
    return mark(doc(line), say, exercise=roll.exercise)


def unreached(names: Sequence[str], say: Say) -> str:
    return say(
        "Jag når ingen hos {names}: registret har ingen rapportör där, "
        "eller så är någon i deras rum okänd. Ring dem.",
        names=say.list(names),
    )


def requested(value: Requested, say: Say) -> Document:
    blocks: list[Block] = [
        para(
            say(
                "Begäran {reference} är skickad till {names}. Svar senast {due}.",
                reference=value.reference,
                names=say.list(value.asked),
                due=say.time(value.due_at),
            )
        )
    ]
    if value.unreached:
        blocks.append(para(unreached(value.unreached, say)))
    blocks.append(para(say("Jag påminner när halva tiden har gått. Svaren samlas i ROC.")))
    return mark(doc(*blocks), say, exercise=value.exercise)


def reaches(value: Reaches, say: Say) -> Document:
    """Before many are disturbed at once."""
    return doc(
        say.count(
            "Begäran går till en aktör: {names}.",
            "Begäran går till {n} aktörer: {names}.",
            len(value.actors),
            names=say.list(value.actors),
        ),
        say("De ska svara senast {due}. Ska jag skicka den?", due=say.time(value.due_at)),
    )


NOTICES: Final[Mapping[str, NoticeView]] = MappingProxyType(
    {
        "picture.request": _ask,
        "picture.request_remind": _remind,
        "picture.request_roll": _roll,
        "picture.request_late": _late,
    }
)
