"""A small register of made-up help contacts, read from rows."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.duty.entries import UnitEntry
from bot.duty.facts import Duty
from bot.guidance.entries import GuidanceEntry, HelpEntry
from bot.guidance.help import LocalHelp, local_help
from bot.guidance.values import Need
from bot.register.section import Entry, Snapshot

ZONE = ZoneInfo("Europe/Stockholm")
NACKA, HUDDINGE = "0182", "0126"
CHECKED = date(2026, 11, 2)
EVENING = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)
"""A Sunday, 20:00 in Stockholm."""

EMERGENCY = {"id": "nod", "kind": "nod", "name": "SOS Alarm", "phone": "112", "always_open": True}
POLICE = {"id": "polis", "kind": "polis", "name": "Polisen", "phone": "114 14", "always_open": True}
JOUR = {
    "id": "jour-syd",
    "name": "Jouren Syd",
    "kind": "socialjour",
    "organisation": "nacka",
    "kommuner": ["Nacka"],
    "open": [
        {"days": ["röd dag", "afton", "lördag"], "from": "14:00", "to": "02:00"},
        {"days": ["vardag"], "from": "16:30", "to": "01:00"},
    ],
    "phone": "08-465 004 14",
    "public_phone": "08-465 004 44",
}
DAY = {
    "id": "mottagning-nacka",
    "name": "Nacka socialtjänst",
    "kind": "mottagning",
    "organisation": "nacka",
    "kommuner": ["Nacka"],
    "open": [{"days": ["vardag"], "from": "08:00", "to": "16:30"}],
    "phone": "08-465 004 20",
    "public_phone": "08-465 004 50",
}
STANDBY = {
    "id": "beredskap",
    "name": "Beredskapen",
    "kind": "beredskap",
    "organisation": "sos",
    "kommuner": ["Nacka"],
    "open": [{"always": True}],
    "phone": "08-465 004 17",
    "public_phone": "08-465 004 47",
}


def at(day: str, clock: str, fold: int = 0) -> datetime:
    """An instant by Stockholm's wall clock."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZONE, fold=fold).astimezone(UTC)


def contact(name: str, **more: Any) -> dict[str, Any]:
    """A row of ``[[hjalp]]``."""
    return {"id": name, "kind": "foralder", "name": name.capitalize(), "phone": "08-465 004 70", **more}


def register(*rows: dict[str, Any], units: tuple[dict[str, Any], ...] = (), age: str = "90 d") -> Snapshot:
    """With ``[[hjalp]]`` rows and units; what says nothing else was checked on CHECKED by Anna."""
    seen = {"verified_at": CHECKED, "verified_by": "Anna (påhittad)"}
    entries: dict[type[Entry], dict[str, Entry]] = {
        HelpEntry: {row["id"]: HelpEntry.model_validate({**seen, **row}) for row in rows},
        UnitEntry: {row["id"]: UnitEntry.model_validate({**seen, **row}) for row in units},
        GuidanceEntry: {"gangsnack": GuidanceEntry.model_validate({"contact_age": age})},
    }
    return Snapshot(1, entries)


def helped(
    snapshot: Snapshot,
    when: datetime = EVENING,
    kommun: str | None = NACKA,
    needs: tuple[Need, ...] = (),
    today: date | None = None,
) -> LocalHelp:
    return local_help(snapshot, Duty(), kommun, needs, when, today=today)
