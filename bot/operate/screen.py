"""Where an operator's commands write: plain lines, as they are, whatever is in them."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text


class Screen:
    """Results go to stdout, remarks to stderr; nothing in a text is taken for markup."""

    def __init__(self) -> None:
        self.out = Console(highlight=False)
        self.err = Console(highlight=False, stderr=True)

    def line(self, text: str = "") -> None:
        self.out.print(Text(text), soft_wrap=True)

    def remark(self, text: str) -> None:
        self.err.print(Text(text), soft_wrap=True)
