"""Pictures and files handed to the homeserver, sealed or as they are."""

from __future__ import annotations

import asyncio
from typing import Any

from nio.crypto.attachments import encrypt_attachment

from bot.matrix import http
from bot.matrix.errors import Rejected, Unreachable
from bot.matrix.http import Transport
from bot.work.sender import Refused

_UPLOAD = "/_matrix/media/v3"
_CONFIG = "/_matrix/client/v1/media"
_SECONDS = 60.0
_SEALED = "application/octet-stream"
"""What an encrypted file is to the homeserver, whatever is in it; its name is not told either."""
_SURELY_TAKEN = 500_000
"""Bytes for which the homeserver's limit is not asked first."""


class MediaDesk:
    """Every method raises what ``bot.matrix.http.call`` does, and ``Refused`` for what is too large."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def put_sealed(self, body: bytes) -> dict[str, Any]:
        """Encrypt with a key of its own and upload; the ``file`` of the message that names it."""
        sealed, keys = await asyncio.to_thread(encrypt_attachment, body)
        return {**keys, "url": await self._upload(sealed, _SEALED)}

    async def put_open(self, body: bytes, media_type: str, name: str) -> str:
        """Upload for everybody to see; the ``url`` of the message that names it."""
        return await self._upload(body, media_type, {"filename": name})

    async def _upload(self, body: bytes, media_type: str, query: dict[str, str] | None = None) -> str:
        if len(body) > _SURELY_TAKEN and len(body) > await self._largest():
            raise Refused("too_large")
        answer = await http.call(
            self._transport,
            "POST",
            "/upload",
            body,
            query=query,
            timeout=_SECONDS,
            prefix=_UPLOAD,
            media_type=media_type,
        )
        uri = answer.get("content_uri")
        if not isinstance(uri, str) or not uri.startswith("mxc://"):
            raise Unreachable("no content_uri")
        return uri

    async def _largest(self) -> float:
        try:
            answer = await http.call(
                self._transport, "GET", "/config", None, query=None, timeout=_SECONDS, prefix=_CONFIG
            )
        except Rejected:
            return float("inf")  # it does not say: the upload itself will be answered
        limit = answer.get("m.upload.size")
        return limit if isinstance(limit, int) else float("inf")
