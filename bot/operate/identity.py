"""``rocbot init``: the secrets, the first login, and the identity that signs the bot's device."""

from __future__ import annotations

import asyncio
from pathlib import Path

from rich.panel import Panel
from rich.text import Text

from bot.app import login
from bot.assembly import Ground, ground
from bot.config import load_settings
from bot.errors import Fault
from bot.matrix.faults import homeserver_faults
from bot.matrix.session import Session
from bot.operate.screen import Screen
from bot.operate.stopped import bot_stopped
from bot.secrets import load_password, make_missing
from bot.store.sync_state import leave_to_new_device


async def init(config: Path, recovery_key_file: Path | None, *, new_device: bool) -> int:
    """Log in and sign the device; run again, it goes on where it was interrupted."""
    screen, settings = Screen(), load_settings(config)
    password = load_password(settings)
    recovery_key = await asyncio.to_thread(_read, recovery_key_file) if recovery_key_file else None
    settings.store.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in make_missing(settings):
        screen.line(f"Gjorde hemligheten {name}")
    async with ground(config) as base:
        if new_device:
            await _replace_device(base, password, screen)
            return 0
        with homeserver_faults(settings.matrix.user_id):
            session = await Session.first(login(base), base.store, base.clock, password)
            try:
                screen.line(f"Inloggad som {session.client.user_id}, enhet {session.client.device_id}.")
                await _identify(session, password, recovery_key, screen)
            finally:
                await session.close()
    return 0


async def _identify(session: Session, password: str, recovery_key: str | None, screen: Screen) -> None:
    if recovery_key is not None:
        await session.identity.adopt(recovery_key)
        screen.line("Identiteten är övertagen och enheten signerad.")
        return
    new_key = await session.identity.init(password)
    if new_key is None:
        screen.line("Identiteten finns och enheten är signerad.")
        return
    _show(screen, new_key)
    await session.identity.recovery_shown()


async def _replace_device(base: Ground, password: str, screen: Screen) -> None:
    with bot_stopped(base.settings):
        async with base.store.begin() as session:
            await leave_to_new_device(session)
    await log_in_anew(base, password, screen)


async def log_in_anew(base: Ground, password: str, screen: Screen) -> None:
    """A new device in place of one whose keys are gone; the old one is logged out."""
    with homeserver_faults(base.settings.matrix.user_id):
        session = await Session.renew(login(base), base.store, base.clock, password)
    screen.line(f"Inloggad som {session.client.user_id}, ny enhet {session.client.device_id}, signerad.")
    await session.close()


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
