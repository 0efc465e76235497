"""What somebody typed, made readable: prefix, words, ``nyckel:värde`` pairs. Never raises but a Refusal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace

from rapidfuzz import process

from bot.chat.declare import Arg, Command
from bot.chat.text import fold, strip_controls
from bot.errors import Refusal

_SAME_WIDTH = str.maketrans(
    {
        **dict.fromkeys("–—−‐‑‒―", "-"),
        **dict.fromkeys("“”„‟«»", '"'),
        **dict.fromkeys("‘’‚‛´`", "'"),
        "：": ":",
        "！": "!",
        "\t": " ",
    }
)
_ISOLATES = "\u2066\u2067\u2068\u2069"
_PREFIX = re.compile(r"\s*!\s*(?=[^\W\d_])")
_WORD = re.compile(r'"[^"\n]*"|\S+')
_KEY = re.compile(r"(?<![\w:=/@#!$.-])(?P<key>[^\W\d_][\w-]*)(?P<gap>\s{0,3})[:=](?!//)")
_EDGES = " \n,;.!"
_NEAR_KEY = 70
_SHORTEST_KEY_PREFIX = 3


@dataclass(frozen=True)
class Piece:
    """A value as written, and where it starts in the message (0 is its first character)."""

    text: str
    at: int


@dataclass(frozen=True)
class Line:
    """One message. ``read`` has phone typography made plain; ``written`` is the same length, as typed."""

    read: str
    written: str
    start: int
    """Where the words after the prefix begin."""
    prefixed: bool

    def words(self) -> tuple[Piece, ...]:
        return tuple(
            Piece(found[0].strip('".,;:!?'), found.start()) for found in _WORD.finditer(self.read, self.start)
        )


def read_line(text: str) -> Line:
    """Take away what has no meaning (controls, direction marks, typographic dashes, quotes and blanks)."""
    whole = "".join(mark for mark in strip_controls(text) if mark not in _ISOLATES)
    written = unicodedata.normalize("NFC", whole)
    read = "".join(
        " " if mark.isspace() and mark != "\n" else mark for mark in written.translate(_SAME_WIDTH)
    )
    prefix = _PREFIX.match(read)
    return Line(read, written, prefix.end() if prefix else 0, prefix is not None)


def read_args(
    command: Command, line: Line, used: int, faults: list[Refusal] | None = None
) -> dict[str, Piece]:
    """The values given, by the arguments' names; ``used`` words of the line named the command.

    ``faults`` takes what would be raised; the words it is about are then left out.

    Raises:
        Refusal: ``arg.unknown_key``, ``arg.twice`` or ``arg.extra``, with ``at`` and what was written.
    """
    words = line.words()
    start = words[used].at if len(words) > used else len(line.read)
    if command.reads is not None:
        return {name: Piece(*found) for name, found in command.reads(line.written, start).items()}
    keys = _keys(command)
    marks = _marks(command, keys, line, start, faults)
    given: dict[str, Piece] = {}
    written_on: list[tuple[str, Piece]] = []
    twice: set[str] = set()
    spare: list[tuple[int, int]] = [(start, marks[0][1] if marks else len(line.read))]
    for number, (arg, _, value_at) in enumerate(marks):
        end = marks[number + 1][1] if number + 1 < len(marks) else len(line.read)
        if arg is None:
            continue
        if arg.single:
            end, spare_end = _one_word(line.read, value_at, end), end
            spare.append((end, spare_end))
        values = _values(command, arg, line, value_at, end)
        piece = values.pop(arg.name)
        written_on += values.items()
        if piece.text and not _same(arg, given.setdefault(arg.name, piece), piece):
            twice.add(arg.name)
            _fault(faults, Refusal("arg.twice", key=arg.key, at=piece.at))
    keyed = frozenset(given)
    _place_words(command, line, spare, given, faults)
    for name, piece in written_on:
        before = given.setdefault(name, piece)
        arg = next(one for one in command.args if one.name == name)
        if _same(arg, before, piece):
            continue
        if name not in keyed:
            given[name] = Piece(f"{before.text} {piece.text}", before.at)
        else:
            twice.add(name)
            _fault(faults, Refusal("arg.twice", key=arg.key, at=piece.at))
    return {name: piece for name, piece in given.items() if name not in twice}


def _fault(faults: list[Refusal] | None, fault: Refusal) -> None:
    if faults is None:
        raise fault
    faults.append(fault)


def given_keys(command: Command, line: Line) -> dict[str, Piece]:
    """Only the ``nyckel:värde`` pairs of an answer to a question, if it has any."""
    keys = _keys(command)
    if not any(_lookup(keys, found["key"]) for found in _KEY.finditer(line.read)):
        return {}
    found = read_args(command, line, 0)
    rest = {arg.name for arg in command.args if arg.rest}
    # words beside the pairs belong to the answer, so all of it is one
    return found if command.reads is None or rest.isdisjoint(found) else {}


def given_words(command: Command, arg: Arg, line: Line) -> dict[str, Piece]:
    """An answer without keys to the question for ``arg``, and whatever else was written beside it."""
    if arg.verbatim:
        return {arg.name: Piece(line.written.strip(), 0)}
    found = _values(command, arg, line, 0, len(line.read))
    return found if len(found) > 1 else {arg.name: Piece(" ".join(line.read.split()), 0)}


def _keys(command: Command) -> dict[str, Arg]:
    return {fold(key): arg for arg in command.args for key in (arg.key, *arg.aliases)}


def _lookup(keys: Mapping[str, Arg], word: str) -> Arg | None:
    folded = fold(word)
    if folded in keys or len(folded) < _SHORTEST_KEY_PREFIX:
        return keys.get(folded)
    found = {arg.name: arg for key, arg in keys.items() if key.startswith(folded)}
    return next(iter(found.values())) if len(found) == 1 else None


def _marks(
    command: Command, keys: Mapping[str, Arg], line: Line, start: int, faults: list[Refusal] | None
) -> list[tuple[Arg | None, int, int]]:
    """Each key found: its argument (None: unknown), where the key begins, where its value begins."""
    marks: list[tuple[Arg | None, int, int]] = []
    takes_text = any(arg.verbatim for arg in command.args)
    for found in _KEY.finditer(line.read, start):
        arg = _lookup(keys, found["key"])
        if arg is not None:
            marks.append((arg, found.start(), found.end()))
        elif not found["gap"] and line.read[found.end() - 1] == ":":
            near = process.extractOne(fold(found["key"]), list(keys), score_cutoff=_NEAR_KEY)
            if near is not None or not takes_text:
                best = keys[near[0]].key if near else None
                known = () if faults else tuple(arg.key for arg in command.args)
                at = found.start("key")
                _fault(faults, Refusal("arg.unknown_key", key=found["key"], near=best, known=known, at=at))
                marks.append((None, found.start(), found.end()))
    if marks or any(arg.position is not None for arg in command.args):
        return marks
    # no colon anywhere: somebody in a hurry wrote "hemkommun Nacka ålder 16"
    return [
        (keys[fold(word[0])], word.start(), word.end())
        for word in _WORD.finditer(line.read, start)
        if fold(word[0]) in keys
    ]


def _one_word(text: str, start: int, end: int) -> int:
    found = _WORD.search(text, start, end)
    return found.end() if found else end


def _values(command: Command, arg: Arg, line: Line, start: int, end: int) -> dict[str, Piece]:
    """What stands after a key: its value, and whatever else of the command's was written on after it."""
    apart = command.apart(line.read[start:end]) if command.apart is not None else {}
    if arg.name not in apart:
        return {arg.name: _value(arg, line, start, end)}
    by_name = {one.name: one for one in command.args}
    return {
        name: _value(by_name[name], line, start + first, start + last)
        for name, (first, last) in apart.items()
    }


