"""The bot without Matrix: what hears a message, decides, and puts down what is to be said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.actors.facts import actor
from bot.actors.people import DirectRoom, RegisteredAddresses, RegisteredPeople
from bot.actors.rooms import SafeRooms
from bot.cases.coverage_desk import Coverage
from bot.cases.facts import open_in
from bot.cases.folder import Desk as CaseDesk
from bot.cases.services import case_answers, case_duties, case_listener, case_services
from bot.cases.table import defaults
from bot.channels.despatch_queue import DespatchQueue
from bot.channels.keeping import forget_about
from bot.chat.dispatch import Dispatcher
from bot.chat.kernel import Kernel
from bot.chat.languages import Languages
from bot.chat.message import Incoming, RoomView
from bot.chat.policy import Policy
from bot.chat.post import Post
from bot.chat.protocols import Phones
from bot.chat.registry import Table
from bot.clock import Clock
from bot.duty.desk import DutyDesk
from bot.duty.facts import Duty, unit, units_with
from bot.duty.services import duty_services
from bot.duty.telling import telling
from bot.guidance.bound import BoundTexts
from bot.guidance.desk import Desk as GuidanceDesk
from bot.guidance.services import guidance_duties, guidance_services
from bot.guidance.shelf import Shelf
from bot.press.calendar_link import CalendarLinks, NoCalendar
from bot.press.desk import Desk as PressDesk
from bot.press.desk import Devices
from bot.press.pause import PauseForMode
from bot.press.services import press_duties, press_listeners, press_services
from bot.press.stand_in import LentRoles
from bot.press.watch import WatchMessages
from bot.register.source import RegisterSource
from bot.situation.desk import Desk as SituationDesk
from bot.situation.services import (
    situation_answers,
    situation_duties,
    situation_listeners,
    situation_services,
)
from bot.work.despatch import Despatches
from bot.work.files import NoFiles, SentFiles
from bot.work.timed import AnswerListener, DeliveryListener, TimedDuty
from commands import GROUPS
from commands.guide_waiting import WaitingReviews
from commands.identity import Identities
from commands.me import Desk as MineDesk
from commands.press_talk_waiting import WaitingTalk
from commands.status import Health
from commands.waiting import WaitingCases, WaitingPress, WaitingSituation
from commands.wallboard import Links, NoLinks
from commands.who import Directory


@dataclass(frozen=True)
class Core:
    """What the runners are given."""

    dispatcher: Dispatcher
    post: Post
    duties: tuple[TimedDuty, ...]
    listeners: tuple[DeliveryListener, ...]
    answers: tuple[AnswerListener, ...]
    register: RegisterSource
    duty: Duty
    coverage: Coverage
    watches: tuple[WatchMessages, ...]
    """For the auditor, beside the cases."""


class AllTrusted:
    """Where no devices are known, as at the operator's console."""

    async def trusted(self, session: AsyncSession, user_id: str, device_id: str | None) -> bool | None:  # noqa: ARG002
        return True


class RegisterDirectory:
    """Names for ``!vem``."""

    def __init__(self, register: RegisterSource) -> None:
        self._register = register

    async def organisation(self, session: AsyncSession, organisation_id: str) -> str:
        found = actor(await self._register.current(session), organisation_id)
        return found.name if found else organisation_id

    async def unit(self, session: AsyncSession, unit_id: str) -> str:
        found = unit(await self._register.current(session), unit_id)
        return found.name if found else unit_id


def build_core(
    *,
    register: RegisterSource,
    view: RoomView,
    direct_room: DirectRoom = lambda _user_id: None,
    clock: Clock,
    zone: ZoneInfo,
    languages: Languages,
    policy: Policy,
    health: Health,
    identities: Identities,
    phones: Phones | None = None,
    links: Links | None = None,
    calendar: CalendarLinks | None = None,
    devices: Devices | None = None,
    despatches: Despatches | None = None,
    files: SentFiles | None = None,
    taken: Callable[[Incoming], None] = lambda _incoming: None,
    gallringsbeslut: str = "",
    typefaces: Path | None = None,
) -> Core:
    """Put it together; a service or a view that is missing fails here, not at night.

    How long a question waits is the register's to say, whatever ``policy`` has.
    """
    duty = Duty()

    def units_of(snapshot: Any, user_id: str, at: datetime) -> frozenset[str]:
        return duty.units_of(snapshot, user_id, at)

    people = RegisteredPeople(
        register, view, units_of, clock, units_with, on_duty=duty.on_duty, lent=LentRoles()
    )
    addresses = RegisteredAddresses(register, duty.on_duty, clock, view, direct_room)
    # the people were looked up in the register in force just before, so the latest is that one
    policy = replace(policy, question_lapses=lambda: defaults(register.latest).question)
    coverage = Coverage(clock)
    rooms = SafeRooms(register, view)
    desk = CaseDesk(register, duty, rooms)
    guidance = GuidanceDesk(
        register,
        duty,
        Shelf(),
        zone,
        lambda snapshot: defaults(snapshot).stale,
        typefaces,
        files or NoFiles(),
    )
    press = PressDesk(
        register,
        rooms,
        zone,
        devices or AllTrusted(),
        despatches or DespatchQueue(),
        BoundTexts(guidance),
    )
    situation = SituationDesk(register, rooms, zone, mode_changed=PauseForMode(press))
    table = Table(
        GROUPS,
        {
            **case_services(desk),
            **situation_services(situation),
            **press_services(press),
            **guidance_services(guidance),
            **duty_services(DutyDesk(register, duty, zone)),
            Duty: duty,
            Coverage: coverage,
            Languages: languages,
            Policy: policy,
            ZoneInfo: zone,
            RegisterSource: register,
            Health: health,
            Directory: RegisterDirectory(register),
            MineDesk: MineDesk(
                (
                    WaitingCases(),
                    WaitingSituation(),
                    WaitingPress(press, clock),
                    WaitingTalk(clock),
                    WaitingReviews(guidance),
                )
            ),
            Identities: identities,
            Links: links or NoLinks(),
            CalendarLinks: calendar or NoCalendar(),
        },
    )
    post = Post(table.notices, languages, addresses, phones)
    kernel = Kernel(table, policy, languages, people, post, clock)
    dispatcher = Dispatcher(kernel, taken)
    told = telling(
        register,
        duty,
        clock,
        open_cases=open_in,
        safe=desk.rooms.safe,
        stale_after=lambda snapshot: defaults(snapshot).stale,
    )
    return Core(
        dispatcher=dispatcher,
        post=post,
        duties=(
            *case_duties(desk, decision=gallringsbeslut or None, forget=[forget_about]),
            *told,
            *situation_duties(situation),
            *press_duties(press),
            *guidance_duties(guidance),
            dispatcher.question_lapse,
        ),
        listeners=(case_listener(desk), *situation_listeners(situation), *press_listeners(press)),
        answers=(case_answers(desk), *situation_answers(situation)),
        register=register,
        duty=duty,
        coverage=coverage,
        watches=(WatchMessages(press),),
    )
