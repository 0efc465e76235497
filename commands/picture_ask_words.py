"""Reports as they are shown to whoever asks: a line that says whose, how sure and when, then its parts."""

from __future__ import annotations

from collections.abc import Iterator

from bot.chat.document import Block, Para, bullets, para, strong
from bot.chat.say import Say
from bot.situation.asking import Seen
from bot.situation.names import Names
from bot.situation.values import Audience, Report
from bot.situation.wanted import Wanted
from commands.picture_terms import AUDIENCES, CONFIDENCES, PARTS, TRENDS, level_words, place_name

_LONGEST = 280
"""Of one part in a list; the whole stands in the report itself."""


def shortened(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= _LONGEST else f"{one_line[:_LONGEST].rstrip()}…"


def report_head(report: Report, names: Names, say: Say) -> Para:
    """``R-1121-4, Nacka kommun: Nacka, 2 allvarligt, värre. Bekräftat, områdespolis, läget 13:40``."""
    return para(
        strong(say("{reference}, {actor}", reference=report.reference, actor=names.actor(report.actor))),
        say(": {about}. {known}.", about=_about(report, names, say), known=_known(report, say)),
    )


def _about(report: Report, names: Names, say: Say) -> str:
    places = [place_name(code, names, say) for code in report.kommuner]
    told = [*places, *(names.themes.get(tag, tag) for tag in report.tags)]
    if report.level is not None:
        told.append(level_words(report.level, names, say))
    if report.trend is not None:
        told.append(say.term(TRENDS[report.trend]))
    return ", ".join(told) or say("utan plats och nivå")


def _known(report: Report, say: Say) -> str:
    told = [say.term(CONFIDENCES[report.confidence]).capitalize()]
    if report.source:
        told.append(report.source)
    told.append(say("läget {time}", time=say.time(report.observed_at)))
    if report.observed_at != report.reported_at:
        told.append(say("rapporterat {time}", time=say.time(report.reported_at)))
    return ", ".join(told)


def report_parts(report: Report, say: Say) -> Iterator[Block]:
    """Each part with its heading, as much as there is room for in a list."""
    lines = [
        say("{part}: {words}", part=say.term(PARTS[part]).capitalize(), words=shortened(words))
        for part, words in report.parts.items()
    ]
    if lines:
        yield bullets(lines)


def whole_parts(report: Report, say: Say) -> Iterator[Block]:
    """All that was written, with its line breaks."""
    for part, words in report.parts.items():
        yield para(strong(say.term(PARTS[part]).capitalize()), "\n", words)


def spread(report: Report, say: Say) -> str:
    """Who may see it, which whoever passes it on has to know."""
    return say("Får ses av: {audience}.", audience=say.term(AUDIENCES[report.audience]))


def narrow(seen: Seen) -> bool:
    """For fewer than all actors."""
    return seen.report.audience is not Audience.SSR


def asked_for(wanted: Wanted, names: Names, say: Say) -> str:
    """The filters said back: ``Nacka, Rekrytering, sedan fredag 20 november 00:00, nivå 2 eller högre``."""
    told = []
    if wanted.kommun is not None:
        told.append(place_name(wanted.kommun, names, say))
    if wanted.theme is not None:
        told.append(names.themes.get(wanted.theme, wanted.theme))
    if wanted.actor is not None:
        told.append(names.actor(wanted.actor))
    if wanted.level is not None:
        told.append(say("nivå {level} eller högre", level=int(wanted.level)))
    if wanted.since is not None:
        told.append(say("sedan {time}", time=say.when(wanted.since)))
    if wanted.until is not None:
        told.append(say("till {time}", time=say.when(wanted.until)))
    return ", ".join(told)


def written_again(wanted: Wanted, names: Names, say: Say) -> str:
    """The filters as they are typed: ``kommun:Nacka sedan:2026-11-20 00:00``."""
    place = None if wanted.kommun is None else place_name(wanted.kommun, names, say)
    pairs = {
        "kommun": place,
        "tema": wanted.theme,
        "aktör": wanted.actor,
        "nivå": None if wanted.level is None else str(int(wanted.level)),
        "sedan": None if wanted.since is None else f"{say.local(wanted.since):%Y-%m-%d %H:%M}",
        "till": None if wanted.until is None else f"{say.local(wanted.until):%Y-%m-%d %H:%M}",
    }
    return " ".join(f"{key}:{value}" for key, value in pairs.items() if value is not None)
