"""``rocbot rotate-key``: a new data key, and everything that is sealed sealed with it."""

from __future__ import annotations

from pathlib import Path

from bot.assembly import ground, open_store
from bot.config import load_settings
from bot.operate.screen import Screen
from bot.operate.stopped import bot_stopped
from bot.secrets import add_data_key, load_secrets
from bot.store.rotate import rotate


async def rotate_key(config: Path) -> int:
    """Make the key and use it; what an interrupted run left is finished first, with the key it made."""
    screen, settings = Screen(), load_settings(config)
    with bot_stopped(settings):
        async with ground(config) as base:
            left = await rotate(base.store)
        if left:
            screen.line(f"Gjorde klart ett avbrutet byte: {left} uppgifter.")
            return 0
        made = add_data_key(settings)
        async with open_store(settings, load_secrets(settings)) as store:
            number = await rotate(store)
    screen.line(f"Ny datanyckel {made}; {number} uppgifter är förseglade med den.")
    screen.line("Behåll de äldre tills ingen säkerhetskopia behöver dem, och ta sedan bort dem.")
    return 0
