"""What takes its time is done before the transaction that needs it, which nobody else then waits for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable


class Beforehand(Exception):  # noqa: N818 - an order of things, not a fault
    """Raised while an event is handled: all of it is undone, ``work`` is done, and the event is handled anew.

    ``work`` keeps in memory what it found, so that the event finds it there.
    """

    def __init__(self, work: Callable[[], Awaitable[None]]) -> None:
        super().__init__("beforehand")
        self.work = work
