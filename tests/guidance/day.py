"""A day of handing out the guide: people who ask, texts in any state, and rooms that hear the answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from bot.guidance.catalogue import Texts, source_hash, text_hash
from bot.guidance.desk import Desk
from bot.guidance.entries import GuidanceEntry, GuideEntry
from bot.guidance.shelf import Shelf
from bot.guidance.tables import ReviewRow
from bot.guidance.values import Section
from bot.register.apply import apply_register
from bot.register.load import Loaded
from bot.store.engine import Store
from tests.cases import night
from tests.cases.night import ALM, EK, KVIST, LUND, MOBERG, ROC, ZONE, Night, Said, direct
from tests.harness.clock import MovableClock
from tests.stores import Filling

__all__ = ["ALM", "EK", "KVIST", "LUND", "MOBERG", "ROC", "GuideDay", "Said", "direct"]

MORNING = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
"""A Monday, 09:00 in Stockholm."""


class GuideDay(Night):
    """As ``Night``. ALM has the social services' duty, EK is a police officer, KVIST sits in ROC.

    The translations are those that ship, until ``write`` puts others in their place.
    """

    def __init__(self, store: Store, clock: MovableClock | None = None) -> None:
        self.written: dict[str, Texts] = {}
        super().__init__(store, clock or MovableClock(MORNING))

    async def open(self, loaded: Loaded | None = None) -> GuideDay:
        await super().open(loaded)
        return self

    @property
    def desk(self) -> Desk:
        """What the use cases are given."""
        return Desk(self.register, self.core.duty, Shelf(), ZONE)

    async def rule(self, **rules: Any) -> None:
        """Put other settings of the guide in force: ``day.rule(show_drafts=True)``."""
        await self.put_in_force(gangsnack={"gangsnack": GuidanceEntry(**rules)})

    async def load_guide(self, *codes: str, **fields: Any) -> None:
        """The official guide is in the register in these languages, without a file unless one is named."""
        entries = {code: guide_entry(code, **fields) for code in codes}
        await self.put_in_force(guide=entries)

    async def put_in_force(self, **kinds: Mapping[str, Any]) -> None:
        """The register in force with some entries replaced or added."""
        before = Loaded(await self._entries())
        async with self.store.begin() as session:
            await apply_register(
                session, night.changed(before, **kinds), self.sections, at=self.clock.now(), actor="test"
            )

    async def _entries(self) -> dict[Any, Any]:
        snapshot = await self.snapshot()
        return {section.model: snapshot.of(section.model) for section in self.sections}

    async def review(
        self, language: str, *sections: Section, by: str = EK, organisation: str = "polis"
    ) -> None:
        """Somebody has approved these sections (or all) of a language as it reads now."""
        async with self.store.begin() as session:
            texts = await self.desk.shelf.texts(session, language)
            for section in sections or tuple(Section):
                session.add(
                    ReviewRow(
                        language=language,
                        section=section.value,
                        text_hash=text_hash(texts, section),
                        source_hash=source_hash(section),
                        reviewer=by,
                        organisation=organisation,
                        at=self.clock.now(),
                    )
                )


def guide_entry(code: str, **fields: Any) -> GuideEntry:
    """A made-up official guide."""
    return GuideEntry(
        **{
            "language": code,
            "url": f"https://guide.example/{code}",
            "edition": "Påhittad utgåva 2026",
            "source": "Länsstyrelserna och Polismyndigheten",
            "checked_at": date(2026, 11, 2),
            "checked_by": "Moberg, administratör (fiktiv)",
            **fields,
        }
    )


IN_FORCE = Filling("guide day", lambda store: GuideDay(store).open())
