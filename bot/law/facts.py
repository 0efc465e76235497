"""What others may ask about the law: which rules a page shows, and which page fits a step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.law.entries import RuleEntry, Step, Topic
from bot.register.section import Snapshot

__all__ = ["Hint", "RuleEntry", "Step", "Topic", "hint_at", "is_old", "rules"]

_OLD: Final = timedelta(days=365)
_NAMED: Final = 3


@dataclass(frozen=True)
class Hint:
    """A page to look at, and the numbers of some rules on it that matter here."""

    topic: Topic
    numbers: tuple[str, ...]


def rules(snapshot: Snapshot, topic: Topic) -> tuple[RuleEntry, ...]:
    """The rules of a page, in the order of the register."""
    return tuple(rule for rule in snapshot.of(RuleEntry).values() if topic in rule.topics)


def hint_at(snapshot: Snapshot, step: Step) -> Hint | None:
    """What is pointed to at a step of a case; nothing where the register has no rule for it."""
    found = [rule for rule in snapshot.of(RuleEntry).values() if step in rule.steps]
    if not found:
        return None
    topic = found[0].topics[0]
    return Hint(topic, tuple(rule.number for rule in found if topic in rule.topics)[:_NAMED])


def is_old(rule: RuleEntry, today: date) -> bool:
    """Verified more than a year ago: laws change at New Year and at midsummer."""
    return today - rule.verified_at > _OLD
