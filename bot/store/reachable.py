"""A database that cannot be opened is something to mend, not a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.errors import Fault
from bot.os_words import why


@contextmanager
def database_faults() -> Iterator[None]:
    """For what touches the database first.

    Raises:
        Fault: ``database.unreachable``.
    """
    try:
        yield
    except Fault:
        raise
    except Exception as error:
        # A login that PostgreSQL refuses comes as asyncpg's own error.
        ours = isinstance(error, OSError | SQLAlchemyError)
        if not ours and type(error).__module__.partition(".")[0] != "asyncpg":
            raise
        raise Fault("database.unreachable", why=_why(error)) from error


def _why(error: Exception) -> str:
    if isinstance(error, OSError):
        return why(error)
    return str(error.orig) if isinstance(error, DBAPIError) else type(error).__name__
