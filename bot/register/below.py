"""Files that a register's entries name, read from below the folder of the register's own file."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any, Final

from bot.os_words import why

MEGABYTE: Final = 1_000_000
_FLAGS: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC


class NotRead(Exception):  # noqa: N818 - an answer, not a fault
    """``code`` and ``fields`` make the sentence that says why."""

    def __init__(self, code: str, **fields: Any) -> None:
        super().__init__(code)
        self.code, self.fields = code, fields


def read_below(folder: Path, name: str, largest: int) -> bytes:
    """A file below the folder, by its path from there; no link on the way is followed.

    Raises:
        NotRead: the path leads elsewhere, nothing that can be read is there, or it is over ``largest`` bytes.
    """
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or "\\" in name or "\0" in name or ".." in parts:
        raise NotRead("enclosed.path")
    try:
        at = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        for part in parts[:-1]:
            at = _step(at, part, _FLAGS | os.O_DIRECTORY)
        at = _step(at, parts[-1], _FLAGS | os.O_NONBLOCK)
    except FileNotFoundError as error:
        raise NotRead("enclosed.missing", file=name, folder=str(folder)) from error
    except OSError as error:
        if error.errno in {errno.ELOOP, errno.ENOTDIR}:
            raise NotRead("enclosed.link", file=name) from error
        raise NotRead("enclosed.unreadable", file=name, why=why(error)) from error
    with _closing(at):
        kind = os.fstat(at)
        if not stat.S_ISREG(kind.st_mode):
            raise NotRead("enclosed.kind", file=name)
        if kind.st_size > largest:
            size, limit = megabytes(kind.st_size), largest // MEGABYTE
            raise NotRead("enclosed.too_large", size=size, largest=limit)
        # it may grow while it is read
        with os.fdopen(at, "rb", closefd=False) as opened:
            return opened.read(largest + 1)


@contextmanager
def _closing(number: int) -> Iterator[None]:
    try:
        yield
    finally:
        os.close(number)


def _step(folder: int, name: str, flags: int) -> int:
    """Open what lies in an open folder, and let go of the folder."""
    with _closing(folder):
        return os.open(name, flags, dir_fd=folder)


def megabytes(size: int) -> str:
    """As ``1,2``, rounded up so that what is too large never reads as the limit itself."""
    tenths = -(-size * 10 // MEGABYTE)
    return f"{tenths // 10},{tenths % 10}"
