"""A section as a reviewer is shown it: each Swedish message beside its translation, under one code."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.guidance.catalogue import Entry, Texts, source_of
from bot.guidance.review import Standing
from bot.guidance.source import lines
from bot.guidance.tables import ShownRow
from bot.guidance.values import Line, Section
from bot.store.upsert import insert_new

CODE: Final = 6
"""Hex digits of the text's hash that people write."""
_KEPT: Final = 40
"""Of those that an answer to the message carries: an object's name has no room for all."""


@dataclass(frozen=True)
class Row:
    """One message. ``forms`` is empty where it is not translated.

    ``was`` is the Swedish that the translation was made from, or that was shown before, where it is another
    now; ``were`` the translation that was shown before, likewise.
    """

    line: Line
    was: tuple[str, ...]
    forms: tuple[str, ...]
    were: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shown:
    """One section of one language."""

    texts: Texts
    standing: Standing
    rows: tuple[Row, ...]

    @property
    def section(self) -> Section:
        return self.standing.section

    @property
    def code(self) -> str:
        return self.standing.text_hash[:CODE].upper()

    @property
    def name(self) -> str:
        """What an answer to its message is about: ``so/oro/3f9a2c...``."""
        return f"{self.texts.language}/{self.section}/{self.standing.text_hash[:_KEPT]}"


def shown(texts: Texts, standing: Standing) -> Shown:
    rows = []
    for line in lines(standing.section):
        found = texts.entries.get(line.key, Entry((), ()))
        forms = found.forms if texts.entry(line) is not None else ()
        rows.append(Row(line, found.source if forms and found.source != source_of(line) else (), forms))
    return Shown(texts, standing, tuple(rows))


async def remember(session: AsyncSession, one: Shown, now: datetime) -> None:
    """Keep what was shown, so that a later change of it can be told."""
    said = {row.line.key: [list(source_of(row.line)), list(row.forms)] for row in one.rows}
    row = {
        "text_hash": one.standing.text_hash,
        "language": one.texts.language,
        "section": one.section.value,
        "said": json.dumps(said, ensure_ascii=False),
        "at": now,
    }
    await insert_new(session, ShownRow, ShownRow.text_hash, [row])


async def since(session: AsyncSession, one: Shown, code: str) -> Shown | None:
    """The section with what it was when it was shown under another code; None when it never was."""
    found = await session.scalars(
        select(ShownRow)
        .where(ShownRow.language == one.texts.language, ShownRow.section == one.section.value)
        .where(ShownRow.text_hash.startswith(code.lower(), autoescape=True))
        .order_by(ShownRow.at.desc())
        .limit(1)
    )
    row = found.one_or_none()
    if row is None:
        return None
    before: Mapping[str, list[list[str]]] = json.loads(row.said)
    return replace(one, rows=tuple(_compared(each, before.get(each.line.key)) for each in one.rows))


def _compared(row: Row, before: list[list[str]] | None) -> Row:
    """A message that is new has nothing before it."""
    swedish, forms = (tuple(one) for one in before or ([], []))
    return replace(
        row,
        was=swedish if swedish != source_of(row.line) else row.was,
        were=forms if forms != row.forms else (),
    )
