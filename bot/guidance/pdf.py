"""Whether bytes are a PDF that people can open: nothing in it is carried out, and nothing of it is kept.

Run as a program it looks at what comes in and says how many pages that has, or what is wrong with it.
"""

from __future__ import annotations

import asyncio
import logging
import resource
import sys
from enum import StrEnum
from io import BytesIO
from typing import Final

_END: Final = 2048
"""How near the end of the file its mark has to stand."""
_MANY: Final = 1000
_SECONDS: Final = 20
_MEMORY: Final = 1_000_000_000
"""Bytes that looking at one may take."""


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
    """How many pages the PDF has. Takes time: a bot that runs asks ``pages_apart``.

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


async def pages_apart(body: bytes) -> int:
    """As ``pages``, in a process of its own that ends when its time is over, whatever the file is made to do.

    Raises:
        NoPdf
    """
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        __file__,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(_SECONDS):
            said, _ = await child.communicate(body)
    except TimeoutError:
        raise NoPdf(Flaw.BROKEN) from None
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    answer = said.decode("ascii", "replace").strip()
    if answer.isdecimal():
        return int(answer)
    raise NoPdf(next((one for one in Flaw if one.value == answer), Flaw.BROKEN))


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    try:
        answer = str(pages(sys.stdin.buffer.read()))
    except NoPdf as refused:
        answer = refused.flaw.value
    sys.stdout.write(answer)


if __name__ == "__main__":
    main()
