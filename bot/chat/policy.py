"""What an operator decides about the kernel, as one value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.chat.declare import Guard


@dataclass(frozen=True)
class Policy:
    """``needs_signed``: the classes of verbs that only a signed device may use."""

    needs_signed: frozenset[Guard] = frozenset(Guard) - {Guard.TALK}
    question_lapses: Callable[[], timedelta] = lambda: timedelta(minutes=15)
    """How long a question waits whose command has no patience of its own; asked anew for each question."""
    longest_text: int = 16_000
    messages_a_minute: int = 0
    """From one person; of what is more, only cases are read, and that is said once. 0: no limit."""
    marked_late_after: timedelta = timedelta(minutes=5)
    """A command older than this when it is read is answered with its age."""
    contact: str = ""
    """Whom an unregistered person is told to ask (a function, not a person)."""
