"""A PDF that somebody sent, fetched and looked at while no transaction is open."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Final

from bot.chat.message import SentFile
from bot.guidance.pdf import NoPdf, pages_apart
from bot.work.beforehand import Beforehand
from bot.work.files import FileAway, SentFiles

_KEPT: Final = 4
_Key = tuple[str, str, int]


@dataclass(frozen=True)
class SentPdf:
    """``checksum``: SHA-256 in hex."""

    body: bytes
    checksum: str
    pages: int


class SentPdfs:
    """Those looked at last are kept in memory; what was wrong with one is told once and looked at anew."""

    def __init__(self, files: SentFiles) -> None:
        self._files = files
        self._found: OrderedDict[_Key, SentPdf | FileAway | NoPdf] = OrderedDict()

    def of(self, file: SentFile, largest: int) -> SentPdf:
        """What it holds.

        Args:
            file: Where it lies and what opens it.
            largest: Bytes; more are not read.

        Raises:
            Beforehand: it has to be fetched and looked at first.
            FileAway, NoPdf: it is not to be had, or no PDF that people can open.
        """
        key = (file.url, str(file.keys), largest)
        found = self._found.get(key)
        if found is None:
            raise Beforehand(partial(self._look, key, file, largest))
        if isinstance(found, SentPdf):
            return found
        del self._found[key]
        raise found

    async def _look(self, key: _Key, file: SentFile, largest: int) -> None:
        self._found[key] = await self._looked_at(file, largest)
        self._found.move_to_end(key)
        while len(self._found) > _KEPT:
            self._found.popitem(last=False)

    async def _looked_at(self, file: SentFile, largest: int) -> SentPdf | FileAway | NoPdf:
        try:
            body = await self._files.fetch(file, largest)
            pages = await pages_apart(body)
        except (FileAway, NoPdf) as refused:
            return refused
        return SentPdf(body, await asyncio.to_thread(_checksum, body), pages)


def _checksum(body: bytes) -> str:
    return sha256(body).hexdigest()
