"""Who helps, by kommun, hour and need: 112, the kommun's own, and the helplines of the whole country."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from bot.duty.facts import Duty, Keeps, UnitEntry, UnitKind, local, serving
from bot.guidance.entries import EMERGENCY_KIND, HelpEntry, contacts, settings
from bot.guidance.values import Need
from bot.register.section import Snapshot

EMERGENCY: Final = "112"
"""Named first whatever the register says, and however old its check of it is."""

_IN_UNITS: Final = (
    (UnitKind.MOTTAGNING, "soc"),
    (UnitKind.SOCIALJOUR, "socialjour"),
)


@dataclass(frozen=True)
class Answers:
    """Whether somebody answers at the instant that was asked for.

    ``open`` is None where nobody knows. ``until``: an open one closes then, never if it is None.
    ``opens``: a closed one opens then.
    """

    open: bool | None = None
    until: datetime | None = None
    opens: datetime | None = None

    @property
    def always(self) -> bool:
        return self.open is True and self.until is None


@dataclass(frozen=True)
class Contact:
    """Somewhere to turn; ``kind`` names one of ``frame.KINDS``.

    There is a phone or an address on the web. Without ``verified_at`` only a 112 that the register lacks is
    shown.
    """

    id: str
    kind: str
    name: str
    phone: str | None = None
    url: str | None = None
    needs: tuple[Need, ...] = ()
    answers: Answers = field(default_factory=Answers)
    verified_at: date | None = None
    verified_by: str | None = None
    unit: bool = False
    """It is a unit of the duty register, not a ``[[hjalp]]``."""


_UNSTATED: Final = Contact(EMERGENCY_KIND, EMERGENCY_KIND, "SOS Alarm", EMERGENCY, answers=Answers(open=True))


@dataclass(frozen=True)
class LocalHelp:
    """What is shown, 112 first; ``stale`` is not.

    ``at`` is the instant asked for and ``today`` the local day from which ages count. ``kommun``: its code.
    """

    at: datetime
    today: date
    kommun: str | None
    emergency: Contact
    local: tuple[Contact, ...] = ()
    national: tuple[Contact, ...] = ()
    stale: tuple[Contact, ...] = ()

    @property
    def all(self) -> tuple[Contact, ...]:
        """Every contact that is shown, in order."""
        return (self.emergency, *self.local, *self.national)

    @property
    def oldest(self) -> date | None:
        """When the number that was checked longest ago was checked, of those shown but 112."""
        return min((one.verified_at for one in self.all[1:] if one.verified_at), default=None)

    @property
    def none_local(self) -> bool:
        """A kommun was named, and there is nothing of its own to show."""
        return self.kommun is not None and not self.local

    def first(self, kind: str) -> Contact | None:
        """The first of a kind: the police's number stands in the text for parents."""
        return next((one for one in self.all if one.kind == kind), None)


def local_help(
    snapshot: Snapshot,
    duty: Duty,
    kommun: str | None,
    needs: Collection[Need],
    at: datetime,
    *,
    today: date | None = None,
) -> LocalHelp:
    """The contacts for a kommun (its code) at an instant; ``needs`` none: whatever is needed.

    A number is old by ``today``: the local day of ``at`` unless another is given.
    """
    day, limit = today or local(at).date(), settings(snapshot).contact_age

    def old(one: Contact) -> bool:
        return one.verified_at is None or day - one.verified_at > limit

    known = contacts(snapshot)
    country = _entries(known, duty, None, needs, at)
    own = _entries(known, duty, kommun, needs, at) if kommun else []
    if kommun:
        own = [*_units(snapshot, duty, kommun, at, old), *own]
    stated = [_contact(one, duty, at) for one in known if one.is_emergency]
    emergency = next(iter(stated), _UNSTATED)
    told: set[tuple[str, str]] = set()

    def fresh(found: Collection[Contact]) -> Iterator[Contact]:
        for one in found:
            key = (one.kind, _digits(one) or one.url or one.id)
            if not old(one) and key not in told:
                told.add(key)
                yield one

    return LocalHelp(
        at=at,
        today=day,
        kommun=kommun,
        emergency=emergency,
        local=tuple(fresh(own)),
        national=tuple(fresh(country)),
        stale=tuple(one for one in (*stated, *own, *country) if old(one)),
    )


def _units(
    snapshot: Snapshot, duty: Duty, kommun: str, at: datetime, old: Callable[[Contact], bool]
) -> list[Contact]:
    """The social services by day and by night, who answers now first; who stands by, when neither does.

    Only units with a number that the public may be given.
    """
    found = [
        _unit(one, kind, duty, kommun, at)
        for of, kind in _IN_UNITS
        for one in serving(snapshot, of, kommun)
        if one.public_phone is not None
    ]
    found.sort(key=lambda one: one.answers.open is not True)
    if any(one.answers.open and not old(one) for one in found):
        return found
    standing_by = [
        _unit(one, "socialjour", duty, kommun, at)
        for one in serving(snapshot, UnitKind.BEREDSKAP, kommun)
        if one.public_phone is not None and duty.is_open(one, at, kommun)
    ]
    return [*standing_by, *found]


def _unit(unit: UnitEntry, kind: str, duty: Duty, kommun: str, at: datetime) -> Contact:
    return Contact(
        id=unit.id,
        kind=kind,
        name=unit.name,
        phone=unit.public_phone,
        answers=_answers(unit, duty, at, kommun),
        verified_at=unit.verified_at,
        verified_by=unit.verified_by,
        unit=True,
    )


def _entries(
    known: Collection[HelpEntry], duty: Duty, kommun: str | None, needs: Collection[Need], at: datetime
) -> list[Contact]:
    """Those of a kommun, or of the whole country; the fewer needs one is made for, the earlier it stands."""
    asked = frozenset(needs)
    fitting = [
        one
        for one in known
        if not one.is_emergency
        and (kommun in one.kommuner if kommun else not one.kommuner)
        and (not asked or not one.needs or asked & set(one.needs))
    ]
    fitting.sort(key=lambda one: ((len(one.needs) or len(Need) + 1) if asked else 0, one.order))
    return [_contact(one, duty, at, kommun) for one in fitting]


def _contact(entry: HelpEntry, duty: Duty, at: datetime, kommun: str | None = None) -> Contact:
    return Contact(
        id=entry.id,
        kind=entry.kind,
        name=entry.name,
        phone=EMERGENCY if entry.is_emergency else entry.phone,
        url=entry.url,
        needs=entry.needs,
        answers=Answers(open=True)
        if entry.always_open or entry.is_emergency
        else _answers(entry, duty, at, kommun),
        verified_at=entry.verified_at,
        verified_by=entry.verified_by,
    )


def _answers(of: Keeps, duty: Duty, at: datetime, kommun: str | None) -> Answers:
    if not of.open:
        return Answers()
    hours = duty.explain(of, at, kommun)
    return Answers(hours.open, hours.closes_at, hours.opens_at)


def _digits(contact: Contact) -> str:
    return re.sub(r"\D", "", contact.phone or "")
