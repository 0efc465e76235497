"""``rocbot guide export`` and ``rocbot guide import``: the texts for parents to and from a translator."""

from __future__ import annotations

import getpass
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Final

from sqlalchemy import select

from bot.assembly import Ground, ground
from bot.errors import Fault
from bot.guidance.languages import SOURCE, translated
from bot.guidance.po import PoError
from bot.guidance.po_import import LARGEST, Change, Rejected, Taken, export, export_shipped, take_in
from bot.guidance.review import states
from bot.guidance.shelf import Shelf
from bot.guidance.tables import CatalogueRow
from bot.guidance.values import ReviewState, Section
from bot.operate.finding import Finding, obs, ok, wrong
from bot.operate.guide_words import STATES
from bot.operate.guide_words import damaged as said_of_damage
from bot.operate.guide_words import wrong as said_of_problem
from bot.operate.screen import Screen
from bot.os_words import why

GUIDE: Final = "gangsnack"


async def write_out(config: Path, code: str, *, shipped: bool = False) -> int:
    """The file of one language to stdout, as it is; ``shipped`` asks neither settings nor database.

    Raises:
        Fault: there is no such language, or what was imported cannot be read.
    """
    codes = [one.code for one in translated()]
    if code not in codes:
        raise Fault("guide.no_language", code=code, codes=", ".join(codes))
    try:
        po = export_shipped(code) if shipped else await _exported(config, code)
    except PoError as error:
        raise Fault("guide.import_damaged", code=code, line=error.line) from error
    sys.stdout.buffer.write(po)
    sys.stdout.buffer.flush()
    return 0


async def _exported(config: Path, code: str) -> bytes:
    async with ground(config) as base, base.store.read() as session:
        return await export(session, code)


async def read_in(config: Path, path: Path, *, dry_run: bool) -> int:
    """Show what a file changes, and put it in place.

    Raises:
        Fault: it was not taken in; why stands on stderr, a line for each reason.
    """
    screen = Screen()
    po = _file(path)
    async with ground(config) as base:
        try:
            async with base.store.begin() as session:
                taken = await take_in(
                    session, Shelf(), po, at=base.clock.now(), by=f"cli:{getpass.getuser()}", name=path.name
                )
                if dry_run:
                    await session.rollback()
        except PoError as error:
            screen.remark(f"fel  {path.name} {said_of_damage(error)}")
            raise Fault("guide.rejected", path=path, count=1) from error
        except Rejected as rejected:
            for problem in rejected.problems:
                screen.remark(f"fel  {path.name} {said_of_problem(problem)}")
            raise Fault("guide.rejected", path=path, count=len(rejected.problems)) from rejected
    for line in _told(taken, dry_run=dry_run):
        screen.line(line)
    return 0


def _file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise Fault("guide.unreadable", path=path, why=why(error)) from error


def _told(taken: Taken, *, dry_run: bool) -> Iterator[str]:
    name = taken.language.swedish
    if taken.same:
        yield f"{name}: filen är den som redan gäller."
        return
    for change in taken.changes:
        yield from _change(change)
    if not taken.changes:
        yield f"{name}: inga texter ändras, bara det som står omkring dem."
    for section in Section:
        now = STATES[taken.states[section]]
        yield f"{section}: {now}, ändrad" if section in taken.touched else f"{section}: {now}"
    if taken.outdated:
        yield f"Äldre än svenskan, eller osäkra: {', '.join(line.key for line in taken.outdated)}"
    if taken.missing:
        yield f"Saknas: {', '.join(line.key for line in taken.missing)}"
    yield "Inget är ändrat än." if dry_run else f"Filen gäller nu för {name}."


def _change(change: Change) -> Iterator[str]:
    yield f"{change.line.key}: {change.line.text}"
    for mark, forms in (("-", change.before), ("+", change.after)):
        yield from (f"  {mark} {form}" for form in forms if form)


async def look_at_guide(base: Ground) -> AsyncIterator[Finding]:
    """What ``rocbot check`` says: imports that cannot be read, and how far the reviews have come."""
    shelf = Shelf()
    async with base.store.read() as session:
        for code in await shelf.damaged(session):
            yield wrong(
                f"{GUIDE} {code}",
                "den importerade filen är skadad, och den som följer med gäller; importera den igen",
            )
        found = {
            code: await states(session, texts)
            for code, texts in (await shelf.all(session)).items()
            if code != SOURCE
        }
        imported = await session.execute(select(CatalogueRow.language, CatalogueRow.imported_at))
        for code, at in imported.all():
            day = at.astimezone(base.settings.zone).date()
            yield ok(f"{GUIDE} {code}", f"importerad {day}, i stället för den som följer med")
    every = [state for one in found.values() for state in one.values()]
    reviewed = every.count(ReviewState.REVIEWED)
    yield ok(GUIDE, f"texter på {len(found)} språk, {reviewed} av {len(every)} avsnitt granskade")
    for code, sections in found.items():
        for state in (ReviewState.MISSING, ReviewState.OUTDATED):
            if named := [section for section, one in sections.items() if one is state]:
                yield obs(f"{GUIDE} {code}", f"{STATES[state]}: {', '.join(named)}")
