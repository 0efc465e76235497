"""From files to a register that is whole and consistent, or to every fault in it at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from bot.errors import Fault
from bot.register.document import Document, PlacedFault, RawTable, read_files
from bot.register.pydantic_faults import explained
from bot.register.section import Enclosed, Entry, RegisterFault, Section, Sections, Snapshot
from bot.register.sentences import sentence

NO_VERSION = 0


@dataclass(frozen=True)
class Loaded:
    """A register that may be applied: nothing in it is wrong, though something may deserve a look."""

    entries: Mapping[type[Entry], Mapping[str, Entry]]
    warnings: tuple[str, ...] = ()
    """One line each."""
    enclosed: Mapping[str, Mapping[str, Enclosed]] = field(default_factory=dict)
    """The files that entries name, by kind and identity."""

    def snapshot(self, version: int = NO_VERSION) -> Snapshot:
        return Snapshot(version, self.entries)


def load_files(paths: Iterable[Path], sections: Sections, sentences: Mapping[str, str]) -> Loaded:
    """Read, validate and cross-check the files.

    Args:
        paths: The files that together are the whole register.
        sections: Every kind of entry.
        sentences: The subjects' sentences for their own faults.

    Raises:
        Fault: ``register.invalid`` with ``lines``: every fault, one line each.
    """
    kinds = {section.kind: section.singleton for section in sections}
    reading = _read(read_files(paths, kinds), sections)
    found = reading.faults
    if faults := [fault for fault in found if not fault.warning]:
        raise Fault("register.invalid", count=len(faults), lines=lines(faults, sentences))
    return Loaded(reading.entries, lines(found, sentences), reading.enclosed)


def lines(faults: Iterable[PlacedFault], sentences: Mapping[str, str]) -> tuple[str, ...]:
    """One line for each fault, as ``register.toml:123 unit.socialjour-syd.open: ...``."""
    return tuple(
        f"{f.file}:{f.line}{' ' if f.key else ''}{f.key}: {sentence(f.code, f.fields, sentences)}"
        for f in sorted(faults, key=lambda f: (f.file, f.line, f.key, f.code))
    )


class Concern(NamedTuple):
    """What a check says of the register in force; there is no file to point into."""

    key: str
    text: str
    warning: bool


def concerns(snapshot: Snapshot, sections: Sections, sentences: Mapping[str, str]) -> tuple[Concern, ...]:
    """The checks made again: numbers grow old, undecided rows stay undecided."""
    return tuple(
        Concern(
            key=_key(fault.kind, fault.entry_id, fault.key),
            text=sentence(fault.code, fault.fields, sentences),
            warning=fault.warning,
        )
        for section in sections
        for fault in section.check(snapshot)
    )


def validate(
    document: Document, sections: Sections
) -> tuple[Mapping[type[Entry], Mapping[str, Entry]], Sequence[PlacedFault]]:
    """The entries that are right by themselves, and all faults and warnings.

    What needs the whole is not looked at while a part of a file could not be read.
    """
    reading = _read(document, sections)
    return reading.entries, reading.faults


def _read(document: Document, sections: Sections) -> _Reading:
    reading = _Reading({section.kind: section for section in sections}, list(document.faults))
    for table in document.tables:
        reading.table(table)
    if not document.faults:
        snapshot = Snapshot(NO_VERSION, reading.entries)
        reading.faults += reading.crosswise(snapshot)
        reading.enclose(snapshot)
    return reading


class _Reading:
    def __init__(self, sections: Mapping[str, Section], faults: list[PlacedFault]) -> None:
        self.sections = sections
        self.faults = faults
        self.entries: dict[type[Entry], dict[str, Entry]] = {s.model: {} for s in sections.values()}
        self.tables: dict[tuple[str, str], RawTable] = {}
        self.enclosed: dict[str, dict[str, Enclosed]] = {}
        self.first: RawTable | None = None
        self.broken: set[str] = set()
        """Texts in entries that are wrong: what refers to them is not a second fault."""

    def table(self, table: RawTable) -> None:
        section = self.sections[table.kind]
        self.first = self.first or table
        try:
            entry = section.model.model_validate(table.values)
        except ValidationError as error:
            self.broken |= {value for value in table.values.values() if isinstance(value, str)}
            prefix = _raw_key(table, section)
            for path, code, fields in explained(error, section.model):
                key = ".".join((prefix, *(str(part) for part in path)))
                self.faults.append(PlacedFault(table.file, table.line(path), key, code, fields))
            return
        entry_id = section.entry_id(entry)
        first = self.tables.setdefault((table.kind, entry_id), table)
        if first is not table:
            where = {"file": first.file, "line": first.line()}
            key = _key(table.kind, entry_id)
            self.faults.append(PlacedFault(table.file, table.line(), key, "entry.duplicate", where))
            return
        self.entries[section.model][entry_id] = entry

    def crosswise(self, snapshot: Snapshot) -> Iterator[PlacedFault]:
        for section in self.sections.values():
            for fault in section.check(snapshot):
                if not self._follows_from_another(fault.fields):
                    yield self._placed(fault)

    def enclose(self, snapshot: Snapshot) -> None:
        """Read the files that entries name, each from beside the register's file that names it."""
        for section in self.sections.values():
            if section.enclosures is None:
                continue
            for entry_id, entry in self.entries[section.model].items():
                folder = self.tables[section.kind, entry_id].folder
                found = section.enclosures.read(snapshot, entry, folder)
                if isinstance(found, RegisterFault):
                    self.faults.append(self._placed(found))
                elif found is not None:
                    self.enclosed.setdefault(section.kind, {})[entry_id] = found

    def _follows_from_another(self, fields: Mapping[str, Any]) -> bool:
        return any(isinstance(value, str) and value in self.broken for value in fields.values())

    def _placed(self, fault: RegisterFault) -> PlacedFault:
        table = self.tables.get((fault.kind, fault.entry_id))
        path = tuple(int(part) if part.isdigit() else part for part in (fault.key or "").split(".") if part)
        key = _key(fault.kind, fault.entry_id, fault.key)
        if table is None:
            anywhere = next((t for (kind, _), t in self.tables.items() if kind == fault.kind), self.first)
            file, line = (anywhere.file, anywhere.line()) if anywhere else ("register", 1)
        else:
            file, line = table.file, table.line(path)
        return PlacedFault(file, line, key, fault.code, fault.fields, fault.warning)


def _key(kind: str, entry_id: str, key: str | None = None) -> str:
    return ".".join(part for part in (kind, entry_id if entry_id != kind else "", key or "") if part)


def _raw_key(table: RawTable, section: Section) -> str:
    """The best name for an entry that has no identity yet."""
    if section.singleton:
        return table.kind
    for name in ("id", "alias", "name"):
        if isinstance(value := table.values.get(name), str) and value:
            return f"{table.kind}.{value}"
    return table.kind
