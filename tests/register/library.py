"""A small kind of register, so that the machinery is tested apart from any subject."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from bot.register.document import read_text
from bot.register.duration import Duration
from bot.register.load import Loaded, lines, validate
from bot.register.section import Entry, RegisterFault, Snapshot, Table
from bot.register.shapes import Name, ShortName


class Colour(StrEnum):
    RED = "röd"
    BLUE = "blå"


class Loan(Entry):
    reader: Name
    since: date | None = None


class Book(Entry):
    id: ShortName
    title: Name
    colour: Colour = Colour.RED
    pages: int = 1
    shelf: ShortName | None = None
    loans: tuple[Loan, ...] = ()
    kind: Annotated[str, Field(alias="class")] = "roman"


class Shelf(Entry):
    id: ShortName
    name: Name


class House(Entry):
    loan_time: Duration


def _books(snapshot: Snapshot) -> Iterable[RegisterFault]:
    for book in snapshot.of(Book).values():
        if book.shelf is not None and book.shelf not in snapshot.of(Shelf):
            yield RegisterFault("book", book.id, "shelf", "book.shelf", {"shelf": book.shelf})
        if book.pages > 900:
            yield RegisterFault("book", book.id, "pages", "book.thick", {"pages": book.pages}, warning=True)


def _shelves(snapshot: Snapshot) -> Iterable[RegisterFault]:
    if not snapshot.of(Shelf):
        yield RegisterFault("shelf", "", None, "shelf.none")


SENTENCES = {
    "book.shelf": "hyllan {shelf} finns inte",
    "book.thick": "{pages} sidor är mycket",
    "shelf.none": "det finns ingen hylla",
}
SECTIONS = (
    Table("shelf", Shelf, checks=_shelves),
    Table("book", Book, checks=_books),
    Table("house", House, singleton=True),
)
KINDS = {section.kind: section.singleton for section in SECTIONS}

GOOD = """\
[house]
loan_time = "30 d"

[[shelf]]
id = "a"
name = "Hylla A"

[[book]]
id = "ronja"
title = "Ronja"
shelf = "a"
loans = [
    { reader = "Anna", since = 2026-01-01 },
    { reader = "Bo" },
]
"""


def faults_in(text: str, file: str = "r.toml") -> list[str]:
    """Every fault and warning of a text, as an operator reads them."""
    _, found = validate(read_text(file, text, KINDS), SECTIONS)
    return list(lines(found, SENTENCES))


def loaded(text: str) -> Loaded:
    entries, found = validate(read_text("r.toml", text, KINDS), SECTIONS)
    assert found == []
    return Loaded(entries)
