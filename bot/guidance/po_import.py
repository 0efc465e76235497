"""Taking in a translation from outside, and giving one out: whole or not at all, and to the byte."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.guidance.catalogue import Entry, Texts, text_hash, texts_of
from bot.guidance.languages import Language, translated
from bot.guidance.po import PoFile, parse
from bot.guidance.po_check import Problem, problems
from bot.guidance.po_update import is_current, updated
from bot.guidance.review import states
from bot.guidance.shelf import Shelf, shipped_po
from bot.guidance.source import lines
from bot.guidance.tables import CatalogueRow
from bot.guidance.values import Line, ReviewState, Section
from bot.store import audit
from bot.store.upsert import put

LARGEST = 1_000_000
"""Bytes of a file at most."""


class Rejected(ValueError):  # noqa: N818 - what became of the file
    """A file with which nothing was done, for these reasons."""

    def __init__(self, found: Sequence[Problem]) -> None:
        super().__init__(f"{len(found)} problems")
        self.problems = tuple(found)


@dataclass(frozen=True)
class Change:
    """One message; ``before`` is empty where it was not translated."""

    line: Line
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class Taken:
    """What an import changes. ``same``: the file is what holds already, to the byte.

    ``touched`` are the sections whose text is another than before, ``states`` how every section stands with
    it, ``outdated`` and ``missing`` the lines whose Swedish is another, and those without a translation.
    """

    language: Language
    same: bool
    changes: tuple[Change, ...]
    touched: tuple[Section, ...]
    states: Mapping[Section, ReviewState]
    outdated: tuple[Line, ...]
    missing: tuple[Line, ...]


async def export(session: AsyncSession, code: str) -> bytes:
    """What holds for a language: the file that came in, or that ships, brought up to the Swedish of now.

    Raises:
        KeyError: there is no catalogue in that language.
        PoError: what was imported is damaged.
    """
    return _brought_up(_of_code(code), await in_force(session, code))


def export_shipped(code: str) -> bytes:
    """The same of the file that ships, whatever came in since; raises KeyError."""
    return _brought_up(_of_code(code), shipped_po(code))


def _of_code(code: str) -> Language:
    own = next((one for one in translated() if one.code == code), None)
    if own is None:
        raise KeyError(code)
    return own


def _brought_up(own: Language, po: bytes) -> bytes:
    read = parse(po)
    return po if is_current(read, lines()) else updated(own, read)


async def in_force(session: AsyncSession, code: str) -> bytes:
    """The file as it came in, or as it ships."""
    po = await session.scalar(select(CatalogueRow.po).where(CatalogueRow.language == code))
    return shipped_po(code) if po is None else po


async def take_in(
    session: AsyncSession, shelf: Shelf, po: bytes, *, at: datetime, by: str, name: str = ""
) -> Taken:
    """Put a file in place of what holds; the sections it changes are drafts.

    ``name`` is the file's own: ``ar.po`` with Somali in it is a mistake.

    Raises:
        PoError: it is no PO file.
        Rejected: it may not stand for its language.
    """
    if len(po) > LARGEST:
        raise Rejected([Problem("large", 1)])
    found = parse(po)
    own = _language(found, name)
    # held until the end: two imports of a language come one after the other
    row = await session.get(CatalogueRow, own.code, with_for_update=True)
    before = await shelf.texts(session, own.code)
    after = texts_of(own.code, found)
    if wrong := (*problems(found, own), *_lost(before, after, found)):
        raise Rejected(wrong)
    taken = await _taken(session, own, before, after, same=po == await in_force(session, own.code))
    if not taken.same:
        checksum = sha256(po).hexdigest()
        new = CatalogueRow(language=own.code, po=po, checksum=checksum, imported_at=at, imported_by=by)
        await _keep(session, taken, new, row.checksum if row else "")
    return taken


def _language(po: PoFile, name: str) -> Language:
    """By its header; a file that is called by another language's code is not believed."""
    code = po.field("Language")
    own = next((one for one in translated() if one.code == code), None)
    if own is None:
        raise Rejected([Problem("language", po.header.line, detail=code[:20])])
    first = name.partition(".")[0].partition("_")[0].partition("-")[0].casefold()
    if first != code and any(one.code == first for one in translated()):
        raise Rejected([Problem("file name", po.header.line, detail=code)])
    return own


def _lost(before: Texts, after: Texts, po: PoFile) -> list[Problem]:
    """Translations that there are, and that the file would take away."""
    items = po.current()
    return [
        Problem("lost", items[line.key].line if line.key in items else 1, line.key)
        for line in lines()
        if before.entry(line) is not None and after.entry(line) is None
    ]


async def _taken(session: AsyncSession, own: Language, before: Texts, after: Texts, *, same: bool) -> Taken:
    none = Entry((), ())
    changes = tuple(
        Change(line, before.entries.get(line.key, none).forms, after.entries[line.key].forms)
        for line in lines()
        if line.key in after.entries and before.entries.get(line.key, none) != after.entries[line.key]
    )
    return Taken(
        language=own,
        same=same,
        changes=changes,
        touched=tuple(one for one in Section if text_hash(before, one) != text_hash(after, one)),
        states=await states(session, after),
        outdated=tuple(line for line in lines() if after.outdated(line)),
        missing=tuple(line for line in lines() if after.entry(line) is None),
    )


async def _keep(session: AsyncSession, taken: Taken, row: CatalogueRow, before: str) -> None:
    """What ships is not kept: a later version of the program then brings its own."""
    if row.po == shipped_po(row.language):
        await session.execute(delete(CatalogueRow).where(CatalogueRow.language == row.language))
    else:
        values = {column.name: getattr(row, column.name) for column in CatalogueRow.__table__.columns}
        await put(session, CatalogueRow, CatalogueRow.language, values)
    fields = {
        "checksum": row.checksum,
        "before": before,
        "changed": len(taken.changes),
        "sections": [one.value for one in taken.touched],
    }
    await audit.append(
        session,
        at=row.imported_at,
        actor=row.imported_by,
        action="guide.import",
        object=row.language,
        fields=fields,
    )
