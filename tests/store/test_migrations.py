"""The schema's history ends where the code is, and no step of it loses anything."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from bot.errors import Fault
from bot.store.engine import Store
from bot.store.migrations import current, revisions, upgrade
from bot.store.migrations.change import differences
from bot.tables import METADATA
from tests.store.filling import Rows, contents, fill
from tests.stores import data_keys

REVISIONS = revisions()


@pytest.fixture
async def empty(empty_url: str) -> AsyncIterator[Store]:
    store = Store(empty_url, data_keys())
    yield store
    await store.dispose()


async def filled(store: Store) -> Rows:
    async with store.raw() as connection:
        await connection.run_sync(fill)
        await connection.commit()
        return await connection.run_sync(contents)


async def test_from_empty_to_newest_is_what_the_code_declares(empty: Store) -> None:
    assert await current(empty) is None
    await upgrade(empty)
    assert await current(empty) == REVISIONS[-1]
    async with empty.raw() as connection:
        assert await connection.run_sync(differences, METADATA) == []


@pytest.mark.parametrize("start", REVISIONS)
async def test_a_database_with_data_comes_to_the_newest_revision_with_all_of_it(
    empty: Store, start: str
) -> None:
    await upgrade(empty, start)
    before = await filled(empty)
    await upgrade(empty)
    async with empty.raw() as connection:
        after = await connection.run_sync(contents)
    for table, rows in before.items():
        if table not in after or table == "alembic_version":
            continue
        assert len(after[table]) == len(rows)
        for old, new in zip(rows, after[table], strict=True):
            assert {key: value for key, value in old.items() if key in new} == {
                key: new[key] for key in old if key in new
            }


async def test_upgrading_twice_changes_nothing(empty: Store) -> None:
    await upgrade(empty)
    before = await filled(empty)
    await upgrade(empty)
    async with empty.raw() as connection:
        assert await connection.run_sync(contents) == before


async def test_a_database_newer_than_the_program_stops_it(empty: Store) -> None:
    await upgrade(empty)
    async with empty.raw() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        await connection.commit()
    with pytest.raises(Fault) as caught:
        await upgrade(empty)
    assert caught.value.code == "database.newer"


async def test_somebody_elses_database_is_left_alone(empty: Store) -> None:
    async with empty.raw() as connection:
        await connection.execute(text("CREATE TABLE theirs (id INTEGER)"))
        await connection.commit()
    with pytest.raises(Fault) as caught:
        await upgrade(empty)
    assert caught.value.code == "database.foreign"


def test_revisions_stand_in_one_line() -> None:
    assert tuple(f"{number:04}" for number in range(1, len(REVISIONS) + 1)) == REVISIONS


async def test_a_change_that_fails_halfway_leaves_nothing(
    empty: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr("alembic.operations.base.Operations.create_index", fail)
        patch.setattr("alembic.operations.base.BatchOperations.create_index", fail)
        with pytest.raises(ZeroDivisionError):
            await upgrade(empty)
    assert await current(empty) is None
    await upgrade(empty)
