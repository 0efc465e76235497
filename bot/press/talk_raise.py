"""What noting a rumour and noting a question have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from bot.chat.declare import Call
from bot.chat.outcome import Outcome
from bot.chat.text import clean
from bot.press.desk import Desk
from bot.press.entries import settings
from bot.press.numbers import hold
from bot.press.talk_find import MODELS, apart, own_actor
from bot.press.talk_pictures import TalkPicture, topic_of
from bot.press.talk_tables import TalkRow
from bot.press.talk_tell import about, teller
from bot.press.talk_values import LIVING, TalkState, Topic
from bot.register.section import Snapshot
from bot.store import audit


@dataclass(frozen=True)
class TalkRaised:
    """``repeated``: it is noted already, and not over. ``owned``: the one who wrote is to answer it."""

    picture: TalkPicture
    reminds_at: datetime | None
    owned: bool
    repeated: bool = False


async def same_as_before(
    call: Call, topic: Topic, column: InstrumentedAttribute[str], words: str, *, exercise: bool
) -> TalkRow | None:
    """The one that says the same and is not over. Nobody else notes one until the transaction ends."""
    await hold(call.session, topic)
    model, said = MODELS[topic], clean(words).casefold()
    living = select(model).where(model.state.in_(sorted(LIVING)), model.exercise == exercise)
    rows: list[TalkRow] = list(await call.session.scalars(living.order_by(model.id)))
    return next((row for row in rows if clean(getattr(row, column.key)).casefold() == said), None)


def open_row(call: Call, snapshot: Snapshot, owner: str, *, exercise: bool) -> Mapping[str, Any]:
    """The columns that both have, of a new one."""
    return {
        "state": TalkState.OPEN,
        "owner": owner,
        "raised_by": call.caller.user_id,
        "raised_for": own_actor(call.caller),
        "raised_at": call.now,
        "event_id": call.incoming.event_id,
        "exercise": exercise,
        "remind_at": call.now + settings(snapshot).answer,
        "changed_at": call.now,
    }


async def raised(
    call: Call, desk: Desk, snapshot: Snapshot, row: TalkRow, *, repeated: bool = False
) -> Outcome:
    """The answer; of a new one the communicators hear, and those who are to answer it are called."""
    session, me = call.session, call.caller
    if not repeated:
        session.add(row)
        await session.flush()
        await audit.append(
            session,
            at=call.now,
            actor=me.user_id,
            action=f"{topic_of(row)}.raise",
            object=row.reference,
            fields={"owner": row.owner, "exercise": row.exercise, "trust": me.trust.value},
        )
    told = await teller(session, desk, snapshot, row, call.now)
    notices = []
    if not repeated:
        notices += await told.card()
        if me.user_id not in told.owners():
            notices += await told.note("talk.given", mention=told.owners())
    value = TalkRaised(told.picture, row.remind_at, me.user_id in told.owners(), repeated)
    return Outcome(value, tuple(notices), about(told.picture, "answer"), answer_to=apart(call))
