"""``rocbot check``: looks at everything that a start needs, changes nothing, and names what is wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.assembly import Ground, all_sections
from bot.clock import SystemClock
from bot.config import Settings, load_settings
from bot.errors import Fault
from bot.faults import sentence
from bot.log import configure
from bot.operate.channels import look_at_channel
from bot.operate.check_despatches import look_at_despatches, look_at_mail
from bot.operate.check_homeserver import look_at_account, look_at_homeserver
from bot.operate.check_official import look_at_official_guides
from bot.operate.check_print import look_at_print
from bot.operate.check_register import look_at_register
from bot.operate.finding import Finding, Mark, obs, of_fault, ok, wrong
from bot.operate.guide import look_at_guide
from bot.operate.screen import Screen
from bot.os_words import why
from bot.secrets import Secrets, load_secrets, secret_files, webhook_files
from bot.store import migrations
from bot.store.engine import Store
from bot.store.keyring import Keyring
from bot.store.reachable import database_faults

_OTHERS = 0o077


async def check(config: Path) -> int:
    """Print a line for each thing looked at.

    Raises:
        Fault: ``check.failed`` when something is wrong.
    """
    screen, faults, remarks = Screen(), 0, 0
    async for finding in _everything(config):
        screen.line(finding.line())
        faults += finding.mark is Mark.FAULT
        remarks += finding.mark is Mark.OBS
    if faults:
        raise Fault("check.failed", count=faults)
    screen.line(f"Inga fel, {remarks} att se till." if remarks else "Inga fel.")
    return 0


async def _everything(config: Path) -> AsyncIterator[Finding]:
    try:
        settings = load_settings(config)
    except Fault as fault:
        for line in fault.fields.get("lines", ()):
            yield wrong(*line.split(": ", 1))
        if fault.code != "config.invalid":
            yield of_fault(str(config), fault)
        return
    configure("error", settings.log.format)
    yield ok(str(config), "inställningarna går att läsa")
    for finding in _secret_files(settings):
        yield finding
    yield look_at_channel(settings)
    yield look_at_mail(settings)
    yield await look_at_print(settings)
    async for finding in look_at_homeserver(settings, SystemClock()):
        yield finding
    try:
        secrets = load_secrets(settings)
    except Fault as fault:
        yield of_fault("store.secrets", fault)
        return
    try:
        async with _as_it_is(settings, secrets) as base:
            yield ok("database.url", f"{_kind(base.store)}, schema {migrations.revisions()[-1]}")
            for look in (
                look_at_account,
                look_at_register,
                look_at_guide,
                look_at_official_guides,
                look_at_despatches,
            ):
                async for finding in look(base):
                    yield finding
    except Fault as fault:
        older = fault.code == "database.older"
        yield obs("database.url", sentence(fault)) if older else of_fault("database.url", fault)


def _secret_files(settings: Settings) -> Iterator[Finding]:
    for path in secret_files(settings):
        try:
            mode = path.stat().st_mode & 0o777
        except OSError as error:
            yield wrong(_key_of(settings, path), f"{path} går inte att läsa: {why(error)}")
            continue
        if mode & _OTHERS:
            yield wrong(
                _key_of(settings, path), f"{path} kan läsas av andra ({mode:o}); kör chmod 600 {path}"
            )
        else:
            yield ok(_key_of(settings, path), f"{path} läses bara av sin ägare")


def _key_of(settings: Settings, path: Path) -> str:
    if path == settings.channels.secret_file:
        return "channels.secret_file"
    if path == settings.mail.password_file:
        return "mail.password_file"
    if path in webhook_files(settings).values():
        return "webhooks.secrets"
    return "matrix.password_file" if path == settings.matrix.password_file else "store.secrets"


@asynccontextmanager
async def _as_it_is(settings: Settings, secrets: Secrets) -> AsyncIterator[Ground]:
    """The database without bringing it to another schema.

    Raises:
        Fault: it does not answer, or its schema is not this program's.
    """
    clock = SystemClock()
    store = Store(settings.database_url, Keyring(secrets.data_keys))
    try:
        with database_faults():
            found = await migrations.current(store)
        known = migrations.revisions()
        if found is None:
            raise Fault("database.empty")
        if found not in known:
            raise Fault("database.newer", found=found, known=known[-1])
        if found != known[-1]:
            raise Fault("database.older", found=found, known=known[-1])
        yield Ground(settings, secrets, clock, store, all_sections(clock))
    finally:
        await store.dispose()


def _kind(store: Store) -> str:
    return "SQLite" if store.dialect == "sqlite" else "PostgreSQL"
