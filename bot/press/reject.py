"""An organisation's no to one revision."""

from __future__ import annotations

from bot.chat.declare import Call
from bot.chat.outcome import Outcome
from bot.press.desk import Desk
from bot.press.pictures import person_name
from bot.press.sight import here
from bot.press.signed import void_of
from bot.press.signing import Signed, ballot, without
from bot.press.tell import writers_of
from bot.press.values import Verdict, VoidWhy
from bot.store.outbox import Priority


class RejectMessage:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(
        self, call: Call, reference: str | None, revision: int, actor: str | None, reason: str
    ) -> Outcome:
        """The actor's no, with its reason. One that must sign, or has a veto, blocks until a new revision.

        Raises:
            Refusal: of ``ballot``.
        """
        found = await ballot(call, self._desk, reference, revision, actor)
        before = found.before
        blocks = bool(found.standing.quorum.blocking([found.actor]))
        if before is not None and before.verdict == Verdict.REJECTED:
            by = person_name(found.snapshot, before.person) or before.person
            value = Signed(
                await found.picture(),
                found.name,
                by,
                repeated=True,
                at=before.at,
                blocks=blocks,
                reason=before.reason or "",
            )
            return found.outcome(value)
        await void_of(call.session, found.row, found.actor, call.now, VoidWhy.REPLACED)
        found.verdict(Verdict.REJECTED, reason=reason.strip())
        told = without(await found.settle("message.reject", blocks=blocks), "message.lapsed")
        teller = await found.teller()
        by = call.caller.name
        told += await teller.note(
            "message.rejected",
            {"actor": found.name, "by": by, "reason": reason.strip(), "blocks": blocks},
            mention=dict.fromkeys((found.row.author, *writers_of(found.snapshot, found.row.owner))),
            but=here(call),
            priority=Priority.PRESS,
        )
        return found.outcome(
            Signed(teller.picture, found.name, by, blocks=blocks, reason=reason.strip()), told
        )
