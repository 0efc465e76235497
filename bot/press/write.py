"""Writing a message: a draft, its owner's alone until it is circulated."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.declare import Call, Choice
from bot.chat.message import Role, RoomClass
from bot.chat.outcome import About, Outcome
from bot.errors import Refusal
from bot.press.checks import Advice, advice, flaws
from bot.press.content import Content
from bot.press.desk import MESSAGE, Desk
from bot.press.draft import Draft, begun, with_agreed
from bot.press.pictures import MessagePicture, actor_name, picture_of
from bot.press.revision_rows import add_message
from bot.press.sight import answer_to
from bot.press.tables import MessageRow
from bot.press.tell import Teller
from bot.register.section import Snapshot


@dataclass(frozen=True)
class Written:
    """``wanted``: a time that was written along, which is chosen once it is circulated."""

    picture: MessagePicture
    advice: Advice
    wanted: str = ""


class WriteMessage:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(
        self, call: Call, draft: Draft, *, owner: str | None, exercise: bool, wanted: str = ""
    ) -> Outcome:
        """Lay it down for the caller's organisation; nobody else hears of it yet.

        Raises:
            Refusal: ``message.flaws``, ``message.owner``, which asks, or ``message.others_room``.
        """
        snapshot = await self._desk.snapshot(call.session)
        whose = writes_for(call, snapshot, owner)
        draft, used = with_agreed(draft, snapshot)
        content = begun(draft, snapshot, exercise=exercise)
        check(call, content, snapshot, owner=whose, exercise=exercise)
        row = await add_message(call, content, owner=whose, exercise=exercise)
        picture = await picture_of(call.session, snapshot, row, call.now)
        notices = await Teller(call.session, self._desk, snapshot, row, picture).card()
        today = call.now.astimezone(self._desk.zone).date()
        written = Written(picture, advice(content, snapshot, used, today), wanted)
        return Outcome(
            written,
            tuple(notices),
            About(MESSAGE, row.reference, "answer"),
            answer_to=answer_to(call),
        )


def writes_for(call: Call, snapshot: Snapshot, owner: str | None) -> str:
    """The organisation that the caller writes for here: the one they name, the room's, or their only one.

    Raises:
        Refusal: ``message.not_writer``, ``message.others_room``; ``message.owner`` asks.
    """
    held = call.caller.roles.get(Role.KOMMUNIKATOR, frozenset())
    room = call.place.owner if call.place.room_class is RoomClass.AKTOR else None
    if room is not None and room not in held:
        raise Refusal("message.others_room", actor=actor_name(snapshot, room))
    wanted = owner or room
    if wanted is not None:
        if wanted not in held or room not in {None, wanted}:
            raise Refusal("message.not_writer", actor=actor_name(snapshot, wanted))
        return wanted
    if len(held) == 1:
        return next(iter(held))
    own = [one for one in (call.caller.organisation,) if one in held]
    names = [(one, actor_name(snapshot, one)) for one in dict.fromkeys((*own, *sorted(held))) if one]
    choices = [Choice(one, name) for one, name in names]
    raise Refusal("message.owner", asks="owner", choices=choices, names=[name for _, name in names])


def check(
    call: Call,
    content: Content,
    snapshot: Snapshot,
    *,
    owner: str,
    exercise: bool,
    row: MessageRow | None = None,
) -> None:
    """Nothing is kept of what has a flaw.

    Raises:
        Refusal: ``message.flaws``, with all of them.
    """
    found = flaws(
        content,
        snapshot,
        owner=owner,
        exercise=exercise,
        now=call.now,
        publish_at=row.publish_at if row is not None else None,
        typed=call.incoming.text,
    )
    if found:
        names = {one: actor_name(snapshot, one) for one in content.local}
        raise Refusal("message.flaws", flaws=found, names=names)
