"""The homeserver as an operator's command meets it, beside a bot that may be running."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.assembly import Ground
from bot.matrix.faults import homeserver_faults
from bot.matrix.light import LightClient, stored_login


@asynccontextmanager
async def as_the_bot(base: Ground) -> AsyncIterator[LightClient]:
    """The bot's login, for requests that need no keys.

    Raises:
        Fault: there is no login, or the homeserver does not do what is asked.
    """
    matrix = base.settings.matrix
    account = await stored_login(base.store, matrix.user_id)
    async with LightClient(
        matrix.homeserver, matrix.user_id, account.device_id, account.access_token or ""
    ) as client:
        with homeserver_faults(matrix.user_id):
            yield client
