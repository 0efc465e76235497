"""Who is reached by telephone besides, and when: for those whose chat sleeps while they do not."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final

from bot.actors.facts import person
from bot.cases import tell
from bot.cases.entries import Urgency
from bot.cases.folder import Folder
from bot.cases.table import defaults
from bot.chat.outcome import Notice, ToPhone
from bot.store.outbox import Priority

_MORNING: Final = time(7)
_EVENING: Final = time(21)


def ring(folder: Folder, purpose: str, now: datetime) -> list[Notice]:
    """A text message to each of those called who has a telephone, and later a call.

    What is urgent goes at once, at any hour. What can wait for the office waits for its opening, wakes nobody
    between nine and seven, and is never a call.
    """
    alarm, urgency = folder.alarm, Urgency(folder.case.urgency)
    if urgency is Urgency.OFFICE:
        at = _by_day(folder, max(now, alarm.not_before or now))
        return [_notice(folder, purpose, user_id, at) for user_id in _called(folder, at, now)]
    after = defaults(folder.snapshot).voice_after
    chosen = after.nu if urgency is Urgency.NOW else after.idag
    voice_at = now + (chosen or timedelta(seconds=alarm.step_seconds / 2))
    notices = []
    for user_id in _called(folder, now, now):
        notices.append(_notice(folder, purpose, user_id, now))
        notices.append(_notice(folder, purpose, user_id, voice_at, voice=True))
    return notices


def _called(folder: Folder, at: datetime, now: datetime) -> list[str]:
    """Those whom the alarm called; those on duty when it is told, if that is later."""
    called = folder.alarm.people
    if at > now and folder.case.unit is not None:
        called = list(folder.desk.duty.on_duty(folder.snapshot, folder.case.unit, at))
    found = ((user_id, person(folder.snapshot, user_id)) for user_id in called)
    return [user_id for user_id, entry in found if entry is not None and entry.phone]


def _by_day(folder: Folder, at: datetime) -> datetime:
    local = at.astimezone(folder.desk.zone)
    if _MORNING <= local.time() < _EVENING:
        return at
    day = local.date() + timedelta(days=local.time() >= _EVENING)
    return datetime.combine(day, _MORNING, folder.desk.zone)


def _notice(folder: Folder, purpose: str, user_id: str, at: datetime, *, voice: bool = False) -> Notice:
    return Notice(
        kind="case.phone_call" if voice else "case.phone",
        target=ToPhone(user_id, voice=voice, not_before=at),
        fields={"picture": folder.picture},
        about=tell.about(folder, purpose),
        priority=Priority.ALARM,
    )
