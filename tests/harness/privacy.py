"""What people typed during the tests, and the search for it in what the bot logged."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from bot.demo.player import Player
from tests.harness.nio_client import NioClient
from tests.harness.strict_client import StrictClient

SHORTEST = 6
"""Shorter words stand inside ids by chance."""
_WORD = re.compile(r"[^\W_]{6,}")
_NAMES = frozenset({"localhost", "matrix", "rocbot", "content", "message", "status", "replace", "thread"})
"""Parts of ids, of event types and of the log's own vocabulary."""
_NOT_TYPED = frozenset(
    {"room", "target", "reply_to", "thread", "type", "txn_id", "data", "msgtype", "mimetype"}
)
_SENDS = ("send_text", "send_edit", "send_raw", "send_reaction", "send_redaction", "send_file", "send_state")


@dataclass
class Typed:
    """Every text that a client of the harness sent."""

    texts: set[str] = field(default_factory=set)

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Hear what all clients send while the block runs."""
        with pytest.MonkeyPatch.context() as patch:
            self._hear(patch, StrictClient, "call", self._strict)
            self._hear(patch, NioClient, "send", self._light)
            self._hear(patch, Player, "send", self._light)
            yield

    @property
    def lines(self) -> set[str]:
        """The texts as they were sent."""
        return _telling(text.strip() for text in self.texts)

    @property
    def words(self) -> set[str]:
        """The single words in them."""
        return _telling(word for text in self.texts for word in _WORD.findall(text))

    def _hear(self, patch: pytest.MonkeyPatch, client: type, method: str, note: Callable[..., None]) -> None:
        plain = getattr(client, method)

        @functools.wraps(plain)
        async def heard(itself: Any, *args: Any, **more: Any) -> Any:
            note(*args, **more)
            return await plain(itself, *args, **more)

        patch.setattr(client, method, heard)

    def _strict(self, op: str, **request: Any) -> None:
        if op in _SENDS:
            self.texts |= set(_leaves(request))

    def _light(self, _room: str, content: dict[str, Any], *_args: Any, **_more: Any) -> None:
        self.texts |= set(_leaves(content))


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if key not in _NOT_TYPED and not str(key).startswith("m.rel") and not str(key).endswith("_id"):
                yield from _leaves(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _leaves(inner)


def _telling(texts: Iterable[str]) -> set[str]:
    return {text for text in texts if len(text) >= SHORTEST and text.casefold() not in _NAMES}


def found_in(log: Path, needles: Iterable[str]) -> list[str]:
    """Which of them stand in the log, as they are or as programs write such things."""
    written = log.read_text(encoding="utf-8", errors="replace")

    def stands(needle: str) -> bool:
        forms = {needle, json.dumps(needle)[1:-1], quote(needle), repr(needle)[1:-1]}
        return any(form in written for form in forms)

    return [f"{log}: {needle}" for needle in sorted(needles) if stands(needle)]
