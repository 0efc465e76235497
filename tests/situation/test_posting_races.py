"""What is changed in the very moment of a posting: the author's answer and what went out are one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bot.situation import closing, gather, posting
from bot.situation.gather import mark_of
from bot.store.engine import Store
from bot.store.inbox import InboxKind
from tests.situation.day import AKTOR_NACKA, HED, SSR, Day
from tests.situation.posting import (
    DUE,
    a_round,
    approved,
    changed_to,
    pictures,
    reported,
    until,
    versions,
)

EDIT = "!lägesbild rapport Lugnt igen för:ssr"


async def _waits(store: Store) -> bool:
    """Whether somebody waits for a row that another holds."""
    async with store.begin() as session:
        waiting = "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
        return bool(await session.scalar(text(f"{waiting} and datname = current_database()")))


@pytest.mark.parametrize("backend", ["postgresql"])
async def test_an_edit_in_the_moment_of_posting_is_not_called_done_when_the_old_text_goes_out(
    open_store: Callable[[], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite one transaction comes after the other, whatever they do."""
    day, watch = await Day(open_store()).open(), open_store()
    other = Day(open_store(), day.clock)
    await other.fill()
    await a_round(day)
    await day.type(HED, "!lägesbild rapport Bråk för:ssr", AKTOR_NACKA, event_id="$written")
    await until(day, DUE - timedelta(minutes=5))
    await approved(day)
    edits: list[asyncio.Task[Any]] = []

    async def meanwhile(*args: Any) -> str:
        mark = await mark_of(*args)
        if not edits:
            typed = other.type(HED, EDIT, AKTOR_NACKA, kind=InboxKind.EDIT, relates_to="$written")
            edits.append(asyncio.create_task(typed))
            while not edits[0].done():
                if await _waits(watch):
                    break
        return mark

    monkeypatch.setattr(posting, "mark_of", meanwhile)
    await until(day, DUE + timedelta(minutes=1))
    (answer, *_) = await edits[0]
    assert "Bråk" in pictures(day, SSR)[0]
    assert "är ändrad" not in answer.body
    assert "!lägesbild rätta R-1121-1" in answer.body


@pytest.mark.parametrize("backend", ["postgresql"])
async def test_an_edit_while_the_round_is_compiled_is_taken_up_before_it_goes_out(
    open_store: Callable[[], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    day, other = await Day(open_store()).open(), open_store()
    await a_round(day)
    report = await reported(day, "Bråk vid centrum.")
    elsewhere = Day(other, day.clock)

    def between(first: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def then_edited(*args: Any) -> Any:
            found = await first(*args)
            monkeypatch.undo()
            await changed_to(elsewhere, report, "Lugnt igen.")
            return found

        return then_edited

    monkeypatch.setattr(closing, "gather", between(gather.gather))
    await until(day, DUE - timedelta(minutes=5))
    await approved(day)
    await until(day, DUE + timedelta(minutes=1))
    assert "Lugnt igen." in pictures(day, SSR)[0]
    assert "Bråk" not in pictures(day, SSR)[0]
    assert len(await versions(day)) == 1
