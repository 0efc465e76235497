"""Put a register in force: whole, in one transaction, with its row in the audit log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Fault
from bot.register.diff import ChangeKind, Difference, body, difference
from bot.register.load import NO_VERSION, Loaded
from bot.register.section import Sections
from bot.register.source import RegisterSource
from bot.register.tables import THE_ONE, RegisterEntry, RegisterState, RegisterVersion
from bot.store import audit


@dataclass(frozen=True)
class Applied:
    """The version now in force, and what it changed; nothing changed leaves the version as it was."""

    version: int
    difference: Difference


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
    state = await _locked_state(session)
    version = state.version if state else NO_VERSION
    if shown is not None and shown != version:
        raise Fault("register.moved", shown=shown, version=version)
    try:
        before = await RegisterSource(sections).current(session)
        changes = difference(before, loaded.snapshot(), sections)
    except Fault as fault:
        if fault.code != "register.outdated":
            raise
        changes = difference(RegisterSource(sections).latest, loaded.snapshot(), sections)
    if state and not changes:
        return Applied(version, changes)
    version += 1
    if state is None:
        session.add(RegisterState(id=THE_ONE, version=version, mark=uuid4().hex))
    else:
        state.version, state.mark = version, uuid4().hex
    await _replace(session, loaded, sections)
    counts = {what.value: changes.count(what) for what in ChangeKind}
    session.add(RegisterVersion(version=version, applied_at=at, actor=actor, **counts))
    await audit.append(
        session, at=at, actor=actor, action="register.applied", object=f"register/{version}", fields=counts
    )
    return Applied(version, changes)


async def mark_changed(session: AsyncSession) -> None:
    """Make every source read again: something beside the file that belongs to snapshots has changed."""
    state = await _locked_state(session)
    if state is not None:
        state.mark = uuid4().hex


async def _locked_state(session: AsyncSession) -> RegisterState | None:
    query = select(RegisterState).where(RegisterState.id == THE_ONE).with_for_update()
    return (await session.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()


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
