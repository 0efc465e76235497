"""What a device that signed something is worth now, for those who ask later than at the message itself."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.ext.asyncio import AsyncSession

from bot.matrix.trust import TrustKeeper


class SignedDevices:
    """Asks the trust keeper, which is made after those who ask, from memory."""

    def __init__(self, keeper: Callable[[], TrustKeeper]) -> None:
        self._keeper = keeper

    async def trusted(self, session: AsyncSession, user_id: str, device_id: str | None) -> bool | None:  # noqa: ARG002
        """Whether the person's own identity has signed the device; None until their keys were asked for.

        The name is part of what the owner signs, so the homeserver cannot give it to another device.
        """
        keeper = self._keeper()
        return device_id in keeper.signed_devices(user_id) if keeper.knows(user_id) else None
