"""The catalogues in this folder, read and written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

HERE = Path(__file__).parent


def paths() -> Iterator[tuple[str, Path]]:
    """Each language that the bot speaks, with its file."""
    for path in sorted(HERE.glob("*/LC_MESSAGES/rocbot.po")):
        yield path.parents[1].name, path


def read(language: str, path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language)


def write(catalog: Catalog, path: Path) -> None:
    """Without line numbers, so that a change of the code changes the catalogue only where its words do."""
    catalog.fuzzy = False  # or every tool takes all of it for uncertain
    with path.open("wb") as file:
        write_po(file, catalog, width=100, include_lineno=False, ignore_obsolete=True)
