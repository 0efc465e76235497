"""A day of reports: a night's desk, with reporters, leadership and the rooms of the lägesbild added."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import select

from bot.actors.facts import has_role, people
from bot.chat.message import Role
from bot.register.load import Loaded
from bot.register.section import Entry
from bot.situation.tables import ReportRow
from bot.store.engine import Store
from tests.cases import night
from tests.cases.night import DRIFT, EK, KVIST, LIND, LUND, ROC, Night, Said, direct
from tests.cases.night import whole_example as example
from tests.harness.clock import MovableClock
from tests.stores import Filling

__all__ = [
    "AKTOR_NACKA",
    "AKTOR_POLIS",
    "AKTOR_STOCKHOLM",
    "BRO",
    "DRIFT",
    "EK",
    "FORS",
    "HED",
    "IN_FORCE",
    "KVIST",
    "LEDNING",
    "LILJA",
    "LIND",
    "LUND",
    "MORNING",
    "NACKA_POLIS",
    "NORD",
    "ROC",
    "SSR",
    "Day",
    "Said",
    "changed",
    "direct",
    "example",
]

MORNING = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
"""A Saturday, 08:00 in Stockholm: the first references of the day are R-1121-1 and LB-1121-1."""

HED, BRO = "@rapp-hed:localhost", "@rapp-bro:localhost"
"""Nacka's reporter and the stand-in."""
LILJA, FORS, NORD = "@rapp-lilja:localhost", "@rapp-fors:localhost", "@kom-nord:localhost"
"""Reporters of the police, of the region (which has no room of its own) and of Stockholm."""
AKTOR_NACKA, AKTOR_POLIS, AKTOR_STOCKHOLM = (
    "!aktor-nacka:localhost",
    "!aktor-polis:localhost",
    "!aktor-stockholm:localhost",
)
NACKA_POLIS, SSR, LEDNING = "!nacka-polis:localhost", "!ssr:localhost", "!ledning:localhost"


def changed(**kinds: Mapping[str, Entry]) -> Loaded:
    """The example with some entries replaced: ``changed(lagesbild={...})``."""
    return night.changed(example(), **kinds)


class Day(Night):
    """As ``Night``, from a morning in November; LUND is the duty officer, KVIST works at ROC."""

    def __init__(self, store: Store, clock: MovableClock | None = None) -> None:
        super().__init__(store, clock or MovableClock(MORNING))

    async def open(self, loaded: Loaded | None = None) -> Day:
        await super().open(loaded or example())
        return self

    async def fill(self) -> None:
        """Reporters are in their actor's room and in everybody's; duty officers in the leadership's."""
        await super().fill()
        found = await self.snapshot()
        for person in people(found):
            if has_role(found, person.id, Role.RAPPORTOR):
                self._let_in(person.id, f"!aktor-{person.organisation}:localhost", SSR)
            if has_role(found, person.id, Role.TIB):
                self._let_in(person.id, LEDNING, SSR)
            if has_role(found, person.id, Role.ROC):
                self._let_in(person.id, SSR)
        self._let_in(HED, NACKA_POLIS)
        self._let_in(LILJA, NACKA_POLIS)

    def _let_in(self, user_id: str, *rooms: str) -> None:
        for room in rooms:
            self.hall.joined.setdefault(room, set()).add(user_id)

    async def reports(self) -> list[ReportRow]:
        """Every version of every report, in the order in which they came."""
        async with self.store.begin() as session:
            return list(await session.scalars(select(ReportRow).order_by(ReportRow.id)))

    async def report(self) -> ReportRow:
        """The newest."""
        return (await self.reports())[-1]


IN_FORCE = Filling("day", lambda store: Day(store).open())
