"""PO files, read strictly and losing nothing: what cannot be understood is refused with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from types import MappingProxyType
from typing import Final

_BOM: Final = "\ufeff"
_KEYWORD: Final = re.compile(r"(msgctxt|msgid_plural|msgid|msgstr)(?:\[(\d{1,2})\])?\s+(\S.*)")
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ESCAPE: Final = re.compile(r"\\(.)")
_ESCAPES: Final[Mapping[str, str]] = MappingProxyType({"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"})
FUZZY: Final = "fuzzy"
_LONGEST: Final = 1000
"""Lines of one message: what is made to have more would be read for ever."""


class PoError(ValueError):
    """A file that is no PO file, from a line on.

    Attributes:
        line: Its number, from 1.
        code: One of encoding, bom, syntax, escape, order, unfinished, header, twice, long.
    """

    def __init__(self, line: int, code: str) -> None:
        super().__init__(f"line {line}: {code}")
        self.line = line
        self.code = code


@dataclass
class Item:
    """One message. ``raw`` is all of its lines as they stand, what comes before it and line ends too.

    ``comments`` are its lines that begin with ``#``, whole, but for flags and previous texts.
    """

    line: int
    raw: str = ""
    context: str | None = None
    ids: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    previous: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    obsolete: bool = False

    @property
    def fuzzy(self) -> bool:
        return FUZZY in self.flags

    @property
    def translated(self) -> bool:
        return bool(self.forms) and all(self.forms)


@dataclass(frozen=True)
class PoFile:
    """``items`` without the header, the obsolete ones among them; ``tail`` is what follows the last."""

    header: Item
    items: tuple[Item, ...]
    tail: str = ""

    def field(self, name: str) -> str:
        """A line of the header, ``Plural-Forms``; empty where there is none."""
        for one in self.header.forms[0].split("\n"):
            key, colon, value = one.partition(":")
            if colon and key.strip().casefold() == name.casefold():
                return value.strip()
        return ""

    def current(self) -> Mapping[str, Item]:
        """Every message that is in use, by its key."""
        return {one.context: one for one in self.items if one.context and not one.obsolete}

    @property
    def newline(self) -> str:
        return "\r\n" if self.header.raw.endswith("\r\n") else "\n"


@dataclass
class _Reader:
    """Where the reading of one file stands."""

    items: list[Item] = field(default_factory=list)
    item: Item | None = None
    part: str = ""
    """The keyword whose string goes on over the next lines; ``|msgid`` for one of a previous text."""
    pending: str = ""
    length: int = 0
    """Lines of the message so far."""

    def line(self, number: int, whole: str) -> None:
        self.length += 1
        if self.length > _LONGEST:
            raise PoError(number, "long")
        text = whole.strip(" \t\r\n")
        if text.startswith("#~"):
            self._said(number, whole, text[2:].strip(), obsolete=True)
        elif text.startswith("#"):
            self._comment(number, whole, text)
        elif text:
            self._said(number, whole, text, obsolete=False)
        else:
            self._blank(whole)

    def finish(self) -> None:
        if self.item is not None and self.item.ids and not self.item.forms:
            raise PoError(self.item.line, "unfinished")

    def _begin(self, number: int) -> Item:
        """The message that is being read, or a new one after one that is whole."""
        if self.item is None or self.item.forms:
            self.item = Item(number)
            self.items.append(self.item)
            self.item.raw, self.pending, self.part, self.length = self.pending, "", "", 1
        return self.item

    def _blank(self, whole: str) -> None:
        if self.item is None or self.item.forms:
            self.pending += whole
        else:
            self.item.raw += whole

    def _comment(self, number: int, whole: str, text: str) -> None:
        item = self._begin(number)
        if item.ids or item.context is not None:
            raise PoError(number, "order")
        item.raw += whole
        if text.startswith("#|"):
            self._previous(number, item, text[2:].strip())
        elif text.startswith("#,"):
            item.flags += tuple(flag.strip() for flag in text[2:].split(",") if flag.strip())
        else:
            item.comments += (text,)

    def _previous(self, number: int, item: Item, text: str) -> None:
        if not text or text.startswith("msgctxt"):
            self.part = "|"
        elif text.startswith('"'):
            if self.part == "|msgid":
                item.previous = (*item.previous[:-1], item.previous[-1] + _string(number, text))
        elif (found := _KEYWORD.fullmatch(text)) is not None and found[1] in {"msgid", "msgid_plural"}:
            item.previous += (_string(number, found[3]),)
            self.part = "|msgid"
        else:
            raise PoError(number, "syntax")

    def _said(self, number: int, whole: str, text: str, *, obsolete: bool) -> None:
        if obsolete and text.startswith("|"):
            # an obsolete message's previous text: nobody asks for it
            self._begin(number).raw += whole
            return
        if text.startswith('"'):
            if self.item is None or not self.part or self.part.startswith("|"):
                raise PoError(number, "syntax")
            self._more(self.item, _string(number, text))
            self.item.raw += self.pending + whole
            self.pending = ""
            return
        found = _KEYWORD.fullmatch(text)
        if found is None:
            raise PoError(number, "syntax")
        word, index, value = found[1], found[2], _string(number, found[3])
        item = self.item if word == "msgstr" and self.item is not None else self._begin(number)
        item.raw += self.pending + whole
        self.pending = ""
        self._keyword(number, item, word, index, value)
        item.obsolete, self.part = obsolete, word

    def _keyword(self, number: int, item: Item, word: str, index: str | None, value: str) -> None:
        if (index is not None) != (word == "msgstr" and len(item.ids) > 1):
            raise PoError(number, "order")
        if word == "msgctxt" and item.context is None and not item.ids:
            item.context = value
        elif (word == "msgid" and not item.ids) or (
            word == "msgid_plural" and len(item.ids) == 1 and not item.forms
        ):
            item.ids += (value,)
        elif word == "msgstr" and item.ids and len(item.forms) == int(index or 0):
            item.forms += (value,)
        else:
            raise PoError(number, "order")

    def _more(self, item: Item, value: str) -> None:
        if self.part == "msgctxt":
            item.context = (item.context or "") + value
        elif self.part == "msgstr":
            item.forms = (*item.forms[:-1], item.forms[-1] + value)
        else:
            item.ids = (*item.ids[:-1], item.ids[-1] + value)


def parse(po: bytes) -> PoFile:
    """A whole file.

    Raises:
        PoError: it is damaged, has no header, or has a message twice.
    """
    reader = _Reader()
    for number, line in enumerate(_lines(po), start=1):
        reader.line(number, line)
    reader.finish()
    items, tail = reader.items, reader.pending
    if items and not items[-1].ids:
        tail = items.pop().raw + tail
    if not items or items[0].ids != ("",) or items[0].context is not None or items[0].obsolete:
        raise PoError(1, "header")
    seen = set()
    for one in (one for one in items if not one.obsolete):
        name = (one.context, "" if one.context else one.ids[0])
        if name in seen:
            raise PoError(one.line, "twice")
        seen.add(name)
    return PoFile(items[0], tuple(items[1:]), tail)


def _lines(po: bytes) -> Iterator[str]:
    for number, line in enumerate(BytesIO(po), start=1):
        try:
            text = line.decode()
        except UnicodeDecodeError as error:
            raise PoError(number, "encoding") from error
        if number == 1 and text.startswith(_BOM):
            raise PoError(number, "bom")
        yield text


def _string(number: int, text: str) -> str:
    found = _QUOTED.fullmatch(text)
    if found is None:
        raise PoError(number, "syntax")
    if any(one not in _ESCAPES for one in _ESCAPE.findall(found[1])):
        raise PoError(number, "escape")
    return _ESCAPE.sub(lambda one: _ESCAPES[one[1]], found[1])
