"""What is answered to ``!lägesbild visa``, ``historik`` and ``skillnad``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.chat.document import Block, Document, bullets, code, doc, para, picture, strong, table
from bot.chat.say import Say
from bot.draw.picture import Picture
from bot.situation.asking import Seen
from bot.situation.past_list import PastLine, PastList
from bot.situation.show import PAGE, NoPicture, ShownPicture, ShownReport, ShownReports
from bot.situation.values import ReportState
from commands.picture_ask_words import (
    asked_for,
    narrow,
    report_head,
    report_parts,
    spread,
    whole_parts,
    written_again,
)
from commands.picture_map import map_alt
from commands.picture_terms import MODES
from commands.picture_view import picture_document


@dataclass(frozen=True)
class Drawn:
    """What was found; a picture with its map."""

    value: Any
    map: Picture | None = None


def shown(answer: Drawn, say: Say) -> Document:
    match answer.value:
        case NoPicture():
            return _none_yet(answer.value, say)
        case ShownPicture():
            return _picture(answer.value, answer.map, say)
        case ShownReport():
            return _report(answer.value, say)
        case _:
            return _reports(answer.value, say)


def _none_yet(value: NoPicture, say: Say) -> Document:
    if value.next_at is None:
        return doc(say("Ingen lägesbild har gått ut än."))
    return doc(say("Ingen lägesbild har gått ut än. Den första går ut {time}.", time=say.when(value.next_at)))


def _picture(value: ShownPicture, drawn: Picture | None, say: Say) -> Document:
    version = value.picture.version
    found = picture_document(version, value.names, say)
    if value.next_at is not None and value.next_at > version.due_at:
        found += doc(say("Nästa lägesbild går ut {time}.", time=say.when(value.next_at)))
    if drawn is not None:
        name = say("lägesbild-{reference}.png", reference=version.reference)
        found += doc(picture(name, drawn, map_alt(version, value.names, say)))
    return found


def _reports(value: ShownReports, say: Say) -> Document:
    asked = asked_for(value.asked, value.names, say)
    total = value.found.total
    if total == 0:
        return doc(
            say("Inga rapporter som du kan se här: {asked}.", asked=asked),
            say.rich(
                "Sök bredare: ta bort ett villkor, eller läs senaste lägesbilden med {command}.",
                command=code("!lägesbild visa"),
            ),
        )
    if not value.found.reports:
        last = -(-total // PAGE)
        return doc(say("Det finns {last} sidor. Skriv sida:{last} för den sista.", last=last))
    head = say.count("{n} rapport: {asked}.", "{n} rapporter: {asked}.", total, asked=asked)
    blocks: list[Block] = [para(strong(head))]
    for one in value.found.reports:
        blocks += [report_head(one.report, value.names, say), *report_parts(one.report, say)]
        if marks := _marks(one, say):
            blocks.append(para(marks))
    left = total - value.found.before - len(value.found.reports)
    if left > 0:
        again = written_again(value.asked, value.names, say)
        line = code(f"!lägesbild visa {again} sida:{value.page + 1}")
        blocks.append(para(say.rich("{left} till. Fler: skriv {line}.", left=left, line=line)))
    return doc(*blocks)


def _marks(one: Seen, say: Say) -> str:
    told = []
    if not one.published:
        told.append(say("Har inte stått i någon lägesbild än."))
    if one.report.same_as is not None:
        told.append(say("Samma händelse som {reference}.", reference=one.report.same_as))
    if narrow(one):
        told.append(spread(one.report, say))
    return " ".join(told)


def _report(value: ShownReport, say: Say) -> Document:
    one = value.found.shown
    report = one.report
    blocks: list[Block] = []
    if report.exercise:
        blocks.append(para(strong(say("ÖVNING"))))
    blocks += [report_head(report, value.names, say), *whole_parts(report, say)]
    if one.state is ReportState.WITHDRAWN:
        blocks.append(para(say("Återtagen av aktören.")))
    if one.author is not None:
        name = value.people.get(one.author, one.author)
        blocks.append(para(say("Skriven av {name}.", name=name)))
    if marks := _marks(one, say):
        blocks.append(para(marks))
    if not narrow(one):
        blocks.append(para(spread(report, say)))
    if len(value.found.versions) > 1:
        blocks += [para(say("Versioner:")), bullets(_versions(value, say))]
    if value.found.same:
        blocks.append(para(say("Samma händelse, räknad en gång:")))
        blocks.append(bullets(report_head(other.report, value.names, say) for other in value.found.same))
    return doc(*blocks)


def _versions(value: ShownReport, say: Say) -> Iterator[str]:
    for one in value.found.versions:
        time = say.when(one.report.reported_at)
        reference = one.report.reference
        match one.state:
            case ReportState.CURRENT:
                yield say("{reference}, {time}: gäller.", reference=reference, time=time)
            case ReportState.REPLACED:
                yield say("{reference}, {time}: ersatt.", reference=reference, time=time)
            case ReportState.WITHDRAWN:
                yield say("{reference}, {time}: återtagen.", reference=reference, time=time)


def listed(value: PastList, say: Say) -> Document:
    if not value.lines:
        if value.page > 1:
            return doc(say("Det finns inga äldre lägesbilder."))
        return doc(say("Ingen lägesbild har gått ut än."))
    head = (say("Lägesbild"), say("Tid"), say("Läge"), say("Svarat"), say("Granskad"))
    found = doc(
        para(strong(say("Lägesbilder som har gått ut, den nyaste först"))),
        table(head, [_row(one, say) for one in value.lines]),
    )
    if value.more:
        line = code(f"!lägesbild historik sida:{value.page + 1}")
        found += doc(say.rich("Äldre: skriv {line}.", line=line))
    return found


def _row(one: PastLine, say: Say) -> tuple[str, ...]:
    reference = (
        one.reference
        if one.version == 1
        else say("{reference} version {version}", reference=one.reference, version=one.version)
    )
    time = say.when(one.due_at)
    if one.late:
        time = say("{due}, sent: {at}", due=time, at=say.time(one.published_at))
    reviewed = say("nej, bara nivåer") if one.held else say("ja")
    answered = say("{n} av {of}", n=one.answered, of=one.asked) if one.asked else "–"
    return reference, time, say.term(MODES[one.mode]), answered, reviewed
