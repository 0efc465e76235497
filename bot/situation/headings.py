"""A report's text under its headings: as keys, as lines of their own, or as they come pasted from a mail."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.chat.text import fold
from bot.situation.letter import beside_the_text

_QUOTED = re.compile(r"[ \t]*(?:>[ \t]?)*")
_SIGNATURE = re.compile(r"--[ \t]*$")
_LINE_HEAD = re.compile(
    r"[\s*_#•·–-]*(?:\d{1,2}[.)]\s*)?(?P<phrase>[^\W\d_][^\W_]*(?:[ /-]{1,2}[^\W_]+){0,4})[ \t]?[*_]*"
    r"[ \t]?(?P<mark>[:：=]|$)[*_]*"
)
_KEY = re.compile(r"(?<![\w:=/@#!$.-])(?P<key>[^\W\d_][\w-]*)[ \t]?(?P<mark>[:：=])(?!//)[*_]*")
_WORD = re.compile(r"\S+")


@dataclass(frozen=True)
class Vocabulary:
    """Which words are headings, in the form that ``fold`` gives them, and of which field.

    ``headings`` stand first in a line, before a colon or alone; ``keys`` before a colon anywhere.
    The value of a field in ``short`` ends with its line; one in ``words`` that stands within a line, or in
    the command's own, is one word, and what follows belongs to the text before. ``free`` is the field of
    text under no heading.
    """

    free: str
    headings: Mapping[str, str]
    keys: Mapping[str, str]
    short: frozenset[str]
    words: frozenset[str] = frozenset()


@dataclass
class _Split:
    """What has been read so far: each field's texts with where they stand."""

    vocabulary: Vocabulary
    found: list[tuple[str, str, int]] = field(default_factory=list)
    field_now: str = ""
    """The text field that goes on; a short one never does."""
    waiting: str | None = None
    """A short one whose heading stood alone: its value is in the next line."""

    def put(self, name: str, text: str, at: int, *, inline: bool) -> None:
        if inline and name in self.vocabulary.words and (word := _WORD.search(text)) is not None:
            self.found.append((name, word[0].strip(".,;"), at + word.start()))
            name, text, at = self.field_now, text[word.end() :], at + word.end()
        begins = at + len(text) - len(text.lstrip())
        if name not in self.vocabulary.short:
            self.field_now = name
            self.found.append((name, text.strip(), begins))
        elif text.strip():
            self.found.append((name, text.strip(), begins))
        else:
            self.waiting = name


def split(text: str, start: int, vocabulary: Vocabulary) -> dict[str, tuple[str, int]]:
    """Each field that has words in it, and where they begin in ``text``; ``start`` leaves out the command.

    Lines of one field keep their breaks, short fields given twice are put together with a comma. Words are
    never lost but for the headings themselves, quote marks, and a mail's header and signature.
    """
    reading = _Split(vocabulary, field_now=vocabulary.free)
    lines = list(_lines(text, start))
    beside = beside_the_text([line for _, line in lines], lambda line: _is_heading(vocabulary, line))
    for number, (at, line) in enumerate(lines):
        if number not in beside:
            _read(reading, line, at, first=at == start)
    parts: dict[str, tuple[str, int]] = {}
    for name, words, at in reading.found:
        before, first = parts.get(name, ("", at))
        if not before:
            parts[name] = (words, at)
        else:
            comma = ", " if name in vocabulary.short else "\n"
            parts[name] = (f"{before}{comma}{words}", first)
    stripped = {name: (words.strip(), at) for name, (words, at) in parts.items()}
    return {name: piece for name, piece in stripped.items() if piece[0]}


def _lines(text: str, start: int) -> Iterator[tuple[int, str]]:
    """Each line without its quote marks, up to the signature that ``-- `` begins."""
    at = start
    for line in text[start:].split("\n"):
        quoted = _QUOTED.match(line)
        whole = at > start or not text[:start].rpartition("\n")[2].strip()
        begins = quoted.end() if quoted and whole else 0
        if at > start and _SIGNATURE.match(line, begins):
            return
        yield at + begins, line[begins:].rstrip("\r")
        at += len(line) + 1


def _read(reading: _Split, line: str, at: int, *, first: bool) -> None:
    """One line: a heading in front if there is one, and keys within it; ``first``: the command's own."""
    vocabulary = reading.vocabulary
    name, begins, headed, inline = reading.field_now, 0, False, False
    head = _LINE_HEAD.match(line)
    if head is not None and (found := _heading(vocabulary, head)) is not None:
        name, begins, headed = found, head.end(), True
        inline = first and not line[begins : begins + 1].isspace()
    elif reading.waiting is not None and line.strip():
        name = reading.waiting
    if line.strip():
        reading.waiting = None
    for key in _KEY.finditer(line, begins):
        known = vocabulary.keys.get(fold(key["key"]))
        tight = not line[key.end() : key.end() + 1].isspace() and key.end() < len(line)
        if known is None or not (tight or headed or known in vocabulary.short):
            continue
        if line[begins : key.start()].strip() or headed:
            reading.put(name, line[begins : key.start()], at + begins, inline=inline)
        name, begins, headed, inline = known, key.end(), True, True
    reading.put(name, line[begins:], at + begins, inline=inline)


def _heading(vocabulary: Vocabulary, head: re.Match[str]) -> str | None:
    """The field of a heading; a short one's needs its colon."""
    phrase = " ".join(fold(head["phrase"]).split())
    known = vocabulary.headings.get(phrase) or vocabulary.keys.get(phrase)
    return known if head["mark"] or known not in vocabulary.short else None


def _is_heading(vocabulary: Vocabulary, line: str) -> bool:
    head = _LINE_HEAD.match(line)
    return head is not None and _heading(vocabulary, head) is not None
