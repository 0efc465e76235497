"""Every service of this subject, for the composition root."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from bot.situation.changed import TakeUpChanges
from bot.situation.closing import CloseRounds
from bot.situation.correct import CorrectPicture
from bot.situation.delivered import PictureDelivery
from bot.situation.desk import Desk
from bot.situation.difference import ComparePictures
from bot.situation.erasure import EraseSituation
from bot.situation.exercise_round import PlanExercise
from bot.situation.export import ExportPicture
from bot.situation.follow_up import FollowRequests
from bot.situation.mode_call import CallMode
from bot.situation.mode_change import DecideMode, EndMode
from bot.situation.mode_clock import ModeByPhone, RemindOfCalls
from bot.situation.mode_show import ShowMode
from bot.situation.need_change import MeetNeed, TakeNeed, WithdrawNeed
from bot.situation.need_clock import FollowNeeds
from bot.situation.need_raise import RaiseNeed
from bot.situation.need_show import ListNeeds, ShowNeed
from bot.situation.nothing import NothingNew
from bot.situation.past_list import ListPictures
from bot.situation.posting import PostPictures
from bot.situation.report import TakeReport
from bot.situation.report_changes import ChangeReport
from bot.situation.report_writing import BeginReport
from bot.situation.request_actors import RequestReports
from bot.situation.roll import TellRolls
from bot.situation.round_open import OpenRounds
from bot.situation.round_plan import PlanRounds
from bot.situation.round_remind import RemindRounds
from bot.situation.show import ShowPicture
from bot.situation.sign_off import PublishPicture, ReviewPicture
from bot.situation.snooze import Snooze
from bot.situation.strike import StrikeReport
from bot.work.timed import AnswerListener, DeliveryListener, TimedDuty

_SERVICES: Final[tuple[Callable[[Desk], Any], ...]] = (
    ShowMode,
    CallMode,
    DecideMode,
    EndMode,
    NothingNew,
    Snooze,
    RequestReports,
    PlanExercise,
    TakeReport,
    ChangeReport,
    BeginReport,
    RaiseNeed,
    TakeNeed,
    MeetNeed,
    WithdrawNeed,
    ShowNeed,
    ListNeeds,
    ShowPicture,
    ListPictures,
    ComparePictures,
    ExportPicture,
    ReviewPicture,
    PublishPicture,
    CorrectPicture,
    StrikeReport,
)
_DUTIES: Final[tuple[Callable[[Desk], TimedDuty], ...]] = (
    RemindOfCalls,
    PlanRounds,
    OpenRounds,
    RemindRounds,
    TellRolls,
    FollowRequests,
    FollowNeeds,
    CloseRounds,
    TakeUpChanges,
    PostPictures,
    EraseSituation,
)
_LISTENERS: Final[tuple[Callable[[Desk], DeliveryListener], ...]] = (PictureDelivery,)
_ANSWERS: Final[tuple[Callable[[Desk], AnswerListener], ...]] = (ModeByPhone,)


def situation_services(desk: Desk) -> Mapping[type, Any]:
    """What the executors and converters ask for by type."""
    return {Desk: desk, **{type(one): one for one in (make(desk) for make in _SERVICES)}}


def situation_duties(desk: Desk) -> tuple[TimedDuty, ...]:
    return tuple(make(desk) for make in _DUTIES)


def situation_listeners(desk: Desk) -> tuple[DeliveryListener, ...]:
    """Each of a subject of its own."""
    return tuple(make(desk) for make in _LISTENERS)


def situation_answers(desk: Desk) -> tuple[AnswerListener, ...]:
    """What hears answers from telephones, each of a subject of its own."""
    return tuple(make(desk) for make in _ANSWERS)
