"""Every service of this subject, for the composition root."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.cases.also import TellBesides
from bot.cases.answered import AnsweredByPhone
from bot.cases.end_case import CloseCase, ReopenCase, WithdrawCase
from bot.cases.erasure import Erasure, Forget
from bot.cases.escalate import Escalate
from bot.cases.escalation import Escalation
from bot.cases.folder import Desk
from bot.cases.hand_over import HandOver
from bot.cases.link import LinkCases
from bot.cases.mark_alarmed import MarkAlarmed
from bot.cases.mark_seen import MarkSeen
from bot.cases.raise_case import RaiseCase
from bot.cases.record_contact import RecordContact
from bot.cases.show_case import ListCases, ShowCase
from bot.cases.statistics import CaseStatistics
from bot.cases.take_case import TakeCase
from bot.work.timed import AnswerListener, DeliveryListener, TimedDuty


def case_services(desk: Desk) -> Mapping[type, Any]:
    """What the executors and converters ask for by type."""
    kinds = (
        RaiseCase,
        MarkSeen,
        TakeCase,
        RecordContact,
        Escalate,
        HandOver,
        WithdrawCase,
        CloseCase,
        ReopenCase,
        ShowCase,
        ListCases,
        LinkCases,
        CaseStatistics,
    )
    return {Desk: desk, **{kind: kind(desk) for kind in kinds}}


def case_duties(
    desk: Desk, *, decision: str | None = None, forget: Sequence[Forget] = ()
) -> tuple[TimedDuty, ...]:
    """``decision`` and ``forget`` are those of the erasure."""
    return (Escalation(desk), TellBesides(desk), Erasure(desk, decision=decision, forget=forget))


def case_listener(desk: Desk) -> DeliveryListener:
    return MarkAlarmed(desk)


def case_answers(desk: Desk) -> AnswerListener:
    return AnsweredByPhone(desk)
