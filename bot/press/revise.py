"""Changing a message: every change is a revision, and voids what was signed before it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import select

from bot.actors.facts import actor_room
from bot.chat.declare import Call
from bot.chat.outcome import About, Notice, Outcome, ToRoom, Undo
from bot.errors import Refusal
from bot.press.checks import Advice, advice
from bot.press.content import Content
from bot.press.desk import MESSAGE, Desk
from bot.press.difference import Change, Part, changes
from bot.press.draft import Draft, applied, with_agreed
from bot.press.entries import LineEntry, settings
from bot.press.find import content_of, parties
from bot.press.named import names_in
from bot.press.pictures import MessagePicture, actor_name, picture_of
from bot.press.preparation import drop
from bot.press.revise_rules import known, last_own, last_seen, nobody_else, owned, step_back, unfixed
from bot.press.revision_rows import add_revision
from bot.press.seats import Stuck, stuck
from bot.press.sight import answer_to, the_one
from bot.press.signed import rejected_by, void
from bot.press.states import UNPUBLISHED, Step, require
from bot.press.tables import MessageRow
from bot.press.tell import Teller, writers_of
from bot.press.values import State, VoidWhy
from bot.press.who_signs import who_may
from bot.press.write import check
from bot.press.writers import writers
from bot.register.section import Snapshot

CHANGEABLE: Final = UNPUBLISHED | {State.STOPPED}
EDIT: Final = ("budskap", "ändra")


@dataclass(frozen=True)
class _Task:
    """What is to be done with which message; ``seen``: the newest revision that the caller has read.

    ``undo``: the way back, where it is another than putting back the revision before.
    """

    call: Call
    snapshot: Snapshot
    row: MessageRow
    make: Callable[[Content], Content]
    seen: int
    used: tuple[LineEntry, ...] = ()
    undo: Undo | None = None


@dataclass(frozen=True)
class Revised:
    """``before``: the revision that it was made from. ``voided``: whose approvals hold no longer.

    ``untimed``: the time that it lost, for it was paused. ``stuck``: why it, circulated, cannot be approved.
    """

    picture: MessagePicture
    before: int
    changes: tuple[Change, ...]
    voided: tuple[str, ...]
    advice: Advice
    names: Mapping[str, str]
    untimed: datetime | None = None
    stuck: Stuck | None = None


class ReviseMessage:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def edit(
        self,
        call: Call,
        reference: str | None,
        write: Callable[[str], Draft],
        base: int | None = None,
        may: Callable[[MessageRow], None] = lambda _: None,
    ) -> Outcome:
        """What is written takes the place of what stood.

        ``write`` is given the title that the message has. ``base``: the revision that the caller has read.
        ``may`` refuses what else was asked for.

        Raises:
            Refusal: of ``may``; ``message.not_owner``, ``message.state``, ``message.newer``,
                ``message.no_change`` or ``message.flaws``; no such message, or more than one that may be
                meant.
        """
        row, content = await the_one(call, reference, CHANGEABLE)
        snapshot = await self._desk.snapshot(call.session)
        owned(call, snapshot, row)
        may(row)
        draft = write(content.title if content is not None else "")
        return await self._write(call, snapshot, row, draft, await last_seen(call, row, base))

    async def restore(
        self, call: Call, reference: str | None, number: int, base: int | None = None
    ) -> Outcome:
        """What an earlier revision said, as a new one.

        Raises:
            Refusal: as ``edit``; ``message.no_revision``.
        """
        row, _ = await the_one(call, reference, CHANGEABLE)
        snapshot = await self._desk.snapshot(call.session)
        owned(call, snapshot, row)
        known(row, number)
        earlier = await content_of(call.session, row, number)
        seen = await last_seen(call, row, base)
        return await self._revise(_Task(call, snapshot, row, lambda _: earlier, seen))

    async def rewrite(
        self, call: Call, draft: Draft, *, exercise: bool | None = None, owner: str | None = None
    ) -> Outcome:
        """The message in which it was written was edited: what it says now takes the place of what stood.

        Whoever edits an old message has its text before them, and not what others have written since.

        Raises:
            Refusal: as ``edit``; ``message.led_to_none``; ``message.fixed`` for whose message it is, and
                whether it is an exercise.
        """
        found = select(MessageRow.reference).where(
            MessageRow.event_id == call.incoming.relates_to, MessageRow.author == call.caller.user_id
        )
        reference = await call.session.scalar(found.limit(1))
        if reference is None:
            raise Refusal("message.led_to_none")
        row, _ = await the_one(call, reference)
        snapshot = await self._desk.snapshot(call.session)
        owned(call, snapshot, row)
        unfixed(row, exercise=exercise, owner=owner, timed=False)
        return await self._write(call, snapshot, row, draft, await last_own(call, row))

    async def part(
        self, call: Call, snapshot: Snapshot, row: MessageRow, draft: Draft, undo: Undo | None = None
    ) -> Outcome:
        """One block or language, by whoever answers for it; the caller has looked at that, and holds the row.

        ``undo``: the way back of who may not put back a whole revision.

        Raises:
            Refusal: ``message.state``, ``message.no_change`` or ``message.flaws``.
        """
        return await self._write(call, snapshot, row, draft, row.revision, undo=undo)

    async def _write(
        self,
        call: Call,
        snapshot: Snapshot,
        row: MessageRow,
        draft: Draft,
        seen: int,
        *,
        undo: Undo | None = None,
    ) -> Outcome:
        made, used = with_agreed(draft, snapshot)
        task = _Task(call, snapshot, row, lambda content: applied(made, content), seen, used, undo)
        return await self._revise(task)

    async def _revise(self, task: _Task) -> Outcome:
        call, snapshot, row = task.call, task.snapshot, task.row
        require(row, Step.REVISE)
        old = await content_of(call.session, row)
        new = task.make(old)
        changed = changes(old, new)
        if not changed:
            raise Refusal("message.no_change", reference=row.reference, revision=row.revision)
        await nobody_else(call, snapshot, row, task.seen, changed)
        check(call, new, snapshot, owner=row.owner, exercise=row.exercise, row=row)
        before, was = row.revision, row.state
        refused = await rejected_by(call.session, row)
        voided = await void(call.session, row, call.now, VoidWhy.REVISED)
        untimed = step_back(row, settings(snapshot), call.now)
        await drop(call.session, self._desk, row, call.now)
        await add_revision(call, row, new, "message.revise", state=was, voided=len(voided))
        unsignable = await stuck(call.session, snapshot, row, call.now) if row.circulated_at else None
        revised = Revised(
            picture=await picture_of(call.session, snapshot, row, call.now),
            before=before,
            changes=changed,
            voided=tuple(actor_name(snapshot, one) for one in voided),
            advice=self._advice(task, new, changed, unsignable),
            names=names_in(snapshot, old, new),
            untimed=untimed,
            stuck=unsignable,
        )
        return Outcome(
            revised,
            tuple(await self._told(task, revised, (old, new), (*voided, *refused))),
            About(MESSAGE, row.reference, "answer"),
            answer_to=answer_to(call),
            undo=task.undo or _way_back(row, before),
        )

    def _advice(
        self, task: _Task, content: Content, changed: tuple[Change, ...], unsignable: Stuck | None
    ) -> Advice:
        """Who cannot sign is said where that was changed, not each time, and once."""
        today = task.call.now.astimezone(self._desk.zone).date()
        found = advice(content, task.snapshot, task.used, today)
        asked = any(one.part is Part.QUORUM for one in changed)
        told = unsignable.actors if unsignable is not None else ()
        return replace(found, nobody=tuple(one for one in found.nobody if asked and one not in told))

    async def _told(
        self, task: _Task, revised: Revised, contents: tuple[Content, Content], spoke: tuple[str, ...]
    ) -> list[Notice]:
        """All who take part hear it in the thread; who has answered, or is newly asked, is called.

        So are its owners, where nobody can get it approved any more.
        """
        call, snapshot, row = task.call, task.snapshot, task.row
        teller = Teller(call.session, self._desk, snapshot, row, revised.picture)
        old, new = contents
        joined = [one for one in new.quorum.signers if one not in old.quorum.signers]
        called = await self._called(task, (*spoke, *joined)) if row.circulated_at is not None else ()
        if revised.stuck is not None:
            owners = (one for one in writers_of(snapshot, row.owner) if one != call.caller.user_id)
            called = tuple(dict.fromkeys((*called, *owners)))
        here = call.place.room_id if answer_to(call) is None else None
        notices = [
            *await teller.card(),
            *await teller.note("message.revised", {"revised": revised}, mention=called, but=here),
        ]
        if row.circulated_at is None:
            return notices
        for one in sorted(parties(row, old) - parties(row, new)):
            if (room := actor_room(snapshot, one)) is not None:
                left = {"reference": row.reference, "exercise": row.exercise}
                about = About(MESSAGE, row.reference, "note")
                notices.append(Notice("message.left", ToRoom(room), left, about))
        return notices

    async def _called(self, task: _Task, actors: tuple[str, ...]) -> tuple[str, ...]:
        """Who may sign for them, but for those who wrote it."""
        call, snapshot = task.call, task.snapshot
        found = [one for actor in actors for one in await who_may(call.session, snapshot, actor, call.now)]
        wrote = await writers(call.session, task.row)
        return tuple(one for one in dict.fromkeys(found) if one not in wrote)


def _way_back(row: MessageRow, before: int) -> Undo:
    return Undo(EDIT, {"reference": row.reference, "restored": str(before), "base": str(row.revision)})
