"""Questions that wait for an answer: the table, and what is asked of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, Integer, String, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.orm.exc import StaleDataError

from bot.chat.message import Incoming, SentFile, Trust
from bot.store.base import Base
from bot.store.event_ref import remember
from bot.store.types import EncryptedJson, UtcDateTime

SUBJECT = "dialogue"
REPLACED = "replaced"
"""The ``event_ref`` subject and purpose of a command that its sender wrote again before it was done."""


class Kind(StrEnum):
    """ARGUMENT: one value is asked for. CONFIRM: yes or no before something is done."""

    ARGUMENT = "argument"
    CONFIRM = "confirm"


class Dialogue(Base):
    """One command that waits for its sender.

    ``target`` is where the question stands: a room, or ``@user:server`` when that direct chat has yet to be
    opened. ``state`` holds ``given`` (texts by argument), ``choices`` (texts by number) and ``incoming``;
    ``read_at`` of a CONFIRM is the time that the values count from.
    """

    __tablename__ = "dialogue"
    __table_args__ = (
        Index(None, "sender", "target"),
        Index(None, "expires_at"),
        Index(None, "origin_event"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    sender: Mapped[str] = mapped_column(String(255))
    target: Mapped[str] = mapped_column(String(255))
    language: Mapped[str] = mapped_column(String(16))
    origin_event: Mapped[str] = mapped_column(String(255))
    path: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16))
    asked: Mapped[str | None] = mapped_column(String(32))
    """The name of the argument asked for."""
    state: Mapped[dict[str, Any]] = mapped_column(EncryptedJson("dialogue.state"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def command_path(self) -> tuple[str, ...]:
        return tuple(self.path.split(" "))

    @property
    def given(self) -> dict[str, str]:
        return dict(self.state["given"])

    @property
    def choices(self) -> Sequence[str]:
        return tuple(self.state["choices"])

    def incoming(self) -> Incoming:
        return restore(self.state["incoming"])

    def about_another(self, file: SentFile | None) -> bool:
        """Whether its command came with a file, and this is not that one."""
        before = self.incoming().file
        return file is not None and before is not None and file != before


async def open_question(session: AsyncSession, sender: str, room_id: str, *, direct: bool) -> Dialogue | None:
    """The newest question to somebody in a room; in a direct chat also one asked before it was opened.

    Without a lock: most messages answer nothing, and must not wait for a writer. ``hold`` takes it.
    """
    here = Dialogue.target == room_id
    found: Dialogue | None = await session.scalar(
        select(Dialogue)
        .where(Dialogue.sender == sender, or_(here, Dialogue.target == sender) if direct else here)
        .order_by(Dialogue.id.desc())
        .limit(1)
    )
    return found


async def open_for(session: AsyncSession, sender: str) -> Sequence[Dialogue]:
    """Every question that waits for somebody, wherever it stands."""
    theirs = select(Dialogue).where(Dialogue.sender == sender).order_by(Dialogue.id)
    return (await session.scalars(theirs)).all()


async def hold(session: AsyncSession, dialogue_id: int) -> Dialogue | None:
    """The question, if it is still open.

    PostgreSQL keeps it from lapsing until this transaction ends. On SQLite that would hold up every
    other room for as long as the command takes, so there ``close`` finds out who was faster.
    """
    lock = session.get_bind().dialect.name == "postgresql" or None
    return await session.get(Dialogue, dialogue_id, with_for_update=lock, populate_existing=True)


async def close(session: AsyncSession, dialogue_id: int) -> None:
    """The question is answered or given up.

    Raises:
        StaleDataError: somebody closed it meanwhile; what was done in this transaction must not count.
    """
    gone = delete(Dialogue).where(Dialogue.id == dialogue_id).returning(Dialogue.id)
    if await session.scalar(gone) is None:
        raise StaleDataError


async def drafts(session: AsyncSession, sender: str, path: str) -> Sequence[int]:
    """The questions for a value that somebody has open about one command.

    As with ``hold``, PostgreSQL keeps them from lapsing; whoever lets them go with ``close`` finds out
    on SQLite.
    """
    of_theirs = select(Dialogue.id).where(
        Dialogue.sender == sender, Dialogue.path == path, Dialogue.kind == Kind.ARGUMENT
    )
    if session.get_bind().dialect.name == "postgresql":
        of_theirs = of_theirs.with_for_update()
    return (await session.scalars(of_theirs)).all()


async def before_a_yes(session: AsyncSession, sender: str, target: str, path: str) -> Sequence[Dialogue]:
    """What one command has asked somebody in one place before it is done."""
    theirs = select(Dialogue).where(
        Dialogue.sender == sender,
        Dialogue.target == target,
        Dialogue.path == path,
        Dialogue.kind == Kind.CONFIRM,
    )
    return (await session.scalars(theirs.order_by(Dialogue.id))).all()


async def replace_draft(session: AsyncSession, dialogue_id: int) -> None:
    """Close a draft whose command was written again, and note it: a later edit of it starts nothing."""
    row = await session.get(Dialogue, dialogue_id, populate_existing=True)
    await close(session, dialogue_id)
    if row is not None:
        await remember(session, REPLACED, row.path, REPLACED, event_id=row.origin_event)


async def begun_by(session: AsyncSession, event_id: str) -> Dialogue | None:
    """The open question that a command message led to."""
    if await session.scalar(select(Dialogue.id).where(Dialogue.origin_event == event_id)) is None:
        return None
    found: Dialogue | None = await session.scalar(
        select(Dialogue).where(Dialogue.origin_event == event_id).with_for_update()
    )
    return found


async def earliest(session: AsyncSession, besides: Collection[int] = ()) -> datetime | None:
    found: datetime | None = await session.scalar(
        select(Dialogue.expires_at).where(Dialogue.id.not_in(besides)).order_by(Dialogue.expires_at).limit(1)
    )
    return found


async def claim_lapsed(
    session: AsyncSession, now: datetime, besides: Collection[int] = ()
) -> Dialogue | None:
    """One whose time is up; another process that looks at the same moment gets the next."""
    found: Dialogue | None = await session.scalar(
        select(Dialogue)
        .where(Dialogue.expires_at <= now, Dialogue.id.not_in(besides))
        .order_by(Dialogue.expires_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return found


def keep(incoming: Incoming) -> dict[str, Any]:
    """A message as JSON, without its text: the values given are kept apart."""
    plain = asdict(incoming) | {"text": ""}
    return {
        name: value.isoformat() if isinstance(value, datetime) else value for name, value in plain.items()
    }


def restore(kept: Mapping[str, Any]) -> Incoming:
    known = {item.name: kept[item.name] for item in fields(Incoming) if item.name in kept}
    times = {name: datetime.fromisoformat(known[name]) for name in ("origin_at", "received_at")}
    rest: dict[str, Any] = {"trust": Trust(known["trust"]), "screened": tuple(known.get("screened", ()))}
    if known.get("file") is not None:
        rest["file"] = SentFile(**known["file"])
    return Incoming(**{**known, **times, **rest})
