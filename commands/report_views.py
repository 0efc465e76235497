"""Reports in words: the answer to whoever wrote one, and its message in the rooms that hear of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from bot.chat.declare import NoticeView
from bot.chat.document import Document, Inline, Para, bullets, code, doc, para, strong
from bot.chat.say import Say
from bot.situation.report_values import Coming, Receipt, Told
from bot.situation.values import Audience, Part
from commands.case_mark import mark
from commands.need_offer import how_to_follow
from commands.picture_terms import CONFIDENCES, PARTS, TRENDS, level_words, place_name

Fields = Mapping[str, Any]

_SHOWN: Final = 1500
"""Letters of one part in a card: the report itself keeps them all."""
_PERSON: Final = re.compile(
    r"\b[A-ZÅÄÖ][a-zåäöé]+ [A-ZÅÄÖ][a-zåäöé]+(?:son|ström|berg|gren|kvist|lund|qvist)\b"
)


def receipt(value: Receipt, say: Say) -> Document:
    """What became of it, as it was understood, and how it is changed."""
    told = value.told
    shown = _receipt(value, say)
    return mark(shown, say, exercise=told.report.exercise)


def _receipt(value: Receipt, say: Say) -> Document:
    told, report = value.told, value.told.report
    names = {"reference": report.reference, "actor": told.names.actor(report.actor)}
    if told.withdrawn_at is not None:
        gone = say("{reference} är återtagen och står inte i någon lägesbild från och med nu.", **names)
        if told.published_at is None:
            return doc(gone)
        return doc(gone, say("Den står i en lägesbild som har gått ut; där rättas det med en ny version."))
    if value.again:
        return doc(
            say(
                "Den har jag redan: {reference}, från {at}. Jag noterar att det fortfarande gäller.",
                at=say.time(report.reported_at),
                **names,
            ),
            *_coming(value.coming, say),
        )
    if value.corrects is not None:
        head = say("{reference} ersätter {old}, som redan har gått ut.", old=value.corrects, **names)
    elif value.changed:
        head = say("{reference} är ändrad.", **names)
    else:
        head = say("{reference}: rapporten från {actor} är mottagen.", **names)
    return doc(
        para(strong(head)),
        *_coming(value.coming, say),
        say("Så här läste jag den: {facts}", facts=facts(told, say)),
        *_heard(value, say),
        *_advice(value, say),
    )


def _coming(coming: Coming, say: Say) -> tuple[str, ...]:
    if coming.reference is None or coming.due_at is None:
        return ()
    at = say.time(coming.due_at)
    if coming.missed is not None:
        return (
            say(
                "{missed} har redan stängt, så den kommer med i nästa: {reference}, som går ut {at}.",
                missed=coming.missed,
                reference=coming.reference,
                at=at,
            ),
        )
    return (say("Den kommer med i {reference}, som går ut {at}.", reference=coming.reference, at=at),)


def facts(told: Told, say: Say) -> str:
    """Level, trend, confidence, place, time, source and themes, as one line of short sentences."""
    report, names = told.report, told.names
    found = []
    if report.level is not None:
        found.append(say("Nivå {level}.", level=level_words(report.level, names, say)))
    if report.trend is not None:
        found.append(say("Utveckling: {trend}.", trend=say.term(TRENDS[report.trend])))
    found.append(say("Säkerhet: {confidence}.", confidence=say.term(CONFIDENCES[report.confidence])))
    if report.kommuner:
        places = [place_name(one, names, say) for one in report.kommuner]
        found.append(say("Gäller {places}.", places=say.list(places)))
    found.append(say("Sett {at}.", at=say.time(report.observed_at)))
    if report.source:
        found.append(say("Källa: {source}.", source=report.source.rstrip(".")))
    if report.tags:
        found.append(
            say("Tema: {themes}.", themes=say.list([names.themes.get(one, one) for one in report.tags]))
        )
    if report.same_as is not None:
        found.append(say("Samma händelse som {reference}.", reference=report.same_as))
    return " ".join(found)


def _heard(value: Receipt, say: Say) -> tuple[str, ...]:
    report = value.told.report
    shown = _audience(report.audience, say)
    if value.called:
        return (shown, say("Tjänsteman i beredskap får veta det nu."))
    if report.urgent and report.audience is Audience.OWN:
        return (shown, say("Ingen annan får veta det: skriv för:roc om tjänsteman i beredskap ska larmas."))
    return (shown,)


def _audience(audience: Audience, say: Say) -> str:
    return {
        Audience.OWN: say("Bara den egna aktören ser den."),
        Audience.ROC: say("ROC och ledningen ser den."),
        Audience.SSR: say("Alla aktörer ser den."),
    }[audience]


def _advice(value: Receipt, say: Say) -> tuple[Para, ...]:
    report, found = value.told.report, []
    if _PERSON.search(report.source):
        found.append(para(say("Källan ser ut som ett namn. Skriv en roll i stället: rätta med källa.")))
    if report.level is None and report.kommuner and not value.answer:
        line = code(f"!lägesbild rätta {report.reference} nivå:1")
        found.append(
            para(
                say.rich(
                    "Ingen nivå står i den, så den ändrar ingen nivå i lägesbilden. Så här: {line}", line=line
                )
            )
        )
    if value.changed:
        return tuple(found)
    found += how_to_follow(report.parts.get(Part.NEED, ""), say)
    if value.corrects is None:
        found.append(para(say("Blev det fel: redigera ditt meddelande, eller ta bort det.")))
    else:
        line = code(f"!lägesbild rätta {report.reference}")
        found.append(para(say.rich("Blev det fel: skriv {line} och det som ska ändras.", line=line)))
    return tuple(found)


def card(fields: Fields, say: Say) -> Document:
    """The report's message in a room; what it said is gone from it when the room may not hear it."""
    told: Told = fields["told"]
    return mark(_card(told, say, bare=fields["bare"], hidden=fields["hidden"]), say, exercise=_drill(told))


