"""``python -m bot.store.migrations MESSAGE`` writes the next revision from what the code declares."""

from __future__ import annotations

import asyncio
import sys
import tempfile

from bot.store.engine import Store
from bot.store.keyring import Keyring
from bot.store.migrations import revisions, upgrade
from bot.store.migrations.change import revise
from bot.tables import METADATA


async def _main(message: str) -> None:
    with tempfile.TemporaryDirectory() as directory:
        store = Store(f"sqlite:///{directory}/new.db", Keyring({1: bytes(32)}))
        try:
            if revisions():
                await upgrade(store)
            number = f"{int(revisions()[-1]) + 1 if revisions() else 1:04}"
            async with store.raw() as connection:
                await connection.run_sync(revise, METADATA, message, number)
        finally:
            await store.dispose()


if __name__ == "__main__":
    asyncio.run(_main(" ".join(sys.argv[1:])))
