"""From a command that was recognised to an attempt: access, values, and where the answer goes."""

from __future__ import annotations

from collections.abc import Callable

from bot.chat.access import came_in_clear, decide
from bot.chat.again import Again
from bot.chat.attempt import Attempt, screened, undone
from bot.chat.carry import Carrier
from bot.chat.declare import Call, Command
from bot.chat.dialogue import replace_draft
from bot.chat.document import doc
from bot.chat.follow import Read
from bot.chat.kernel import Kernel
from bot.chat.limit import WITHIN, Limit, Pace
from bot.chat.message import Incoming, RoomClass
from bot.chat.outcome import ToPerson
from bot.chat.parse import Line, read_args
from bot.chat.protocols import Address
from bot.errors import Refusal

Taken = Callable[[Incoming], None]
"""Told as soon as a message is known to be for the bot, so that its sender sees it was read."""


class Starter:
    """Starts commands, however they were written."""

    def __init__(self, kernel: Kernel, carrier: Carrier, again: Again, taken: Taken) -> None:
        self._kernel = kernel
        self._carrier = carrier
        self._again = again
        self.taken = taken
        self._limit = Limit(kernel.policy.messages_a_minute)

    async def start(self, call: Call, read: Read, line: Line | None) -> None:
        """Run it, or say which rule refuses it."""
        self.taken(call.incoming)
        if await self.too_many(call) and not read.command.never_waits:
            return
        try:
            attempt = await self.attempt(call, read, line)
        except Refusal as refusal:
            await self.refuse(call, refusal, read.command)
            return
        try:
            attempt, replaced = await self._again.settle(attempt)
        except Refusal as refusal:
            # how the command is written has nothing to do with it
            await self._tell(call, refusal)
            return
        if not await self._carrier.carry(attempt):
            return
        # Whoever writes the command again means it instead of the draft, once it can be read. Closed
        # afterwards, since a write before the command would keep SQLite from everybody else for as long.
        for draft in replaced:
            await replace_draft(call.session, draft)

    async def refuse(self, call: Call, refusal: Refusal, command: Command | None = None) -> None:
        """Say why not; ``command`` is the one that was meant, if one was recognised."""
        if command is not None or not await self.too_many(call):
            await self._tell(call, refusal, command)

    async def too_many(self, call: Call) -> bool:
        """Somebody whose messages come too fast is told so once."""
        pace = self._limit.look(call.caller.user_id, call.incoming.origin_at)
        if pace is Pace.ENOUGH:
            await self._tell(call, Refusal("limit.wait", until=call.now + WITHIN))
        return pace is not Pace.FINE

    async def _tell(self, call: Call, refusal: Refusal, command: Command | None = None) -> None:
        here = await self._kernel.here(call.session, call.caller, call.place)
        say = self._kernel.say(here, call.now)
        wide = command is not None and command.private and call.place.room_class is not RoomClass.DIREKT
        # what should not stand in the room is not said there once more
        written = "" if wide else call.incoming.text
        document = self._kernel.problem(refusal, say, command, written) + doc(*screened(call.incoming, say))
        if wide:
            document += doc(say("Ta bort ditt meddelande här: rummet är för brett."))
        await self._kernel.answer(call.session, call.incoming, here, document + undone(command, say))

    async def attempt(self, call: Call, read: Read, line: Line | None) -> Attempt:
        """What was written, with access decided and the values apart, not yet read.

        Raises:
            Refusal: somebody else's command, or words that are no values of it.
        """
        written = read.command
        verdict = decide(written, call.caller, call.place, self._kernel.policy)
        command, refused = written, None
        if verdict.refusal and verdict.refusal.code == "access.device" and written.unsigned is not None:
            refused = verdict.refusal
            command = self._kernel.table.bound(written.unsigned).command
            verdict = decide(command, call.caller, call.place, self._kernel.policy)
        if verdict.refusal is not None:
            raise verdict.refusal
        clear = came_in_clear(call.incoming, call.place)
        if clear is not None and not command.access.in_clear:
            raise clear
        faults: list[Refusal] | None = [] if written.lenient else None
        pieces = read_args(written, line, read.used, faults) if line is not None else {}
        known = {arg.name for arg in command.args}
        given = dict(read.given) | {name: piece.text for name, piece in pieces.items()}
        moved = command.private and call.place.room_class is not RoomClass.DIREKT
        return Attempt(
            call=call,
            bound=self._kernel.table.bound(command.path),
            given={name: text for name, text in given.items() if name in known},
            address=await self._address(call, moved=moved),
            answers=call.incoming.event_id,
            at={name: piece.at for name, piece in pieces.items()},
            flagged=verdict.flagged,
            moved=moved,
            refused=refused,
            faults=tuple(faults or ()),
        )

    async def _address(self, call: Call, *, moved: bool) -> Address:
        if not moved:
            return await self._kernel.here(call.session, call.caller, call.place)
        found = await self._kernel.post.addresses(call.session, ToPerson(call.caller.user_id))
        return found[0] if found else Address(call.caller.user_id, call.caller.language)
