"""What a new register changes in the one that is in force."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.register.section import Entry, Sections, Snapshot


class ChangeKind(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True)
class KeyChange:
    """One key of an entry; None where it is not set."""

    key: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Change:
    """One entry that is new, gone or different."""

    what: ChangeKind
    kind: str
    entry_id: str
    keys: tuple[KeyChange, ...] = ()


@dataclass(frozen=True)
class Difference:
    """Everything that loading would change, in the order of the register."""

    changes: tuple[Change, ...]
    reordered: tuple[str, ...] = ()
    """Kinds whose entries stand in another order."""

    def __bool__(self) -> bool:
        return bool(self.changes or self.reordered)

    def count(self, what: ChangeKind) -> int:
        return sum(change.what is what for change in self.changes)


def body(entry: Entry) -> dict[str, Any]:
    """The entry as it is stored and compared: what is not set is left out."""
    return entry.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude_none=True)


def difference(before: Snapshot, after: Snapshot, sections: Sections) -> Difference:
    """Compare by kind and identity, key by key."""
    changes: list[Change] = []
    reordered: list[str] = []
    for section in sections:
        old: Mapping[str, Entry] = before.of(section.model)
        new: Mapping[str, Entry] = after.of(section.model)
        for entry_id, entry in new.items():
            if entry_id not in old:
                changes.append(Change(ChangeKind.ADDED, section.kind, entry_id, _keys({}, body(entry))))
            elif keys := _keys(body(old[entry_id]), body(entry)):
                changes.append(Change(ChangeKind.CHANGED, section.kind, entry_id, keys))
        changes += [
            Change(ChangeKind.REMOVED, section.kind, entry_id, _keys(body(old[entry_id]), {}))
            for entry_id in old
            if entry_id not in new
        ]
        if [i for i in old if i in new] != [i for i in new if i in old]:
            reordered.append(section.kind)
    return Difference(tuple(changes), tuple(reordered))


def as_text(found: Difference) -> str:
    """The difference as an operator reads it: + new, ~ changed, - removed."""
    if not found:
        return "Inget ändras: registret är redan så här."
    lines = [line for change in found.changes for line in _lines(change)]
    lines += [f"~ {kind}: ny ordning" for kind in found.reordered]
    counts = (
        f"{found.count(ChangeKind.ADDED)} nya, {found.count(ChangeKind.CHANGED)} ändrade, "
        f"{found.count(ChangeKind.REMOVED)} borttagna"
    )
    return "\n".join([*lines, counts])


def _lines(change: Change) -> list[str]:
    name = change.kind if change.kind == change.entry_id else f"{change.kind} {change.entry_id}"
    if change.what is ChangeKind.CHANGED:
        return [f"~ {name}", *(f"    {k.key}: {_shown(k.before)} → {_shown(k.after)}" for k in change.keys)]
    sign, side = ("+", "after") if change.what is ChangeKind.ADDED else ("-", "before")
    label = next((getattr(k, side) for k in change.keys if k.key == "name"), None)
    return [f"{sign} {name}{f' ({label})' if label else ''}"]


def _shown(value: Any) -> str:
    if value is None:
        return "–"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _keys(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[KeyChange, ...]:
    names = dict.fromkeys([*after, *before])
    return tuple(
        KeyChange(name, before.get(name), after.get(name))
        for name in names
        if before.get(name) != after.get(name)
    )
