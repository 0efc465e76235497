"""What a picture was compiled of as JSON: any version of it can be made again, by later programs too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from bot.situation.compiled import Inputs


def to_json(inputs: Inputs) -> dict[str, Any]:
    """Nothing is lost: ``from_json`` gives an equal value back."""
    frozen: dict[str, Any] = _frozen(inputs)
    return frozen


def from_json(data: Mapping[str, Any]) -> Inputs:
    """Reads what earlier and later programs wrote: what it does not know is left, what lacks has its default.

    Raises:
        ValueError, KeyError, TypeError: it is not what ``to_json`` writes.
    """
    thawed: Inputs = _thawed(Inputs, data)
    return thawed


def _frozen(value: Any) -> Any:  # noqa: PLR0911 - one kind a line
    match value:
        case Enum():
            return value.value
        case datetime():
            return value.isoformat()
        case timedelta():
            # whole numbers: seconds as a float would lose the last digit of long times
            return [value.days, value.seconds, value.microseconds]
        case Mapping():
            return {_frozen(key): _frozen(one) for key, one in value.items()}
        case tuple():
            return [_frozen(one) for one in value]
        case _ if is_dataclass(value):
            return {one.name: _frozen(getattr(value, one.name)) for one in fields(value)}
        case _:
            return value


def _thawed(wanted: Any, data: Any) -> Any:  # noqa: PLR0911 - one kind a line
    kinds = get_args(wanted)
    if isinstance(wanted, UnionType):
        return None if data is None else _thawed(next(one for one in kinds if one is not NoneType), data)
    origin = get_origin(wanted)
    if origin is tuple:
        return tuple(_thawed(kinds[0], one) for one in data)
    if origin is Mapping:
        return {_thawed(kinds[0], key): _thawed(kinds[1], one) for key, one in data.items()}
    if wanted is datetime:
        return datetime.fromisoformat(data)
    if wanted is timedelta:
        return timedelta(*data)
    if issubclass(wanted, Enum):
        return wanted(data)
    if is_dataclass(wanted):
        made: Any = wanted
        return made(**{name: _thawed(kind, data[name]) for name, kind in _fields(made) if name in data})
    return data


@cache
def _fields(kind: type) -> tuple[tuple[str, Any], ...]:
    hints = get_type_hints(kind)
    return tuple((one.name, hints[one.name]) for one in fields(kind))
