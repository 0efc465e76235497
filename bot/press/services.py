"""Every service of this subject, for the composition root."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from bot.press.desk import Desk
from bot.press.plan_services import DUTIES as PLAN_DUTIES
from bot.press.plan_services import SERVICES as PLAN_SERVICES
from bot.press.publish_services import DUTIES as PUBLISH_DUTIES
from bot.press.publish_services import LISTENERS as PUBLISH_LISTENERS
from bot.press.publish_services import SERVICES as PUBLISH_SERVICES
from bot.press.sign_services import DUTIES as SIGN_DUTIES
from bot.press.sign_services import SERVICES as SIGN_SERVICES
from bot.press.talk_services import DUTIES as TALK_DUTIES
from bot.press.talk_services import SERVICES as TALK_SERVICES
from bot.press.write_services import SERVICES as WRITE_SERVICES
from bot.work.timed import DeliveryListener, TimedDuty

_SERVICES: Final[tuple[Callable[[Desk], Any], ...]] = (
    *PUBLISH_SERVICES,
    *TALK_SERVICES,
    *PLAN_SERVICES,
    *SIGN_SERVICES,
    *WRITE_SERVICES,
)
_DUTIES: Final[tuple[Callable[[Desk], TimedDuty], ...]] = (
    *PUBLISH_DUTIES,
    *TALK_DUTIES,
    *PLAN_DUTIES,
    *SIGN_DUTIES,
)
_LISTENERS: Final[tuple[Callable[[Desk], DeliveryListener], ...]] = (*PUBLISH_LISTENERS,)


def press_services(desk: Desk) -> Mapping[type, Any]:
    """What the executors and converters ask for by type."""
    return {Desk: desk, **{type(one): one for one in (make(desk) for make in _SERVICES)}}


def press_duties(desk: Desk) -> tuple[TimedDuty, ...]:
    return tuple(make(desk) for make in _DUTIES)


def press_listeners(desk: Desk) -> tuple[DeliveryListener, ...]:
    """Each of a subject of its own."""
    return tuple(make(desk) for make in _LISTENERS)
