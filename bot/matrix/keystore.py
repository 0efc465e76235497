"""nio's key store, made to last: what a sync brought is on disk, whole, before the sync token moves on."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import peewee
from nio.store import SqliteStore

from bot.errors import Fault

_BUSY_SECONDS = 20


class KeyStore(SqliteStore):  # type: ignore[misc]
    """SQLite in WAL mode with full fsync, and one transaction around everything that belongs together."""

    def _create_database(self) -> peewee.SqliteDatabase:
        # The files that SQLite puts beside it get the same mode.
        file = Path(self.database_path)
        with contextlib.suppress(FileExistsError):
            file.touch(0o600, exist_ok=False)
        file.chmod(0o600)
        return peewee.SqliteDatabase(
            self.database_path,
            pragmas={"foreign_keys": 1, "secure_delete": 1, "journal_mode": "wal", "synchronous": "full"},
            timeout=_BUSY_SECONDS,
        )

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written inside is written together; may be nested.

        Raises:
            Fault: the disk is full or failing. What nio holds in memory is then ahead of the disk and
                cannot be taken back: the process must end and start again from what was stored.
        """
        try:
            with self.database.bind_ctx(self.models), self.database.atomic():
                yield
        except peewee.PeeweeException as error:
            raise Fault(
                "matrix.key_store_failed", path=self.database_path, error=type(error).__name__
            ) from error

    def has_account(self) -> bool:
        """Whether the device's own keys are here (nio makes new ones in silence when they are not)."""
        return self._get_account() is not None

    def close(self) -> None:
        self.database.close()
