"""Memory that follows the database: changed when a transaction is committed, not when it is rolled back."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, SessionTransaction


def after_commit(session: AsyncSession, do: Callable[[], None]) -> None:
    """Run ``do`` when the transaction is committed, unless it or a savepoint around us is rolled back."""
    inner = session.sync_session
    around = []
    transaction: SessionTransaction | None = inner.get_nested_transaction() or inner.get_transaction()
    while transaction is not None:
        around.append(transaction)
        transaction = transaction.parent
    waiting = True

    def rolled_back(_session: Session, over: SessionTransaction) -> None:
        nonlocal waiting
        waiting = waiting and over not in around

    def committed(session: Session) -> None:
        nonlocal waiting
        if waiting and not session.in_nested_transaction():
            waiting = False
            do()

    event.listen(inner, "after_soft_rollback", rolled_back)
    event.listen(inner, "after_commit", committed)
