"""``rocbot backup`` and ``rocbot restore``."""

from __future__ import annotations

import asyncio
import errno
import os
import tempfile
from pathlib import Path

from bot.assembly import Ground, ground
from bot.clock import SystemClock
from bot.config import Settings, load_settings
from bot.errors import Fault
from bot.faults import sentence
from bot.matrix.light import stored_login
from bot.matrix.signing import SigningKey, decode
from bot.matrix.tables_account import OwnIdentity
from bot.operate.backup_file import pack, unpack
from bot.operate.identity import log_in_anew
from bot.operate.screen import Screen
from bot.operate.stopped import bot_stopped
from bot.os_words import why, why_number
from bot.secrets import load_password, load_secrets, secret_files
from bot.store import backup as store_backup
from bot.store.archive import Reader
from bot.store.engine import Store
from bot.store.keyring import Keyring
from bot.store.reachable import database_faults


async def backup(config: Path, target: Path) -> int:
    """Write the database as it is at one instant, and the secrets that lie in the store's folder.

    Raises:
        Fault: the file exists already, or its folder cannot be written to.
    """
    screen = Screen()
    await asyncio.to_thread(_check_place, target)
    async with ground(config) as base:
        whose = await _whose(base)
        enclosed = _enclosed_secrets(base.settings)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".rocbot-backup-") as folder:
            database = Path(folder) / "database"
            await store_backup.backup(base.store, database, whose, base.clock.now())
            try:
                await asyncio.to_thread(pack, target, database, enclosed)
            except OSError as error:
                raise Fault("backup.unwritable", path=str(target), why=why(error)) from error
    screen.line(f"Säkerhetskopian ligger i {target}.")
    if enclosed:
        screen.line("OBS: nycklarna följer med, för de ligger i store.directory. Den som har filen kan läsa")
        screen.line("allt och uppträda som boten: förvara den som nycklarna själva.")
    else:
        screen.line("Nycklarna följer inte med. För att återställa behövs också store.secrets.")
    return 0


def _check_place(target: Path) -> None:
    if target.exists():
        raise Fault("backup.exists", path=str(target))
    if not target.parent.is_dir():
        raise Fault("backup.no_folder", path=str(target.parent))
    if not os.access(target.parent, os.W_OK | os.X_OK):
        raise Fault("backup.unwritable", path=str(target), why=why_number(errno.EACCES))


async def restore(config: Path, source: Path) -> int:
    """Fill an empty database, log in as a new device, sign it, and log the old one out.

    Raises:
        Fault: nothing was changed; or, as ``restore.login``, all is restored but the login.
    """
    screen, settings = Screen(), load_settings(config)
    password = load_password(settings)
    settings.store.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    with bot_stopped(settings):
        created = await _fill(settings, source, screen)
    screen.line(f"Databasen är som den var {created}.")
    async with ground(config) as base:
        try:
            await log_in_anew(base, password, screen)
        except Fault as fault:
            raise Fault("restore.login", why=sentence(fault)) from fault
    return 0


async def _fill(settings: Settings, source: Path, screen: Screen) -> str:
    with tempfile.TemporaryDirectory(dir=settings.store.directory, prefix=".rocbot-restore-") as folder:
        database = Path(folder) / "database"
        for name in await asyncio.to_thread(unpack, source, database, settings.secrets_directory):
            screen.line(f"Lade tillbaka hemligheten {name}")
        manifest = (await asyncio.to_thread(Reader(database).check)).manifest
        if manifest.user_id != settings.matrix.user_id:
            raise Fault("restore.other_account", found=manifest.user_id, user_id=settings.matrix.user_id)
        secrets = load_secrets(settings)
        store = Store(settings.database_url, Keyring(secrets.data_keys))
        try:
            with database_faults():
                await store_backup.restore(store, database, SystemClock().now())
        finally:
            await store.dispose()
    return manifest.created


def _enclosed_secrets(settings: Settings) -> list[Path]:
    folder = settings.store.directory.resolve()
    return [
        path
        for path in secret_files(settings)
        if path != settings.matrix.password_file and path.resolve().is_relative_to(folder)
    ]


async def _whose(base: Ground) -> store_backup.Whose:
    user_id = base.settings.matrix.user_id
    account = await stored_login(base.store, user_id)
    async with base.store.read() as session:
        identity = await session.get(OwnIdentity, user_id)
    master = SigningKey(decode(identity.master)).public if identity else None
    return store_backup.Whose(user_id, account.device_id, master)
