"""Looking for something where it must not be: in the bot's tables, opened with its keys, and in its files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select

import bot.tables  # noqa: F401 - every table is known
from bot.demo.homeserver import Homeserver
from bot.store.base import Base
from bot.store.engine import Store
from bot.store.inbox import InboxRow, InboxState


async def in_columns(store: Store, digits: str) -> list[str]:
    """The columns that hold the digits, whatever stands between them; messages that no key opens aside."""
    found = []
    async with store.read() as session:
        for table in Base.metadata.sorted_tables:
            for row in (await session.execute(select(table))).mappings():
                if table is InboxRow.__table__ and row["state"] == InboxState.SEALED:
                    continue
                found += [f"{table.name}.{name}" for name, value in row.items() if _holds(value, digits)]
    return found


async def count_of_rows(store: Store) -> int:
    """How many rows were looked through."""
    async with store.read() as session:
        return sum(
            [len((await session.execute(select(table))).all()) for table in Base.metadata.sorted_tables]
        )


def in_files(where: Path, needles: list[str]) -> list[str]:
    """The files there (one, or all below a folder) that hold one of the needles as plain bytes."""
    return [
        f"{file}: {needle}"
        for file in (where, *sorted(where.rglob("*")))
        if file.is_file()
        for content in [file.read_bytes()]
        for needle in needles
        if needle.encode() in content or needle.encode("utf-16-le") in content
    ]


async def messages_of(homeserver: Homeserver, user_id: str) -> dict[str, set[str]]:
    """Every event of a kind that carries words which the user has sent: its id by its room."""
    rooms = await homeserver.admin_request("GET", f"/_synapse/admin/v1/users/{user_id}/joined_rooms")
    found: dict[str, set[str]] = {}
    for room in rooms["joined_rooms"]:
        found[room] = {
            event["event_id"]
            async for event in _history(homeserver, room)
            if event["sender"] == user_id and event["type"] in {"m.room.encrypted", "m.room.message"}
        }
    return found


async def _history(homeserver: Homeserver, room: str) -> Any:
    start = ""
    while True:
        where = f"/_synapse/admin/v1/rooms/{room}/messages?dir=b&limit=500{start}"
        page = await homeserver.admin_request("GET", where)
        for event in page["chunk"]:
            yield event
        if not page.get("end") or not page["chunk"]:
            return
        start = f"&from={page['end']}"


def _holds(value: object, digits: str) -> bool:
    return any(digits in re.sub(r"\D", "", text) for text in _texts(value))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, bytes):
        yield value.decode("utf-8", errors="replace")
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield str(key)
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)
    else:
        yield str(value)