def _card(told: Told, say: Say, *, bare: bool, hidden: bool) -> Document:
    report = told.report
    who = {"reference": report.reference, "actor": told.names.actor(report.actor)}
    if told.withdrawn_at is not None:
        return doc(say("{reference} är återtagen av {actor} {at}.", at=say.time(told.withdrawn_at), **who))
    if told.replaced_by is not None:
        return doc(say("{reference} från {actor} är ersatt av {newer}.", newer=told.replaced_by, **who))
    if hidden:
        return doc(say("{reference} från {actor} visas inte längre här.", **who))
    if bare:
        return doc(
            say("{reference} har kommit från {actor}.", **who),
            say("Texten visas inte: någon i rummet finns inte i registret."),
        )
    head: list[Inline] = [strong(report.reference), " "]
    head.append(say("{actor}, {at}.", actor=who["actor"], at=say.time(report.reported_at)))
    if told.changed_at is not None:
        head += [" ", say("Ändrad {at}.", at=say.time(told.changed_at))]
    if report.corrects is not None:
        head += [" ", say("Ersätter {reference}.", reference=report.corrects)]
    shown = doc(Para(tuple(head)), facts(told, say))
    if report.parts:
        shown += doc(bullets(_part(part, words, say) for part, words in _ordered(told)))
    shown += doc(_audience(report.audience, say))
    if told.flagged:
        shown += doc(say("Skriven på en enhet som inte är signerad: kontrollera uppgiften."))
    return shown


def _ordered(told: Told) -> list[tuple[Part, str]]:
    return [(part, told.report.parts[part]) for part in Part if part in told.report.parts]


def _part(part: Part, words: str, say: Say) -> str:
    name = say.term(PARTS[part])
    if len(words) > _SHOWN:
        return say("{part}: {words} … (förkortat)", part=name.capitalize(), words=words[:_SHOWN])
    return say("{part}: {words}", part=name.capitalize(), words=words)


def _urgent(fields: Fields, say: Say) -> Document:
    told: Told = fields["told"]
    names = {"reference": told.report.reference, "actor": told.names.actor(told.report.actor)}
    return mark(doc(say("{reference} från {actor} är nu brådskande.", **names)), say, exercise=_drill(told))


def _writing(fields: Fields, say: Say) -> Document:
    return doc(say("{name} skriver redan sedan {at}.", name=fields["name"], at=say.time(fields["since"])))


def _drill(told: Told) -> bool:
    return told.report.exercise


NOTICES: Final[Mapping[str, NoticeView]] = MappingProxyType(
    {"report.card": card, "report.urgent": _urgent, "report.writing": _writing}
)
