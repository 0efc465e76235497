"""The lägesbild as a table for a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from bot.chat.say import Say
from bot.situation.compiled import KommunLevel, NeedState
from bot.situation.statements import Exported, Statement
from commands.picture_communication_text import communication_rows
from commands.picture_terms import CONFIDENCES, PARTS, TRENDS, place_name

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
_BEFORE_FORMULA = " \t\r\n\u00a0"


def as_csv(value: Exported, say: Say) -> bytes:
    """Semicolons and a byte order mark, as a Swedish spreadsheet reads it with å, ä and ö."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow(_head(say))
    drill = value.version is not None and value.version.exercise
    for kind, *row in _rows(value, say):
        shown = say("ÖVNING {kind}", kind=kind) if drill else kind
        writer.writerow([guarded(cell) for cell in (shown, *row)])
    return out.getvalue().encode("utf-8-sig")


def guarded(cell: str) -> str:
    """What a spreadsheet would take for a formula is marked as text."""
    return f"'{cell}" if cell.lstrip(_BEFORE_FORMULA).startswith(_FORMULA) or cell[:1] in _FORMULA else cell


def _head(say: Say) -> tuple[str, ...]:
    return (
        say("slag"),
        say("plats"),
        say("aktör"),
        say("nummer"),
        say("tema"),
        say("rubrik"),
        say("text"),
        say("nivå"),
        say("trend"),
        say("säkerhet"),
        say("källa"),
        say("läget"),
        say("rapporterat"),
        say("äldre uppgift"),
    )


def _rows(value: Exported, say: Say) -> Iterator[tuple[str, ...]]:
    if value.version is not None:
        for one in (value.version.county, *value.version.levels):
            yield _level(one, value, say)
        for need in value.version.needs:
            yield _need(need, value, say)
        yield from communication_rows(value.version, value.names, say)
    for statement in value.statements:
        yield _statement(statement, value, say)


def _level(one: KommunLevel, value: Exported, say: Say) -> tuple[str, ...]:
    return (
        say("nivå"),
        place_name(one.kommun, value.names, say),
        "", "", "", "",
        say("ej rapporterat") if one.level is None else value.names.levels[one.level],
        "" if one.level is None else str(int(one.level)),
        say.term(TRENDS[one.trend]) if one.trend is not None else "",
        "", "",
        f"{say.local(one.observed_at):%Y-%m-%d %H:%M}" if one.observed_at is not None else "",
        "",
        say("ja") if one.carried else say("nej"),
    )  # fmt: skip


def _need(one: NeedState, value: Exported, say: Say) -> tuple[str, ...]:
    return (
        say("behov"),
        place_name(one.kommun, value.names, say) if one.kommun is not None else "",
        value.names.actor(one.actor),
        one.reference,
        ", ".join(value.names.themes.get(tag, tag) for tag in one.tags),
        say("behov"),
        one.words,
        "", "", "", "", "",
        f"{say.local(one.raised_at):%Y-%m-%d %H:%M}",
        say("försenat") if one.late else say("nej"),
    )  # fmt: skip


def _statement(one: Statement, value: Exported, say: Say) -> tuple[str, ...]:
    return (
        say("uppgift"),
        ", ".join(place_name(code, value.names, say) for code in one.kommuner),
        value.names.actor(one.actor),
        one.report,
        ", ".join(value.names.themes.get(theme, theme) for theme in one.themes),
        say.term(PARTS[one.part]),
        one.words,
        "" if one.level is None else str(int(one.level)),
        say.term(TRENDS[one.trend]) if one.trend is not None else "",
        say.term(CONFIDENCES[one.confidence]),
        one.source,
        f"{say.local(one.observed_at):%Y-%m-%d %H:%M}",
        f"{say.local(one.reported_at):%Y-%m-%d %H:%M}",
        say("ja") if one.carried else say("nej"),
    )
