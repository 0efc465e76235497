"""``!lägesbild export``: the picture or an extract as a file for another system."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, ClassVar, Final

from bot.chat.converters import OneOf
from bot.chat.declare import Arg, Call, Choice, ProblemView
from bot.chat.document import Document, code, doc, file
from bot.chat.outcome import Outcome
from bot.chat.say import Say, msg
from bot.errors import Refusal
from bot.situation.export import ExportPicture
from bot.situation.export_json import as_json
from bot.situation.statements import Exported
from bot.situation.values import Level
from bot.situation.wanted import PictureNumber, Wanted
from commands.picture_ask_args import PictureOnly
from commands.picture_ask_words import asked_for
from commands.picture_export_csv import as_csv
from commands.picture_export_text import as_text
from commands.picture_map import map_title
from commands.picture_terms import AUDIENCES


class Format(StrEnum):
    TEXT = "text"
    CSV = "csv"
    JSON = "json"


@dataclass(frozen=True)
class ExportArgs:
    number: PictureNumber | Format | None
    format: Format
    kommun: str | None
    since: datetime | None
    until: datetime | None
    theme: str | None
    actor: str | None
    level: Level | None


@dataclass(frozen=True)
class AsFile:
    exported: Exported
    format: Format


_FORMATS: Final = OneOf(
    {
        Format.TEXT: (msg("text"), "txt", "wis"),
        Format.CSV: (msg("csv för kalkylblad"), "csv", "excel", "kalkylblad"),
        Format.JSON: (msg("json"), "json"),
    }
)

FORMAT: Final = Arg(
    name="format",
    key="format",
    aliases=("som", "as"),
    convert=_FORMATS,
    summary=msg("text, csv eller json"),
    required=False,
    default=Format.TEXT,
    single=True,
    example="csv",
)


class NumberOrFormat:
    """A picture's reference, None for the latest; or what the file is to be, where that is the only word."""

    needs: ClassVar[tuple[type, ...]] = ()

    async def read(self, text: str, call: Call) -> PictureNumber | Format | None:
        with suppress(Refusal):
            return await _FORMATS.read(text, call)
        return await PictureOnly().read(text, call)

    async def choices(self, call: Call) -> Sequence[Choice]:  # noqa: ARG002 - the protocol's
        return ()


async def export(call: Call, args: ExportArgs, service: ExportPicture) -> Outcome:
    wanted = Wanted(args.kommun, args.since, args.until, args.theme, args.actor, args.level)
    alone = args.number if isinstance(args.number, Format) else None
    number = None if isinstance(args.number, Format) else args.number
    outcome = await service(call, wanted, number)
    return replace(outcome, value=AsFile(outcome.value, alone or args.format))


def exported(value: AsFile, say: Say) -> Document:
    found = value.exported
    about = _about(found, say)
    audience = say.term(AUDIENCES[found.audience])
    answer = doc(say("{about} som fil. Får ses av: {audience}.", about=about, audience=audience))
    if found.total > found.reports:
        answer += doc(
            say("Filen har de {n} nyaste av {of} rapporter.", n=found.reports, of=found.total),
            say.rich("Smalna av med till exempel {line}.", line=code("sedan:igår")),
        )
    name, media_type, body = _file(value, say)
    return answer + doc(file(name, media_type, body, say("{about} som fil.", about=about)))


def _about(found: Exported, say: Say) -> str:
    if found.version is None:
        return say("Rapporter: {asked}", asked=asked_for(found.asked, found.names, say))
    return map_title(found.version, say)


def _file(value: AsFile, say: Say) -> tuple[str, str, bytes]:
    found = value.exported
    stem = (
        say("lägesbild-{reference}", reference=found.version.reference)
        if found.version is not None
        else say("lägesbild-utdrag-{day}", day=f"{say.local(found.made_at):%Y-%m-%d-%H%M}")
    )
    match value.format:
        case Format.TEXT:
            return f"{stem}.txt", "text/plain", as_text(found, say).encode()
        case Format.CSV:
            return f"{stem}.csv", "text/csv", as_csv(found, say)
        case Format.JSON:
            return f"{stem}.json", "application/json", as_json(found).encode()


def _none_yet(_: Mapping[str, Any], say: Say) -> Document:
    return doc(say("Ingen lägesbild har gått ut än, så det finns inget att ta ut."))


def _nothing_found(_: Mapping[str, Any], say: Say) -> Document:
    return doc(say("Inga rapporter som du kan se här passar, så det blev ingen fil. Ta bort ett villkor."))


EXPORT_PROBLEMS: Final[Mapping[str, ProblemView]] = MappingProxyType(
    {"picture.none_yet": _none_yet, "picture.nothing_found": _nothing_found}
)
