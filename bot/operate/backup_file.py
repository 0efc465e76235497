"""The file of ``rocbot backup``: the database, and the secrets when they lie in the store's folder."""

from __future__ import annotations

import os
import re
import tarfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bot.errors import Fault

DATABASE: Final = "database"
_SECRET = re.compile(r"secrets/(data-key\.\d{1,3}|pickle-key|signing-key)")
_LARGEST_SECRET = 4096


def pack(target: Path, database: Path, secrets: Sequence[Path]) -> None:
    """Write it beside the target and put it in place when it is whole; only its owner may read it."""
    partial = target.with_name(f"{target.name}.partial")
    descriptor = os.open(partial, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as raw:
            with tarfile.open(fileobj=raw, mode="w") as tar:
                tar.add(database, DATABASE)
                for path in secrets:
                    tar.add(path, f"secrets/{path.name}")
            raw.flush()
            os.fsync(raw.fileno())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def unpack(source: Path, database: Path, secrets: Path) -> list[str]:
    """Put the database's part at ``database``, and secrets that are not in place yet into their folder.

    Returns:
        The secrets that were put in place.

    Raises:
        Fault: it is no backup of ours.
    """
    made = []
    try:
        with tarfile.open(source, mode="r:") as tar:
            for member in tar:
                if not member.isfile():
                    continue
                if member.name == DATABASE:
                    _write(tar, member, database)
                elif (secret := _SECRET.fullmatch(member.name)) and member.size <= _LARGEST_SECRET:
                    secrets.mkdir(parents=True, exist_ok=True, mode=0o700)
                    if not (secrets / secret[1]).exists():
                        _write(tar, member, secrets / secret[1])
                        made.append(str(secrets / secret[1]))
    except (OSError, tarfile.TarError) as error:
        raise Fault("restore.unreadable", path=str(source), why=type(error).__name__) from error
    if not database.exists():
        raise Fault("restore.unreadable", path=str(source), why=DATABASE)
    return made


def _write(tar: tarfile.TarFile, member: tarfile.TarInfo, path: Path) -> None:
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    part = tar.extractfile(member)
    with os.fdopen(descriptor, "wb") as file:
        while part is not None and (block := part.read(1 << 20)):
            file.write(block)
