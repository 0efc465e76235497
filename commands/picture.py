"""``!lägesbild``: what its modules add to the table."""

from __future__ import annotations

from typing import Final

from bot.chat.declare import Group
from commands import mode, need, picture_ask, picture_requests, picture_review, picture_rounds, report

GROUPS: Final[tuple[Group, ...]] = (
    Group(commands=(), yielding=("lägesbild",)),
    mode.GROUP,
    picture_rounds.GROUP,
    picture_requests.GROUP,
    report.GROUP,
    need.GROUP,
    picture_ask.GROUP,
    picture_review.GROUP,
)
