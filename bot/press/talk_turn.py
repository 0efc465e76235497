"""In which order rumours and questions are listed."""

from __future__ import annotations

from typing import Final

from bot.press.talk_tables import RumourRow, TalkRow
from bot.press.talk_values import Spread, TalkState

_TURN: Final = (TalkState.OPEN, TalkState.ANSWERED, TalkState.CLOSED)
_WIDEST: Final = (Spread.LARGE, Spread.GROWING, Spread.SMALL)


def turn(row: TalkRow) -> tuple[int, int, int]:
    """Those without an answer first, of rumours the ones that spread most, then the newest."""
    spread = _WIDEST.index(Spread(row.spread)) if isinstance(row, RumourRow) else 0
    return _TURN.index(TalkState(row.state)), spread, -row.id
