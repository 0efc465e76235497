"""What a subject asks of whoever looks at addresses on the net."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class FileOnNet:
    """What is known of a file: its bytes and its SHA-256 in hex."""

    size: int
    checksum: str


@dataclass(frozen=True)
class LinkAnswer:
    """``fault``: a code, or None when it answered well.

    ``other``: what names the PDF that lies there, when it is not the one that was expected.
    """

    fault: str | None = None
    other: str | None = None


class LinkAsker(Protocol):
    async def ask(
        self, url: str, *, expected: FileOnNet | None, largest: int, private_address: bool
    ) -> LinkAnswer:
        """Ask for an address, within bounds of time and of size. Never raises what can be a code.

        Args:
            url: With https.
            expected: The PDF that should lie there, if it is one; None compares nothing.
            largest: Bytes that are read at most.
            private_address: Whether private networks and this machine may be asked.
        """
        ...
