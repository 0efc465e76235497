"""What a subject adds to the register: the entries it defines and the checks only it can make."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncSession


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
    warning: bool = False
    """Told, but the register is taken all the same."""


class Snapshot:
    """The whole register at one version: immutable, looked up by the entries' class."""

    def __init__(self, version: int, entries: Mapping[type[Entry], Mapping[str, Entry]]) -> None:
        self.version = version
        self._entries = entries

    def of(self, kind: type[E]) -> Mapping[str, E]:
        """All entries of a class by id, in the order of the file."""
        found: Mapping[str, Any] = self._entries.get(kind, {})
        return found


@dataclass(frozen=True)
class Enclosed:
    """A file that an entry names, read and looked at. ``words``: how the difference shows it."""

    body: bytes
    checksum: str
    """SHA-256 in hex."""
    words: str


class Enclosures(Protocol):
    """What a subject does with the files that its entries name."""

    def read(self, snapshot: Snapshot, entry: Any, folder: Path) -> Enclosed | RegisterFault | None:
        """The entry's file, from below the folder of the register's file; None when it names none."""
        ...

    async def changes(
        self, session: AsyncSession, snapshot: Snapshot, found: Mapping[str, Enclosed]
    ) -> tuple[str, ...]:
        """What keeping them would change, one line each. ``found`` is by the entry's identity."""
        ...

    async def keep(
        self,
        session: AsyncSession,
        snapshot: Snapshot,
        found: Mapping[str, Enclosed],
        *,
        at: datetime,
        actor: str,
    ) -> None:
        """Put them where the bot finds them, in the transaction that puts the register in force."""
        ...


class Section(Protocol):
    """One kind of entry; ``Table`` makes one."""

    @property
    def kind(self) -> str:
        """The key in the file: ``person`` for ``[[person]]``, ``defaults`` for ``[defaults]``."""
        ...

    @property
    def model(self) -> type[Entry]: ...

    @property
    def singleton(self) -> bool: ...

    @property
    def enclosures(self) -> Enclosures | None: ...

    def entry_id(self, entry: Entry) -> str:
        """What identifies the entry between versions (a user id, a unit's short name)."""
        ...

    def check(self, snapshot: Snapshot) -> Iterable[RegisterFault]:
        """Faults that show only when everything is read: unknown references, overlaps, missing routes."""
        ...


def by_id(entry: Entry) -> str:
    """The usual identity: the field ``id``."""
    found: str = getattr(entry, "id")  # noqa: B009 - not every entry has one
    return found


def no_faults(snapshot: Snapshot) -> Iterable[RegisterFault]:  # noqa: ARG001 - it is a check
    return ()


@dataclass(frozen=True)
class Table:
    """A ``Section`` made of its parts."""

    kind: str
    model: type[Entry]
    identity: Callable[[Any], str] = by_id
    checks: Callable[[Snapshot], Iterable[RegisterFault]] = no_faults
    singleton: bool = False
    enclosures: Enclosures | None = None

    def entry_id(self, entry: Entry) -> str:
        return self.kind if self.singleton else self.identity(entry)

    def check(self, snapshot: Snapshot) -> Iterable[RegisterFault]:
        return self.checks(snapshot)


Sections = Sequence[Section]

StaleAfter = Callable[[Snapshot], timedelta]
"""How old somebody's check of a number may be before it is doubted."""


def ninety_days(snapshot: Snapshot) -> timedelta:  # noqa: ARG001 - it is a StaleAfter
    """What holds where the register has no say in it."""
    return timedelta(days=90)
