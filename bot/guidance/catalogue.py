"""The texts for parents in one language, as a PO file has them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from types import MappingProxyType

from bot.guidance.alike import same_values
from bot.guidance.languages import SOURCE, language
from bot.guidance.po import PoFile, parse
from bot.guidance.source import lines
from bot.guidance.values import Line, Section


@dataclass(frozen=True)
class Entry:
    """One message: ``source`` is the Swedish that ``forms`` translate, one form for each plural.

    ``fuzzy``: the Swedish has changed since, or a translator is not sure of it.
    """

    source: tuple[str, ...]
    forms: tuple[str, ...]
    fuzzy: bool = False


@dataclass(frozen=True)
class Texts:
    """Every message of one language, by key."""

    language: str
    entries: Mapping[str, Entry]

    @cached_property
    def hashes(self) -> Mapping[Section, str]:
        """What ``text_hash`` gives, worked out once."""
        return MappingProxyType({one: _hash([self.language, *_said(self, one)]) for one in Section})

    def entry(self, line: Line) -> Entry | None:
        """Its translation, whole; None where there is none. It may be outdated."""
        found = self.entries.get(line.key)
        return found if found is not None and found.forms and all(found.forms) else None

    def outdated(self, line: Line) -> bool:
        """True when the Swedish is another than the one that was translated."""
        found = self.entries.get(line.key)
        return found is not None and (found.fuzzy or found.source != source_of(line))

    def form(self, line: Line, number: int) -> str | None:
        """The form for a number; one that a damaged catalogue lacks is the last."""
        found = self.entry(line)
        if found is None:
            return None
        own = language(self.language)
        at = own.forms.index(own.locale.plural_form(number)) if line.many else 0
        return found.forms[min(at, len(found.forms) - 1)]


def source_of(line: Line) -> tuple[str, ...]:
    return (line.text, line.many) if line.many else (line.text,)


def read(code: str, po: bytes) -> Texts:
    """A PO file.

    Raises:
        PoError: it is damaged.
    """
    return texts_of(code, parse(po))


def texts_of(code: str, po: PoFile) -> Texts:
    """What a file says that has been read.

    A translation made for other values than those of now cannot be filled in: it counts as none.
    """
    wanted = {one.key: source_of(one) for one in lines()}
    return Texts(
        code,
        MappingProxyType(
            {
                key: Entry(
                    one.previous if one.fuzzy and one.previous else one.ids,
                    one.forms if same_values(wanted.get(key, one.ids), one.forms) else (),
                    one.fuzzy,
                )
                for key, one in po.current().items()
            }
        ),
    )


def swedish() -> Texts:
    """The source as a catalogue of its own."""
    return Texts(
        SOURCE, MappingProxyType({one.key: Entry(source_of(one), source_of(one)) for one in lines()})
    )


@cache
def source_hash(section: Section) -> str:
    """SHA-256 in hex of a section's Swedish, keys and all."""
    return _hash([[one.key, *source_of(one)] for one in lines(section)])


def text_hash(texts: Texts, section: Section) -> str:
    """SHA-256 in hex of a section as it is translated, and of the Swedish that it stands for."""
    return texts.hashes[section]


def _said(texts: Texts, section: Section) -> Iterator[list[list[str]]]:
    for one in lines(section):
        found = texts.entries.get(one.key, Entry((), ()))
        yield [[one.key], list(found.source), list(found.forms)]


def _hash(value: object) -> str:
    plain = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()