def _same(arg: Arg, one: Piece, other: Piece) -> bool:
    """Capital letters matter only where the text is kept as it was typed."""
    return one.text == other.text or (not arg.verbatim and fold(one.text) == fold(other.text))


def _value(arg: Arg, line: Line, start: int, end: int) -> Piece:
    source = line.written if arg.verbatim else line.read
    raw = source[start:end]
    text = raw.strip() if arg.verbatim else " ".join(raw.strip(_EDGES).split()).strip('"')
    return Piece(text, start + len(raw) - len(raw.lstrip(" \n")))


def _place_words(
    command: Command,
    line: Line,
    spare: list[tuple[int, int]],
    given: dict[str, Piece],
    faults: list[Refusal] | None,
) -> None:
    """Words without a key fill the arguments that have a position and are not given yet."""
    waiting = sorted(
        (arg for arg in command.args if arg.position is not None and arg.name not in given),
        key=lambda arg: arg.position or 0,
    )
    for start, end in spare:
        apart = command.apart(line.read[start:end]) if command.apart is not None else {}
        if apart and apart.keys() <= {arg.name for arg in waiting}:
            for arg in [arg for arg in waiting if arg.name in apart]:
                first, last = apart[arg.name]
                given[arg.name] = _value(arg, line, start + first, start + last)
                waiting.remove(arg)
            continue
        at = start
        while (word := _WORD.search(line.read, at, end)) is not None:
            bare = word[0].strip(_EDGES + '":?')
            if not bare:
                at = word.end()
                continue
            if not waiting:
                _fault(faults, Refusal("arg.extra", word=bare, at=word.start()))
                return
            arg = waiting.pop(0)
            at = end if arg.rest else word.end()
            if waiting and arg.ends is not None:
                at = word.start() + arg.ends(line.read[word.start() : end])
            if at == word.start() and arg.late:
                waiting.append(replace(arg, late=False))
            if at > word.start():
                given[arg.name] = _value(arg, line, word.start(), at)
