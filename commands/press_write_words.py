"""A joint message as people write or paste it: the headings it may have, and what stands under them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from rapidfuzz import fuzz, process

from bot.chat.converters import yes_no
from bot.chat.text import fold
from commands.press_reading import reference_first

FREE: Final = "words"
"""Text under no heading."""
GUIDED: Final = "guided"
BETWEEN, WITHIN = "\x1e", "\x1f"
"""Between two parts that may be given several times, and between such a part's name and its text.

Nobody can type them: what is read of a message has no controls.
"""

_EXERCISE: Final = "exercise"
_YES_NO: Final = yes_no()
_SHORT: Final = (
    ("title", "titel", "rubrik", "title", "headline"),
    ("signers", "signeras av", "signeras", "signera", "ska signera", "ska signeras av", "signatärer",
     "godkänns av", "ska godkänna", "ska godkännas av", "sign", "signed by", "signers"),
    ("veto", "veto", "vetorätt"),
    ("informed", "informeras", "informera", "ska informeras", "för kännedom", "informed"),
    ("channels", "kanaler", "kanal", "channels"),
    ("purpose", "syfte", "syftet", "purpose"),
    ("target_group", "målgrupp", "målgrupper", "målgruppen", "target group"),
    ("contact", "presskontakt", "press contact"),
    ("spokesperson", "talesperson", "talespersoner", "spokesperson"),
    ("checked_by", "faktakontroll", "faktagranskad av", "faktagranskning", "faktakontrollerad av",
     "fact check", "checked by"),
    ("languages", "språk", "översätts till", "languages"),
    ("embargo_until", "embargo", "embargo till", "embargo until"),
    ("expires_at", "gäller till", "giltigt till", "giltig till", "expires"),
    (_EXERCISE, "övning", "exercise"),
    ("owner", "ägare", "avsändare", "owner"),
    ("when", "publiceras", "publicering", "publiceringstid", "publish"),
    ("base", "rev", "revision"),
    ("restored", "återställ", "restore"),
)  # fmt: skip
_LONG: Final = (("text", "text", "brödtext", "body"), (FREE, "budskapstext"))
_KEYS: Final = MappingProxyType({"galler": "expires_at", "steg": GUIDED, "tid": "when", "time": "when"})
"""Read in the command's own line alone: "Gäller: alla skolor" is text."""
_ALIKE: Final = 85
"""Of 100: from here on one word is taken for the other with a slip in it."""
_MOST: Final = 3
_NUMBERS: Final = r"\d{1,2}|en|ett|två|tre|fyra|fem|one|two|three|four|five"
_LINE_HEAD: Final = re.compile(
    r"[ \t]*(?:[#>*_•·–-]+[ \t]*)?(?P<phrase>[^\W\d_][^\W_]*(?:[ ][^\W_]+){0,3})[*_]*[ \t]?"
    r"[:：](?!//)[*_]*[ \t]*"
)
_SOME_OF: Final = re.compile(
    r"[ \t]*(?:[*_•·–-]+[ \t]*)?(?:(?:minst|at least)[ ])?"
    rf"(?P<least>{_NUMBERS})[ ](?:av|of)[ \t]?[:：][*_]*[ \t]*",
    re.IGNORECASE,
)
_PART_HEAD: Final = re.compile(
    r"[ \t]*(?:[#*_•·–-]+[ \t]*)?(?P<kind>lokalt|lokal|local|språk|översättning|language)"
    r"(?:[ \t]*,|[ \t]+[–-](?=[ ])|[ \t]+(?:för|i|till|in|for|to)(?=[ ]))"
    r"[ \t]*(?P<whose>[^\n:：]{2,60}?)[*_]*[ \t]?[:：][*_]*[ \t]*",
    re.IGNORECASE,
)
_KEY: Final = re.compile(r"(?<![\w:=/@#!$.-])(?P<key>[^\W\d_]+)[ \t]?[:：](?!//)[ \t]*")
_FIRST_WORD: Final = re.compile(r"[\W_]*(?P<word>[^\W_]+)")
_IS_ONE: Final = re.compile(
    r"\b(?:är|this is)[ ](?:(?:bara|endast|only)[ ])?(?:en|an)[ ](?:övning|exercise)\b"
    r"|\b(?:bara|endast|enbart)[ ](?:en[ ])?övning\b|\bexercise only\b",
    re.IGNORECASE,
)
"""What people put over and under what is played, so that nobody takes it for real."""
_NEW_LINE: Final = re.compile(f"[\n{BETWEEN}{WITHIN}]")
_ITEM: Final = re.compile(r"[ \t]*[-*•·–][ \t]+")
_LOCAL: Final = frozenset({"lokalt", "lokal", "local"})


