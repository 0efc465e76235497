"""What a subject adds to the register: the entries it defines and the checks only it can make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict


class Entry(BaseModel):
    """One table of the register file (``[[person]]``, ``[[unit]]``); frozen, unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


E = TypeVar("E", bound=Entry)


@dataclass(frozen=True)
class RegisterFault:
    """Something wrong with one entry; the loader adds file and line."""

    kind: str
    entry_id: str
    key: str | None
    code: str
    fields: Mapping[str, Any] = field(default_factory=dict)


class Snapshot:
    """The whole register at one version: immutable, looked up by the entries' class."""

    def __init__(self, version: int, entries: Mapping[type[Entry], Mapping[str, Entry]]) -> None:
        self.version = version
        self._entries = entries

    def of(self, kind: type[E]) -> Mapping[str, E]:
        """All entries of a class by id, in the order of the file."""
        found: Mapping[str, Any] = self._entries.get(kind, {})
        return found


class Section(Protocol):
    """One kind of entry."""

    kind: str
    """The key in the file: ``person`` for ``[[person]]``; a singleton such as ``[defaults]`` has one id."""
    model: type[Entry]
    singleton: bool

    def entry_id(self, entry: Entry) -> str:
        """What identifies the entry between versions (a user id, a unit's short name)."""
        ...

    def check(self, snapshot: Snapshot) -> Iterable[RegisterFault]:
        """Faults that show only when everything is read: unknown references, overlaps, missing routes."""
        ...


Sections = Sequence[Section]
