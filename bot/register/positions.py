"""On which line each key of a TOML text stands; ``tomllib`` reads the values and does not tell."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

Path = tuple[str | int, ...]

_HEADER = re.compile(r"\s*(\[\[?)")
_KEY = re.compile(r"""\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*(\.|=|\]|$)""")


def positions(text: str) -> Mapping[Path, int]:
    """The line of each table, key and list item of a text that ``tomllib`` has already accepted."""
    scan = _Scan()
    for number, line in enumerate(text.split("\n"), start=1):
        scan.line(number, line)
    return scan.found


def line_of(found: Mapping[Path, int], path: Path) -> int:
    """The line of the path, or of the nearest thing around it."""
    for length in range(len(path), 0, -1):
        if path[:length] in found:
            return found[path[:length]]
    return 1


@dataclass
class _Scan:
    found: dict[Path, int] = field(default_factory=dict)
    table: Path = ()
    key: Path = ()
    depth: int = 0
    """Brackets and braces that are open where the last line ended."""
    quote: str = ""
    """The quotation mark of a text over several lines that is still open."""
    items: int = 0
    awaiting: bool = False

    def line(self, number: int, line: str) -> None:
        if self.depth or self.quote:
            self._value(number, line)
        elif header := _HEADER.match(line):
            self._header(number, header[1] == "[[", line[header.end() :])
        elif _KEY.match(line):
            keys, rest = _keys(line)
            self.key = (*self.table, *keys)
            for length in range(len(self.table) + 1, len(self.key) + 1):
                self.found.setdefault(self.key[:length], number)
            self.items, self.awaiting = 0, False
            self._value(number, rest)

    def _header(self, number: int, repeated: bool, name: str) -> None:  # noqa: FBT001 - private
        path: Path = ()
        keys = _keys(name)[0]
        for position, key in enumerate(keys):
            path = (*path, key)
            if position == len(keys) - 1 and repeated:
                path = (*path, self._count(path))
            elif (count := self._count(path)) and (*path, count - 1) in self.found:
                path = (*path, count - 1)
            self.found.setdefault(path, number)
        self.table = path

    def _count(self, path: Path) -> int:
        """How many tables of this list there are so far."""
        count = 0
        while (*path, count) in self.found:
            count += 1
        return count

    def _value(self, number: int, text: str) -> None:
        for mark in _marks(text, self):
            if self.awaiting and self.depth == 1 and mark not in "],":
                self.found.setdefault((*self.key, self.items), number)
                self.awaiting = False
            if mark in "[{":
                self.depth += 1
                self.awaiting = self.awaiting or (self.depth == 1 and mark == "[")
            elif mark in "]}":
                self.depth -= 1
            elif mark == "," and self.depth == 1:
                self.items += 1
                self.awaiting = True


def _keys(text: str) -> tuple[tuple[str, ...], str]:
    """A dotted key and what follows it."""
    keys: list[str] = []
    while match := _KEY.match(text):
        escaped, *plain = match.groups()[:3]
        keys.append(next(part for part in plain if part is not None) if escaped is None else _text(escaped))
        text = text[match.end() :]
        if match[4] != ".":
            break
    return tuple(keys), text


def _text(escaped: str) -> str:
    found: str = tomllib.loads(f'key = "{escaped}"')["key"]
    return found


def _marks(text: str, scan: _Scan) -> Iterator[str]:
    """Brackets, commas and one mark for anything else; strings are passed over, a comment ends the line."""
    at = 0
    while at < len(text):
        if scan.quote:
            at = _string_end(text, at, scan)
            continue
        char = text[at]
        if char == "#":
            return
        if char in "\"'":
            yield "x"
            scan.quote = char * 3 if text.startswith(char * 3, at) else char
            at += len(scan.quote)
        else:
            if not char.isspace():
                yield char if char in "[]{}," else "x"
            at += 1
    if len(scan.quote) == 1:
        scan.quote = ""


def _string_end(text: str, at: int, scan: _Scan) -> int:
    """Where the open string ends, or the end of the line."""
    while at < len(text):
        if text[at] == "\\" and scan.quote[0] == '"':
            at += 2
        elif text.startswith(scan.quote, at):
            at += len(scan.quote)
            while len(scan.quote) == 3 and text.startswith(scan.quote[0], at):  # noqa: PLR2004 - """"" ends with up to five
                at += 1
            scan.quote = ""
            return at
        else:
            at += 1
    return at
