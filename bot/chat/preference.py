"""What a person has chosen for themselves; the register holds what is theirs by office."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base


class Preference(Base):
    __tablename__ = "preference"

    user_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    language: Mapped[str] = mapped_column(String(16))


async def language_of(session: AsyncSession, user_id: str, otherwise: str) -> str:
    chosen = await session.get(Preference, user_id)
    return chosen.language if chosen else otherwise


async def choose_language(session: AsyncSession, user_id: str, language: str) -> None:
    chosen = await session.get(Preference, user_id, with_for_update=True)
    if chosen is None:
        session.add(Preference(user_id=user_id, language=language))
    else:
        chosen.language = language
    await session.flush()
