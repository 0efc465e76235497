"""A backup taken while the bot runs comes back whole, on either database, or not at all."""

import gzip
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.errors import Fault
from bot.store.audit import append, verify
from bot.store.backup import Whose, _advance_sequences, backup, restore
from bot.store.engine import Store
from bot.store.event_ref import remember
from bot.store.inbox import InboxKind, InboxState
from bot.store.inbox_queries import TakenEvent, add_event
from bot.store.keyring import Keyring
from bot.store.migrations import upgrade
from bot.store.outbox import OutboxKind, OutboxRow
from bot.store.outbox_queries import queue
from bot.store.sync_state import RESTORED, set_sync_token, sync_token
from tests.harness.clock import START
from tests.harness.postgres import Postgres
from tests.store.filling import contents, fill, reflected
from tests.stores import data_keys

WHOSE = Whose("@bot:test", "OLDDEVICE", "public-master-key")
OWN = frozenset({"alembic_version", "audit", "audit_head", "sync_state"})
"""Tables that a restore adds to."""


@pytest.fixture
async def opened() -> AsyncIterator[Callable[[str], Store]]:
    """Opens stores that are closed after the test."""
    async with AsyncExitStack() as stack:

        def open_one(url: str, keyring: Keyring | None = None) -> Store:
            store = Store(url, keyring or data_keys())
            stack.push_async_callback(store.dispose)
            return store

        yield open_one


@pytest.fixture
async def source(empty_url: str, opened: Callable[[str], Store]) -> Store:
    """A database at the newest revision with something in every table."""
    store = opened(empty_url)
    await upgrade(store)
    async with store.raw() as connection:
        await connection.run_sync(fill, OWN)
        if store.dialect == "postgresql":
            tables = list((await connection.run_sync(reflected)).tables.values())
            await connection.run_sync(_advance_sequences, tables)
        await connection.commit()
    async with store.begin() as session:
        row = await queue(session, target="!a", kind=OutboxKind.MESSAGE, content={"body": "åäö"}, now=START)
        await remember(session, "case", "7", "status", outbox_id=row.id)
        await append(session, at=START, actor="@admin:test", action="x", object="y")
        await set_sync_token(session, "OLDDEVICE", "@bot:test", "s42", START)
        await add_event(
            session,
            TakenEvent(
                event_id="$seen",
                room_id="!a",
                sender="@a:test",
                kind=InboxKind.TEXT,
                state=InboxState.NEW,
                trust="signed",
                payload={"text": "hemligt ord"},
                origin_at=START,
                received_at=START,
            ),
        )
    return store


@pytest.fixture(params=["to sqlite", "to postgresql"])
async def other_url(request: pytest.FixtureRequest, tmp_path: Path, postgres: Postgres) -> AsyncIterator[str]:
    if request.param == "to sqlite":
        yield f"sqlite:///{tmp_path}/restored.db"
    else:
        async with postgres.database() as url:
            yield url


async def everything(store: Store) -> dict[str, list[dict[str, object]]]:
    async with store.raw() as connection:
        found = await connection.run_sync(contents)
    return {
        table: [{name: _comparable(value) for name, value in row.items()} for row in rows]
        for table, rows in found.items()
        if table not in OWN
    }


def _comparable(value: object) -> object:
    # SQLite keeps UTC without saying so.
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


async def test_everything_comes_back_on_either_database(
    source: Store, other_url: str, opened: Callable[[str], Store], tmp_path: Path
) -> None:
    await backup(source, tmp_path / "b.gz", WHOSE, START)
    target = opened(other_url)
    manifest = await restore(target, tmp_path / "b.gz", START)
    assert (manifest.user_id, manifest.device_id, manifest.master_key) == (
        WHOSE.user_id,
        WHOSE.device_id,
        WHOSE.master_key,
    )
    assert await everything(target) == await everything(source)
    async with target.begin() as session:
        assert (await verify(session)).broken is None
        found = (await session.get_one(OutboxRow, 4)).content
        assert found is not None
        assert found["body"] == "åäö"
        # New rows go on behind the restored ones.
        row = await queue(session, target="!a", kind=OutboxKind.MESSAGE, content={"body": "x"}, now=START)
        assert row.id == 5


async def test_the_new_device_goes_on_from_the_old_token_and_takes_nothing_in_twice(
    source: Store, other_url: str, opened: Callable[[str], Store], tmp_path: Path
) -> None:
    await backup(source, tmp_path / "b.gz", WHOSE, START)
    target = opened(other_url)
    await restore(target, tmp_path / "b.gz", START)
    async with target.read() as session:
        devices = await session.scalars(text("SELECT device_id FROM sync_state"))
        assert devices.all() == [RESTORED]
        assert await sync_token(session, "NEWDEVICE") == "s42"
        assert await session.scalar(text("SELECT count(*) FROM inbox WHERE event_id = '$seen'")) == 1


