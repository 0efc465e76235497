"""Help with the law: what may be shared with whom, and what a report of concern should hold.

Shown to whoever asks, the same for all; the bot keeps no ground, counts no time and decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from bot.chat.document import Block, Bullets, Document, Para, bullets, code, doc, para, strong
from bot.chat.say import Msg, Say, msg
from bot.chat.text import fold
from bot.law.facts import Hint, RuleEntry, Topic, is_old, rules
from bot.register.section import Snapshot

_NAMES: Final[Mapping[str, Topic]] = MappingProxyType(
    {
        "sekretess": Topic.SEKRETESS,
        "tystnadsplikt": Topic.SEKRETESS,
        "secrecy": Topic.SEKRETESS,
        "orosanmalan": Topic.OROSANMALAN,
        "orosanmalningar": Topic.OROSANMALAN,
        "anmalan": Topic.OROSANMALAN,
        "checklista": Topic.OROSANMALAN,
        "report": Topic.OROSANMALAN,
    }
)
_CHECKLIST: Final[tuple[Msg, ...]] = (
    msg("Vem det gäller, eller det ni vet: skola, område, ungefärlig ålder. En anmälan för varje barn."),
    msg("Hur vårdnadshavarna nås, och om det finns syskon."),
    msg("Om det behövs tolk, och på vilket språk."),
    msg("Vad som oroar: vad ni själva har sett och hört, var och när, med exempel."),
    msg("Vad barnet har sagt, med barnets ord."),
    msg("Hur barnet verkar må och påverkas."),
    msg("Om någon har känt oro för barnet tidigare."),
    msg("Vad ni vet och vad ni bara har hört: säg vilket som är vilket."),
    msg("Om barnet och vårdnadshavarna vet om att ni anmäler."),
    msg("Vem som anmäler och hur ni nås. Den som anmäler i tjänsten kan inte vara anonym."),
)
_DO_NOT_TELL: Final = msg(
    "Gäller det våld i familjen, sexuella övergrepp eller heder? Berätta inte för vårdnadshavarna. "
    "Tala med socialtjänsten först."
)


@dataclass(frozen=True)
class Page:
    topic: Topic
    rules: Sequence[RuleEntry]
    today: date


def topic_of(text: str) -> Topic | None:
    """The page that somebody asks for by name."""
    return _NAMES.get(fold(text).strip(" !?."))


def page(snapshot: Snapshot, topic: Topic, now: datetime) -> Page:
    return Page(topic, rules(snapshot, topic), now.date())


def show_page(value: Page, say: Say) -> Document:
    if value.topic is Topic.OROSANMALAN:
        return doc(*_checklist(say), *_rules(value, say), *_not_here(say))
    more = say.rich("Checklista för en orosanmälan: {line}.", line=code(say("!hjälp orosanmälan")))
    return doc(
        para(strong(say("Vad får delas med vem?"))),
        say(
            "Det här är en hjälp att tänka, ingen bedömning. Den gör du själv, i varje fall för sig. "
            "Är du osäker: fråga din jurist eller chef."
        ),
        *_rules(value, say),
        para(more),
        *_not_here(say),
    )


def hint(say: Say, found: Hint) -> Para:
    """One line at a step of a case that points to the page."""
    numbers = ", ".join(found.numbers)
    if found.topic is Topic.OROSANMALAN:
        line = code(say("!hjälp orosanmälan"))
        return para(say.rich("Checklista för samtalet: {line} ({numbers}).", line=line, numbers=numbers))
    line = code(say("!hjälp sekretess"))
    return para(say.rich("Vad får ni dela? {line} ({numbers}).", line=line, numbers=numbers))


def _checklist(say: Say) -> tuple[Block | str, ...]:
    return (
        para(strong(say("Orosanmälan: det här frågar socialtjänsten efter"))),
        say(
            "Fara för liv: ring 112. En anmälan görs genast, på telefon eller i er säkra kanal, "
            "aldrig med e-post."
        ),
        bullets(say.term(line) for line in _CHECKLIST),
        say.term(_DO_NOT_TELL),
    )


def _rules(value: Page, say: Say) -> tuple[Block | str, ...]:
    if not value.rules:
        return (say("Registret har inga lagrum om det här än. Fråga din jurist."),)
    found: Bullets = bullets(_rule(rule, value.today, say) for rule in value.rules)
    return (found,)


def _rule(rule: RuleEntry, today: date, say: Say) -> Para:
    at, by = rule.verified_at.isoformat(), rule.verified_by
    checked = say("Kontrollerad {date}: {by}.", date=at, by=by)
    if is_old(rule, today):
        checked = say(
            "Kontrollerad {date}: {by}. Det är mer än ett år sedan, lagen kan ha ändrats.", date=at, by=by
        )
    return para(strong(f"{rule.heading} ({rule.number})"), f": {rule.words} {checked}")


def _not_here(say: Say) -> tuple[str, ...]:
    return (
        say(
            "Skriv inget om en person här i chatten. Jag sparar inget skäl, räknar inga lagstadgade tider "
            "och är ingen journal."
        ),
    )
