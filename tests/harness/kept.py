"""An installation like one that was made before is a copy of that: a quarter of the work.

It is made once for all workers of a run. Its homeserver gets other ports and secrets; accounts, keys, the
register and the rooms are the same.
"""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import tomlkit

from bot.demo.homeserver import Homeserver
from bot.demo.stage import Wanted, anew, configure

_OF_ITS_PLACE = ("homeserver.json", "log.json", "*.log", "*.pid")


async def from_kept(wanted: Wanted, stack: AsyncExitStack) -> Homeserver:
    """As ``anew``, for a directory that pytest made."""
    kept = await _kept(wanted)
    for part in ("homeserver", "store"):
        await asyncio.to_thread(
            shutil.copytree,
            kept / part,
            wanted.directory / part,
            ignore=shutil.ignore_patterns(*_OF_ITS_PLACE),
        )
    homeserver = Homeserver(wanted.directory / "homeserver", port=wanted.port)
    await stack.enter_async_context(homeserver)
    configure(wanted, homeserver.url)
    return homeserver


async def _kept(wanted: Wanted) -> Path:
    root = wanted.directory.parent
    if root.name == f"popen-{os.environ.get('PYTEST_XDIST_WORKER')}":
        root = root.parent
    name = hashlib.sha256(tomlkit.dumps(wanted.register).encode()).hexdigest()[:16]
    kept = root / f"kept-{name}"
    async with _alone(root / f"kept-{name}.lock"):
        if not (kept / "store").exists():
            kept.mkdir()
            async with AsyncExitStack() as stack:
                await anew(Wanted(kept, wanted.register, "", wanted.web_port), stack)
    return kept


@asynccontextmanager
async def _alone(path: Path) -> AsyncIterator[None]:
    """One at a time, of all processes."""
    with path.open("w") as lock:
        await asyncio.to_thread(fcntl.flock, lock, fcntl.LOCK_EX)
        yield
