"""From an empty folder to a bot that is logged in, signed, and has its rooms; and back from a backup."""

from __future__ import annotations

import asyncio
import shutil
from contextlib import AbstractContextManager

import pytest

from bot.actors.facts import rooms
from bot.assembly import ground
from bot.config import load_settings
from bot.errors import Fault
from bot.faults import sentence
from bot.matrix.light import stored_login
from bot.matrix.pins import pin
from bot.matrix.room_admin import RoomAdmin
from bot.operate.audit import verify
from bot.operate.backup import backup, restore
from bot.operate.check import check
from bot.operate.data_key import rotate_key
from bot.operate.homeserver import as_the_bot
from bot.operate.identity import init
from bot.operate.register import load
from bot.operate.rooms import show_rooms
from bot.operate.stopped import bot_stopped
from tests.harness.strict_client import Person, StrictClient
from tests.operate.conftest import Installation

Shown = pytest.CaptureFixture[str]


async def device_of(bot: Installation) -> str:
    async with ground(bot.config) as base:
        return (await stored_login(base.store, bot.user_id)).device_id


async def signed(bot: Installation, seen_by: StrictClient) -> bool:
    return (await seen_by.device_trust(bot.user_id, await device_of(bot))).signed_by_owner


async def test_init_shows_the_recovery_key_once_and_signs_the_device(
    installation: Installation, person: Person, capsys: Shown
) -> None:
    assert await init(installation.config, None, new_device=False) == 0
    first = capsys.readouterr().out
    assert "Återställningsnyckel" in first
    assert await init(installation.config, None, new_device=False) == 0
    second = capsys.readouterr().out
    assert "Återställningsnyckel" not in second
    assert "Identiteten finns och enheten är signerad." in second
    assert await signed(installation, await person("somebody"))


async def test_the_recovery_key_takes_the_identity_over_when_everything_else_is_lost(
    installation: Installation, capsys: Shown
) -> None:
    await init(installation.config, None, new_device=False)
    shown = capsys.readouterr().out
    key = next(line for line in shown.splitlines() if len(line.strip("│ ").split()) == 12).strip("│ ")
    await asyncio.to_thread(shutil.rmtree, installation.store)
    with pytest.raises(Fault) as fault:
        await init(installation.config, None, new_device=False)
    assert fault.value.code == "matrix.identity_unknown"
    written = installation.folder / "key"
    written.write_text(key, encoding="utf-8")
    assert await init(installation.config, written, new_device=False) == 0
    assert "Identiteten är övertagen" in capsys.readouterr().out


async def test_a_lost_key_store_is_replaced_by_a_new_signed_device(
    installation: Installation, person: Person
) -> None:
    await init(installation.config, None, new_device=False)
    before = await device_of(installation)
    await asyncio.to_thread(shutil.rmtree, installation.store / "keys")
    with pytest.raises(Fault) as fault:
        await init(installation.config, None, new_device=False)
    assert fault.value.code == "matrix.key_store_missing"
    assert await init(installation.config, None, new_device=True) == 0
    assert await device_of(installation) != before
    assert await signed(installation, await person("somebody"))


async def test_the_missing_rooms_are_made_and_then_nothing_is_wrong_with_them(
    installation: Installation, capsys: Shown
) -> None:
    await init(installation.config, None, new_device=False)
    await load(installation.config, [installation.register()], dry_run=False)
    capsys.readouterr()
    with pytest.raises(Fault) as fault:
        await show_rooms(installation.config, create=False)
    assert fault.value.code == "rooms.grave"
    assert capsys.readouterr().out.count("rummet finns inte") == fault.value.fields["count"]

    with lock_of(installation):
        assert await show_rooms(installation.config, create=True) == 0
    shown = capsys.readouterr().out
    assert "Skapade #" in shown
    assert "fel  " not in shown
    async with ground(installation.config) as base, as_the_bot(base) as client:
        async with base.store.read() as session:
            entries = rooms(await base.register.current(session))
        found = [await RoomAdmin(client).find(entry.address) for entry in entries]
        report = await RoomAdmin(client).report(found[0] or "")
        # what a new lägesbild needs: the bot may pin where it made the room itself
        for room_id in found:
            await pin(client, room_id or "", "$bild", [])
    assert len(set(found)) == len(entries)
    assert None not in found
    assert (report.encryption, report.join_rule) == ("m.megolm.v1.aes-sha2", "invite")
    assert len(report.members) > 1

    newcomer = (
        '[[person]]\nid = "@ny:localhost"\nname = "Ny"\norganisation = "polis"\nroles = [{ role = "roc" }]\n'
    )
    path = installation.register()
    path.write_text(path.read_text(encoding="utf-8") + newcomer, encoding="utf-8")
    await load(installation.config, [path], dry_run=False)
    await show_rooms(installation.config, create=True)
    shown = capsys.readouterr().out
    assert "Skapade" not in shown
    assert "Bjöd in 1 till #" in shown
    assert await check(installation.config) == 0
    assert await verify(installation.config) == 0


