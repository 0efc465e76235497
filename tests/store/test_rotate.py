"""A data key can be changed while the bot runs, and the old one thrown away afterwards."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text

import bot.tables  # noqa: F401 - all tables
from bot.store.engine import Store
from bot.store.keyring import Keyring
from bot.store.outbox import OutboxKind, OutboxRow
from bot.store.outbox_queries import mark_sent, queue
from bot.store.rotate import rotate, sealed_columns
from tests.stores import DATA_KEY, data_keys

AT = datetime(2026, 4, 11, tzinfo=UTC)
NEW_KEY = b"the next data key, also 32 bytes"


async def test_everything_is_sealed_with_the_newest_key_and_still_readable(
    store: Store, store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.rotate._BATCH", 3)
    async with store.begin() as session:
        for number in range(8):
            content = {"body": f"{number}"}
            row = await queue(session, target="!a", kind=OutboxKind.MESSAGE, content=content, now=AT)
        await mark_sent(session, row, "$1", AT)
        row.content = None
    both = Store(store_url, Keyring({1: DATA_KEY, 2: NEW_KEY}))
    assert await rotate(both) == 7
    assert await rotate(both) == 0
    await both.dispose()
    new = Store(store_url, Keyring({2: NEW_KEY}))
    async with new.read() as session:
        rows = (await session.scalars(select(OutboxRow).order_by(OutboxRow.id))).all()
        sealed = await session.scalars(text("SELECT content FROM outbox WHERE content IS NOT NULL"))
        assert {value[0] for value in sealed} == {2}
    await new.dispose()
    assert [row.content and row.content["body"] for row in rows] == [*map(str, range(7)), None]


async def test_a_table_with_a_key_of_two_parts_is_walked_through(
    store: Store, store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.rotate._BATCH", 2)
    table, column = next(
        (table, columns[0])
        for table, columns in sealed_columns()
        if len(table.primary_key.columns) == 2 and not table.foreign_keys
    )
    one, two = table.primary_key.columns
    rows = [{one.name: f"{n % 2}", two.name: f"{n}", column.name: f"sealed {n}"} for n in range(5)]
    missing = {c.name: AT if c.type.python_type is datetime else 1 for c in table.columns if not c.nullable}
    async with store.begin() as session:
        await session.execute(table.insert(), [{**missing, **row} for row in rows])
    both = Store(store_url, Keyring({1: DATA_KEY, 2: NEW_KEY}))
    assert await rotate(both) >= 5
    async with both.read() as session:
        assert set(await session.scalars(select(column))) == {f"sealed {n}" for n in range(5)}
    await both.dispose()


def test_a_keyring_without_the_key_opens_nothing() -> None:
    with pytest.raises(KeyError):
        Keyring({2: NEW_KEY}).open(data_keys().seal(b"x", "a.b"), "a.b")


def test_what_was_marked_under_the_old_key_is_known_again_under_the_new() -> None:
    old, both = Keyring({1: DATA_KEY}), Keyring({1: DATA_KEY, 2: NEW_KEY})
    (mark,) = old.marks(b"words", "report.digest")
    assert both.marks(b"words", "report.digest")[1:] == (mark,)
    assert mark not in {*both.marks(b"other words", "report.digest"), *both.marks(b"words", "elsewhere")}
