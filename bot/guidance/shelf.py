"""Every language's texts as they are now: those that ship, and those imported since in their place."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.guidance.catalogue import Texts, read, swedish
from bot.guidance.languages import SOURCE, translated
from bot.guidance.tables import CatalogueRow

DOMAIN = "gangsnack"


class Shelf:
    """Reads what ships once, at the start; what was imported when it has changed."""

    def __init__(self) -> None:
        self._shipped = shipped()
        self._imported: dict[str, tuple[str, Texts]] = {}

    async def texts(self, session: AsyncSession, code: str) -> Texts:
        """Those of one language.

        Raises:
            KeyError: the guide is not made in it.
        """
        row = await session.get(CatalogueRow, code)
        if row is None:
            return self._shipped[code]
        kept = self._imported.get(code)
        if kept is None or kept[0] != row.checksum:
            kept = self._imported[code] = (row.checksum, read(code, row.po))
        return kept[1]

    async def all(self, session: AsyncSession) -> Mapping[str, Texts]:
        """By language code, in the guide's order, Swedish first."""
        codes = set(await session.scalars(select(CatalogueRow.language)))
        return {
            code: await self.texts(session, code) if code in codes else one
            for code, one in self._shipped.items()
        }


@cache
def shipped() -> Mapping[str, Texts]:
    """What the program came with, read once."""
    found = {SOURCE: swedish()}
    for one in translated():
        place = files("translations").joinpath(one.code, "LC_MESSAGES", f"{DOMAIN}.po")
        found[one.code] = read(one.code, place.read_bytes())
    return MappingProxyType(found)
