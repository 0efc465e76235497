"""From a drawing to a PNG picture, in a process of its own.

The rasteriser holds the interpreter while it works, and the bot has others to answer.
To be called through ``asyncio.to_thread``.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass

import resvg_py

from bot.draw.face import FAMILY, FILES
from bot.draw.sheet import Drawing

_SHARPNESS = 3
"""Points of the picture for one unit of the drawing: what phones have."""
_SECONDS = 60
_PROCESS = f"import os; os.nice(10); from {__name__} import main; main()"
"""Nobody waits for a picture as they wait for an answer: it is drawn with what the others leave over."""


@dataclass(frozen=True)
class Picture:
    """For a room: ``png`` with its size in points; for a page: ``svg``."""

    svg: str
    png: bytes
    width: int
    height: int


def picture_of(drawing: Drawing) -> Picture:
    """Raises ``subprocess.SubprocessError`` when the process fails or takes too long."""
    done = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-P", "-c", _PROCESS],
        input=drawing.svg.encode(),
        capture_output=True,
        timeout=_SECONDS,
        check=True,
    )
    width, height = int(drawing.width * _SHARPNESS), int(drawing.height * _SHARPNESS)
    return Picture(drawing.svg, done.stdout, width, height)


def _png(svg: str) -> bytes:
    return resvg_py.svg_to_bytes(
        svg_string=svg,
        zoom=_SHARPNESS,
        skip_system_fonts=True,
        font_files=[str(path) for path in FILES],
        font_family=FAMILY,
        sans_serif_family=FAMILY,
    )


def main() -> None:
    """A drawing comes in, a picture goes out."""
    sys.stdout.buffer.write(_png(sys.stdin.buffer.read().decode()))
