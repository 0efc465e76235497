"""Files that people sent: fetched from the homeserver within bounds, and opened."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Final

from aiohttp import ClientError, ClientResponse
from nio.crypto.attachments import decrypt_attachment
from nio.exceptions import EncryptionError

from bot.chat.message import SentFile
from bot.matrix.http import Transport, path
from bot.work.files import FileAway

_DOWNLOAD: Final = "/_matrix/client/v1/media/download"
_SECONDS: Final = 30.0
_PIECE: Final = 65_536


class FileDesk:
    """Fetches each time it is asked; whoever needs a file twice keeps it."""

    def __init__(self, transport: Transport, seconds: float = _SECONDS) -> None:
        self._transport = transport
        self._seconds = seconds

    async def fetch(self, file: SentFile, largest: int) -> bytes:
        """As ``bot.work.files.SentFiles``."""
        if file.size is not None and file.size > largest:
            raise FileAway("large")
        return await asyncio.to_thread(_opened, await self._download(file.url, largest), file)

    async def _download(self, url: str, largest: int) -> bytes:
        server, _, media = url.removeprefix("mxc://").partition("/")
        headers = {"Authorization": f"Bearer {self._transport.access_token}"}
        where = _DOWNLOAD + path(server, media)
        try:
            async with asyncio.timeout(self._seconds):
                answer = await self._transport.send("GET", where, None, headers, None, self._seconds)
                try:
                    return await _read(answer, largest)
                finally:
                    answer.close()
        except (ClientError, OSError, TimeoutError) as error:
            raise FileAway("away") from error


async def _read(answer: ClientResponse, largest: int) -> bytes:
    if answer.status == HTTPStatus.NOT_FOUND:
        raise FileAway("gone")
    if answer.status != HTTPStatus.OK:
        raise FileAway("away")
    found = bytearray()
    async for piece in answer.content.iter_chunked(_PIECE):
        found += piece
        if len(found) > largest:
            raise FileAway("large")
    return bytes(found)


def _opened(sealed: bytes, file: SentFile) -> bytes:
    keys = file.keys
    try:
        return bytes(decrypt_attachment(sealed, keys["key"], keys["sha256"], keys["iv"]))
    except (EncryptionError, ValueError, TypeError) as error:
        raise FileAway("damaged") from error
