"""A bot that is killed while it does what is due."""

from __future__ import annotations

from tests.cases.night import Night


async def carry_out_and_die(night: Night) -> None:
    """Everything due is done and queued; the process ends before it is committed.

    Raises:
        ConnectionError: always.
    """
    async with night.store.begin() as session:
        for duty in night.core.duties:
            notices = await duty.carry_out(session, night.clock.now())
            await night.core.post.notify(session, notices or (), night.clock.now())
        raise ConnectionError
