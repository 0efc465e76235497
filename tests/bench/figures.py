"""What the bench prints: each figure beside its baseline, with the limit and whether it is kept."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich import box
from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Figure:
    """One line. ``limit`` is None for what is only told; ``at_least`` turns the limit round."""

    part: str
    what: str
    ours: str
    baseline: str
    value: float
    limit: float | None = None
    at_least: bool = False
    unit: str = "×"

    @property
    def met(self) -> bool:
        if self.limit is None:
            return True
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    @property
    def verdict(self) -> str:
        if self.limit is None:
            return "only told"
        return "met" if self.met else "SHORT"

    @property
    def shown_value(self) -> str:
        return f"{self.value:+.0f} {self.unit}" if self.unit != "×" else f"{self.value:.2f}×"

    @property
    def shown_limit(self) -> str:
        if self.limit is None:
            return "-"
        bound = "at least" if self.at_least else "at most"
        return f"{bound} {self.limit:+.0f} {self.unit}" if self.unit != "×" else f"{bound} {self.limit:.2f}×"


def show(console: Console, figures: Iterable[Figure]) -> None:
    table = Table(box=box.SIMPLE, pad_edge=False)
    for heading in ("", "figure", "rocbot", "baseline", "ratio", "limit", "verdict"):
        table.add_column(heading, overflow="fold")
    for figure in figures:
        table.add_row(
            figure.part,
            figure.what,
            figure.ours,
            figure.baseline,
            figure.shown_value,
            figure.shown_limit,
            figure.verdict,
            style=None if figure.met else "bold",
        )
    console.print(table)


def percentile(samples: Sequence[float], percent: int) -> float:
    """With the ends included, so that it never lies outside of what was measured."""
    return statistics.quantiles(samples, n=100, method="inclusive")[percent - 1]


def ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"
