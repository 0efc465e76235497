"""``rocbot init``: the secrets, the first login, and the identity that signs the bot's device."""

from __future__ import annotations

import asyncio
from pathlib import Path

from rich.panel import Panel
from rich.text import Text

from bot.app import login
from bot.assembly import ground
from bot.config import load_settings
from bot.errors import Fault
from bot.matrix.faults import homeserver_faults
from bot.matrix.session import Session
from bot.operate.screen import Screen
from bot.secrets import load_password, make_missing


async def init(config: Path, recovery_key_file: Path | None) -> int:
    """Log in and sign the device; run again, it goes on where it was interrupted."""
    screen = Screen()
    settings = load_settings(config)
    password = load_password(settings)
    recovery_key = await asyncio.to_thread(_read, recovery_key_file) if recovery_key_file else None
    for name in make_missing(settings):
        screen.line(f"Gjorde hemligheten {name}")
    async with ground(config) as base:
        with homeserver_faults(settings.matrix.user_id):
            session = await Session.first(login(base), base.store, base.clock, password)
            try:
                screen.line(f"Inloggad som {session.client.user_id}, enhet {session.client.device_id}")
                if recovery_key is not None:
                    await session.identity.adopt(recovery_key)
                    screen.line("Identiteten är övertagen och enheten signerad.")
                    return 0
                new_key = await session.identity.init(password)
                if new_key is None:
                    screen.line("Identiteten finns och enheten är signerad.")
                    return 0
                _show(screen, new_key)
                await session.identity.recovery_shown()
            finally:
                await session.close()
    return 0


def _show(screen: Screen, recovery_key: str) -> None:
    screen.line("Identiteten är gjord och enheten signerad.")
    title = "Återställningsnyckel, visas bara nu"
    screen.out.print(Panel(Text(recovery_key, justify="center"), title=title, padding=(1, 2), expand=False))
    screen.line("Skriv av den och lägg den i kassaskåpet. Med den kan identiteten tas över om databasen")
    screen.line("och säkerhetskopiorna är borta: rocbot init --recovery-key-file FIL")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Fault("secret.missing", name=str(path)) from error
