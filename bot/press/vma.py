"""A public warning (VMA) goes out through the alarm service alone: nothing of ours may look like one."""

from __future__ import annotations

import re
from typing import Final

from bot.chat.text import fold
from bot.press.content import Content

_WHOLE: Final = re.compile(
    r"viktigt meddelande till allmanheten|important (?:public announcement|message to the public)"
)
_HEADS: Final = re.compile(rf"vma\b|{_WHOLE.pattern}")
_EDGE: Final = re.compile(r"[\W_]+")


def looks_like_vma(content: Content) -> bool:
    """The same of a whole message, in any of its languages."""
    written = [(one.title, one.body) for one in content.variants.values() if one is not None]
    return any(imitates(title, body) for title, body in ((content.title, content.body), *written))


def imitates(title: str, body: str) -> bool:
    """True for a text that presents itself as a VMA; one that speaks of a VMA does not.

    It is one by its title, or by the first line of its body.
    """
    heading = _plain(title)
    first = next((line for line in map(_plain, body.splitlines()) if line), "")
    return bool(_HEADS.match(heading) or _WHOLE.search(heading) or _HEADS.match(first))


def _plain(line: str) -> str:
    """Small letters without marks, markup or signs before the first word."""
    return " ".join(_EDGE.sub(" ", fold(line)).split())
