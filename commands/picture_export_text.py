"""The lägesbild as a block of text, under the headings that other systems ask for."""

from __future__ import annotations

from collections.abc import Iterator

from bot.chat.say import Say
from bot.chat.text import strip_controls
from bot.situation.compiled import Version
from bot.situation.names import Names
from bot.situation.statements import Exported, Statement
from bot.situation.values import COUNTY, Part
from commands.picture_ask_words import asked_for
from commands.picture_communication_text import communication_text
from commands.picture_map import map_title, mode_words
from commands.picture_terms import AUDIENCES, CONFIDENCES, PARTS, TRENDS, level_words, place_name


def as_text(value: Exported, say: Say) -> str:
    return "\n".join(_lines(value, say)) + "\n"


def _lines(value: Exported, say: Say) -> Iterator[str]:
    if value.version is None:
        yield say("UTDRAG UR LÄGESBILDEN")
        yield say("Urval: {asked}", asked=asked_for(value.asked, value.names, say))
        yield say("Rapporter: {n} av {of}", n=value.reports, of=value.total)
    else:
        yield from _head(value.version, say)
    yield say("Får ses av: {audience}", audience=say.term(AUDIENCES[value.audience]))
    if value.version is not None:
        yield from _levels(value.version, value.names, say)
        yield from communication_text(value.version, value.names, say)
    for part in Part:
        found = [one for one in value.statements if one.part is part]
        needs = value.version.needs if value.version is not None and part is Part.NEED else ()
        if not found and not needs:
            continue
        yield ""
        yield say.term(PARTS[part]).upper()
        for need in needs:
            told = say(
                "({reference}, {actor})", reference=need.reference, actor=value.names.actor(need.actor)
            )
            yield " ".join(filter(None, ("-", _plain(need.words), told)))
        for one in found:
            yield f"- {_plain(one.words)} {_origin(one, value.names, say)}"


def _head(version: Version, say: Say) -> Iterator[str]:
    if version.exercise:
        yield say("ÖVNING ÖVNING ÖVNING")
    yield map_title(version, say).upper()
    yield say("Tidpunkt: {time}", time=say.when(version.due_at))
    yield say("Samverkansläge: {mode}", mode=mode_words(version.mode, say))
    if version.held:
        yield say("Inte granskad: utan text, bara nivåer.")


def _levels(version: Version, names: Names, say: Say) -> Iterator[str]:
    yield ""
    yield say("LÄGE PER KOMMUN")
    reported = sorted(
        (one for one in version.levels if one.level is not None), key=lambda one: -(one.level or 0)
    )
    for one in (version.county, *reported):
        told = level_words(one.level, names, say)
        if one.level is not None and one.trend is not None:
            told = f"{told}, {say.term(TRENDS[one.trend])}"
        place = say("Hela länet") if one.kommun == COUNTY else place_name(one.kommun, names, say)
        yield say("{place}: {level}", place=place, level=told)
    if silent := [names.kommuner[one.kommun] for one in version.levels if one.level is None]:
        yield say("Ej rapporterat: {names}", names=say.list(silent))


def _origin(one: Statement, names: Names, say: Say) -> str:
    told = [one.report, names.actor(one.actor), say.term(CONFIDENCES[one.confidence])]
    if one.source:
        told.append(one.source)
    told.append(say.when(one.observed_at))
    if one.carried:
        told.append(say("äldre uppgift"))
    return say("({origin})", origin=", ".join(told))


def _plain(words: str) -> str:
    """On one line, so that a line of the text is a line of the picture."""
    return " ".join(strip_controls(words).split())
