"""Questions about the lägesbild that other subjects may ask."""

from __future__ import annotations

from bot.situation.compiled import ModeState
from bot.situation.mode import mode_now
from bot.situation.values import Mode

__all__ = ["Mode", "ModeState", "mode_now"]
