"""Every language's texts as they are now: those that ship, and those imported since in their place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from hashlib import sha256
from importlib.resources import files
from types import MappingProxyType
from typing import Final

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Fault
from bot.guidance.catalogue import Texts, read, swedish
from bot.guidance.languages import SOURCE, translated
from bot.guidance.po import PoError
from bot.guidance.tables import CatalogueRow

DOMAIN: Final = "gangsnack"
_VERSIONS: Final = select(CatalogueRow.language, CatalogueRow.checksum, CatalogueRow.imported_at)
_Version = tuple[str, datetime]
"""The checksum of an import, and when it came: the same file may have been damaged in between."""
log = structlog.get_logger(__name__)


class Shelf:
    """Reads what ships once, at the start; what was imported when it has changed.

    An import that cannot be read (it was whole when it came) is left aside: what ships is said in its place,
    and ``damaged`` tells of it.
    """

    def __init__(self) -> None:
        self._shipped = shipped()
        self._imported: dict[str, tuple[_Version, Texts | None]] = {}

    async def texts(self, session: AsyncSession, code: str) -> Texts:
        """Those of one language.

        Raises:
            KeyError: the guide is not made in it.
        """
        found = await session.execute(_VERSIONS.where(CatalogueRow.language == code))
        row = found.one_or_none()
        texts = None if row is None else await self._kept(session, code, (row[1], row[2]))
        return texts or self._shipped[code]

    async def all(self, session: AsyncSession) -> Mapping[str, Texts]:
        """By language code, in the guide's order, Swedish first."""
        imported = await self._all_imported(session)
        return {code: imported.get(code) or one for code, one in self._shipped.items()}

    async def damaged(self, session: AsyncSession) -> tuple[str, ...]:
        """The languages whose import cannot be read."""
        return tuple(code for code, found in (await self._all_imported(session)).items() if found is None)

    async def _all_imported(self, session: AsyncSession) -> Mapping[str, Texts | None]:
        rows = await session.execute(_VERSIONS)
        return {code: await self._kept(session, code, (checksum, at)) for code, checksum, at in rows.all()}

    async def _kept(self, session: AsyncSession, code: str, version: _Version) -> Texts | None:
        kept = self._imported.get(code)
        if kept is None or kept[0] != version:
            kept = self._imported[code] = (version, await _imported(session, code, version[0]))
        return kept[1]


async def _imported(session: AsyncSession, code: str, checksum: str) -> Texts | None:
    po = await session.scalar(select(CatalogueRow.po).where(CatalogueRow.language == code)) or b""
    try:
        found = read(code, po)
    except PoError as error:
        log.warning("imported catalogue is damaged", language=code, code=error.code, line=error.line)
        return None
    return found if sha256(po).hexdigest() == checksum else None


@cache
def shipped() -> Mapping[str, Texts]:
    """What the program came with, read once.

    Raises:
        Fault: ``guidance.damaged``, with the file and the line.
    """
    found = {SOURCE: swedish()}
    for one in translated():
        try:
            found[one.code] = read(one.code, shipped_po(one.code))
        except (PoError, OSError) as error:
            line = error.line if isinstance(error, PoError) else 0
            raise Fault("guidance.damaged", path=shipped_path(one.code), line=line) from error
    return MappingProxyType(found)


def shipped_path(code: str) -> str:
    return f"translations/{code}/LC_MESSAGES/{DOMAIN}.po"


def shipped_po(code: str) -> bytes:
    return files("translations").joinpath(code, "LC_MESSAGES", f"{DOMAIN}.po").read_bytes()
