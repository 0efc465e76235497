"""Where the register in force is kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base
from bot.store.types import EncryptedJson, UtcDateTime

THE_ONE: Final = 1


class RegisterState(Base):
    """One row: the version in force, and a mark that changes with anything a snapshot is made of."""

    __tablename__ = "register_state"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(Integer)
    mark: Mapped[str] = mapped_column(String(32))


class RegisterVersion(Base):
    """When each version came into force, who loaded it, and how much it changed."""

    __tablename__ = "register_version"

    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    applied_at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(255))
    added: Mapped[int] = mapped_column(Integer)
    changed: Mapped[int] = mapped_column(Integer)
    removed: Mapped[int] = mapped_column(Integer)


class RegisterEntry(Base):
    """An entry of the version in force; ``body`` is sealed, since people are in it."""

    __tablename__ = "register_entry"

    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    entry_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    position: Mapped[int] = mapped_column(Integer)
    """The order of the file, which counts for routes."""
    body: Mapped[dict[str, Any]] = mapped_column(EncryptedJson("register_entry.body"))
