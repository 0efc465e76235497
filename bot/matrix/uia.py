"""Requests that the homeserver wants the password for once more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.errors import Fault
from bot.matrix.errors import Rejected

if TYPE_CHECKING:
    from bot.matrix.client import GuardedClient

_UNAUTHORIZED = 401


async def with_password(
    client: GuardedClient, where: str, body: Mapping[str, Any], password: str
) -> dict[str, Any]:
    """POST, and again with the password when it is asked for.

    Raises:
        Fault: ``matrix.password_refused``.
    """
    try:
        return await client.call("POST", where, body)
    except Rejected as error:
        session = error.body.get("session")
        if error.status != _UNAUTHORIZED or not isinstance(session, str):
            raise
    auth = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": client.user_id},
        "password": password,
        "session": session,
    }
    try:
        return await client.call("POST", where, {**body, "auth": auth})
    except Rejected as error:
        if error.status != _UNAUTHORIZED:
            raise
        raise Fault("matrix.password_refused", user_id=client.user_id) from None