async def test_what_belongs_to_one_device_and_what_is_sealed_is_not_readable_in_the_file(
    source: Store, tmp_path: Path
) -> None:
    await backup(source, tmp_path / "b.gz", WHOSE, START, leave_out=frozenset({"matrix_account"}))
    plain = gzip.decompress((tmp_path / "b.gz").read_bytes()).decode()
    assert '["matrix_account"' not in plain
    assert '["inbox"' in plain
    assert "hemligt ord" not in plain
    assert (tmp_path / "b.gz").stat().st_mode & 0o077 == 0
    assert not (tmp_path / "b.gz.partial").exists()


async def test_a_database_with_anything_in_it_is_not_restored_over(source: Store, tmp_path: Path) -> None:
    await backup(source, tmp_path / "b.gz", WHOSE, START)
    with pytest.raises(Fault) as caught:
        await restore(source, tmp_path / "b.gz", START)
    assert caught.value.code == "restore.not_empty"


async def test_another_data_key_is_noticed_before_anything_is_written(
    source: Store, other_url: str, opened: Callable[..., Store], tmp_path: Path
) -> None:
    await backup(source, tmp_path / "b.gz", WHOSE, START)
    for keyring in (Keyring({1: b"x" * 32}), Keyring({2: b"x" * 32})):
        with pytest.raises(Fault) as caught:
            await restore(opened(other_url, keyring), tmp_path / "b.gz", START)
        assert caught.value.code == "restore.wrong_key"
    await restore(opened(other_url), tmp_path / "b.gz", START)


async def test_a_file_that_was_cut_off_or_changed_is_refused_and_nothing_is_left(
    source: Store, other_url: str, opened: Callable[[str], Store], tmp_path: Path
) -> None:
    whole, bad = tmp_path / "b.gz", tmp_path / "bad.gz"
    await backup(source, whole, WHOSE, START)
    lines = gzip.decompress(whole.read_bytes()).splitlines(keepends=True)
    target = opened(other_url)
    for wrong in (
        whole.read_bytes()[:-40],
        gzip.compress(b"".join(lines[:-1])),
        gzip.compress(b"".join([*lines[:2], *lines[3:]])),
        gzip.compress(b""),
        b"no backup",
    ):
        bad.write_bytes(wrong)
        with pytest.raises(Fault) as caught:
            await restore(target, bad, START)
        assert caught.value.code in {"restore.damaged", "restore.unreadable"}
    await restore(target, whole, START)


async def test_a_restore_that_fails_halfway_leaves_the_database_empty(
    source: Store,
    other_url: str,
    opened: Callable[[str], Store],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await backup(source, tmp_path / "b.gz", WHOSE, START)
    target = opened(other_url)

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr("bot.store.backup.decoded", fail)
        with pytest.raises(ZeroDivisionError):
            await restore(target, tmp_path / "b.gz", START)
    await restore(target, tmp_path / "b.gz", START)


async def test_a_backup_of_a_newer_program_is_refused(
    source: Store, other_url: str, opened: Callable[[str], Store], tmp_path: Path
) -> None:
    await backup(source, tmp_path / "b.gz", WHOSE, START)
    lines = gzip.decompress((tmp_path / "b.gz").read_bytes()).splitlines()
    assert json.loads(lines[0])["created"] == START.isoformat()
    async with source.raw() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        await connection.commit()
    with pytest.raises(Fault) as caught:
        await backup(source, tmp_path / "c.gz", WHOSE, START)
    assert caught.value.code == "backup.revision"
    assert opened(other_url) is not None


async def test_a_backup_is_of_one_instant(
    source: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is written while it is taken is not in it, not even in tables that come later."""
    written = False

    async def write_meanwhile() -> None:
        nonlocal written
        if not written:
            written = True
            async with source.begin() as session:
                row = await queue(session, target="!late", kind=OutboxKind.MESSAGE, content={}, now=START)
                await remember(session, "late", "1", "status", outbox_id=row.id)

    from bot.store import backup as module  # noqa: PLC0415 - its inner step is watched

    rows_of = module._rows

    async def rows_meanwhile(connection, table):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        async for rows in rows_of(connection, table):
            yield rows
            await write_meanwhile()

    monkeypatch.setattr(module, "_rows", rows_meanwhile)
    await backup(source, tmp_path / "b.gz", WHOSE, START)
    assert written
    plain = gzip.decompress((tmp_path / "b.gz").read_bytes()).decode()
    assert '"!late"' not in plain
