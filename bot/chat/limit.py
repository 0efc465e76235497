"""A limit for each person, so that a stuck phone or a script does not drown what others need."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

WITHIN: Final = timedelta(minutes=1)


class Pace(StrEnum):
    """FINE: go on. ENOUGH: over the limit, and not told yet. SILENT: over it, and told."""

    FINE = "fine"
    ENOUGH = "enough"
    SILENT = "silent"


@dataclass
class _Person:
    at: deque[datetime]
    told: bool = False


@dataclass
class Limit:
    """Counts by the time at which a message was sent: what piled up while the bot was away is no flood.

    Kept in memory alone. A restart forgives, and nobody is kept waiting for longer than a minute.
    ``most`` 0: no limit.
    """

    most: int
    _people: dict[str, _Person] = field(default_factory=dict)

    def look(self, user_id: str, at: datetime) -> Pace:
        """Count one more message of somebody's."""
        if not self.most:
            return Pace.FINE
        if user_id not in self._people:
            self._people[user_id] = _Person(deque(maxlen=self.most + 1))
        person = self._people[user_id]
        person.at.append(at)
        recent = sum(at - one < WITHIN for one in person.at if one <= at)
        if recent <= self.most:
            person.told = False
            return Pace.FINE
        if person.told:
            return Pace.SILENT
        person.told = True
        return Pace.ENOUGH
