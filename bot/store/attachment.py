"""The bytes of pictures and files on their way out, sealed, each beside the outbox row that sends it."""

from __future__ import annotations

from sqlalchemy import ForeignKey, delete, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base
from bot.store.outbox import OutboxRow
from bot.store.types import EncryptedBytes


class AttachmentRow(Base):
    """What one message attaches; its name, type and size stand in the row's content."""

    __tablename__ = "attachment"

    outbox_id: Mapped[int] = mapped_column(ForeignKey("outbox.id"), primary_key=True, autoincrement=False)
    body: Mapped[bytes] = mapped_column(EncryptedBytes("attachment.body"))


async def attachment_of(session: AsyncSession, outbox_id: int) -> bytes | None:
    """The bytes, unless their time is over."""
    found: bytes | None = await session.scalar(
        select(AttachmentRow.body).where(AttachmentRow.outbox_id == outbox_id)
    )
    return found


async def forget_attachments(session: AsyncSession) -> None:
    """Take away the bytes of messages whose own content is erased."""
    # Asked of each attachment: there are few of them, and very many messages.
    erased = exists().where(OutboxRow.id == AttachmentRow.outbox_id, OutboxRow.content.is_(None))
    await session.execute(delete(AttachmentRow).where(erased))
