"""A message's picture or file is handed over before the message is sent, and its address kept with it."""

from __future__ import annotations

from bot.store.attachment import attachment_of
from bot.store.engine import Store
from bot.store.outbox import OutboxRow, OutboxState
from bot.store.outbox_queries import hold
from bot.work.sender import Refused, Sender

_ATTACHING = frozenset({"m.image", "m.file"})
_ADDRESS = frozenset({"url", "file"})


async def attach(store: Store, sender: Sender, row: OutboxRow, room_id: str) -> OutboxRow:
    """The row with the address of what it attaches in its content; from then on it is never uploaded again.

    A crash between the upload and the commit leaves a file on the homeserver that no message names.

    Raises:
        RetryAfter, Refused: from the upload, or because the bytes are gone.
    """
    content = row.content or {}
    if content.get("msgtype") not in _ATTACHING or _ADDRESS & content.keys():
        return row
    async with store.read() as session:
        body = await attachment_of(session, row.id)
    if body is None:
        raise Refused("attachment.gone")
    address = await sender.upload(room_id, content, body)
    async with store.begin() as session:
        fresh = await hold(session, row.id)
        if fresh.state == OutboxState.QUEUED:
            fresh.content = {**(fresh.content or {}), **address}
    return fresh
