"""The lägesbild as JSON, by the schema in docs/lagesbild.schema.json."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.situation.compiled import ActorStanding, KommunLevel, NeedState, Version
from bot.situation.export_communication import communication_json
from bot.situation.export_values import named, utc
from bot.situation.names import Names
from bot.situation.statements import Exported, Statement

FORMAT = "rocbot-lagesbild-1"
"""Changed when something is taken away or means something else; what is added does not change it."""


def as_json(value: Exported) -> str:
    """Readable by people too: indented, letters as they are."""
    version = value.version
    found: dict[str, Any] = {
        "format": FORMAT,
        "made_at": utc(value.made_at),
        "audience": value.audience.value,
        "level_names": list(value.names.levels),
        "statements": [_statement(one, value.names) for one in value.statements],
    }
    if version is None:
        found["asked"] = _asked(value)
        found["found"] = {"reports": value.reports, "of": value.total}
    else:
        found["picture"] = _picture(version)
        found["county"] = _level(version.county, value.names)
        found["levels"] = [_level(one, value.names) for one in version.levels]
        found["needs"] = [_need(one, value.names) for one in version.needs]
        if version.communication is not None:
            found["communication"] = communication_json(version.communication, value.names)
        found["actors"] = [_standing(one, value.names) for one in version.standings]
        found["cases"] = {
            state: {"least": count.least, "most": count.most} for state, count in value.cases.items()
        }
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def _picture(version: Version) -> dict[str, Any]:
    return {
        "reference": version.reference,
        "version": version.version,
        "due_at": utc(version.due_at),
        "mode": version.mode.mode.value,
        "mode_since": None if version.mode.since is None else utc(version.mode.since),
        "reviewed": not version.held,
        "exercise": version.exercise,
        "kommun": version.kommun,
    }


def _asked(value: Exported) -> dict[str, Any]:
    asked = value.asked
    given: Mapping[str, Any] = {
        "kommun": asked.kommun,
        "since": None if asked.since is None else utc(asked.since),
        "until": None if asked.until is None else utc(asked.until),
        "theme": asked.theme,
        "actor": asked.actor,
        "level": None if asked.level is None else int(asked.level),
    }
    return {key: one for key, one in given.items() if one is not None}


def _statement(one: Statement, names: Names) -> dict[str, Any]:
    found: dict[str, Any] = {
        "report": one.report,
        "actor": named(one.actor, names.actor(one.actor)),
        "part": one.part.value,
        "words": one.words,
        "observed_at": utc(one.observed_at),
        "reported_at": utc(one.reported_at),
        "confidence": one.confidence.value,
        "source": one.source,
        "places": [_place(code, names) for code in one.kommuner],
        "themes": [named(theme, names.themes.get(theme, theme)) for theme in one.themes],
        "carried": one.carried,
    }
    if one.audience is not None:
        found["audience"] = one.audience.value
        found["level"] = None if one.level is None else int(one.level)
        found["trend"] = None if one.trend is None else one.trend.value
    return found


def _level(one: KommunLevel, names: Names) -> dict[str, Any]:
    return {
        "place": _place(one.kommun, names),
        "level": None if one.level is None else int(one.level),
        "trend": None if one.trend is None else one.trend.value,
        "carried": one.carried,
        "observed_at": None if one.observed_at is None else utc(one.observed_at),
    }


def _need(one: NeedState, names: Names) -> dict[str, Any]:
    return {
        "reference": one.reference,
        "actor": named(one.actor, names.actor(one.actor)),
        "words": one.words,
        "raised_at": utc(one.raised_at),
        "owner": None if one.owner is None else named(one.owner, names.actor(one.owner)),
        "due_at": None if one.due_at is None else utc(one.due_at),
        "place": None if one.kommun is None else _place(one.kommun, names),
        "late": one.late,
    }


def _standing(one: ActorStanding, names: Names) -> dict[str, Any]:
    return {
        "actor": named(one.actor, names.actor(one.actor)),
        "standing": one.standing.value,
        "last": None if one.last is None else utc(one.last),
    }


def _place(code: str, names: Names) -> dict[str, str]:
    """The county's own code is ``lan``."""
    return named(code, names.kommuner.get(code, code))
