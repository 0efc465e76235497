"""Which errors of the database pass by themselves."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm.exc import StaleDataError

_AWAY = ("08", "53", "57")
_CONFLICT = ("40", "55P03")
_SQLITE_BUSY = ("locked", "busy")
_SQLITE_AWAY = ("disk", "unable to open", "closed", "no active connection")


class Passing(StrEnum):
    """CONFLICT: somebody else was faster, try again now. AWAY: the database cannot be used, wait."""

    CONFLICT = "conflict"
    AWAY = "away"


def passing(error: BaseException) -> Passing | None:
    """How the error will pass, or None when trying again would give the same."""
    if isinstance(error, StaleDataError):
        return Passing.CONFLICT
    if isinstance(error, PoolTimeoutError | ConnectionError):
        return Passing.AWAY
    if not isinstance(error, DBAPIError):
        return None
    state = str(getattr(error.orig, "sqlstate", None) or "")
    # SQLite says only in words whether the statement was wrong or the moment.
    words = str(error.orig).lower() if isinstance(error, OperationalError) and not state else ""
    if state.startswith(_CONFLICT) or any(word in words for word in _SQLITE_BUSY):
        return Passing.CONFLICT
    away = state.startswith(_AWAY) or any(word in words for word in _SQLITE_AWAY)
    return Passing.AWAY if away or error.connection_invalidated else None


def outrun(error: BaseException) -> Passing | None:
    """The same for a command, which is run anew: what another was faster with is seen then."""
    return Passing.CONFLICT if isinstance(error, IntegrityError) else passing(error)


def pause(attempt: int) -> float:
    """Seconds to wait before another attempt after a conflict: doubling from 20 ms to half a second."""
    return min(0.5, 0.02 * 2.0 ** min(attempt, 5))
