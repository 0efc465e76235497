"""Putting right what is out: a message of its own takes the place of the first, signed like any other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from bot.chat.declare import Call
from bot.chat.outcome import About, Outcome, Undo
from bot.errors import Refusal
from bot.press.chain import replaced_by
from bot.press.checks import Advice, advice
from bot.press.desk import MESSAGE, Desk
from bot.press.difference import Change, changes
from bot.press.draft import Draft, applied, with_agreed
from bot.press.find import content_of, held
from bot.press.job import Job
from bot.press.named import names_in
from bot.press.pictures import MessagePicture, picture_of
from bot.press.revise_rules import owned
from bot.press.revision_rows import add_message
from bot.press.sight import answer_to, the_one
from bot.press.states import UNPUBLISHED, Step, require
from bot.press.tables import MessageRow
from bot.press.tell import Teller
from bot.press.values import State
from bot.press.write import check

CORRECTABLE: Final = frozenset({State.PARTLY, State.PUBLISHED, State.CORRECTED})


@dataclass(frozen=True)
class Correcting:
    """``original``: the message that it will take the place of, once it is signed and out."""

    picture: MessagePicture
    original: str
    changes: tuple[Change, ...]
    names: Mapping[str, str]
    advice: Advice


class CorrectMessage:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(
        self,
        call: Call,
        reference: str | None,
        write: Callable[[str], Draft],
        may: Callable[[MessageRow], None] = lambda _: None,
    ) -> Outcome:
        """A draft with what is written in place of what stood; the same channels, the same who must sign.

        Of what has been corrected before, the correction that holds now is meant. ``may`` refuses what else
        was asked for.

        Raises:
            Refusal: of ``may``; ``message.not_owner``, ``message.state``, ``message.flaws``,
                ``message.no_correction``; ``message.correcting`` when one is being written already.
        """
        session = call.session
        row, _ = await the_one(call, reference, CORRECTABLE)
        if (after := await replaced_by(session, row)) is not None:
            row = await held(session, after.id)
        snapshot = await self._desk.snapshot(session)
        owned(call, snapshot, row)
        require(row, Step.CORRECT)
        may(row)
        if (there := await _under_way(call, row)) is not None:
            raise Refusal("message.correcting", reference=row.reference, by=there)
        old = await content_of(session, row)
        draft, used = with_agreed(write(old.title), snapshot)
        new = applied(draft, old)
        changed = changes(old, new)
        if not changed:
            raise Refusal("message.no_correction", reference=row.reference)
        check(call, new, snapshot, owner=row.owner, exercise=row.exercise)
        made = await add_message(call, new, owner=row.owner, exercise=row.exercise, corrects=row)
        today = call.now.astimezone(self._desk.zone).date()
        correcting = Correcting(
            picture=await picture_of(session, snapshot, made, call.now),
            original=row.reference,
            changes=changed,
            names=names_in(snapshot, old, new),
            advice=advice(new, snapshot, used, today),
        )
        original = await (await Job.on(session, self._desk, row, call.now)).teller()
        fields = {"by": made.reference, "name": call.caller.name}
        here = call.place.room_id if answer_to(call) is None else None
        notices = [
            *await Teller(session, self._desk, snapshot, made, correcting.picture).card(),
            *await original.note("message.correcting", fields, but=here),
        ]
        return Outcome(
            correcting,
            tuple(notices),
            About(MESSAGE, made.reference, "answer"),
            answer_to=answer_to(call),
            undo=Undo(("budskap", "stopp"), {"reference": made.reference}),
        )


async def _under_way(call: Call, row: MessageRow) -> str | None:
    """A correction of the same that is not out yet."""
    states = sorted(UNPUBLISHED | {State.PUBLISHING})
    found: str | None = await call.session.scalar(
        select(MessageRow.reference)
        .where(MessageRow.corrects_id == row.id, MessageRow.state.in_(states))
        .order_by(MessageRow.id.desc())
        .limit(1)
    )
    return found
