"""What pydantic found wrong, as codes and fields of ours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.register.document import nearest
from bot.register.positions import Path

_QUOTED = re.compile(r"'([^']*)'")


def explained(
    error: ValidationError, model: type[BaseModel]
) -> Iterator[tuple[Path, str, Mapping[str, Any]]]:
    """Each error's path inside the entry, its code, and what its sentence needs."""
    for detail in error.errors(include_url=False):
        path = tuple(part for part in detail["loc"] if not _is_branch(part))
        yield path, detail["type"], _fields(detail, model, path)


def _is_branch(part: str | int) -> bool:
    """A union names the branch that it tried; the file has no such key."""
    return isinstance(part, str) and (part.startswith(("function-", "tagged-")) or "[" in part)


def _fields(detail: ErrorDetails, model: type[BaseModel], path: Path) -> Mapping[str, Any]:
    fields: dict[str, Any] = dict(detail.get("ctx", {}))
    if detail["type"] == "extra_forbidden":
        fields["suggestion"] = nearest(str(path[-1]), _keys_at(model, path[:-1]))
    elif detail["type"] in {"enum", "literal_error"}:
        choices = _QUOTED.findall(str(fields.get("expected", "")))
        fields["expected"] = choices
        typed = detail["input"]
        fields["suggestion"] = nearest(typed, choices) if isinstance(typed, str) else None
    elif "suggestions" in fields:
        fields["suggestion"] = " eller ".join(fields["suggestions"])
    return fields


def _keys_at(model: type[BaseModel], path: Path) -> list[str]:
    """The keys that an entry knows at a place inside it."""
    for part in path:
        if isinstance(part, int):
            continue
        found = next(
            (info for name, info in model.model_fields.items() if part in {name, info.alias}),
            None,
        )
        inner = _model_in(found.annotation) if found else None
        if inner is None:
            return []
        model = inner
    return [info.alias or name for name, info in model.model_fields.items()]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in get_args(annotation):
        if found := _model_in(part):
            return found
    return None