def _folded(rows: tuple[tuple[str, ...], ...]) -> Mapping[str, str]:
    return MappingProxyType({fold(word): name for name, *words in rows for word in words})


_HEADINGS: Final = _folded((*_SHORT, *_LONG))
_LASTING: Final = frozenset({FREE, "text", "local", "variants"})
"""What goes on to the next heading; the rest ends with its line."""
_PARTS: Final = frozenset({"local", "variants"})
"""Given once for each actor or language."""
_TEXTS: Final = ("title", *sorted(_LASTING))
"""What is published."""


@dataclass
class _Reading:
    """What has been found so far: fields with their words and where those stand, in their order."""

    found: list[tuple[str, str, int]] = field(default_factory=list)
    lasts: tuple[str, str] = (FREE, "")
    """The field that goes on, and what stands before its words."""
    waits: tuple[str, str] | None = None
    """The same of a short one whose heading stood alone: what it is follows in the next lines."""
    listed: bool = False
    """Those lines are items of a list, of which more may come."""

    def begin(self, name: str, before: str, value: str, at: int) -> None:
        """A heading, and what stands beside it."""
        self.waits = None
        if name in _LASTING:
            self.lasts = (name, before)
            self.found.append((name, before + value, at))
        elif value.strip():
            self.found.append((name, before + value.strip(), at))
        else:
            self.waits, self.listed = (name, before), False

    def go_on(self, line: str, at: int) -> None:
        """A line under no heading of its own."""
        if self.waits is not None and line.strip():
            name, before = self.waits
            item = _ITEM.match(line)
            if item is not None or not self.listed:
                begins = item.end() if item else 0
                self.found.append((name, before + line[begins:].strip(), at + begins))
                self.listed = item is not None
                self.waits = self.waits if self.listed else None
                return
            self.waits = None
        name, before = self.lasts
        if self.found and self.found[-1][0] == name:
            _, words, first = self.found[-1]
            self.found[-1] = (name, f"{words}\n{line}", first)
        elif line.strip():
            self.found.append((name, before + line, at))


def read_new(text: str, start: int) -> Mapping[str, tuple[str, int]]:
    """The parts of ``!budskap ny``. Of a line alone, which is the title, the talk asks for the rest.

    An answer to a question, which has no verb before it, asks for no more than it did.
    """
    found = dict(_split(text, start))
    if not start or {"title", "text"} <= found.keys():
        return found
    if FREE in found and ("text" in found or "title" in found or "\n" in found[FREE][0]):
        return found
    if FREE in found:
        found["title"] = found.pop(FREE)
    return {**found, GUIDED: ("ja", start)}


def read_change(text: str, start: int) -> Mapping[str, tuple[str, int]]:
    """The message's number, when it stands first, and the parts that are written anew."""
    given, begins = reference_first(text, start)
    return {**given, **dict(_split(text, begins))}


def speaks_of_exercise(given: Mapping[str, str]) -> bool:
    """Whether a line of the text speaks of an exercise, as ``begins_as_exercise`` has it.

    Such words are text; whether it is an exercise is another question.
    """
    texts = (given[name] for name in _TEXTS if name in given)
    return any(begins_as_exercise(line) for text in texts for line in _NEW_LINE.split(text))


def begins_as_exercise(text: str) -> bool:
    """Whether the first line has the word for an exercise first or before a colon, or says that it is one."""
    first, _, _ = text.strip().partition("\n")
    word = _FIRST_WORD.match(first)
    return (
        (word is not None and _is_exercise(word["word"]))
        or any(_is_exercise(key["key"]) for key in _KEY.finditer(first))
        or _IS_ONE.search(first) is not None
    )


def exercise_said(text: str) -> bool | None:
    """What a line of the text says of whether it is an exercise; None: no line does."""
    words, _ = dict(_split(text, 0)).get(_EXERCISE, ("", 0))
    return next(iter(_YES_NO.find(words)), None)


def headings_in(text: str) -> tuple[str, ...]:
    """The lines of a text that would be read as headings: as they stand."""
    lines = text.split("\n")
    heads = ((line, _heading(line, below)) for line, below in zip(lines, _below(lines), strict=True))
    return tuple(line[: head[2]].strip() for line, head in heads if head is not None)


