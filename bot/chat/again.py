"""A command that is written while a draft of it waits: the same thing once more, or something else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.chat.answer import Answers
from bot.chat.attempt import Attempt
from bot.chat.carry import Carrier
from bot.chat.declare import Arg
from bot.chat.dialogue import Dialogue, drafts, open_for
from bot.chat.document import doc
from bot.chat.kernel import Kernel
from bot.chat.lapse import fills_itself
from bot.errors import Refusal


class Again:
    """Sees to it that what the bot promised to go on with is not lost when its command is written again."""

    def __init__(self, kernel: Kernel, carrier: Carrier, answers: Answers) -> None:
        self._kernel = kernel
        self._carrier = carrier
        self._answers = answers

    async def settle(self, attempt: Attempt) -> tuple[Attempt, Sequence[int]]:
        """The attempt with what its draft knew already, and the drafts that it takes the place of.

        Raises:
            Refusal: ``file.another``: whoever answers the question about one file must not hit the next.
        """
        call, command = attempt.call, attempt.bound.command
        if command.takes_file and not attempt.given:
            for one in await open_for(call.session, call.caller.user_id):
                if one.command_path == command.path and one.about_another(call.incoming.file):
                    # what is said of it says that it waits
                    one.state = {**one.state, "reminded": True}
                    raise Refusal("file.another", sent=one.incoming().origin_at)
        apart = [arg for arg in command.args if arg.tells_apart]
        waiting = []
        for draft in await drafts(call.session, call.caller.user_id, " ".join(command.path)):
            row = await call.session.get(Dialogue, draft, populate_existing=True)
            if row is None or (command.takes_file and row.about_another(attempt.call.incoming.file)):
                continue
            if not command.private and row.target != attempt.address.target:
                # asked in another room, for those who sit there
                continue
            attempt = _with_file(attempt, row)
            if command.takes_file and call.incoming.file is not None and not attempt.given:
                attempt = self._with(attempt, row)
            if not apart or not fills_itself(self._kernel.table, row):
                waiting.append(draft)
            elif not await self._differs(attempt, row, apart):
                waiting.append(draft)
                attempt = self._with(attempt, row)
            else:
                await self._go_on(attempt, row)
        return attempt, waiting

    async def _differs(self, attempt: Attempt, row: Dialogue, apart: Sequence[Arg]) -> bool:
        """True when one of the values that tell two things apart is another than in the draft."""
        for arg in apart:
            if arg.name not in attempt.given or arg.name not in row.given:
                continue
            try:
                values = [
                    await arg.convert.read(given[arg.name], attempt.call)
                    for given in (attempt.given, row.given)
                ]
            except Refusal:
                continue
            if values[0] != values[1]:
                return True
        return False

    def _with(self, attempt: Attempt, row: Dialogue) -> Attempt:
        kept = {name: text for name, text in row.given.items() if name not in attempt.given}
        if not kept:
            return attempt
        say = self._kernel.say(attempt.address, attempt.call.now)
        sentence = say("Jag fortsätter på det du började skriva {then}.", then=say.time(row.created_at))
        return replace(attempt, given={**kept, **attempt.given}, lead=doc(sentence))

    async def _go_on(self, attempt: Attempt, row: Dialogue) -> None:
        """Do what was begun, as when its time runs out; when it may not be done, that is then said so."""
        try:
            begun = await self._answers.attempt(attempt.call.session, row, None)
        except Refusal:
            return
        say = self._kernel.say(begun.address, attempt.call.now)
        sentence = say(
            "Nu skriver du om något annat än det du började på {then}. "
            "Därför går jag vidare med det första, med det som saknas som okänt.",
            then=say.time(row.created_at),
        )
        await self._carrier.carry(replace(begun, silent=True, lead=doc(sentence)))


def _with_file(attempt: Attempt, row: Dialogue) -> Attempt:
    """A file that was sent first, and the command for it afterwards."""
    call = attempt.call
    if call.incoming.file is not None or (file := row.incoming().file) is None:
        return attempt
    return replace(attempt, call=replace(call, incoming=replace(call.incoming, file=file)))
