"""What must not be done under a running bot."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from bot.config import Settings
from bot.errors import Fault


@contextmanager
def bot_stopped(settings: Settings) -> Iterator[None]:
    """Holds the lock that a running bot holds.

    Raises:
        Fault: the bot runs.
    """
    keys = settings.store.directory / "keys"
    keys.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (keys / "in-use.lock").open("w", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Fault("bot.running", directory=str(settings.store.directory)) from None
        yield
