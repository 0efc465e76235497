"""``python -m translations.check``: every catalogue whole and current, or exit 1 and what is wrong."""

from __future__ import annotations

import string
import sys
from collections.abc import Iterator

from babel.messages.catalog import Catalog, Message

from translations.catalogues import paths, read
from translations.extract import template


def main() -> int:
    wanted = template()
    faults = [
        f"{language}: {fault}"
        for language, path in paths()
        for fault in faults_of(read(language, path), wanted)
    ]
    sys.stderr.writelines(f"{fault}\n" for fault in faults)
    if faults:
        sys.stderr.write("python -m translations.update brings in new texts and takes out old ones.\n")
    return 1 if faults else 0


def faults_of(catalog: Catalog, wanted: Catalog) -> Iterator[str]:
    """What is missing, uncertain, no longer said, or has other values in it than the source."""
    for message in wanted:
        if not message.id:
            continue
        found = catalog.get(message.id)
        if found is None or not _whole(found, catalog.num_plurals):
            yield f"not translated: {_shown(message)}"
        elif found.fuzzy:
            yield f"fuzzy: {_shown(message)}"
        elif not _same_values(found):
            yield f"other values than in Swedish: {_shown(message)}"
    yield from (f"no longer said: {_shown(one)}" for one in catalog if one.id and wanted.get(one.id) is None)
    yield from (f"no longer said: {_shown(one)}" for one in catalog.obsolete.values())


def _shown(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _strings(message: Message) -> tuple[str, ...]:
    found = message.string
    return (found,) if isinstance(found, str) else tuple(found or ())


def _whole(message: Message, plurals: int) -> bool:
    strings = _strings(message)
    return all(strings) and len(strings) == (plurals if message.pluralizable else 1)


def _same_values(message: Message) -> bool:
    """A plural form may leave the number out (``ett``), nothing else."""
    ids = (message.id,) if isinstance(message.id, str) else message.id
    source = _values(ids[-1])
    return all(_values(text) | ({"n"} if len(ids) > 1 else set()) == source for text in _strings(message))


def _values(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


if __name__ == "__main__":
    sys.exit(main())
