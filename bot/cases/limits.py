"""Times that are too long: with a slip of the pen a case would wait for days before the next is alarmed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from bot.cases.entries import DefaultsEntry, Urgency
from bot.duty.facts import StepTimes, units
from bot.register.section import RegisterFault, Snapshot

_MOST: Final[Mapping[Urgency, tuple[timedelta, str]]] = MappingProxyType(
    {
        Urgency.NOW: (timedelta(hours=1), "1 h"),
        Urgency.TODAY: (timedelta(hours=24), "24 h"),
        Urgency.OFFICE: (timedelta(days=7), "7 d"),
    }
)


def check_times(snapshot: Snapshot) -> Iterator[RegisterFault]:
    """Steps and promises of contact, the register's and each unit's own."""
    for entry in snapshot.of(DefaultsEntry).values():
        yield from _too_long("defaults", "defaults", {"step": entry.step, "contact": entry.contact})
    for unit in units(snapshot):
        yield from _too_long("unit", unit.id, {"step": unit.step, "contact": unit.contact})


def _too_long(kind: str, entry_id: str, times: Mapping[str, StepTimes]) -> Iterator[RegisterFault]:
    for name, by_urgency in times.items():
        for urgency, (most, said) in _MOST.items():
            given: timedelta | None = getattr(by_urgency, urgency.value)
            if given is not None and given > most:
                key = f"{name}.{urgency.value}"
                yield RegisterFault(kind, entry_id, key, "times.long", {"most": said})
