"""The picture of a lägesbild: the map of tiles, and the same in words for who cannot see it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from bot.actors.facts import kommun
from bot.chat.say import Say
from bot.draw.marks import Slope
from bot.draw.sheet import Drawing
from bot.draw.tilemap import Legend, Tile, TileMap, tile_map
from bot.situation.compiled import KommunLevel, ModeState, Version
from bot.situation.names import Names
from bot.situation.values import COUNTY, Level, Mode, Trend
from commands.picture_terms import MODES, TRENDS, level_words

DAYS: Final = 14
"""How many days the small line of each tile shows."""
_SLOPES: Final[Mapping[Trend, Slope]] = MappingProxyType(
    {Trend.WORSE: Slope.UP, Trend.SAME: Slope.FLAT, Trend.BETTER: Slope.DOWN}
)
History = Mapping[str, Sequence[Level | None]]


def map_drawing(version: Version, history: History, names: Names, say: Say) -> Drawing:
    """To be made a picture of in a thread: ``await asyncio.to_thread(picture_of, drawing)``.

    ``history``: by kommun code and ``COUNTY``, the levels of the last days, oldest first.
    """
    places = {}
    for one in version.levels:
        known = kommun(one.kommun)
        said = _kommun_words(one, names, say)
        marked = version.kommun == one.kommun
        places[known.row, known.col] = _tile(known.label, said, one, history, marked=marked)
    return tile_map(
        TileMap(
            title=map_title(version, say),
            remark=say("{time} · {mode}", time=say.when(version.due_at), mode=mode_words(version.mode, say)),
            whole=_tile(
                say("Hela länet"), _kommun_words(version.county, names, say), version.county, history
            ),
            places=places,
            legend=_legend(names, say),
            banner=say("ÖVNING") if version.exercise else "",
            description=map_alt(version, names, say),
        )
    )


def map_title(version: Version, say: Say) -> str:
    if version.version > 1:
        return say(
            "Lägesbild {reference}, version {version}", reference=version.reference, version=version.version
        )
    return say("Lägesbild {reference}", reference=version.reference)


def mode_words(mode: ModeState, say: Say) -> str:
    """The mode and since when; never the cause, which not everybody may read."""
    if mode.mode is Mode.ORDINARY or mode.since is None:
        return say.term(MODES[mode.mode])
    return say("{mode} sedan {time}", mode=say.term(MODES[mode.mode]), time=say.when(mode.since))


def map_alt(version: Version, names: Names, say: Say) -> str:
    """Everything that the map shows, the highest levels first."""
    reported = [one for one in version.levels if one.level is not None]
    reported.sort(key=lambda one: -(one.level or 0))
    silent = [names.kommuner[one.kommun] for one in version.levels if one.level is None]
    return " ".join(
        filter(
            None,
            (
                say("Övning.") if version.exercise else "",
                say(
                    "Karta, {title}, {time}, {mode}.",
                    title=map_title(version, say),
                    time=say.when(version.due_at),
                    mode=mode_words(version.mode, say),
                ),
                say("{county}.", county=_kommun_words(version.county, names, say)),
                *_told(reported, names, say),
                say("Ej rapporterat: {names}.", names=say.list(silent)) if silent else "",
            ),
        )
    )


def _told(reported: Sequence[KommunLevel], names: Names, say: Say) -> Iterator[str]:
    if reported:
        yield say("{levels}.", levels="; ".join(_kommun_words(one, names, say) for one in reported))


def _tile(label: str, said: str, one: KommunLevel, history: History, *, marked: bool = False) -> Tile:
    found = [None if level is None else int(level) for level in history.get(one.kommun, ())][-DAYS:]
    past = [*[None] * (DAYS - len(found)), *found]
    slope = None if one.trend is None or one.level is None else _SLOPES[one.trend]
    level = None if one.level is None else int(one.level)
    old = one.carried and level is not None
    return Tile(label, level, slope, old=old, past=past, marked=marked, said=said)


def _kommun_words(one: KommunLevel, names: Names, say: Say) -> str:
    """``Nacka 2 allvarligt, värre, äldre uppgift``."""
    name = say("Hela länet") if one.kommun == COUNTY else names.kommuner[one.kommun]
    told = [say("{name} {level}", name=name, level=level_words(one.level, names, say))]
    if one.level is not None and one.trend is not None:
        told.append(say.term(TRENDS[one.trend]))
    if one.level is not None and one.carried:
        since = one.observed_at
        told.append(
            say("äldre uppgift") if since is None else say("uppgift från {time}", time=say.when(since))
        )
    return ", ".join(told)


def _legend(names: Names, say: Say) -> Legend:
    return Legend(
        levels=names.levels,
        unknown=say("ej rapporterat"),
        slopes={slope: say.term(TRENDS[trend]) for trend, slope in _SLOPES.items()},
        old=say("äldre uppgift"),
        days=say("de senaste {n} dagarna", n=DAYS),
    )
