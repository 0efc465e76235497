"""``python -m translations.check``: every catalogue whole and current, or exit 1 and what is wrong."""

from __future__ import annotations

import string
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural

from bot.guidance.alike import differences
from bot.guidance.po import PoError, parse
from translations import check_guide
from translations.catalogues import paths, read
from translations.extract import template

WRONG: Final[Mapping[str, str]] = MappingProxyType(
    {
        "values": "other values than in Swedish",
        "numbers": "other numbers than in Swedish",
        "spaces": "begins or ends with other spaces than in Swedish",
        "characters": "a character that may not stand in a text",
    }
)


def main() -> int:
    wanted = template()
    faults = [
        f"{language}: {fault}" for language, path in paths() for fault in _faults(language, path, wanted)
    ]
    faults += [f"{language}: {fault}" for language, fault in check_guide.faults()]
    sys.stdout.writelines(f"{language}: outdated: {key}\n" for language, key in check_guide.outdated())
    sys.stderr.writelines(f"{fault}\n" for fault in faults)
    if faults:
        sys.stderr.write(
            "python -m translations.update brings in new texts and takes out old ones; "
            "python -m translations.gangsnack those for parents.\n"
        )
    return 1 if faults else 0


def _faults(language: str, path: Path, wanted: Catalog) -> Iterator[str]:
    """Of a file; one that is damaged is read no further."""
    try:
        po = parse(path.read_bytes())
    except PoError as error:
        yield f"damaged: {path.name} {error}"
        return
    if po.header.fuzzy:
        yield "fuzzy: the header"
    forms, expression = get_plural(language)
    if po.field("Plural-Forms") != f"nplurals={forms}; plural={expression};":
        yield "other plural forms than the language has: the header"
    yield from faults_of(read(language, path), wanted)


def faults_of(catalog: Catalog, wanted: Catalog) -> Iterator[str]:
    """What is missing, uncertain, no longer said, or differs in what may not differ from the source."""
    for message in wanted:
        if not message.id:
            continue
        found = catalog.get(message.id)
        if found is None or not _whole(found, catalog.num_plurals):
            yield f"not translated: {_shown(message)}"
        elif found.fuzzy:
            yield f"fuzzy: {_shown(message)}"
        else:
            yield from (
                f"{WRONG[code]}: {_shown(message)} ({detail})"
                for code, detail in differences(_ids(message), _strings(found), values)
            )
    yield from (f"no longer said: {_shown(one)}" for one in catalog if one.id and wanted.get(one.id) is None)
    yield from (f"no longer said: {_shown(one)}" for one in catalog.obsolete.values())


def values(text: str) -> Counter[str]:
    """Those in ``{}``."""
    return Counter(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def _shown(message: Message) -> str:
    return _ids(message)[0]


def _ids(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _strings(message: Message) -> tuple[str, ...]:
    found = message.string
    return (found,) if isinstance(found, str) else tuple(found or ())


def _whole(message: Message, plurals: int) -> bool:
    strings = _strings(message)
    return all(strings) and len(strings) == (plurals if message.pluralizable else 1)


if __name__ == "__main__":
    sys.exit(main())
