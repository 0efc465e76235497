"""The PDFs of the official guide: read from beside the register's file, and kept in the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.guidance.entries import GuideEntry, settings
from bot.guidance.pdf import NoPdf, pages
from bot.guidance.sent import yielding
from bot.guidance.tables import GuideFileRow, GuideLinkRow, GuideSentRow
from bot.register.below import MEGABYTE, NotRead, megabytes, read_below
from bot.register.section import Enclosed, RegisterFault, Snapshot
from bot.register.state import mark_changed

_SHORT: Final = 12


class Unfit(Exception):  # noqa: N818 - an answer, not a fault
    """A file that is not to be handed out. ``key``: of the entry; ``code`` and ``fields``: the sentence."""

    def __init__(self, key: str, code: str, **fields: Any) -> None:
        super().__init__(code)
        self.key, self.code, self.fields = key, code, fields


def fit(body: bytes, entry: GuideEntry, largest: int) -> Enclosed:
    """The file of an entry. Takes time.

    Args:
        body: What it holds.
        entry: What is said of it.
        largest: Megabytes.

    Raises:
        Unfit: it is too large, no PDF, or not the one whose checksum is given.
    """
    if len(body) > largest * MEGABYTE:
        raise Unfit("file", "enclosed.too_large", size=megabytes(len(body)), largest=largest)
    try:
        return as_said(body, entry, pages(body))
    except NoPdf as error:
        raise Unfit("file", f"guidance.pdf_{error.flaw.value}") from error


def as_said(body: bytes, entry: GuideEntry, count: int) -> Enclosed:
    """A PDF of so many pages, held against its entry.

    Raises:
        Unfit: it is not the one whose checksum is given.
    """
    own = sha256(body).hexdigest()
    if entry.sha256 is None:
        raise Unfit("sha256", "guidance.no_sha256", own=own)
    if entry.sha256 != own:
        raise Unfit("sha256", "guidance.checksum", own=own)
    return described(body, own, count)


def described(body: bytes, own: str, count: int) -> Enclosed:
    """A PDF of so many pages; ``own``: its checksum."""
    said = "1 sida" if count == 1 else f"{count} sidor"
    return Enclosed(body, own, f"{said}, {megabytes(len(body))} MB, SHA-256 {own[:_SHORT]}…")


@dataclass(frozen=True)
class GuideFiles:
    """What becomes of the files that ``[[guide]]`` names."""

    def read(self, snapshot: Snapshot, entry: GuideEntry, folder: Path) -> Enclosed | RegisterFault | None:
        if entry.file is None:
            wrong = RegisterFault("guide", entry.language, "sha256", "guidance.no_file")
            return wrong if entry.sha256 is not None else None
        largest = settings(snapshot).largest
        try:
            return fit(read_below(folder, entry.file, largest * MEGABYTE), entry, largest)
        except NotRead as error:
            return RegisterFault("guide", entry.language, "file", error.code, error.fields)
        except Unfit as unfit:
            return RegisterFault("guide", entry.language, unfit.key, unfit.code, unfit.fields)

    async def changes(
        self, session: AsyncSession, snapshot: Snapshot, found: Mapping[str, Enclosed]
    ) -> tuple[str, ...]:
        there = set(await session.scalars(select(GuideFileRow.checksum)))
        new = [
            f"+ fil till guide {key}: {one.words}" for key, one in found.items() if one.checksum not in there
        ]
        gone = sorted(there - await _wanted(session, snapshot))
        ends, stays = await yielding(session, snapshot)
        sent = (
            *(f"- guide {row.language} som skickades i driftrummet: registrets gäller" for row in ends),
            *(
                f"= guide {row.language} som skickades i driftrummet {row.sent_at:%Y-%m-%d} gäller före "
                f"registrets; skriv in den i filen, eller ta bort den med !gängsnack återställ {row.language}"
                for row in stays
            ),
        )
        return (
            *sent,
            *new,
            *(f"- fil som ingen guide hänvisar till: SHA-256 {one[:_SHORT]}…" for one in gone),
        )

    async def keep(
        self,
        session: AsyncSession,
        snapshot: Snapshot,
        found: Mapping[str, Enclosed],
        *,
        at: datetime,
        actor: str,
    ) -> None:
        ends, _ = await yielding(session, snapshot)
        for row in ends:
            await session.delete(row)
        if ends:
            # the register's own rows may be the same as before
            await mark_changed(session)
        await session.flush()
        for one in found.values():
            await keep_file(session, one, at, actor)
        await drop_unwanted(session, snapshot)
        sent = await session.scalars(select(GuideSentRow.language))
        known = [*snapshot.of(GuideEntry), *sent]
        await session.execute(delete(GuideLinkRow).where(GuideLinkRow.language.not_in(known)))


async def keep_file(session: AsyncSession, one: Enclosed, at: datetime, by: str) -> None:
    """Store it, unless it is there."""
    if await session.scalar(select(GuideFileRow.checksum).where(GuideFileRow.checksum == one.checksum)):
        return
    session.add(GuideFileRow(checksum=one.checksum, body=one.body, loaded_at=at, loaded_by=by))
    await session.flush()


async def drop_unwanted(session: AsyncSession, snapshot: Snapshot) -> None:
    """Delete the files that no guide refers to: of the register's, and of those that were sent."""
    wanted = await _wanted(session, snapshot)
    await session.execute(delete(GuideFileRow).where(GuideFileRow.checksum.not_in(wanted)))


async def _wanted(session: AsyncSession, snapshot: Snapshot) -> frozenset[str]:
    registered = [one.sha256 for one in snapshot.of(GuideEntry).values()]
    rows = await session.execute(select(GuideSentRow.entry, GuideSentRow.before))
    sent = [one.get("sha256") for row in rows for one in row if one is not None]
    return frozenset(one for one in (*registered, *sent) if one is not None)
