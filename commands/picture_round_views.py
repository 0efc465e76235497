"""Rounds and requests in words: what an actor is asked, and who has answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final

from bot.chat.declare import NoticeView
from bot.chat.document import Block, Document, Para, bullets, code, doc, para, strong
from bot.chat.say import Say
from bot.situation.roll import Roll
from bot.situation.round_open import Ask
from bot.situation.round_remind import Reminder
from bot.situation.values import Mode, Part, Report, ReportKind
from commands.case_mark import mark

Fields = Mapping[str, Any]
_SHOWN: Final = 5
"""So many of an actor's open reports are listed; the rest is counted."""
_WORDS: Final = 100


def _ask(fields: Fields, say: Say) -> Document:
    ask: Ask = fields["ask"]
    blocks: list[Block] = [para(strong(_what(ask, say)))]
    if ask.late:
        blocks.append(para(say("Frågan kommer senare än vanligt, så tiden är kort.")))
    if ask.mode is Mode.ACTIVATED:
        blocks.append(para(say("Samverkan är i aktiverat läge.")))
    blocks.append(
        para(
            say(
                "Rapporten ska vara inne {closes}. Lägesbilden går ut {due}.",
                closes=say.time(ask.closes_at),
                due=say.time(ask.due_at),
            )
        )
    )
    blocks += _answered(ask, say)
    blocks += _open(ask.open, say)
    blocks.append(_how(say))
    return mark(doc(*blocks), say, exercise=ask.exercise)


def _what(ask: Ask, say: Say) -> str:
    return say("Lägesbild {reference}: läget hos {actor}?", reference=ask.reference, actor=ask.actor)


def _how(say: Say) -> Para:
    return para(
        say.rich(
            "Svara med er rapport i klartext. Har inget hänt: svara {nothing} eller sätt ✅. "
            "Vill ni bli påminda: svara {later}.",
            nothing=code("inget"),
            later=code("senare"),
        )
    )


def _answered(ask: Ask, say: Say) -> Iterator[Para]:
    if ask.answer is None or ask.answered_at is None:
        return
    at = say.time(ask.answered_at)
    if ask.answer is ReportKind.NOTHING:
        yield para(
            say("Ni sa {time} att inget nytt har hänt. Stämmer det än behöver ni inte svara.", time=at)
        )
    else:
        yield para(say("Ni har rapporterat {time}. Har inget ändrats behöver ni inte svara.", time=at))


def _open(reports: tuple[Report, ...], say: Say) -> Iterator[Block]:
    if not reports:
        return
    yield para(say("Det här gäller från er sedan tidigare och följer annars med:"))
    yield bullets(_report(one, say) for one in reports[:_SHOWN])
    if len(reports) > _SHOWN:
        left = len(reports) - _SHOWN
        yield para(say.count("Och en rapport till.", "Och {n} rapporter till.", left))


def _report(report: Report, say: Say) -> str:
    words = next((report.parts[part] for part in Part if part in report.parts), "")
    short = " ".join(words.split())
    short = short if len(short) <= _WORDS else f"{short[: _WORDS - 1].rstrip()}…"
    return say(
        "{reference}, {time}: {words}",
        reference=report.reference,
        time=say.time(report.reported_at),
        words=short,
    )


def _remind(fields: Fields, say: Say) -> Document:
    reminder: Reminder = fields["reminder"]
    left = max(reminder.closes_at - say.now, timedelta()) // timedelta(minutes=1)
    minutes = say.count("en minut", "{n} minuter", left) if left else say("mindre än en minut")
    first = say(
        "Lägesbild {reference}: jag har inte hört något från {actor}. "
        "Rapporten ska vara inne {closes}, om {left}.",
        reference=reminder.reference,
        actor=reminder.actor,
        closes=say.time(reminder.closes_at),
        left=minutes,
    )
    return mark(doc(first, _how(say)), say, exercise=reminder.exercise)


def _roll(fields: Fields, say: Say) -> Document:
    roll: Roll = fields["roll"]
    blocks: list[Block] = [para(strong(_counts(roll, say)))]
    if roll.unasked:
        blocks.append(para(say("Ingen hann bli tillfrågad: jag var borta.")))
    if roll.missing:
        blocks.append(para(say("Saknas: {names}.", names=say.list(roll.missing))))
    if roll.unreached:
        names = say.list(roll.unreached)
        blocks.append(para(say("Saknas, och jag når ingen där: {names}.", names=names)))
    if not roll.silent:
        blocks.append(para(say("Alla har svarat.")))
    if roll.nothing:
        blocks.append(para(say("Inget nytt: {names}.", names=say.list(roll.nothing))))
    if roll.also:
        names = say.list(roll.also)
        blocks.append(para(say("Har svarat utan att vara tillfrågade: {names}.", names=names)))
    if roll.writing:
        blocks.append(para(say("Skriver nu: {names}.", names=say.list(_writers(roll, say)))))
    blocks.append(para(_when(roll, say)))
    return mark(doc(*blocks), say, exercise=roll.exercise)


def _counts(roll: Roll, say: Say) -> str:
    return say(
        "{reference}: {reported} av {asked} har rapporterat, {nothing} inget nytt, {missing} saknas.",
        reference=roll.reference,
        reported=len(roll.reported),
        asked=roll.asked,
        nothing=len(roll.nothing),
        missing=roll.silent,
    )


def _writers(roll: Roll, say: Say) -> list[str]:
    return [
        say("{person} för {actor} sedan {time}", person=one.person, actor=one.actor, time=say.time(one.since))
        for one in roll.writing
    ]


def _when(roll: Roll, say: Say) -> str:
    closes, due = say.time(roll.closes_at), say.time(roll.due_at)
    if roll.closed:
        return say("Rundan stängde {closes}. Lägesbilden går ut {due}.", closes=closes, due=due)
    return say("Rundan stänger {closes}. Lägesbilden går ut {due}.", closes=closes, due=due)


NOTICES: Final[Mapping[str, NoticeView]] = MappingProxyType(
    {"picture.ask": _ask, "picture.remind": _remind, "picture.roll": _roll}
)
