"""The register in force, read once for each version and then kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Fault
from bot.register.load import NO_VERSION
from bot.register.section import Entry, Sections, Snapshot
from bot.register.state import KNOWN
from bot.register.tables import THE_ONE, RegisterEntry, RegisterState

Beside = Callable[[AsyncSession], Awaitable[Mapping[type[Entry], Mapping[str, Entry]]]]
"""Entries of a snapshot that are no part of the file: where a room's alias leads. See ``mark_changed``."""


class RegisterSource:
    """Gives the snapshot in force; asks for one row in each transaction, and for the rest when it changed."""

    def __init__(self, sections: Sections, beside: Sequence[Beside] = ()) -> None:
        self._sections = sections
        self._beside = tuple(beside)
        self._state: tuple[str, int] | None = None
        self._snapshot = Snapshot(NO_VERSION, {})

    @property
    def latest(self) -> Snapshot:
        """The snapshot that was last read, for callers that have no session; empty before the first."""
        return self._snapshot

    async def current(self, session: AsyncSession) -> Snapshot:
        """The register in force in this transaction.

        Raises:
            Fault: ``register.outdated`` when an entry was stored by a version of the program that knew
                other keys; loading the register's files again mends it.
        """
        known: dict[RegisterSource, Snapshot] = session.info.setdefault(KNOWN, {})
        if self not in known:
            known[self] = await self._now(session)
        return known[self]

    async def _now(self, session: AsyncSession) -> Snapshot:
        while (state := await _state(session)) is not None and state != self._state:
            snapshot = Snapshot(state[1], await self._read(session))
            if await _state(session) == state:
                self._state, self._snapshot = state, snapshot
        return self._snapshot if state else Snapshot(NO_VERSION, {})

    async def _read(self, session: AsyncSession) -> Mapping[type[Entry], Mapping[str, Entry]]:
        models = {section.kind: section.model for section in self._sections}
        entries: dict[type[Entry], dict[str, Entry]] = {model: {} for model in models.values()}
        rows = await session.execute(
            select(RegisterEntry.kind, RegisterEntry.entry_id, RegisterEntry.body).order_by(
                RegisterEntry.position
            )
        )
        for kind, entry_id, body in rows:
            try:
                entries[models[kind]][entry_id] = models[kind].model_validate(body)
            except (KeyError, ValidationError) as error:
                raise Fault("register.outdated", kind=kind, entry=entry_id) from error
        read: dict[type[Entry], Mapping[str, Entry]] = dict(entries)
        for beside in self._beside:
            read.update(await beside(session))
        return read


async def _state(session: AsyncSession) -> tuple[str, int] | None:
    query = select(RegisterState.mark, RegisterState.version).where(RegisterState.id == THE_ONE)
    row = (await session.execute(query)).one_or_none()
    return (row.mark, row.version) if row else None
