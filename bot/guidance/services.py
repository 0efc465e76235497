"""Every service of this subject, for the composition root."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from bot.guidance.contact_ages import ContactAges
from bot.guidance.desk import Desk
from bot.guidance.guide_watch import WatchGuides
from bot.guidance.hand_out import HandOut
from bot.guidance.load_guide import LoadGuide
from bot.guidance.review_clock import TellOfDamage
from bot.guidance.reviewing import ApproveSection, ShowForReview, WithdrawReview
from bot.guidance.share import ShareGuide
from bot.guidance.support import GiveSupport
from bot.guidance.take_along import TakeAlong
from bot.work.timed import TimedDuty

_SERVICES: Final[tuple[Callable[[Desk], Any], ...]] = (
    HandOut,
    LoadGuide,
    ShareGuide,
    GiveSupport,
    TakeAlong,
    ShowForReview,
    ApproveSection,
    WithdrawReview,
)
_DUTIES: Final[tuple[Callable[[Desk], TimedDuty], ...]] = (ContactAges, WatchGuides, TellOfDamage)


def guidance_services(desk: Desk) -> Mapping[type, Any]:
    """What the executors and converters ask for by type."""
    return {Desk: desk, **{type(one): one for one in (make(desk) for make in _SERVICES)}}


def guidance_duties(desk: Desk) -> tuple[TimedDuty, ...]:
    return tuple(make(desk) for make in _DUTIES)