def lock_of(bot: Installation) -> AbstractContextManager[None]:
    """The key store's lock, held as a running bot holds it."""
    return bot_stopped(load_settings(bot.config))


@pytest.mark.parametrize("apart", [False, True], ids=["keys inside", "keys apart"])
async def test_a_restored_bot_has_its_data_and_a_new_signed_device(
    installation: Installation, person: Person, capsys: Shown, *, apart: bool
) -> None:
    folder = installation.folder
    if apart:
        installation.configure(in_store=f'secrets = "{folder}/secrets"')
    await init(installation.config, None, new_device=False)
    await load(installation.config, [installation.register()], dry_run=False)
    before = await device_of(installation)
    capsys.readouterr()
    target = folder / "backup.tar"
    assert await backup(installation.config, target) == 0
    assert ("nycklarna följer med" in capsys.readouterr().out) is not apart
    assert target.stat().st_mode & 0o777 == 0o600
    assert not [path.name for path in folder.iterdir() if "rocbot-backup" in path.name]

    with pytest.raises(Fault) as fault:
        await restore(installation.config, target)
    assert fault.value.code == "restore.not_empty"

    await asyncio.to_thread(shutil.rmtree, installation.store)
    assert await restore(installation.config, target) == 0
    assert await device_of(installation) != before
    assert await signed(installation, await person("somebody"))
    async with ground(installation.config) as base, base.store.read() as session:
        assert rooms(await base.register.current(session))
    assert await verify(installation.config) == 0


async def test_a_restore_whose_login_fails_says_how_to_go_on(
    installation: Installation, capsys: Shown
) -> None:
    await init(installation.config, None, new_device=False)
    target = installation.folder / "backup.tar"
    await backup(installation.config, target)
    await asyncio.to_thread(shutil.rmtree, installation.store)
    (installation.folder / "password").write_text("ett annat")
    with pytest.raises(Fault) as fault:
        await restore(installation.config, target)
    assert fault.value.code == "restore.login"
    installation.configure()
    assert await init(installation.config, None, new_device=True) == 0
    assert "signerad" in capsys.readouterr().out


async def test_a_new_data_key_seals_what_the_old_one_did(installation: Installation, capsys: Shown) -> None:
    await init(installation.config, None, new_device=False)
    assert await rotate_key(installation.config) == 0
    assert "data-key.2" in capsys.readouterr().out
    (installation.store / "secrets" / "data-key.1").unlink()
    assert await init(installation.config, None, new_device=False) == 0
    with lock_of(installation), pytest.raises(Fault) as fault:
        await rotate_key(installation.config)
    assert fault.value.code == "bot.running"


async def test_a_backup_moves_a_bot_from_sqlite_to_postgresql(
    installation: Installation, postgres_url: str, capsys: Shown
) -> None:
    await init(installation.config, None, new_device=False)
    await load(installation.config, [installation.register()], dry_run=False)
    target = installation.folder / "backup.tar"
    await backup(installation.config, target)
    url = postgres_url.replace("postgresql://", "postgresql+asyncpg://")
    installation.configure(f'[database]\nurl = "{url}"')
    assert await restore(installation.config, target) == 0
    assert await verify(installation.config) == 0
    assert await check(installation.config) == 0
    assert "PostgreSQL, schema" in capsys.readouterr().out
    assert await rotate_key(installation.config) == 0


async def test_a_new_pickle_key_goes_with_a_new_device(installation: Installation) -> None:
    await init(installation.config, None, new_device=False)
    before = await device_of(installation)
    await asyncio.to_thread(shutil.rmtree, installation.store / "keys")
    (installation.store / "secrets" / "pickle-key").unlink()
    assert await init(installation.config, None, new_device=True) == 0
    assert await device_of(installation) != before


async def test_a_user_id_with_another_servers_name_is_told_the_right_one(installation: Installation) -> None:
    settings = installation.config.read_text(encoding="utf-8")
    right = installation.user_id
    wrong = f"{right.partition(':')[0]}:annan.test"
    installation.config.write_text(settings.replace(right, wrong), encoding="utf-8")
    with pytest.raises(Fault) as fault:
        await init(installation.config, None, new_device=False)
    assert sentence(fault.value).startswith(
        f"matrix.user_id: på den här servern heter kontot {right}, inte {wrong}; skriv det namnet"
    )


async def test_a_database_of_another_account_is_named(installation: Installation, capsys: Shown) -> None:
    await init(installation.config, None, new_device=False)
    settings = installation.config.read_text(encoding="utf-8")
    right = installation.user_id
    wrong = f"{right.partition(':')[0]}:annan.test"
    installation.config.write_text(settings.replace(right, wrong), encoding="utf-8")
    with pytest.raises(Fault) as fault:
        await init(installation.config, None, new_device=False)
    assert sentence(fault.value).startswith(f"matrix.user_id: databasen hör till {right}, inte till {wrong}")
    capsys.readouterr()
    with pytest.raises(Fault):
        await check(installation.config)
    assert f"fel  matrix.user_id: databasen hör till {right}" in capsys.readouterr().out
