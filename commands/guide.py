"""``!gängsnack`` and ``!stöd``: what their modules add to the table."""

from __future__ import annotations

from typing import Final

from bot.chat.declare import Group
from commands import (
    guide_hand,
    guide_load,
    guide_review,
    guide_share,
    guide_statistics,
    guide_take,
    guide_watch_views,
    support,
)

GROUPS: Final[tuple[Group, ...]] = (
    guide_hand.GROUP,
    guide_load.GROUP,
    guide_review.GROUP,
    guide_statistics.GROUP,
    guide_watch_views.GROUP,
    guide_share.GROUP,
    support.GROUP,
    guide_take.GROUP,
)
