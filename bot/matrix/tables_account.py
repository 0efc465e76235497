"""The bot's own login and identity, sealed, and the identities of the people it talks to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base
from bot.store.types import EncryptedText, UtcDateTime


class MatrixAccount(Base):
    """The one device in use. It is named before the first login, so that a crash makes no second one."""

    __tablename__ = "matrix_account"

    user_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    device_id: Mapped[str] = mapped_column(String(255))
    access_token: Mapped[str | None] = mapped_column(EncryptedText("matrix_account.access_token"))
    keys_offered: Mapped[bool] = mapped_column(default=False)
    """The homeserver has had this device's keys: from then on the key store must be there."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class OwnIdentity(Base):
    """The seeds of our cross-signing keys, base64, each sealed."""

    __tablename__ = "matrix_own_identity"

    user_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    master: Mapped[str] = mapped_column(EncryptedText("matrix_own_identity.master"))
    self_signing: Mapped[str] = mapped_column(EncryptedText("matrix_own_identity.self_signing"))
    user_signing: Mapped[str] = mapped_column(EncryptedText("matrix_own_identity.user_signing"))
    recovery_key: Mapped[str | None] = mapped_column(EncryptedText("matrix_own_identity.recovery_key"))
    """Only until it has been shown."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PersonIdentity(Base):
    """Which master key a person had when we first saw it, or has by the register, and which one now."""

    __tablename__ = "matrix_person_identity"

    user_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    pinned: Mapped[str] = mapped_column(String(64))
    pinned_at: Mapped[datetime] = mapped_column(UtcDateTime)
    source: Mapped[str] = mapped_column(String(16))
    """``first_seen``, ``register`` or ``confirmed``."""
    register_key: Mapped[str | None] = mapped_column(String(64))
    """What the register said the last time, so that the same word twice does not undo a confirmation."""
    current: Mapped[str | None] = mapped_column(String(64))
    changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_by: Mapped[str | None] = mapped_column(String(255))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
