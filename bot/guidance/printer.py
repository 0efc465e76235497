"""Pages made beside everything else, each once for as long as it is asked for."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from pathlib import Path
from typing import Final

from bot.guidance.fonts import Typefaces, typefaces
from bot.guidance.page import Page
from bot.guidance.page_typst import to_json, to_pdf

_KEPT: Final = 64
"""Pages, of some 50 kB each: every language for six kommuner."""


class Printer:
    """Gives the PDF of a page. Only one is set at a time, in a thread that leaves the event loop free."""

    def __init__(self, folder: Path | None = None, keep: int = _KEPT) -> None:
        self._folder = folder
        self._keep = keep
        self._typefaces: Typefaces | None = None
        self._turn = asyncio.Lock()
        self._kept: OrderedDict[bytes, bytes] = OrderedDict()

    async def pdf(self, page: Page) -> bytes:
        """Raises Refusal as ``to_pdf`` does."""
        known_by = hashlib.sha256(to_json(page).encode()).digest()
        if known_by not in self._kept:
            async with self._turn:
                if known_by not in self._kept:
                    self._kept[known_by] = await asyncio.to_thread(self._made, page)
            while len(self._kept) > self._keep:
                self._kept.popitem(last=False)
        self._kept.move_to_end(known_by)
        return self._kept[known_by]

    def _made(self, page: Page) -> bytes:
        found = self._typefaces or typefaces(self._folder)
        # what is not there may be put there while the program runs
        self._typefaces = None if found.lacking else found
        return to_pdf(page, found)
