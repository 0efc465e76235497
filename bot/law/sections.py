"""What the law adds to the register: ``[[rule]]``, and what is said of its faults."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.law.entries import RuleEntry
from bot.law.facts import is_old
from bot.register.section import RegisterFault, Section, Snapshot, Table

_ZONE: Final = "Europe/Stockholm"
SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "rule.number": "ska vara lagrummet, till exempel OSL 26 kap. 1 §, högst 60 tecken",
        "rule.words": "ska vara hela meningar på en rad, högst 400 tecken, och sluta med punkt",
        "rule.future": "{date} har inte varit än",
        "rule.old": "texten kontrollerades för {days} dagar sedan; jämför med lagen och ändra datumet",
    }
)


def law_sections(clock: Clock) -> tuple[Section, ...]:
    def today() -> date:
        return clock.now().astimezone(ZoneInfo(_ZONE)).date()

    return (Table("rule", RuleEntry, checks=lambda snapshot: check_rules(snapshot, today)),)


def check_rules(snapshot: Snapshot, today: Callable[[], date]) -> Iterator[RegisterFault]:
    now = today()
    for rule in snapshot.of(RuleEntry).values():
        if rule.verified_at > now:
            fields = {"date": rule.verified_at.isoformat()}
            yield RegisterFault("rule", rule.id, "verified_at", "rule.future", fields)
        elif is_old(rule, now):
            days = {"days": (now - rule.verified_at).days}
            yield RegisterFault("rule", rule.id, "verified_at", "rule.old", days, warning=True)
