"""What is wrong with the register's help contacts, and what has grown old in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, Final

from bot.clock import Clock
from bot.duty.facts import local, units
from bot.guidance.entries import EMERGENCY_KIND, HelpEntry, contacts, settings
from bot.guidance.help import EMERGENCY
from bot.register.section import RegisterFault, Snapshot

_POLICE_KIND: Final = "polis"

HELP_SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "guidance.kind": "är inget slags hjälp; det går att välja på {expected}{hint}",
        "guidance.nowhere": "ange phone eller url: hur når man dem?",
        "guidance.hours_twice": "ange always_open eller open, inte båda",
        "guidance.no_emergency": (
            'nödnumret saknas; lägg till en [[hjalp]] med kind = "nod" och phone = "{number}", '
            "den visas alltid först"
        ),
        "guidance.emergency_number": "nödnumret är {number}",
        "guidance.no_police": (
            "polisens nummer saknas, så meningen om polisen visas inte; "
            'lägg till en [[hjalp]] med kind = "polis"'
        ),
        "guidance.contact_future": "{date} har inte varit än",
        "guidance.contact_old": (
            "kontrollerades för {days} dagar sedan och visas därför inte; "
            "ring och kontrollera, ändra sedan verified_at och verified_by"
        ),
        "guidance.emergency_old": "kontrollerades för {days} dagar sedan; visas ändå, men kontrollera det",
        "guidance.unit_old": (
            "public_phone kontrollerades för {days} dagar sedan och ges därför inte till föräldrar; "
            "ring och kontrollera, ändra sedan verified_at och verified_by"
        ),
        "guidance.same_contact": "är samma nummer och samma slags hjälp som {other}; det visas en gång",
    }
)


@dataclass(frozen=True)
class OldContact:
    """A number that nobody has checked for ``days``. ``unit``: a ``[[unit]]``'s, else a ``[[hjalp]]``'s."""

    id: str
    name: str
    number: str
    days: int
    unit: bool
    emergency: bool = False


def old_contacts(snapshot: Snapshot, today: date, besides: timedelta | None = None) -> tuple[OldContact, ...]:
    """Everything that the public may be given and that is past its date, in any kommun; the oldest first.

    ``besides``: units whose check is older than that are reported elsewhere, and left out here.
    """
    limit = settings(snapshot).contact_age
    found = [
        OldContact(
            one.id,
            one.name,
            one.phone or one.url or "",
            (today - one.verified_at).days,
            unit=False,
            emergency=one.is_emergency,
        )
        for one in contacts(snapshot)
        if today - one.verified_at > limit
    ]
    found += [
        OldContact(one.id, one.name, one.public_phone, (today - one.verified_at).days, unit=True)
        for one in units(snapshot)
        if one.public_phone is not None and one.verified_at is not None and not one.exercise
        if today - one.verified_at > limit and not (besides and today - one.verified_at > besides)
    ]
    return tuple(sorted(found, key=lambda one: (-one.days, one.unit, one.id)))


def help_faults(snapshot: Snapshot, clock: Clock) -> Iterator[RegisterFault]:
    """Of ``[[hjalp]]``, and of the units' public numbers."""
    known = contacts(snapshot)
    today = local(clock.now()).date()
    if known:
        yield from _always_there(known)
    seen: dict[tuple[str, str, tuple[str, ...]], str] = {}
    for one in known:
        if one.verified_at > today:
            yield _fault(one.id, "verified_at", "guidance.contact_future", date=one.verified_at.isoformat())
        if one.is_emergency and re.sub(r"\D", "", one.phone or "") != EMERGENCY:
            yield _fault(one.id, "phone", "guidance.emergency_number", number=EMERGENCY)
        if one.phone is not None:
            key = (one.kind, re.sub(r"\D", "", one.phone), tuple(sorted(one.kommuner)))
            first = seen.setdefault(key, one.id)
            if first != one.id:
                yield _fault(one.id, "phone", "guidance.same_contact", warning=True, other=first)
    for old in old_contacts(snapshot, today):
        if old.unit:
            code, kind = "guidance.unit_old", "unit"
        else:
            code, kind = "guidance.emergency_old" if old.emergency else "guidance.contact_old", "hjalp"
        yield RegisterFault(kind, old.id, "verified_at", code, {"days": old.days}, warning=True)


def _always_there(known: tuple[HelpEntry, ...]) -> Iterator[RegisterFault]:
    kinds = {one.kind for one in known if not one.kommuner}
    if EMERGENCY_KIND not in kinds:
        yield _fault(known[0].id, None, "guidance.no_emergency", number=EMERGENCY)
    if _POLICE_KIND not in kinds:
        yield _fault(known[0].id, None, "guidance.no_police", warning=True)


def _fault(
    entry_id: str, key: str | None, code: str, *, warning: bool = False, **fields: Any
) -> RegisterFault:
    return RegisterFault("hjalp", entry_id, key, code, fields, warning)
