"""The backup file: gzipped lines of JSON, the same for both databases, closed by a SHA-256 over them.

The first line is the manifest, then one line for each row, ``[table, {column: value}]``, in an
order in which they can be inserted; the last line is ``{"sha256": ..., "rows": ...}``.
"""

from __future__ import annotations

import base64
import gzip
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Column

from bot.errors import Fault

FORMAT = 1


@dataclass(frozen=True)
class Manifest:
    """What a backup is of. No secret is in it: sealed columns stay sealed, the data key is kept elsewhere."""

    revision: str
    user_id: str
    device_id: str
    master_key: str | None
    """The public part of the identity that the restored bot must still have."""
    created: str
    key_check: str
    """A known word, sealed: opens only with the right data key."""
    format: int = FORMAT


class Writer:
    """Writes beside the target and puts it in place when it is whole."""

    def __init__(self, target: Path, manifest: Manifest) -> None:
        self._target = target
        self._partial = target.with_name(f"{target.name}.partial")
        self._rows = 0
        self._digest = sha256()
        descriptor = os.open(self._partial, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
        self._raw = os.fdopen(descriptor, "wb")
        self._file = gzip.GzipFile(fileobj=self._raw, mode="wb", compresslevel=6)
        self._line(asdict(manifest))

    def add(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        for row in rows:
            self._line([table, {name: encoded(value) for name, value in row.items()}])
        self._rows += len(rows)

    def finish(self) -> str:
        """Close, flush to disk and put in place; the checksum."""
        digest = self._digest.hexdigest()
        self._file.write(_line({"sha256": digest, "rows": self._rows}))
        self._file.close()
        self._raw.flush()
        os.fsync(self._raw.fileno())
        self._raw.close()
        self._partial.replace(self._target)
        return digest

    def abandon(self) -> None:
        self._raw.close()
        self._partial.unlink(missing_ok=True)

    def _line(self, value: Any) -> None:
        line = _line(value)
        self._digest.update(line)
        self._file.write(line)


class Reader:
    """Checks the whole file before anything of it is used."""

    def __init__(self, source: Path) -> None:
        self._source = source
        self.manifest = Manifest("", "", "", None, "", "")

    def check(self) -> Self:
        """Read it through once.

        Raises:
            Fault: it is not a backup, was cut off or changed, or is of a newer program.
        """
        digest, last = sha256(), b""
        try:
            for line in self._lines():
                digest.update(last)
                last = line
            trailer = json.loads(last)
            head = json.loads(next(self._lines()))
        except (OSError, EOFError, ValueError, StopIteration) as error:
            raise Fault("restore.unreadable", path=str(self._source), why=type(error).__name__) from error
        if not isinstance(trailer, dict) or trailer.get("sha256") != digest.hexdigest():
            raise Fault("restore.damaged", path=str(self._source))
        if head.get("format") != FORMAT:
            raise Fault("restore.format", found=head.get("format"), known=FORMAT)
        self.manifest = Manifest(**head)
        return self

    def batches(self, size: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """Rows of one table at a time, as they were encoded."""
        table, rows = "", list[dict[str, Any]]()
        for line in self._lines():
            value = json.loads(line)
            if not isinstance(value, list):
                continue
            if rows and (value[0] != table or len(rows) >= size):
                yield table, rows
                rows = []
            table = value[0]
            rows.append(value[1])
        if rows:
            yield table, rows

    def _lines(self) -> Iterator[bytes]:
        with gzip.open(self._source, "rb") as file:
            yield from file


def _line(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def encoded(value: Any) -> Any:
    """A column's value as JSON; a time without zone is SQLite's way of keeping UTC."""
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def decoded(value: Any, column: Column[Any], dialect: str) -> Any:
    """The other way, for the column as this database has it."""
    if value is None:
        return None
    kind = column.type.python_type
    if kind is bytes:
        return base64.b64decode(value)
    if kind is datetime:
        at = datetime.fromisoformat(value)
        return at.replace(tzinfo=None) if dialect == "sqlite" else at
    return date.fromisoformat(value) if kind is date else value