def doubtful(text: str) -> tuple[tuple[str, str], ...]:
    """Lines that begin almost as a heading of ours and are read as text, each with the heading it is like."""
    known = {fold(word): word for _, *words in (*_SHORT, *_LONG) for word in words}
    found = []
    for line in text.split("\n"):
        head = _LINE_HEAD.match(line) if _heading(line) is None else None
        if head is None or fold(head["phrase"]) in known:
            continue
        near = process.extractOne(fold(head["phrase"]), list(known), scorer=fuzz.ratio, score_cutoff=_ALIKE)
        if near is not None:
            found.append((head["phrase"], known[near[0]].capitalize()))
    return tuple(found[:_MOST])


def _split(text: str, start: int) -> Iterator[tuple[str, tuple[str, int]]]:
    reading, at = _Reading(), start
    beside_the_verb = bool(text[:start].rpartition("\n")[2].strip())
    lines = text[start:].split("\n")
    for number, (line, below) in enumerate(zip(lines, _below(lines), strict=True)):
        _read(reading, line.rstrip("\r"), below, at, own=number == 0 and beside_the_verb)
        at += len(line) + 1
    parts: dict[str, list[tuple[str, int]]] = {}
    for name, words, begins in reading.found:
        if words.strip().strip(WITHIN):
            parts.setdefault(name, []).append((words.strip(), begins))
    for name, pieces in parts.items():
        yield name, (_between(name).join(words for words, _ in pieces), pieces[0][1])


def _between(name: str) -> str:
    if name in _PARTS:
        return BETWEEN
    if name in _LASTING:
        return "\n\n"
    return "; " if name == "signers" else ", "


def _below(lines: Sequence[str]) -> list[str]:
    """For each line the next one that is not empty."""
    found, below = list[str](), ""
    for line in reversed(lines):
        found.append(below)
        below = line if line.strip() else below
    return found[::-1]


def _is_exercise(word: str) -> bool:
    return _HEADINGS.get(fold(word)) == _EXERCISE


def _says_which(value: str, below: str) -> bool:
    """True when a yes or a no stands after the word for an exercise, or alone in the line below."""
    said = value if value.strip() else below[item.end() if (item := _ITEM.match(below)) else 0 :]
    return bool(_YES_NO.find(said.strip(" \t\r*_")))


def _read(reading: _Reading, line: str, below: str, at: int, *, own: bool) -> None:
    """One line; ``own``: the command's, which may have several keys, each value up to the next key."""
    head = _heading(line, below)
    if not own:
        if head is None:
            reading.go_on(line, at)
        else:
            name, before, begins = head
            reading.begin(name, before, line[begins:], at + begins)
        return
    keys = [
        (key, known)
        for key in _KEY.finditer(line)
        if (known := _HEADINGS.get(word := fold(key["key"])) or _KEYS.get(word)) is not None
    ]
    ends = [key.start() for key, _ in keys[1:]] + [len(line)]
    name, before, begins = head or (FREE, "", 0)
    for (key, known), end in zip(keys, ends, strict=False):
        if key.start() < begins or name in _PARTS:
            continue
        if known == _EXERCISE and not _says_which(line[key.end() : end], below if end == len(line) else ""):
            continue
        if line[begins : key.start()].strip() or name != FREE:
            reading.begin(name, before, line[begins : key.start()].strip(), at + begins)
        name, before, begins = *_named(known), key.end()
    if line[begins:].strip() or name != FREE:
        reading.begin(name, before, line[begins:], at + begins)


def _heading(line: str, below: str = "") -> tuple[str, str, int] | None:
    """The field of a line's heading, what stands before its value, and where that begins.

    ``below``: the next line that is not empty.
    """
    if (some := _SOME_OF.match(line)) is not None:
        return "signers", f"{some['least']} av ", some.end()
    if (part := _PART_HEAD.match(line)) is not None:
        kind = "local" if fold(part["kind"]) in _LOCAL else "variants"
        return kind, part["whose"].strip() + WITHIN, part.end()
    if (head := _LINE_HEAD.match(line)) is None:
        return None
    known = _HEADINGS.get(" ".join(fold(head["phrase"]).split()))
    if known == _EXERCISE and not _says_which(line[head.end() :], below):
        return None
    return (*_named(known), head.end()) if known is not None else None


def _named(known: str) -> tuple[str, str]:
    return ("signers", "veto ") if known == "veto" else (known, "")
