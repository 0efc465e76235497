"""``python -m translations.gangsnack``: bring the texts for parents into the catalogue of each language.

A translation is found by its key (gettext's context): when the Swedish has changed it stays, marked as
fuzzy, with the words that it was made from.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from bot.guidance.languages import Language, translated
from bot.guidance.source import lines
from bot.guidance.values import Line

HERE = Path(__file__).parent
_FIXED = datetime(2026, 1, 1, tzinfo=UTC)
"""So that two people who change a text each do not meet in the header."""


def path_of(language: Language) -> Path:
    return HERE / language.code / "LC_MESSAGES" / "gangsnack.po"


def read(language: Language) -> Catalog:
    with path_of(language).open("rb") as file:
        return read_po(file, locale=language.code, abort_invalid=True)


def written(language: Language, before: Catalog | None) -> Catalog:
    """The catalogue with every text there is now, and what ``before`` has of translations."""
    kept = {one.context: one for one in before or () if one.id and one.context}
    catalog = Catalog(
        language.code,
        project="rocbot",
        charset="utf-8",
        header_comment=f"# The texts for parents in {language.english}. Source: bot/guidance/source.py.",
        creation_date=_FIXED,
        revision_date=_FIXED,
        msgid_bugs_address="",
        last_translator="",
        language_team="",
        fuzzy=False,
    )
    # CLDR's categories, which Babel's own table of gettext rules does not have for every language
    catalog.mime_headers = [("Plural-Forms", language.plurals)]
    for line in lines():
        _add(catalog, line, kept.get(line.key), len(language.forms))
    return catalog


def write(language: Language, catalog: Catalog) -> None:
    path_of(language).parent.mkdir(parents=True, exist_ok=True)
    with path_of(language).open("wb") as file:
        write_po(file, catalog, width=100, include_lineno=False, include_previous=True)


def _add(catalog: Catalog, line: Line, before: Message | None, forms: int) -> None:
    wanted: str | tuple[str, str] = (line.text, line.many) if line.many else line.text
    string: str | tuple[str, ...] = ("",) * forms if line.many else ""
    flags, previous = set(), ()
    if before is not None and bool(line.many) == bool(before.pluralizable):
        string = before.string
        changed = before.id != wanted and any([string] if isinstance(string, str) else string)
        if changed or before.fuzzy:
            flags.add("fuzzy")
            ids = (before.id,) if isinstance(before.id, str) else tuple(before.id)
            previous = ids if changed else tuple(before.previous_id)
    catalog.add(
        wanted,
        string,
        context=line.key,
        auto_comments=[f"TRANSLATORS: {line.note}"] if line.note else (),
        user_comments=before.user_comments if before is not None else (),
        flags=flags,
        previous_id=previous,
    )


def main() -> int:
    for language in translated():
        before = read(language) if path_of(language).exists() else None
        catalog = written(language, before)
        write(language, catalog)
        left = sum(
            not all([one.string] if isinstance(one.string, str) else one.string) for one in catalog if one.id
        )
        sys.stdout.write(f"{language.code}: {left} texts to translate\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
