"""Colours and patterns that can be told apart without colour, on a card of their own.

The card is light in every client: what lies around it may be dark or light.
"""

from __future__ import annotations

from enum import StrEnum

CARD, FRAME = "#fdfdfb", "#8a929b"
INK, MUTED, RULE = "#16191d", "#4b545e", "#c3c8ce"


class Look(StrEnum):
    """How a class of things is filled; each has a pattern or a form of its own."""

    PLAIN = "plain"
    DOTS = "dots"
    LINES = "lines"
    GRID = "grid"
    ALERT = "alert"
    """What must not be overlooked: black, and drawn over all else."""

    @property
    def paint(self) -> str:
        """What an element is filled with."""
        return f"url(#{self.value})"


PATTERNS = (
    '<pattern id="plain" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<rect width="6" height="6" fill="#2f6f9f"/></pattern>'
    '<pattern id="dots" width="4" height="4" patternUnits="userSpaceOnUse">'
    '<rect width="4" height="4" fill="#bfe3d0"/><circle cx="1.2" cy="1.2" r=".8" fill="#0d5c3b"/>'
    '<circle cx="3.2" cy="3.2" r=".8" fill="#0d5c3b"/></pattern>'
    '<pattern id="lines" width="4" height="4" patternUnits="userSpaceOnUse">'
    '<rect width="4" height="4" fill="#ffe39a"/>'
    '<path d="M-1 1l2-2M0 4l4-4M3 5l2-2" stroke="#8a5200" stroke-width="1"/></pattern>'
    '<pattern id="grid" width="5" height="5" patternUnits="userSpaceOnUse">'
    '<rect width="5" height="5" fill="#efd3ea"/>'
    '<path d="M0 .5h5M.5 0v5" stroke="#7a2a6b" stroke-width="1"/></pattern>'
    '<pattern id="alert" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<rect width="6" height="6" fill="#16191d"/></pattern>'
)
