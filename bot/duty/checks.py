"""What shows only when the whole register is read: units that lead nowhere, hours that never count."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final

from bot.actors.facts import actor, kommun
from bot.duty.calendar import DayCalendar
from bot.duty.entries import UnitEntry, UnitKind
from bot.duty.facts import people_of
from bot.duty.hours import deciding_rows
from bot.register.section import RegisterFault, Snapshot, StaleAfter, ninety_days

_ROWS_TRIED: Final = 800
"""Days over which a row of hours must decide at least once; every holiday comes twice in them."""

Faults = Iterator[RegisterFault]


def check_units(snapshot: Snapshot, today: Callable[[], date], stale: StaleAfter = ninety_days) -> Faults:
    calendar = DayCalendar()
    for unit in snapshot.of(UnitEntry).values():
        yield from _references(snapshot, unit)
        yield from _contact(unit, today(), stale(snapshot))
        yield from _hours(unit, calendar, today())
        if not people_of(snapshot, unit.id):
            yield _unit(unit, None, "unit.nobody", warning=True)
    yield from _served_twice(snapshot)


def _references(snapshot: Snapshot, unit: UnitEntry) -> Faults:
    if actor(snapshot, unit.organisation) is None:
        yield _unit(unit, "organisation", "unit.organisation", organisation=unit.organisation)
    units = snapshot.of(UnitEntry)
    if unit.next is not None and unit.next not in units:
        yield _unit(unit, "next", "unit.next", next=unit.next)
    elif unit.next is not None and units[unit.next].exercise != unit.exercise:
        yield _unit(unit, "next", "unit.next_exercise", next=unit.next)
    chain, following = [unit.id], unit.next
    while following is not None and following in units:
        chain.append(following)
        if following == unit.id:
            yield _unit(unit, "next", "unit.circle", chain=" → ".join(chain))
        if following in chain[:-1]:
            break
        following = units[following].next


def _contact(unit: UnitEntry, today: date, stale: timedelta) -> Faults:
    if unit.phone is None:
        yield _unit(unit, "phone", "unit.no_phone")
    elif unit.verified_at is None:
        yield _unit(unit, "verified_at", "unit.unverified")
    elif unit.verified_at > today:
        yield _unit(unit, "verified_at", "unit.future", date=unit.verified_at.isoformat())
    elif today - unit.verified_at > stale:
        days = (today - unit.verified_at).days
        yield _unit(unit, "verified_at", "unit.stale", warning=True, days=days)
    if unit.public_phone is not None and unit.verified_by is None:
        yield _unit(unit, "verified_by", "unit.public_unverified")


def _hours(unit: UnitEntry, calendar: DayCalendar, today: date) -> Faults:
    if not unit.open:
        yield _unit(unit, "open", "unit.no_hours", warning=True)
    for number, rule in enumerate(unit.open, start=1):
        for code in rule.kommuner:
            if code not in unit.kommuner:
                yield _unit(unit, "open", "unit.open_kommun", row=number, kommun=kommun(code).name)
        ends = sorted(rule.spans)
        if any(after[0] < before[1] for before, after in pairwise(ends)):
            yield _unit(unit, "open", "unit.open_overlap", row=number)
    days = [today + timedelta(days=n) for n in range(_ROWS_TRIED)]
    differing = {code for rule in unit.open for code in rule.kommuner}
    used = {row for code in (None, *differing) for row in deciding_rows(unit, code, calendar, days)}
    for number, rule in enumerate(unit.open):
        dated = any(word[:1].isdigit() for word in rule.days)
        if number not in used and not dated:
            yield _unit(unit, "open", "unit.row_unreached", warning=True, row=number + 1)


def _served_twice(snapshot: Snapshot) -> Faults:
    seen: dict[tuple[UnitKind, str], str] = {}
    for unit in snapshot.of(UnitEntry).values():
        if unit.exercise or unit.kind not in {UnitKind.SOCIALJOUR, UnitKind.BEREDSKAP}:
            continue
        for code in unit.kommuner:
            first = seen.setdefault((unit.kind, code), unit.id)
            if first != unit.id:
                name = kommun(code).name
                yield _unit(unit, "kommuner", "unit.served_twice", warning=True, kommun=name, other=first)


def _unit(
    unit: UnitEntry, key: str | None, code: str, *, warning: bool = False, **fields: Any
) -> RegisterFault:
    return RegisterFault("unit", unit.id, key, code, fields, warning)
