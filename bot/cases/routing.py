"""Who gets a case and who is next: the register's table evaluated for one case at one instant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.cases.entries import AgeBand, Destination, Gang, Urgency


@dataclass(frozen=True)
class CaseFacts:
    """What routing needs to know; ``residence`` and ``found`` are a kommun's code, ``okänd`` or ``annat län``."""

    to: Destination
    age: AgeBand
    gang: Gang
    residence: str
    found: str
    urgency: Urgency


@dataclass(frozen=True)
class Step:
    """One step of the chain. ``unit`` None is the end: the TiB and the centre are called.

    ``route_id`` names the row that leads here; it is None for a unit's own ``next``, the fallback and the end.
    ``reason_code`` is ``route`` (``fields["reason"]`` is the row's template), ``next``, ``fallback`` or ``end``.
    """

    unit: str | None
    route_id: str | None
    reason_code: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    open: bool = True
    opens_at: datetime | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True)
class Route:
    """The whole chain as it is frozen when the case is raised: never empty, the last step is the end."""

    steps: tuple[Step, ...]
    also: tuple[tuple[str, datetime | None], ...]
    """Units told besides, and when each opens next (None: it is open now)."""
    flags: tuple[str, ...]
    """``residence.unknown``, ``residence.elsewhere``, ``found.unknown``, ``age.unknown``, ``fallback`` ..."""
    version: int
    """The register's version."""
    at: datetime
