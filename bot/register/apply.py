"""Put a register in force: whole, in one transaction, with its row in the audit log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import delete, insert
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Fault
from bot.register.diff import ChangeKind, Difference, body, difference
from bot.register.load import NO_VERSION, Loaded
from bot.register.section import Sections, Snapshot
from bot.register.source import RegisterSource
from bot.register.state import locked_state
from bot.register.tables import THE_ONE, RegisterEntry, RegisterState, RegisterVersion
from bot.store.audit import append


@dataclass(frozen=True)
class Applied:
    """The version now in force, and what it changed; nothing changed leaves the version as it was."""

    version: int
    difference: Difference
    files: tuple[str, ...] = ()
    """What became of the files that entries name, one line each."""


async def apply_register(
    session: AsyncSession,
    loaded: Loaded,
    sections: Sections,
    *,
    at: datetime,
    actor: str,
    shown: int | None = None,
) -> Applied:
    """Replace the register by the loaded one.

    Args:
        session: The transaction; what is in it is all or nothing.
        loaded: A register without faults.
        sections: Every kind of entry.
        at: Now.
        actor: Who loads it, for the audit log.
        shown: The version against which the difference was shown to the operator.

    Raises:
        Fault: ``register.moved`` when another version has come into force since.
    """
    state = await locked_state(session)
    version = state.version if state else NO_VERSION
    if shown is not None and shown != version:
        raise Fault("register.moved", shown=shown, version=version)
    changes = difference(await _before(session, sections), loaded.snapshot(), sections)
    files = await file_changes(session, loaded, sections)
    for section in sections:
        if section.enclosures is not None:
            found = loaded.enclosed.get(section.kind, {})
            await section.enclosures.keep(session, loaded.snapshot(), found, at=at, actor=actor)
    if state and not changes:
        return Applied(version, changes, files)
    version += 1
    if state is None:
        session.add(RegisterState(id=THE_ONE, version=version, mark=uuid4().hex))
    else:
        state.version, state.mark = version, uuid4().hex
    await _replace(session, loaded, sections)
    counts = {what.value: changes.count(what) for what in ChangeKind}
    session.add(RegisterVersion(version=version, applied_at=at, actor=actor, **counts))
    await append(
        session, at=at, actor=actor, action="register.applied", object=f"register/{version}", fields=counts
    )
    return Applied(version, changes, files)


async def file_changes(session: AsyncSession, loaded: Loaded, sections: Sections) -> tuple[str, ...]:
    """What loading would change of the files that entries name, one line each."""
    lines: list[str] = []
    for section in sections:
        if section.enclosures is not None:
            found = loaded.enclosed.get(section.kind, {})
            lines += await section.enclosures.changes(session, loaded.snapshot(), found)
    return tuple(lines)


async def _before(session: AsyncSession, sections: Sections) -> Snapshot:
    """What is in force; nothing, when it was stored with other keys: then all of it is written anew."""
    try:
        return await RegisterSource(sections).current(session)
    except Fault as fault:
        if fault.code != "register.outdated":
            raise
        return Snapshot(NO_VERSION, {})


async def _replace(session: AsyncSession, loaded: Loaded, sections: Sections) -> None:
    snapshot = loaded.snapshot()
    entries = [
        (section.kind, entry_id, entry)
        for section in sections
        for entry_id, entry in snapshot.of(section.model).items()
    ]
    await session.execute(delete(RegisterEntry))
    if entries:
        rows = [
            {"kind": kind, "entry_id": entry_id, "position": position, "body": body(entry)}
            for position, (kind, entry_id, entry) in enumerate(entries)
        ]
        await session.execute(insert(RegisterEntry), rows)
