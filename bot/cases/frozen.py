"""A route as the case's row keeps it: plain JSON, read back as the same value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from bot.cases.routing import Route, Step

_TIMES = ("opens_at", "closes_at", "alarm_at")


def freeze(route: Route) -> dict[str, Any]:
    """What JSON holds of the route."""
    steps = [{**asdict(step), **{key: _text(getattr(step, key)) for key in _TIMES}} for step in route.steps]
    return {
        "steps": steps,
        "also": [[unit, _text(opens)] for unit, opens in route.also],
        "flags": list(route.flags),
        "version": route.version,
        "at": _text(route.at),
    }


def thaw(frozen: Mapping[str, Any]) -> Route:
    """The route that was frozen."""
    steps = tuple(Step(**{**step, **{key: _time(step[key]) for key in _TIMES}}) for step in frozen["steps"])
    return Route(
        steps=steps,
        also=tuple((unit, _time(opens)) for unit, opens in frozen["also"]),
        flags=tuple(frozen["flags"]),
        version=frozen["version"],
        at=datetime.fromisoformat(frozen["at"]),
    )


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
