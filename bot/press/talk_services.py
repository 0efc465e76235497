"""The services and duties of rumours and questions, and of erasing all of this subject."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from bot.press.desk import Desk
from bot.press.erasure import ErasePress
from bot.press.question import RaiseQuestion
from bot.press.question_export import ExportQuestions
from bot.press.rumour import RaiseRumour
from bot.press.talk_change import AmendTalk, AnswerTalk, EndTalk, RenewAnswer, ReopenTalk
from bot.press.talk_checks import LookForPeople
from bot.press.talk_clock import RemindOfQuestions, RemindOfRumours
from bot.press.talk_show import ListTalk, ShowTalk
from bot.work.timed import TimedDuty

SERVICES: Final[tuple[Callable[[Desk], Any], ...]] = (
    RaiseRumour,
    RaiseQuestion,
    LookForPeople,
    AnswerTalk,
    RenewAnswer,
    AmendTalk,
    EndTalk,
    ReopenTalk,
    ShowTalk,
    ListTalk,
    ExportQuestions,
)
DUTIES: Final[tuple[Callable[[Desk], TimedDuty], ...]] = (RemindOfRumours, RemindOfQuestions, ErasePress)
