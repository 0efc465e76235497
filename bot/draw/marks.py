"""Small signs drawn as paths, so that no typeface can lack them: steps, arrows, a clock, a line of days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Final

from bot.draw.level_looks import EDGE, PANEL
from bot.draw.looks import INK, MUTED
from bot.draw.sheet import number

STEPS: Final = 3
"""The highest level."""
_STEP, _STEP_GAP = 5.0, 2.0
_DAY_TALL = 11.0


class Slope(StrEnum):
    """Where it is going: UP is towards a higher level."""

    UP = "up"
    FLAT = "flat"
    DOWN = "down"


def steps(x: float, bottom: float, level: int, ink: str) -> str:
    """Three steps of a stair, as many of them filled as the level says."""
    drawn = []
    for one in range(STEPS):
        tall = 5.0 + 4.5 * one
        left = x + one * (_STEP + _STEP_GAP)
        filled = ink if one < level else "none"
        drawn.append(
            f'<rect x="{number(left)}" y="{number(bottom - tall)}" width="{number(_STEP)}"'
            f' height="{number(tall)}" fill="{filled}" stroke="{ink}"/>'
        )
    return "".join(drawn)


STAIR: Final = STEPS * _STEP + (STEPS - 1) * _STEP_GAP
"""How wide the steps are."""


def arrow(x: float, y: float, slope: Slope, ink: str) -> str:
    """Around the point, ten units wide."""
    turn = {Slope.UP: -45, Slope.FLAT: 0, Slope.DOWN: 45}[slope]
    place = f"translate({number(x)} {number(y)}) rotate({turn})"
    return (
        f'<path d="M-5 0H4.4M.6-3.8L4.6 0L.6 3.8" transform="{place}"'
        f' fill="none" stroke="{ink}" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/>'
    )


def clock(x: float, y: float, ink: str) -> str:
    """Around the point, ten units wide: what is shown is of an earlier time."""
    line = f'fill="none" stroke="{ink}" stroke-width="1.4" stroke-linecap="round"'
    hands = f"M{number(x)} {number(y - 2.8)}V{number(y)}L{number(x + 2.1)} {number(y + 1.3)}"
    return f'<circle cx="{number(x)}" cy="{number(y)}" r="4.6" {line}/><path d="{hands}" {line}/>'


def days(x: float, bottom: float, wide: float, levels: Sequence[int | None]) -> str:
    """A column for each day on a base line, the newest to the right; nothing where nothing was reported."""
    panel = (
        f'<rect x="{number(x)}" y="{number(bottom - _DAY_TALL - 1)}" width="{number(wide)}"'
        f' height="{number(_DAY_TALL + 2)}" rx="1.5" fill="{PANEL}"/>'
        f'<path d="M{number(x + 1)} {number(bottom)}h{number(wide - 2)}" stroke="{EDGE}" stroke-width=".6"/>'
    )
    return panel + "".join(_columns(x + 1, bottom, wide - 2, levels))


def _columns(x: float, bottom: float, wide: float, levels: Sequence[int | None]) -> Iterator[str]:
    """The lowest level still has a stub, which tells it from a day without."""
    each = wide / max(1, len(levels))
    for day, level in enumerate(levels):
        if level is None:
            continue
        tall = 2.0 + 3.0 * level
        ink = INK if day == len(levels) - 1 else MUTED
        yield (
            f'<rect x="{number(x + day * each + 0.4)}" y="{number(bottom - tall)}"'
            f' width="{number(each - 0.8)}" height="{number(tall)}" fill="{ink}"/>'
        )
