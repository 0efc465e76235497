"""Whether bytes are a PDF that people can open: nothing in it is carried out, and nothing of it is kept."""

from __future__ import annotations

import logging
from enum import StrEnum
from io import BytesIO
from typing import Final

_END: Final = 2048
"""How near the end of the file its mark has to stand."""
_MANY: Final = 1000


class Flaw(StrEnum):
    """Why bytes are no PDF to hand out."""

    HEADER = "header"
    END = "end"
    LOCKED = "locked"
    BROKEN = "broken"
    EMPTY = "empty"
    LONG = "long"


class NoPdf(ValueError):  # noqa: N818 - an answer, not a fault
    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw


def pages(body: bytes) -> int:
    """How many pages the PDF has. Takes time: call it off the event loop.

    Raises:
        NoPdf: it is none, is locked by a password, is broken, or has no page.
    """
    # Not at the top: a bot that is given no file never needs it.
    from pypdf import PdfReader  # noqa: PLC0415

    if not body.startswith(b"%PDF-"):
        raise NoPdf(Flaw.HEADER)
    if b"%%EOF" not in body[-_END:]:
        raise NoPdf(Flaw.END)
    # What it has to say of a damaged file would name what stands in it.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)
    try:
        reader = PdfReader(BytesIO(body), strict=False)
        locked = reader.is_encrypted
        found = 0 if locked else reader.get_num_pages()
        if 0 < found <= _MANY:
            _ = reader.pages[0].mediabox
    except Exception as error:  # a hostile file brings out whatever there is
        raise NoPdf(Flaw.BROKEN) from error
    if locked:
        raise NoPdf(Flaw.LOCKED)
    if found < 1:
        raise NoPdf(Flaw.EMPTY)
    if found > _MANY:
        raise NoPdf(Flaw.LONG)
    return found
