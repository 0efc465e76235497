"""``!gängsnack statistik``: how often the guide is handed out, by week, language and kommun."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from typing import Final

from bot.actors.facts import kommun
from bot.chat.converters import Number
from bot.chat.declare import Access, Arg, Call, Command, Group, OnChange
from bot.chat.document import Document, Table, doc, file, para, strong, table
from bot.chat.message import Role
from bot.chat.outcome import Outcome
from bot.chat.say import Say, msg
from bot.guidance.counts import Count, What, counted
from bot.guidance.languages import language, languages
from commands.guide_words import name_of

_WEEKS: Final = 8
_MOST: Final = 3 * 53


@dataclass(frozen=True)
class StatisticsArgs:
    weeks: int


@dataclass(frozen=True)
class Often:
    """``counts`` of the last so many weeks, this one among them."""

    counts: Sequence[Count]
    weeks: int
    at: datetime


async def statistics(call: Call, args: StatisticsArgs) -> Outcome:
    return Outcome(Often(await counted(call.session, call.now, args.weeks), args.weeks, call.now))


def shown(value: Often, say: Say) -> Document:
    head = say.count("Gängsnacket den här veckan", "Gängsnacket de senaste {n} veckorna", value.weeks)
    if not value.counts:
        return doc(para(strong(head)), say("Inget har lämnats ut."))
    name = say("gangsnacket-{day}.csv", day=say.local(value.at).date().isoformat())
    return doc(
        para(strong(head)),
        _table(say("Språk"), value.counts, lambda one: _language(one, say), say),
        _table(say("Kommun"), value.counts, lambda one: _kommun(one, say), say),
        _table(say("Vecka från"), value.counts, lambda one: say.day(date.fromisoformat(one.week)), say),
        say("Det är antal gånger. Vem som har fått guiden sparas inte."),
        file(name, "text/csv", _csv(value.counts, say), say("Antal per vecka, språk och kommun.")),
    )


def _table(title: str, counts: Iterable[Count], name: Callable[[Count], str], say: Say) -> Table:
    """A row for each name, in the order in which the names come, with what was handed out."""
    found: dict[str, Counter[str]] = {}
    for one in counts:
        found.setdefault(name(one), Counter())[one.what] += one.times
    kinds = [what for what in What if any(row[what] for row in found.values())]
    head = (title, *(_what(what, say) for what in kinds))
    return table(head, ([row, *(str(its[what]) for what in kinds)] for row, its in found.items()))


def _what(what: What, say: Say) -> str:
    return {
        What.TEXT: say("Kort text"),
        What.GUIDE: say("Officiella guiden"),
        What.PDF: say("Utskrift"),
        What.SMS: say("Sms"),
        What.MAIL: say("Mejl"),
        What.SHARED: say("Delad"),
    }[what]


def _language(one: Count, say: Say) -> str:
    known = {each.code for each in languages()}
    return name_of(language(one.language), say) if one.language in known else one.language


def _kommun(one: Count, say: Say) -> str:
    return kommun(one.kommun).name if one.kommun else say("ingen angiven")


def _csv(counts: Iterable[Count], say: Say) -> bytes:
    """Semicolons and a byte order mark, as a Swedish spreadsheet reads it with å, ä and ö."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow((say("vecka från"), say("språk"), say("kommun"), say("vad"), say("antal")))
    for one in counts:
        what = _what(What(one.what), say)
        writer.writerow((one.week, one.language, _kommun(one, say), what, one.times))
    return out.getvalue().encode("utf-8-sig")


GROUP: Final = Group(
    commands=(
        Command(
            path=("gängsnack", "statistik"),
            aliases=(("gängsnack", "stats"), ("gängsnack", "statistics")),
            summary=msg("visar hur ofta guiden har lämnats ut, per vecka, språk och kommun"),
            args=(
                Arg(
                    name="weeks",
                    key="veckor",
                    aliases=("weeks",),
                    convert=Number(1, _MOST),
                    summary=msg("antal veckor, den här inräknad; annars åtta"),
                    required=False,
                    question=msg("Hur många veckor?"),
                    default=_WEEKS,
                    position=0,
                    example="8",
                ),
            ),
            access=Access(roles=frozenset({Role.KOMMUNIKATOR, Role.ROC, Role.TIB, Role.ADMIN})),
            execute=statistics,
            view=shown,
            on_edit=OnChange.RERUN,
            on_redact=OnChange.NOTHING,
            examples=("gängsnack statistik", "gängsnack statistik veckor:4"),
        ),
    ),
)
