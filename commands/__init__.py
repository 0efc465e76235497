"""The one table of everything that can be said to the bot."""

from __future__ import annotations

from bot.chat.declare import Group
from bot.chat.notices import KERNEL
from commands import (
    case,
    duty,
    duty_change,
    duty_coverage,
    guide,
    help,  # noqa: A004 - the module of !hjälp
    identity,
    me,
    operations,
    phone,
    picture,
    press,
    status,
    wallboard,
    who,
)

GROUPS: tuple[Group, ...] = (
    KERNEL,
    help.GROUP,
    who.GROUP,
    me.GROUP,
    status.GROUP,
    case.GROUP,
    duty.GROUP,
    duty_change.GROUP,
    duty_coverage.GROUP,
    identity.GROUP,
    operations.GROUP,
    phone.GROUP,
    *picture.GROUPS,
    wallboard.GROUP,
    *press.GROUPS,
    *guide.GROUPS,
)
