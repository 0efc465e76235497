"""An edit or a redaction that changes what a command did, where the command has words for that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.chat import follow, undo
from bot.chat.access import decide
from bot.chat.ask import describe_wrong
from bot.chat.attempt import ArgRefusal, Attempt, Missing, read_values, screened
from bot.chat.carry import Carrier
from bot.chat.declare import Call, Command, View
from bot.chat.document import Document, code, doc
from bot.chat.kernel import Kernel, pattern, usage_line
from bot.chat.message import Trust
from bot.chat.outcome import Outcome
from bot.chat.parse import Line, read_line
from bot.chat.registry import Runner
from bot.chat.say import Say
from bot.chat.start import Starter
from bot.errors import Refusal


class Reviser:
    """Carries out what an author's change of a command message asks for, or says that the first stands."""

    def __init__(self, kernel: Kernel, starter: Starter, carrier: Carrier) -> None:
        self._kernel = kernel
        self._starter = starter
        self._carrier = carrier

    async def revise(self, call: Call, command: Command, original: str) -> None:
        """Read the new text as the same command, and let it change what the first one did."""
        self._starter.taken(call.incoming)
        if await self._starter.too_many(call):
            return
        runner = self._kernel.table.bound(command.path).revise
        line = read_line(call.incoming.text)
        try:
            attempt = await self._starter.attempt(call, self._read(command, line, call), line)
            if attempt.refused is not None:
                raise attempt.refused
        except Refusal as refusal:
            say = await self._say(call)
            # what should not stand in the room is not said there once more
            written = "" if command.private else call.incoming.text
            await self._stands(call, self._kernel.problem(refusal, say, command, written))
            return
        attempt = replace(attempt, answers=original, revising=True)
        say = self._kernel.say(attempt.address, call.now)
        try:
            values = await read_values(attempt)
            if command.access.scope is not None:
                await command.access.scope(call, attempt.bound.args(values))
            await self._run(attempt, runner, values, command.revised)
        except Missing as missing:
            key = code(f"{missing.arg.key}:")
            lacks = doc(say.rich("Det saknas {key} i den nya texten.", key=key))
            await self._stands(call, lacks + usage_line(pattern(command), say), attempt)
        except ArgRefusal as wrong:
            await self._stands(
                call, describe_wrong(self._kernel, wrong, say, line=call.incoming.text), attempt
            )
        except Refusal as refusal:
            await self._stands(call, self._kernel.problem(refusal, say), attempt)

    async def retract(self, call: Call, command: Command) -> None:
        """Take back what the removed message did.

        A redaction is never encrypted: its sender is known as the one who wrote the message, and their
        device is not asked for.
        """
        self._starter.taken(call.incoming)
        bound = self._kernel.table.bound(command.path)
        known = replace(call.caller, trust=Trust.SIGNED)
        here = await self._kernel.here(call.session, call.caller, call.place)
        attempt = Attempt(call, bound, {}, here, call.incoming.event_id)
        say = self._kernel.say(here, call.now)
        verdict = decide(command, known, call.place, self._kernel.policy)
        try:
            if verdict.refusal is not None:
                raise verdict.refusal
            await self._run(attempt, bound.retract, {}, command.retracted)
        except Refusal as refusal:
            name = f"!{' '.join(command.path)}"
            gone = doc(say("Meddelandet är borta, men {command} är gjort.", command=name))
            await self._tell(call, gone + self._kernel.problem(refusal, say), attempt)

    def _read(self, command: Command, line: Line, call: Call) -> follow.Read:
        limit = self._kernel.policy.longest_text
        if len(line.read) > limit:
            raise Refusal("text.too_long", length=len(line.read), limit=limit)
        if not line.read.strip() and not call.incoming.screened:
            raise Refusal("text.none")
        read = follow.anew(self._kernel.table, command, line)
        if read is None:
            raise Refusal("change.other", path=command.path)
        return read

    async def _run(
        self, attempt: Attempt, runner: Runner | None, values: Mapping[str, object], view: View | None
    ) -> None:
        if runner is None or view is None:
            raise LookupError(attempt.bound.command.path)
        outcome: Outcome = await runner(attempt.call, values)
        await self._carrier.tell(attempt, outcome, view)
        if outcome.undo is not None:
            call = attempt.call
            await undo.offer(call.session, call.caller.user_id, outcome.undo, call.now)

    async def _stands(self, call: Call, why: Document, attempt: Attempt | None = None) -> None:
        say = self._kernel.say(attempt.address, call.now) if attempt else await self._say(call)
        stands = say("Ändringen gör ingenting. Det du skrev först gäller.")
        await self._tell(call, why + doc(*screened(call.incoming, say), stands), attempt)

    async def _tell(self, call: Call, document: Document, attempt: Attempt | None) -> None:
        here = await self._kernel.here(call.session, call.caller, call.place)
        await self._kernel.answer(call.session, call.incoming, attempt.address if attempt else here, document)

    async def _say(self, call: Call) -> Say:
        here = await self._kernel.here(call.session, call.caller, call.place)
        return self._kernel.say(here, call.now)
