"""What is said of a message without a vote: a comment, and that somebody is looking at it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from bot.actors.facts import actor
from bot.chat.declare import Call
from bot.chat.outcome import About, Outcome
from bot.errors import Refusal
from bot.press.desk import MESSAGE, Desk
from bot.press.pictures import MessagePicture, actor_name, picture_of
from bot.press.sight import the_one
from bot.press.tables import MessageRow, RemarkRow
from bot.press.tell import Teller
from bot.press.values import RemarkKind
from bot.store import audit


@dataclass(frozen=True)
class Remarked:
    """``actor`` and ``name``: whose remark it is. ``repeated``: they had said so of this revision before."""

    picture: MessagePicture
    kind: RemarkKind
    name: str
    actor: str
    text: str = ""
    repeated: bool = False


class RemarkMessage:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, reference: str | None, kind: RemarkKind, text: str = "") -> Outcome:
        """Note it at the newest revision, and tell all who take part; nothing of the message changes.

        Raises:
            Refusal: ``message.no_words``; no such message, or more than one that may be meant.
        """
        session, caller = call.session, call.caller
        if kind is RemarkKind.COMMENT and not text.strip():
            raise Refusal("message.no_words")
        row, _ = await the_one(call, reference)
        snapshot = await self._desk.snapshot(session)
        repeated = kind is RemarkKind.LOOKING and await self._is_looking(call, row)
        if not repeated:
            session.add(
                RemarkRow(
                    message_id=row.id,
                    revision=row.revision,
                    person=caller.user_id,
                    actor=caller.organisation or "",
                    kind=kind,
                    text=text.strip() or None,
                    at=call.now,
                )
            )
            await audit.append(
                session,
                at=call.now,
                actor=caller.user_id,
                action=f"message.{kind.value}",
                object=row.reference,
                fields={"revision": row.revision, "trust": caller.trust.value},
            )
            await session.flush()
        picture = await picture_of(session, snapshot, row, call.now)
        organisation = caller.organisation or ""
        known = actor(snapshot, organisation) is not None
        said = Remarked(
            picture=picture,
            kind=kind,
            name=caller.name,
            actor=actor_name(snapshot, organisation) if known else "",
            text=text.strip(),
            repeated=repeated,
        )
        notices = []
        if not repeated:
            teller = Teller(session, self._desk, snapshot, row, picture)
            fields = {"name": said.name, "actor": said.actor, "text": said.text}
            kind_of_notice = "message.remark" if kind is RemarkKind.COMMENT else "message.looking"
            notices = await teller.note(kind_of_notice, fields, but=call.place.room_id)
            notices += await teller.card() if kind is RemarkKind.LOOKING else []
        return Outcome(said, tuple(notices), About(MESSAGE, row.reference, "answer"))

    async def _is_looking(self, call: Call, row: MessageRow) -> bool:
        found = select(RemarkRow.id).where(
            RemarkRow.message_id == row.id,
            RemarkRow.revision == row.revision,
            RemarkRow.person == call.caller.user_id,
            RemarkRow.kind == RemarkKind.LOOKING,
        )
        return await call.session.scalar(found.limit(1)) is not None
