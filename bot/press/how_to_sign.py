"""What is told to whoever wants to sign and has not said so in words: a reaction signs nothing."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.declare import Call
from bot.chat.outcome import About, Outcome
from bot.press.desk import MESSAGE, Desk
from bot.press.find import meant
from bot.press.pictures import MessagePicture, actor_name, picture_of
from bot.press.signed import living, may_sign
from bot.press.values import State
from bot.press.weigh import WEIGHED
from bot.press.writers import writers
from bot.store.inbox import InboxKind


@dataclass(frozen=True)
class HowTo:
    """``actors``: those that the reader may sign for, or has. ``wrote``: who wrote it never signs."""

    picture: MessagePicture
    actors: tuple[str, ...]
    wrote: bool
    open: bool
    reaction: bool


class HowToSign:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, reference: str | None) -> Outcome:
        """Who has signed, and what the caller could type; of ``meant`` what is refused."""
        session, me = call.session, call.caller.user_id
        row, content = await meant(call, reference, {State.CIRCULATED})
        snapshot = await self._desk.snapshot(session)
        asked = content.quorum.signers if content is not None else ()
        given = (await living(session, snapshot, row, content, call.now)).counts_for(me)
        able = [one for one in asked if await may_sign(session, snapshot, me, one, call.now)]
        if given is not None:
            able = [given]
        value = HowTo(
            await picture_of(session, snapshot, row, call.now),
            tuple(actor_name(snapshot, one) for one in able),
            wrote=me in await writers(session, row),
            open=State(row.state) in WEIGHED,
            reaction=call.incoming.kind == InboxKind.REACTION,
        )
        return Outcome(value, about=About(MESSAGE, row.reference, "answer"))
