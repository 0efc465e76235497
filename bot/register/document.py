"""The register's TOML files as raw tables, each knowing its file and lines."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any, Final

from rapidfuzz import fuzz, process

from bot.os_words import why
from bot.register.positions import Path as KeyPath
from bot.register.positions import line_of, positions

_WHERE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(frozen=True)
class PlacedFault:
    """Something wrong, with where it stands; ``key`` is such as ``unit.socialjour-stockholm.open``."""

    file: str
    line: int
    key: str
    code: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    warning: bool = False


@dataclass(frozen=True)
class RawTable:
    """One table of a file, not yet validated."""

    kind: str
    values: Mapping[str, Any]
    file: str
    lines: Mapping[KeyPath, int]
    """Lines of the keys inside this table; the empty path is the table's own."""
    folder: FilePath = FilePath()
    """Where the file lies."""

    def line(self, path: KeyPath = ()) -> int:
        return line_of({(0, *key): line for key, line in self.lines.items()}, (0, *path))


@dataclass(frozen=True)
class Document:
    """Everything that one or several files hold, in their order."""

    tables: Sequence[RawTable]
    faults: Sequence[PlacedFault]


def read_files(paths: Iterable[FilePath], kinds: Mapping[str, bool]) -> Document:
    """Read the files; one that cannot be read is a fault and does not stop the others.

    Args:
        paths: The register's files.
        kinds: Every kind of table, and whether it stands once, as ``[kind]`` instead of ``[[kind]]``.
    """
    tables: list[RawTable] = []
    faults: list[PlacedFault] = []
    for path in paths:
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            faults.append(PlacedFault(path.name, 1, "", "file.encoding"))
        except OSError as error:
            faults.append(PlacedFault(path.name, 1, "", "file.unreadable", {"why": why(error)}))
        else:
            found = read_text(path.name, text, kinds, path.parent)
            tables += found.tables
            faults += found.faults
    return Document(tables, faults)


def read_text(file: str, text: str, kinds: Mapping[str, bool], folder: FilePath = FilePath()) -> Document:
    """Read one file's text."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return Document((), (syntax_fault(file, text, str(error)),))
    lines = positions(text)
    inside = _by_table(lines)
    tables: list[RawTable] = []
    faults: list[PlacedFault] = []
    for kind, value in raw.items():
        if code := _misplaced(kind, value, kinds):
            line = line_of(lines, (kind, 0) if (kind, 0) in lines else (kind,))
            fields = {"kind": kind, "suggestion": nearest(kind, kinds)}
            faults.append(PlacedFault(file, line, kind, code, fields))
        elif isinstance(value, dict):
            tables.append(RawTable(kind, value, file, inside.get((kind,), {}), folder))
        else:
            tables += [
                RawTable(kind, v, file, inside.get((kind, i), {}), folder) for i, v in enumerate(value)
            ]
    return Document(tables, faults)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant."""
    best = process.extractOne(word.casefold(), list(known), scorer=fuzz.WRatio, score_cutoff=65)
    return best[0] if best else None


def _misplaced(kind: str, value: Any, kinds: Mapping[str, bool]) -> str | None:
    if kind not in kinds:
        return "file.unknown_table"
    if isinstance(value, dict):
        return None if kinds[kind] else "file.single_brackets"
    if isinstance(value, list) and all(isinstance(item, dict) for item in value):
        return "file.double_brackets" if kinds[kind] else None
    return "file.loose_key"


def _by_table(lines: Mapping[KeyPath, int]) -> Mapping[KeyPath, Mapping[KeyPath, int]]:
    """The lines of each table's own keys, by ``(kind,)`` and by ``(kind, index)``."""
    tables: dict[KeyPath, dict[KeyPath, int]] = {}
    for path, line in lines.items():
        for length in range(1, min(len(path), 2) + 1):
            tables.setdefault(path[:length], {})[path[length:]] = line
    return tables


def syntax_fault(file: str, text: str, message: str) -> PlacedFault:
    where = _WHERE.search(message)
    line = int(where[1]) if where and where[1] else len(text.split("\n")) or 1
    column = int(where[2]) if where and where[2] else 1
    code = next((code for part, code in _SYNTAX if part in message), "syntax.other")
    return PlacedFault(file, line, "", code, {"column": column})


_SYNTAX: Final = (
    ("after a key in a key/value", "syntax.equals"),
    ("Expected ']", "syntax.header"),
    ("after a statement", "syntax.more"),
    ("Invalid statement", "syntax.statement"),
    ("initial character for a key", "syntax.key"),
    ("Cannot overwrite", "syntax.twice"),
    ("Cannot declare", "syntax.twice"),
    ("Cannot mutate", "syntax.twice"),
    ("Duplicate inline table key", "syntax.twice"),
    ("Cannot redefine", "syntax.twice"),
    ("Invalid value", "syntax.value"),
    ("Invalid date", "syntax.date"),
    ("Unclosed array", "syntax.array"),
    ("Unclosed inline table", "syntax.inline"),
    ("Unterminated string", "syntax.string"),
    ("Illegal character", "syntax.string"),
    ('Expected "\'"', "syntax.string"),
    ("Unescaped", "syntax.backslash"),
)
"""What ``tomllib`` says, by the part of its message that is the same in every version of Python."""
