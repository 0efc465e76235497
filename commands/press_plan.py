"""``!budskap schemalägg``, ``stopp``, ``pausa`` and ``släpp``: when a message goes out, or not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from bot.chat.converters import Words
from bot.chat.declare import Access, Arg, Call, Command, Confirm, Group, Guard
from bot.chat.message import Role, RoomClass
from bot.chat.outcome import Outcome
from bot.chat.say import msg
from bot.press.held_tell import Cause
from bot.press.pause import PauseAll, PauseMessage
from bot.press.plan_reach import STALE, Reach, When
from bot.press.release_pause import ReleasePause
from bot.press.schedule import ScheduleMessage
from bot.press.stop import StopMessage
from commands import press_plan_notices as notices
from commands import press_plan_problems as problems
from commands import press_plan_views as views
from commands import press_preflight_views as preflight
from commands import press_watch_views as watch
from commands.press_plan_args import (
    PublishTime,
    cause,
    ends_every,
    ends_named,
    ends_numbered,
    is_every,
)
from commands.press_remark import REFERENCE, ROOMS

CENTRE: Final = ROOMS | {RoomClass.ROC, RoomClass.DRIFT}
"""Where the duty officer and the administrators sit."""
_KEY: Final = "budskap"
_PLANS: Final = Access(roles=frozenset({Role.KOMMUNIKATOR}), rooms=ROOMS, guard=Guard.PUBLICATION)


@dataclass(frozen=True)
class OneArgs:
    reference: str | None


@dataclass(frozen=True)
class ScheduleArgs:
    reference: str | None
    when: When


@dataclass(frozen=True)
class StopArgs:
    reference: str | None
    reason: str | None


@dataclass(frozen=True)
class PauseArgs:
    reference: str | None
    cause: Cause | None


async def schedule_reach(call: Call, args: ScheduleArgs, service: ScheduleMessage) -> Reach:
    return await service.reach(call, args.reference, args.when)


async def schedule(call: Call, args: ScheduleArgs, service: ScheduleMessage) -> Outcome:
    return await service(call, args.reference, args.when)


async def stop(call: Call, args: StopArgs, service: StopMessage) -> Outcome:
    return await service(call, args.reference, args.reason)


async def pause(call: Call, args: PauseArgs, one: PauseMessage, every: PauseAll) -> Outcome:
    if is_every(args.reference):
        return await every(call, args.cause or Cause.OTHER)
    return await one(call, args.reference, args.cause)


async def release_reach(call: Call, args: OneArgs, service: ReleasePause) -> Reach | None:
    return await service.reach(call, args.reference)


async def release(call: Call, args: OneArgs, service: ReleasePause) -> Outcome:
    return await service(call, args.reference)


_NAMED: Final = replace(REFERENCE, ends=ends_named)

_SCHEDULE: Final = Command(
    path=(_KEY, "schemalägg"),
    aliases=((_KEY, "tid"), (_KEY, "schema"), (_KEY, "schedule")),
    summary=msg("bestämmer när ett budskap ska gå ut; är det inte godkänt än sparas tiden som ett önskemål"),
    args=(
        _NAMED,
        Arg(
            name="when",
            key="tid",
            aliases=("när", "time", "when", "at"),
            convert=PublishTime(),
            summary=msg("när det ska gå ut, eller nu"),
            question=msg("När ska budskapet gå ut?"),
            position=1,
            rest=True,
            example="imorgon 07:00",
        ),
    ),
    access=_PLANS,
    confirm=Confirm(prepare=schedule_reach, view=views.asked),
    execute=schedule,
    view=views.scheduled,
    stale_after=STALE,
    undone=msg("Tiden är inte ändrad."),
    instead=msg("Tiden står kvar. Skriv !budskap schemalägg igen med en annan tid, eller !budskap pausa."),
    examples=("budskap schemalägg BU-0031 tid:imorgon 07:00", "budskap schemalägg BU-0031 tid:nu"),
)

_STOP: Final = Command(
    path=(_KEY, "stopp"),
    aliases=((_KEY, "stoppa"), (_KEY, "stop")),
    summary=msg("stoppar ett budskap genast; gäller också från en enhet som inte är signerad"),
    args=(
        replace(REFERENCE, ends=ends_numbered),
        Arg(
            name="reason",
            key="orsak",
            aliases=("skäl", "reason"),
            convert=Words(300),
            summary=msg("varför, i en mening som alla som deltar får läsa"),
            required=False,
            position=1,
            rest=True,
            example="fel datum i texten",
        ),
    ),
    access=Access(
        roles=frozenset({Role.KOMMUNIKATOR, Role.GODKANNARE, Role.TIB}), rooms=ROOMS | {RoomClass.ROC}
    ),
    execute=stop,
    view=views.stopped,
    never_waits=True,
    instead=msg("Ett stopp tas inte tillbaka. Ändra budskapet, så blir det ett utkast igen."),
    examples=("budskap stopp BU-0031", "budskap stopp BU-0031 orsak:fel datum i texten"),
)

_PAUSE: Final = Command(
    path=(_KEY, "pausa"),
    aliases=((_KEY, "paus"), (_KEY, "pause")),
    summary=msg(
        "håller kvar ett budskap tills någon släpper det; pausa alla gör det med alla som har en tid"
    ),
    args=(
        replace(REFERENCE, summary=msg("budskapets nummer, senaste, eller alla"), ends=ends_every),
        Arg(
            name="cause",
            key="orsak",
            aliases=("skäl", "reason"),
            convert=cause(),
            summary=msg("varför: vma, händelse eller annat"),
            required=False,
            question=msg("Varför pausas det?"),
            position=1,
            rest=True,
            example="vma",
        ),
    ),
    access=Access(roles=frozenset({Role.KOMMUNIKATOR, Role.TIB, Role.ADMIN}), rooms=CENTRE),
    execute=pause,
    view=views.paused,
    never_waits=True,
    instead=msg("Pausen gäller. Varje budskap släpps för sig, med !budskap släpp."),
    examples=("budskap pausa BU-0031", "budskap pausa alla orsak:vma"),
)

_RELEASE: Final = Command(
    path=(_KEY, "släpp"),
    aliases=((_KEY, "släppa"), (_KEY, "release"), (_KEY, "resume")),
    summary=msg("släpper ett pausat budskap, så att det går ut på sin tid eller väntar på en ny"),
    args=(_NAMED,),
    access=_PLANS,
    confirm=Confirm(prepare=release_reach, view=views.release_asked),
    execute=release,
    view=views.released,
    stale_after=STALE,
    undone=msg("Inget är släppt."),
    instead=msg("Budskapet är släppt. Skriv !budskap pausa om det inte ska gå ut."),
    examples=("budskap släpp BU-0031",),
)

GROUP: Final = Group(
    commands=(_SCHEDULE, _STOP, _PAUSE, _RELEASE),
    notices={**notices.NOTICES, **preflight.NOTICES, **watch.NOTICES},
    problems=problems.PROBLEMS,
)
