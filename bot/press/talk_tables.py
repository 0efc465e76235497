"""The rows of rumours and questions, and of what was answered. Texts are sealed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base
from bot.store.types import EncryptedText, UtcDateTime


class _Talk:
    """What a rumour and a question have in common."""

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    reference: Mapped[str] = mapped_column(String(32), unique=True)
    state: Mapped[str] = mapped_column(String(16))
    owner: Mapped[str] = mapped_column(String(64))
    """The actor that answers."""
    raised_by: Mapped[str] = mapped_column(String(255))
    raised_for: Mapped[str] = mapped_column(String(64))
    """The actor whose communicator raised it."""
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    event_id: Mapped[str] = mapped_column(String(255), index=True)
    exercise: Mapped[bool] = mapped_column(default=False)
    remind_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Of an open one, when the owner is reminded; of an answered question, when its answer is reviewed."""
    reminders: Mapped[int] = mapped_column(Integer, default=0)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    """When anybody last touched it: so long after this it is erased."""
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str | None] = mapped_column(String(255))


class RumourRow(_Talk, Base):
    """Something untrue, or not known to be true, that is said: RY-0007."""

    __tablename__ = "press_rumour"
    __table_args__ = (Index(None, "state", "remind_at"), {"sqlite_autoincrement": True})

    claim: Mapped[str] = mapped_column(EncryptedText("press_rumour.claim"))
    """In the words of whoever raised it, never copied."""
    seen_where: Mapped[str] = mapped_column(EncryptedText("press_rumour.seen_where"))
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    spread: Mapped[str] = mapped_column(String(16))
    truth: Mapped[str] = mapped_column(String(16))


class QuestionRow(_Talk, Base):
    """Something that is asked: FR-0012."""

    __tablename__ = "press_question"
    __table_args__ = (Index(None, "state", "remind_at"), {"sqlite_autoincrement": True})

    words: Mapped[str] = mapped_column(EncryptedText("press_question.words"))
    asker: Mapped[str] = mapped_column(String(16))


class AnswerRow(Base):
    """An agreed answer to a rumour or a question: the newest one counts, earlier ones are kept."""

    __tablename__ = "press_answer"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    reference: Mapped[str] = mapped_column(String(32), index=True)
    """Of what it answers."""
    text: Mapped[str] = mapped_column(EncryptedText("press_answer.text"))
    actor: Mapped[str] = mapped_column(String(64))
    person: Mapped[str] = mapped_column(String(255))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    public: Mapped[bool] = mapped_column(default=False)
    """Of a question's: it may be told to everybody, and is exported."""
    holds_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Of a question's: the end of the last day on which it holds, unless it is renewed."""


TalkRow = RumourRow | QuestionRow
