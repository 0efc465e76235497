"""What a pasted mail brings along beside its text: its header, its closing words and its signature."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

_HEADER: Final = re.compile(
    r"\s*(?:från|from|till|to|kopia|cc|bcc|hemlig kopia|skickat|sent|datum|date|ämne|subject|svara till)\s*:",
    re.IGNORECASE,
)
_SENDER: Final = re.compile(r"\s*(?:från|from)\s*:[^:]*@[^\s:]+\s*", re.IGNORECASE)
_SUBJECT: Final = re.compile(r"\s*(?:ämne|subject)\s*:", re.IGNORECASE)
_TELLS_A_MAIL: Final = re.compile(r"\s*(?:från|from|ämne|subject)\s*:", re.IGNORECASE)
_CLOSING: Final = re.compile(
    r"\s*(?:(?:med\s+)?(?:vänliga?|bästa|varma)\s+hälsning(?:ar)?|hälsningar|mvh|m\.v\.h\.?|"
    r"(?:kind|best|warm)\s+regards)\b[\s,.!]*(?P<name>.*)",
    re.IGNORECASE,
)
_FROM_A_PHONE: Final = re.compile(
    r"\s*(?:skickat från|sent from|hämta outlook|get outlook)\b.*", re.IGNORECASE
)
_LONGEST: Final = 8
"""Words in a line of a signature: what is longer is text again, and kept."""


def beside_the_text(lines: Sequence[str], is_heading: Callable[[str], bool]) -> frozenset[int]:
    """The numbers of the lines that say who wrote, not what has happened.

    A header is one line with the sender's address, or several in a row; its subject may tell of something
    and stays. A signature begins with the closing words and ends before a heading or a longer line.
    """
    found: set[int] = set()
    at = 0
    while at < len(lines):
        if run := _header(lines, at):
            found.update(line for line in range(at, at + run) if not _SUBJECT.match(lines[line]))
            at += run
        elif _FROM_A_PHONE.fullmatch(lines[at]):
            found.add(at)
            at += 1
        elif (closing := _CLOSING.fullmatch(lines[at])) and _is_short(closing["name"]):
            found.add(at)
            at += 1
            while at < len(lines) and _is_short(lines[at]) and not is_heading(lines[at]):
                found.add(at)
                at += 1
        else:
            at += 1
    return frozenset(found)


def _header(lines: Sequence[str], at: int) -> int:
    """How many lines from this one on are a mail's header."""
    run = 0
    while at + run < len(lines) and _HEADER.match(lines[at + run]):
        run += 1
    block = lines[at : at + run]
    whole = run > 1 and any(_TELLS_A_MAIL.match(line) for line in block)
    return run if whole or any(_SENDER.fullmatch(line) for line in block) else 0


def _is_short(line: str) -> bool:
    return len(line.split()) <= _LONGEST
