"""A register comes into force whole or not at all, on both databases."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update

from bot.errors import Fault
from bot.register.apply import Applied, apply_register
from bot.register.section import Snapshot
from bot.register.source import RegisterSource
from bot.register.state import mark_changed
from bot.register.tables import RegisterEntry, RegisterState, RegisterVersion
from bot.store.audit import AuditRow
from bot.store.engine import Store
from tests.register.library import GOOD, SECTIONS, Book, House, Shelf, loaded

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
MORE = GOOD + '[[book]]\nid = "emil"\ntitle = "Emil i Lönneberga"\n'


class Interrupted(Exception):  # noqa: N818
    pass


async def apply(store: Store, text: str, shown: int | None = None) -> Applied:
    async with store.begin() as session:
        return await apply_register(session, loaded(text), SECTIONS, at=NOW, actor="admin", shown=shown)


async def apply_and_fail(store: Store, seen_by: RegisterSource) -> None:
    """Load another register, look at it from inside, and stop before the commit."""
    async with store.begin() as session:
        await apply_register(session, loaded(MORE), SECTIONS, at=NOW, actor="admin")
        assert (await seen_by.current(session)).version == 2
        raise Interrupted


async def current(store: Store, source: RegisterSource) -> Snapshot:
    async with store.begin() as session:
        return await source.current(session)


def source() -> RegisterSource:
    return RegisterSource(SECTIONS)


async def test_an_empty_database_has_an_empty_register_of_version_0(store: Store) -> None:
    found = await current(store, source())
    assert (found.version, dict(found.of(Book))) == (0, {})


async def test_what_was_applied_is_what_is_read(store: Store) -> None:
    applied = await apply(store, MORE)
    found = await current(store, source())
    assert (applied.version, found.version) == (1, 1)
    for kind in (Book, Shelf, House):
        assert dict(found.of(kind)) == dict(loaded(MORE).entries[kind])
    assert list(found.of(Book)) == ["ronja", "emil"]


async def test_each_change_is_a_new_version_and_the_same_again_is_none(store: Store) -> None:
    assert (await apply(store, GOOD)).version == 1
    assert (await apply(store, MORE)).version == 2
    again = await apply(store, MORE)
    assert (again.version, bool(again.difference)) == (2, False)
    async with store.begin() as session:
        rows = (await session.execute(select(RegisterVersion.added, RegisterVersion.removed))).all()
    assert [tuple(row) for row in rows] == [(3, 0), (1, 0)]


async def test_what_is_left_out_is_gone(store: Store) -> None:
    await apply(store, MORE)
    await apply(store, GOOD)
    assert list((await current(store, source())).of(Book)) == ["ronja"]


async def test_an_interrupted_load_leaves_the_register_as_it_was(store: Store) -> None:
    await apply(store, GOOD)
    with pytest.raises(Interrupted):
        await apply_and_fail(store, source())
    assert (await current(store, source())).version == 1
    assert list((await current(store, source())).of(Book)) == ["ronja"]


async def test_a_snapshot_seen_inside_a_rolled_back_load_is_forgotten(store: Store) -> None:
    await apply(store, GOOD)
    kept = source()
    with pytest.raises(Interrupted):
        await apply_and_fail(store, kept)
    await apply(store, GOOD.replace("Ronja", "Mio"))
    assert (await current(store, kept)).of(Book)["ronja"].title == "Mio"


async def test_loading_is_refused_when_another_version_came_in_between(store: Store) -> None:
    await apply(store, GOOD, shown=0)
    with pytest.raises(Fault, match=r"register\.moved"):
        await apply(store, MORE, shown=0)
    assert (await current(store, source())).version == 1


async def test_the_audit_row_has_counts_and_no_content(store: Store) -> None:
    await apply(store, GOOD)
    async with store.begin() as session:
        row = (await session.execute(select(AuditRow))).scalar_one()
    assert row.action == "register.applied"
    assert "Ronja" not in str(vars(row))


async def test_bodies_are_sealed_in_the_database(store: Store) -> None:
    await apply(store, GOOD)
    async with store.raw() as connection:
        rows = (await connection.exec_driver_sql("SELECT body FROM register_entry")).all()
    assert rows
    assert all(b"Ronja" not in bytes(row[0]) for row in rows)


async def test_an_unchanged_register_is_read_once(store: Store) -> None:
    await apply(store, GOOD)
    kept = source()
    first = await current(store, kept)
    assert await current(store, kept) is first
    assert kept.latest is first


async def test_a_second_process_sees_the_new_version(store: Store, open_store: Callable[[], Store]) -> None:
    other, kept = open_store(), source()
    await apply(store, GOOD)
    assert (await current(other, kept)).version == 1
    await apply(store, MORE)
    assert (await current(other, kept)).version == 2


async def test_what_lies_beside_the_file_is_read_again_when_marked(store: Store) -> None:
    answers = iter(["first", "second"])

    async def beside(_session: Any) -> dict[Any, dict[str, Any]]:
        return {Shelf: {"here": Shelf(id="here", name=next(answers))}}

    await apply(store, GOOD)
    kept = RegisterSource(SECTIONS, [beside])
    assert (await current(store, kept)).of(Shelf)["here"].name == "first"
    assert (await current(store, kept)).of(Shelf)["here"].name == "first"
    async with store.begin() as session:
        await mark_changed(session)
    assert (await current(store, kept)).of(Shelf)["here"].name == "second"


async def test_entries_of_another_program_version_stop_reading_and_loading_again_mends_it(
    store: Store,
) -> None:
    await apply(store, GOOD)
    async with store.begin() as session:
        await session.execute(update(RegisterEntry).values(body={"unheard": "of"}))
        await session.execute(update(RegisterState).values(mark="another"))
    with pytest.raises(Fault, match=r"register\.outdated"):
        await current(store, source())
    assert (await apply(store, GOOD)).version == 2
    assert list((await current(store, source())).of(Book)) == ["ronja"]


async def test_loading_into_a_database_whose_entries_are_gone_puts_them_back(store: Store) -> None:
    await apply(store, GOOD)
    async with store.begin() as session:
        await session.execute(delete(RegisterEntry))
    assert (await apply(store, GOOD)).difference
    async with store.begin() as session:
        assert await session.scalar(select(func.count()).select_from(RegisterEntry)) == 3
