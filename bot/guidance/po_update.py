"""A PO file brought up to the Swedish of now: what has not changed stays to the byte."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from babel.messages.pofile import normalize

from bot.guidance.catalogue import source_of
from bot.guidance.languages import Language
from bot.guidance.po import FUZZY, Item, PoFile
from bot.guidance.source import lines
from bot.guidance.values import Line

_WIDTH: Final = 100
_NOTE: Final = "#. TRANSLATORS: "


def is_current(po: PoFile, source: Sequence[Line]) -> bool:
    """True when it has exactly the messages that there are now, each with its Swedish."""
    return {key: one.ids for key, one in po.current().items()} == {one.key: source_of(one) for one in source}


def updated(language: Language, before: PoFile | None, source: Sequence[Line] | None = None) -> bytes:
    """The file with every message there is now.

    A translation whose Swedish has changed stays, fuzzy, with the Swedish that it was made from; one whose
    message is gone stays as obsolete.
    """
    wanted = lines() if source is None else source
    newline = before.newline if before else "\n"
    kept = before.current() if before else {}
    blocks = [_header(language, before)]
    for line in wanted:
        blocks += _block(line, kept.get(line.key), len(language.forms))
    keys = {line.key for line in wanted}
    for one in before.items if before else ():
        if one.obsolete:
            blocks.append(one.raw)
        elif one.context not in keys and one.translated:
            blocks.append(_written(one, obsolete=True))
    text = "".join(block if block.endswith("\n") else f"{block}\n" for block in blocks)
    plain = text.replace("\r\n", "\n") + (before.tail.replace("\r\n", "\n") if before else "")
    return plain.replace("\n", newline).encode()


def _header(language: Language, before: PoFile | None) -> str:
    if before is not None and before.field("Plural-Forms") == language.plurals:
        return before.header.raw
    fields = (
        ("Project-Id-Version", "rocbot"),
        ("Language", language.code),
        ("Plural-Forms", language.plurals),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "8bit"),
    )
    said = (f'"{name}: {value}\\n"' for name, value in fields)
    first = f"# The texts for parents in {language.english}. Source: bot/guidance/source.py."
    return "\n".join((first, 'msgid ""', 'msgstr ""', *said, ""))


def _block(line: Line, before: Item | None, forms: int) -> Iterator[str]:
    """A message as it is to stand, and what is to be kept of it besides."""
    ids = source_of(line)
    note = (f"{_NOTE}{line.note}",) if line.note else ()
    own_flags = ("python-format",) if any("%(" in one for one in ids) else ()
    empty = ("",) * (forms if line.many else 1)
    new = Item(0, context=line.key, ids=ids, forms=empty, comments=note, flags=own_flags)
    if before is None:
        yield _written(new)
        return
    own = tuple(one for one in before.comments if not one.startswith("#."))
    said = tuple(one for one in before.comments if one.startswith("#."))
    if before.ids == ids and said == note:
        yield before.raw
        return
    if len(before.ids) != len(ids):
        yield _written(replace(new, comments=(*own, *note)))
        if before.translated:
            yield _written(before, obsolete=True)
        return
    was = before.previous if before.fuzzy and before.previous else before.ids
    flags = tuple(one for one in (*before.flags, *own_flags) if one != FUZZY)
    changed = any(before.forms) and was != ids
    unsure = before.fuzzy and before.ids == ids
    yield _written(
        replace(
            new,
            forms=before.forms,
            comments=(*own, *note),
            flags=tuple(dict.fromkeys((FUZZY, *flags) if changed or unsure else flags)),
            previous=was if changed else before.previous if unsure else (),
        )
    )


def _written(item: Item, *, obsolete: bool = False) -> str:
    """A message with an empty line before it."""
    mark = "#~ " if obsolete else ""
    own = (one for one in item.comments if not one.startswith(("#.", "#:")))
    found = [*own, *(one for one in item.comments if one.startswith(("#.", "#:")))]
    found += [f"#, {', '.join(item.flags)}"] if item.flags else []
    if not obsolete:
        found += _strings("#| ", zip(("msgid", "msgid_plural"), item.previous, strict=False))
    found += _strings(mark, [("msgctxt", item.context or "")] if item.context else [])
    found += _strings(mark, zip(("msgid", "msgid_plural"), item.ids, strict=False))
    many = len(item.ids) > 1
    found += _strings(
        mark, ((f"msgstr[{at}]" if many else "msgstr", one) for at, one in enumerate(item.forms))
    )
    return "\n".join(("", *found, ""))


def _strings(mark: str, named: Iterable[tuple[str, str]]) -> list[str]:
    return [f"{mark}{name} {normalize(value, prefix=mark, width=_WIDTH)}" for name, value in named]
