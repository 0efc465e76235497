"""How the words after a verb of ``!budskap`` are read, where text of people's own follows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_REFERENCE: Final = re.compile(
    r"\s*(?:budskap[ \t]?:[ \t]*)?(?P<reference>BU[\W_]{0,2}\d{1,6})\b[ \t:,.]*", re.IGNORECASE
)
_ALMOST: Final = re.compile(r"\s*(?P<reference>BU(?:[\W_]{1,2}|(?=[\dO]))\w*\d\w*)[ \t:,.]*", re.IGNORECASE)
"""Meant as a message's number, and none: read as one it is refused, and no part of somebody's words."""
_LANGUAGE_KEYS: Final = re.compile(
    r"\b(?:(?P<gone>(?:ta )?bort|remove)|klart?|färdigt?|ready)[ \t]?[:=][ \t]*(?P<value>\w+)", re.IGNORECASE
)
_LATEST: Final = re.compile(r"\s*(?P<reference>senaste|latest)\b[ \t:,]*", re.IGNORECASE)


def reference_first(text: str, start: int) -> tuple[Mapping[str, tuple[str, int]], int]:
    """The message's number, when it stands first, and where what follows begins.

    In a reply, which has no verb before it (``start`` is 0), "senaste" is a word like others, and so is what
    looks like a number and is none.
    """
    found = _REFERENCE.match(text, start)
    if found is None and start:
        found = _LATEST.match(text, start) or _ALMOST.match(text, start)
    if found is None:
        return {}, start
    return {"reference": (found["reference"], found.start("reference"))}, found.end()


def read_language(text: str, start: int) -> Mapping[str, tuple[str, int]]:
    """The message's number and the language in the command's line, with its keys; the text below it."""
    given, begins = reference_first(text, start)
    end = text.find("\n", begins)
    end = len(text) if end < 0 else end
    found, line = dict(given), text[begins:end]
    for key in _LANGUAGE_KEYS.finditer(line):
        name = "gone" if key["gone"] else "ready"
        found[name] = (key["value"], begins + key.start("value"))
    # blanks for what was read keep every other word where it stands
    named = _LANGUAGE_KEYS.sub(lambda key: " " * len(key[0]), line)
    if word := named.strip(" \t:,."):
        found["language"] = (word, begins + named.index(word))
    if below := text[end:].strip():
        found["text"] = (below, text.index(below, end))
    return found


def read_remark(text: str, start: int) -> Mapping[str, tuple[str, int]]:
    """The message's number, and all that follows as it was typed."""
    given, begins = reference_first(text, start)
    said = text[begins:].strip()
    return {**given, "text": (said, text.index(said, begins))} if said else given
