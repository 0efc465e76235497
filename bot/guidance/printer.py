"""Pages made beside everything else, each once for as long as it is asked for."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import sys
from collections import OrderedDict
from pathlib import Path
from typing import Any, Final

from bot.errors import Refusal
from bot.guidance import fonts
from bot.guidance.page import Page
from bot.guidance.page_json import page_json

_KEPT: Final = 64
"""Pages, of some 50 kB each: every language for six kommuner."""
_SECONDS: Final = 60
_MODULE: Final = "bot.guidance.typeset"
_ONE_THREAD: Final = ("RAYON_NUM_THREADS", "1")
"""It is not to take the processor that the answers need."""


class Printer:
    """Gives the PDF of a page. Only one is set at a time, by a process that yields to the bot."""

    def __init__(self, folder: Path | None = None, keep: int = _KEPT) -> None:
        self._folder = folder
        self._keep = keep
        self._turn = asyncio.Lock()
        self._kept: OrderedDict[bytes, bytes] = OrderedDict()

    async def pdf(self, page: Page) -> bytes:
        """Raises Refusal as ``typeset`` does, and TimeoutError."""
        plain = page_json(page)
        known_by = hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).digest()
        if known_by not in self._kept:
            async with self._turn:
                if known_by not in self._kept:
                    self._kept[known_by] = await self._set(plain)
            while len(self._kept) > self._keep:
                self._kept.popitem(last=False)
        self._kept.move_to_end(known_by)
        return self._kept[known_by]

    async def _set(self, plain: dict[str, Any]) -> bytes:
        folder = self._folder or fonts.INSTALLED
        asked = {"page": plain, "folder": str(folder), "families": fonts.every_family()}
        said = await _typeset_apart(json.dumps(asked).encode())
        if said.startswith(b"%PDF-"):
            return said
        code, fields = json.loads(said)
        raise Refusal(code, **fields)


async def _typeset_apart(asked: bytes) -> bytes:
    """In a process that ends when its time is over, whatever the page makes of it."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-m",
        _MODULE,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={**os.environ, **dict((_ONE_THREAD,))},
    )
    try:
        async with asyncio.timeout(_SECONDS):
            said, _ = await child.communicate(asked)
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode:
        raise RuntimeError(f"no page was set: exit code {child.returncode}")
    return said
