"""One message from the inbox: whose it is, what it means, and who carries it out."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.again import Again
from bot.chat.answer import Answers
from bot.chat.carry import Carrier
from bot.chat.change import Changes
from bot.chat.declare import Call
from bot.chat.kernel import Kernel
from bot.chat.lapse import QuestionLapse
from bot.chat.message import Incoming, RoomClass
from bot.chat.outcome import Notice, ToClass
from bot.chat.parse import read_line
from bot.chat.post import Placed
from bot.chat.reading import Reader
from bot.chat.revise import Reviser
from bot.chat.start import Starter, Taken
from bot.errors import Refusal
from bot.store.inbox import InboxKind


class Dispatcher:
    """The inbox runner's handler."""

    def __init__(self, kernel: Kernel, taken: Taken) -> None:
        self._kernel = kernel
        carrier = Carrier(kernel)
        self._answers = Answers(kernel, carrier)
        self._starter = Starter(kernel, carrier, Again(kernel, carrier, self._answers), taken)
        self._reader = Reader(kernel, self._answers, self._starter)
        reviser = Reviser(kernel, self._starter, carrier)
        self._changes = Changes(kernel, self._starter, reviser, self._reader.text)
        self.question_lapse = QuestionLapse(kernel, carrier, self._answers)
        """A timed duty, for the ticker."""

    async def handle(self, session: AsyncSession, incoming: Incoming) -> None:
        """Do what the message asks for, in this session."""
        caller, place = await self._kernel.who(session, incoming)
        call = Call(
            session, caller, place, incoming, self._kernel.clock.now(), services=self._kernel.table.services
        )
        if not caller.registered:
            await self._stranger(call)
            return
        match incoming.kind:
            case InboxKind.EDIT:
                await self._changes.edit(call)
            case InboxKind.REDACTION:
                await self._changes.redaction(call)
            case InboxKind.REACTION:
                await self._changes.reaction(call)
            case _:
                await self._reader.text(call)

    async def fault(
        self, session: AsyncSession, incoming: Incoming, reference: str, error: Exception
    ) -> None:
        """Tell the sender that something broke and how to speak of it; operations get the kind of error."""
        caller, place = await self._kernel.who(session, incoming)
        now = self._kernel.clock.now()
        if caller.registered:
            here = await self._kernel.here(session, caller, place)
            document = self._kernel.problem(
                Refusal("kernel.fault", reference=reference), self._kernel.say(here, now)
            )
            await self._kernel.answer(session, incoming, here, document)
        fields = {"reference": reference, "error": type(error).__name__}
        notice = Notice("kernel.failed", ToClass(RoomClass.DRIFT), fields, thread=False)
        await self._kernel.post.notify(session, [notice], now)

    async def _stranger(self, call: Call) -> None:
        """Somebody the register does not know is told once a day where to turn, and nothing else."""
        line = read_line(call.incoming.text)
        if call.incoming.kind != InboxKind.TEXT or not line.prefixed:
            return
        if self._kernel.table.names.find([piece.text for piece in line.words()]).command is None:
            return
        say = self._kernel.languages.say(call.place.language, call.now)
        document = self._kernel.problem(
            Refusal("access.unregistered", contact=self._kernel.policy.contact), say
        )
        key = f"stranger {call.now:%Y-%m-%d} {call.incoming.sender}"[:100]
        placed = Placed(call.incoming.room_id, dedupe_key=key)
        await self._kernel.post.send(call.session, document, placed, call.now)
