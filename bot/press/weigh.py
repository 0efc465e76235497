"""Whether what was signed is enough, at this moment, and the step that follows when that has changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.message import RoomClass
from bot.chat.outcome import Notice, ToClass
from bot.press.content import content_hash, from_json
from bot.press.desk import Desk
from bot.press.entries import settings
from bot.press.pictures import actor_name, person_name, picture_of, revision_of
from bot.press.preparation import drop
from bot.press.seats import stuck
from bot.press.sign_times import keep_up
from bot.press.signed import Standing, said_last, void
from bot.press.states import Step, move
from bot.press.tables import MessageRow, SignOffRow
from bot.press.tell import Teller, writers_of
from bot.press.timing import ahead, arm, unplan
from bot.press.values import State, Verdict, VoidWhy
from bot.press.who_signs import could_sign
from bot.register.section import Snapshot
from bot.store import audit
from bot.store.outbox import Priority

BY_THE_BOT: Final = "rocbot"
WEIGHED: Final = frozenset({State.CIRCULATED, State.APPROVED, State.SCHEDULED, State.HELD})
"""Where approvals may come and go."""
_ENOUGH: Final = frozenset({State.APPROVED, State.SCHEDULED, State.HELD})
_AGAIN: Final = timedelta(seconds=10)
"""So soon a device is looked at again that nobody could judge."""


@dataclass(frozen=True)
class Lapsed:
    """An approval that holds no longer: whose, given by whom, until when it would have held, and why."""

    actor: str
    name: str
    by: str
    until: datetime | None
    why: VoidWhy


async def checked(
    session: AsyncSession, desk: Desk, snapshot: Snapshot, row: MessageRow, now: datetime
) -> Standing:
    """As ``living``; also the devices as they are now, and the text as it is stored.

    ``complete`` is what may be published. Where ``unsure`` is not empty, ask again in a moment.
    """
    revision = await revision_of(session, row)
    if revision.content is None:
        return replace(await said_last(session, snapshot, row, None, now), sound=False)
    content = from_json(revision.content)
    standing = await said_last(session, snapshot, row, content, now)
    verdicts, lapsed, unsure = dict(standing.verdicts), list(standing.lapsed), []
    for actor, one in standing.verdicts.items():
        if one.verdict != Verdict.APPROVED:
            continue
        trusted = await desk.devices.trusted(session, one.person, one.device_id)
        if trusted is None:
            unsure.append(actor)
        elif not trusted:
            del verdicts[actor]
            lapsed.append((one, VoidWhy.DEVICE))
    sound = content_hash(content, row.reference) == revision.hash
    found = replace(standing, verdicts=verdicts, lapsed=tuple(lapsed), sound=sound).once_each()
    return replace(found, unsure=tuple(one for one in unsure if one in found.verdicts))


async def weigh(
    session: AsyncSession, desk: Desk, row: MessageRow, now: datetime, *, but: str | None = None
) -> list[Notice]:
    """Take what holds no longer for void, and the message to where its approvals put it now; who is told.

    The row is held by the caller, who has changed something that approvals depend on, or asks because its
    time is near. Nothing is said when nothing changes. ``but``: a room that is told by the caller's answer.
    """
    if State(row.state) not in WEIGHED:
        return []
    snapshot = await desk.snapshot(session)
    standing = await checked(session, desk, snapshot, row, now)
    if not standing.sound:
        return await _altered(session, desk, snapshot, row, now)
    for one, why in standing.lapsed:
        await _void(session, row, one, why, now)
    lapsed = [_told(snapshot, one, why) for one, why in standing.lapsed]
    fell = State(row.state) in _ENOUGH and _lacks(standing)
    rose = row.state == State.CIRCULATED and standing.complete
    if fell:
        await _fall(session, desk, row, now)
    elif rose:
        await _enough(session, snapshot, row, now)
    row.weigh_at = _next_look(snapshot, row, standing, now)
    keep_up(row, settings(snapshot), now)
    if not (lapsed or rose or fell):
        return []
    teller = Teller(session, desk, snapshot, row, await picture_of(session, snapshot, row, now))
    told = await teller.card()
    owners = writers_of(snapshot, row.owner)
    if lapsed or fell:
        again = [
            one
            for found in lapsed
            for one in await could_sign(session, snapshot, row, found.actor, now, standing=standing)
        ]
        fields = {
            "lapsed": tuple(lapsed),
            "fell": fell,
            "stuck": await stuck(session, snapshot, row, now),
        }
        mention = dict.fromkeys((*owners, *again))
        told += await teller.note("message.lapsed", fields, mention=mention, priority=Priority.PRESS)
    if rose:
        fields = {"short": tuple(actor_name(snapshot, one) for one in _short(row, standing))}
        told += await teller.note("message.signed", fields, mention=owners, but=but, priority=Priority.PRESS)
    return told


def _lacks(standing: Standing) -> bool:
    """True when it is not enough, whatever comes of the devices that nobody can judge yet."""
    return not replace(standing, unsure=()).complete


async def _enough(session: AsyncSession, snapshot: Snapshot, row: MessageRow, now: datetime) -> None:
    """Approved; and planned, when the time that was wished for lies ahead."""
    await _step(session, row, Step.COMPLETE, now)
    if ahead(row, now):
        await _step(session, row, Step.SCHEDULE, now)
        arm(row, settings(snapshot), now)


async def _fall(session: AsyncSession, desk: Desk, row: MessageRow, now: datetime) -> None:
    """Back to those who sign; what was made ready is dropped.

    A paused one loses its time: signed anew it would go out by itself, and nobody has released it.
    """
    paused = row.state == State.HELD
    await _step(session, row, Step.LAPSE, now)
    await drop(session, desk, row, now)
    if paused:
        row.held_at = row.held_by = row.held_why = None
        unplan(row)


async def _step(session: AsyncSession, row: MessageRow, step: Step, now: datetime) -> None:
    move(row, step)
    fields = {"revision": row.revision, "exercise": row.exercise}
    await audit.append(
        session, at=now, actor=BY_THE_BOT, action=f"message.{step.value}", object=row.reference, fields=fields
    )


async def _void(session: AsyncSession, row: MessageRow, one: SignOffRow, why: VoidWhy, now: datetime) -> None:
    one.voided_at, one.void_why = now, why
    await audit.append(
        session,
        at=now,
        actor=BY_THE_BOT,
        action="message.void",
        object=row.reference,
        fields={"revision": one.revision, "actor": one.actor, "why": why.value, "of": one.person},
    )


def _told(snapshot: Snapshot, one: SignOffRow, why: VoidWhy) -> Lapsed:
    name = actor_name(snapshot, one.actor)
    return Lapsed(one.actor, name, person_name(snapshot, one.person) or one.person, one.expires_at, why)


async def _altered(
    session: AsyncSession, desk: Desk, snapshot: Snapshot, row: MessageRow, now: datetime
) -> list[Notice]:
    """The stored text is not the one its hash was made of: nothing of it may go out. Said once a day."""
    await void(session, row, now, VoidWhy.ALTERED)
    if State(row.state) in _ENOUGH:
        await _fall(session, desk, row, now)
    row.weigh_at = None
    key = f"altered {row.reference} {row.revision} {now:%Y-%m-%d}"
    fields = {"reference": row.reference, "revision": row.revision, "exercise": row.exercise}
    await audit.append(
        session,
        at=now,
        actor=BY_THE_BOT,
        action="message.altered",
        object=row.reference,
        fields={"revision": row.revision},
    )
    teller = Teller(session, desk, snapshot, row, await picture_of(session, snapshot, row, now))
    alarm = Notice(
        "message.altered_alarm", ToClass(RoomClass.DRIFT), fields, thread=False, priority=Priority.ALARM
    )
    owners = writers_of(snapshot, row.owner)
    told = await teller.note("message.altered", mention=owners, priority=Priority.ALARM)
    return [*await teller.card(), *(replace(one, dedupe_key=key) for one in (alarm, *told))]


def _short(row: MessageRow, standing: Standing) -> tuple[str, ...]:
    """The actors whose approval will be too old at the time of publication."""
    return standing.short_of(row.publish_at) if row.publish_at is not None else ()


def _next_look(snapshot: Snapshot, row: MessageRow, standing: Standing, now: datetime) -> datetime | None:
    """When an approval is soon too old, or is; some time before publication; or in a moment."""
    if standing.unsure:
        return now + _AGAIN
    before = max(settings(snapshot).reminders, default=timedelta())
    moments = [one.expires_at for one in standing.verdicts.values() if one.expires_at is not None]
    if row.publish_at is not None:
        moments.append(row.publish_at)
    return min((at for one in moments for at in (one - before, one) if at > now), default=None)
