"""Whose database it is: one account's, and no other's."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Fault
from bot.matrix.tables_account import MatrixAccount


async def account_of(session: AsyncSession, user_id: str) -> MatrixAccount | None:
    """The account as it was left; None before ``rocbot init``.

    Raises:
        Fault: ``matrix.other_user`` when the database belongs to another one.
    """
    account = await session.get(MatrixAccount, user_id)
    if account is None:
        other = await session.scalar(select(MatrixAccount.user_id).limit(1))
        if other is not None:
            raise Fault("matrix.other_user", found=other, user_id=user_id)
    return account
