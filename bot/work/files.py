"""What a use case asks of whoever fetches files that people sent."""

from __future__ import annotations

from typing import Protocol

from bot.chat.message import SentFile


class FileAway(Exception):  # noqa: N818 - an answer, not a fault
    """It could not be had. ``code``: ``gone``, ``large``, ``damaged``, ``away``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class SentFiles(Protocol):
    async def fetch(self, file: SentFile, largest: int) -> bytes:
        """What it holds, opened, its checksum compared.

        Args:
            file: Where it lies and what opens it.
            largest: Bytes; more are not read.

        Raises:
            FileAway: it is not to be had, within a time.
        """
        ...


class NoFiles:
    """Where nobody can send one."""

    async def fetch(self, file: SentFile, largest: int) -> bytes:  # noqa: ARG002 - the protocol's
        raise FileAway("gone")
