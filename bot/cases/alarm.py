"""Sounding an alarm: who is called, how long they have, and what carries it to them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.actors.facts import people, unit_room
from bot.cases import deadlines
from bot.cases.chain import Link
from bot.cases.deadlines import Allowed
from bot.cases.folder import Folder
from bot.cases.picture import Phone, phone_of
from bot.cases.ring import ring
from bot.cases.tables import CaseAlarm
from bot.cases.tell import TO_ROC, about, alarm_card, note
from bot.chat.message import Role, RoomClass
from bot.chat.outcome import Notice, ToClass, ToPerson, ToUnit
from bot.store.outbox import Priority

_PURPOSE = "alarm."


def purpose_of(number: int) -> str:
    return f"{_PURPOSE}{number}"


def number_of(purpose: str) -> int | None:
    """The number of the alarm that a message carries, if it carries one."""
    digits = purpose.removeprefix(_PURPOSE)
    return int(digits) if digits != purpose and digits.isdecimal() else None


@dataclass(frozen=True)
class Passed:
    """From which unit somebody took the case to send it on, and why, from the list."""

    by: str | None
    why: str | None


async def sound_link(folder: Folder, link: Link, now: datetime, passed: Passed | None = None) -> list[Notice]:
    """Alarm a step of the chain."""
    folder.case.step = link.ordinal
    return await sound(folder, link.step.unit, link.allowed, now, step=link.ordinal, passed=passed)


async def sound(
    folder: Folder,
    unit: str | None,
    allowed: Allowed,
    now: datetime,
    *,
    step: int | None,
    passed: Passed | None = None,
) -> list[Notice]:
    """Alarm a unit, or at the end of the chain the TiB and the centre; its clock begins to run."""
    case = folder.case
    case.alarm += 1
    case.unit = unit
    case.seen_by = case.seen_at = case.taken_by = case.taken_at = None
    folder.due = deadlines.step(allowed, now)
    row = CaseAlarm(
        case_id=case.id,
        number=case.alarm,
        step=step,
        unit=unit,
        people=_called(folder, unit, now),
        messages=0,
        settled=0,
        sent_at=now,
        paused=False,
        step_seconds=allowed.step.total_seconds(),
        contact_seconds=allowed.contact.total_seconds(),
        pause_seconds=allowed.pause.total_seconds(),
        not_before=allowed.not_before,
        passed_by=passed.by if passed else None,
        passed_why=passed.why if passed else None,
    )
    first_there = unit not in folder.units
    folder.alarms.append(row)
    folder.session.add(row)
    notices = _to_end(folder) if unit is None else await _to_unit(folder, unit, first_there=first_there)
    notices = [replace(one, priority=Priority.ALARM) if _calls(one) else one for one in notices]
    row.messages = sum(_calls(one) for one in notices)
    if unit is not None and not row.messages:
        # Nobody to call: the next step is due now.
        folder.due = deadlines.Due(now, deadlines.DueKind.STEP)
    return [*notices, *ring(folder, purpose_of(row.number), now)]


def _calls(notice: Notice) -> bool:
    """Whether it is the alarm itself, and not what is said beside it."""
    return notice.about is not None and number_of(notice.about.purpose) is not None


def _called(folder: Folder, unit: str | None, now: datetime) -> list[str]:
    if unit is None and folder.alone.drill:
        return []
    if unit is None:
        return sorted(p.id for p in people(folder.snapshot) if any(r.role is Role.TIB for r in p.roles))
    return list(folder.desk.duty.on_duty(folder.snapshot, unit, now))


async def _to_unit(folder: Folder, unit: str, *, first_there: bool) -> list[Notice]:
    row = folder.alarm
    card = await alarm_card(folder, unit)
    if card is not None and card.kind == "case.alarm":
        absent = _absent(folder, unit)
        if first_there:
            alarm = replace(card, about=about(folder, purpose_of(row.number)), mention=tuple(row.people))
            return [alarm, *absent]
        again = note(folder, "case.alarm_again", ToUnit(unit), mention=row.people)
        return [replace(again, about=about(folder, purpose_of(row.number))), card, *absent]
    notices = [_direct(folder, user_id) for user_id in row.people]
    if card is not None:
        notices.append(replace(card, mention=tuple(row.people)))
        unsafe = {"room_id": unit_room(folder.snapshot, unit)}
        notices.append(note(folder, "case.unsafe", ToClass(RoomClass.DRIFT), unsafe, thread=False))
    return notices


def _absent(folder: Folder, unit: str) -> list[Notice]:
    """Whoever is on duty but has not come into the unit's room is alarmed directly; operations hear of it."""
    room = unit_room(folder.snapshot, unit)
    absent = folder.desk.rooms.absent(room, folder.alarm.people) if room is not None else ()
    if not absent:
        return []
    fields = {"room_id": room, "people": absent}
    key = f"absent {folder.alarm.sent_at:%Y-%m-%d} {room} {' '.join(absent)}"
    told = Notice("case.absent", ToClass(RoomClass.DRIFT), fields, thread=False, dedupe_key=key)
    return [*(_direct(folder, user_id) for user_id in absent), told]


def _direct(folder: Folder, user_id: str) -> Notice:
    return Notice(
        kind="case.alarm",
        target=ToPerson(user_id),
        fields={"picture": folder.picture, "details": folder.details, "here": True},
        about=about(folder, purpose_of(folder.alarm.number)),
        mention=(user_id,),
        thread=False,
        priority=Priority.CASE,
    )


def _to_end(folder: Folder) -> list[Notice]:
    """Nobody answered: those who can find somebody get the numbers of all who did not, no details.

    They are called in the centre's room too, where they are already: a first direct chat has to be accepted.
    An exercise among exercise units calls nobody here.
    """
    if folder.alone.drill:
        return []
    phones = phone_list(folder)
    called = tuple(folder.alarm.people)
    notices = [
        Notice(
            kind="case.alarm_end",
            target=ToPerson(user_id),
            fields={"picture": folder.picture, "phones": phones},
            about=about(folder, purpose_of(folder.alarm.number)),
            mention=(user_id,),
            priority=Priority.CASE,
        )
        for user_id in called
    ]
    return [*notices, note(folder, "case.end_roc", TO_ROC, {"phones": phones}, mention=called)]


def phone_list(folder: Folder) -> tuple[Phone, ...]:
    """The chain's units with their numbers."""
    units = dict.fromkeys(link.step.unit for link in folder.chain.links if link.step.unit)
    found = (phone_of(folder.snapshot, unit) for unit in units)
    return tuple(phone for phone in found if phone is not None)
