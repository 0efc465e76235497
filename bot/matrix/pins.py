"""Pinning one of our messages in a room, and unpinning those it takes the place of."""

from __future__ import annotations

from collections.abc import Collection

from bot.matrix import raw
from bot.matrix.errors import Rejected
from bot.matrix.http import Homeserver, path
from bot.store.relations import PINNED


async def pin(client: Homeserver, room_id: str, event_id: str, former: Collection[str]) -> str:
    """Pin it last, where clients show it first; the id of the change, or of what was pinned already.

    What people pinned stays, in its order. The room has one list, so it is read right before it is written:
    what somebody pins in that moment is all that can be lost.

    Raises:
        MatrixError: from the homeserver; ``M_FORBIDDEN`` where the bot may not pin.
    """
    where = path("rooms", room_id, "state", PINNED, "")
    try:
        content = await client.call("GET", where)
    except Rejected as refusal:
        if refusal.errcode != "M_NOT_FOUND":
            raise
        content = {}
    listed = content.get("pinned")
    pinned = [found for one in (listed if isinstance(listed, list) else ()) if (found := raw.identifier(one))]
    wanted = [one for one in pinned if one not in former]
    if event_id not in wanted:
        wanted.append(event_id)
    if wanted == pinned:
        return event_id
    answer = await client.call("PUT", where, {**content, "pinned": wanted})
    return raw.identifier(answer.get("event_id")) or event_id
