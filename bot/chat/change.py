"""Edits and redactions of commands, and reactions to our messages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from sqlalchemy import delete, select

from bot.chat import follow
from bot.chat.access import came_in_clear
from bot.chat.carry import COMMAND
from bot.chat.declare import Call, Command, OnChange
from bot.chat.dialogue import REPLACED, SUBJECT, Dialogue, begun_by
from bot.chat.document import doc
from bot.chat.kernel import Kernel
from bot.chat.lapse import fills_itself
from bot.chat.message import RoomClass
from bot.chat.outcome import About
from bot.chat.parse import read_line
from bot.chat.revise import Reviser
from bot.chat.say import Say
from bot.chat.start import Starter
from bot.store.event_ref import EventRef, about_event
from bot.store.inbox import InboxKind, InboxRow

Again = Callable[[Call], Awaitable[None]]


class Changes:
    """What happens to a message after it was sent."""

    def __init__(self, kernel: Kernel, starter: Starter, reviser: Reviser, again: Again) -> None:
        """``again`` takes a call whose text is to be read as a new message."""
        self._kernel = kernel
        self._starter = starter
        self._reviser = reviser
        self._again = again

    async def reaction(self, call: Call) -> None:
        """Carry out the verb behind it, if it stands on a message of ours that has one."""
        original = call.incoming.relates_to
        found = await about_event(call.session, original, call.place.room_id) if original else None
        if found is None:
            return
        about = About(*found)
        read = follow.reaction(self._kernel.table, about, call.incoming.text)
        if read is not None:
            await self._starter.start(replace(call, about=about), read, None)

    async def edit(self, call: Call) -> None:
        """Nothing was done yet: the new text counts. Otherwise the command says what an edit does."""
        original = call.incoming.relates_to
        if original is None or not await self._is_own(call, original):
            return
        waiting = await begun_by(call.session, original)
        if waiting is not None:
            if (clear := came_in_clear(call.incoming, call.place)) is not None:
                await self._starter.refuse(call, clear)
                return
            await call.session.execute(delete(Dialogue).where(Dialogue.id == waiting.id))
            await self._reread(call, original)
            return
        replaced = await self._object(call, original, REPLACED, REPLACED)
        command = await self._command(call, original)
        if path := replaced or (None if command else await self._done_since(call, original)):
            await self._say(
                call,
                lambda say: say(
                    "Efter det här meddelandet skrev du {command}, och det har jag läst. "
                    "Ändringen gör ingenting. Är det något mer: skriv det i ett nytt meddelande.",
                    command=f"!{path}",
                ),
            )
            return
        if command is None:
            if await self._was_answer(call, original):
                await self._say(
                    call, lambda say: say("Jag läste svaret som det först stod. Ändringen gör ingenting.")
                )
            else:
                await self._reread(call, original)
        elif command.on_edit is OnChange.RERUN:
            await self._reread(call, original)
        elif command.on_edit is OnChange.REVISE:
            await self._reviser.revise(call, command, original)
        elif command.on_edit is OnChange.SAY:
            await self._say(
                call,
                lambda say: say(
                    "Jag läste {command} som det först stod. Ändringen gör ingenting.",
                    command=_name(command),
                ),
                command,
            )

    async def redaction(self, call: Call) -> None:
        """A command that was carried out stays so; the sender is told where that matters."""
        original = call.incoming.relates_to
        if original is None or not await self._is_own(call, original):
            return
        waiting = await begun_by(call.session, original)
        if waiting is not None:
            await self._redacted_while_asked(call, waiting)
            return
        command = await self._command(call, original)
        if command is None or command.on_redact is OnChange.NOTHING or _was_asked_to(command, call):
            return
        if command.on_redact is OnChange.RETRACT:
            await self._reviser.retract(call, command)
            return
        await self._say(
            call,
            lambda say: say("Meddelandet är borta, men {command} är gjort.", command=_name(command)),
            command,
        )

    async def _redacted_while_asked(self, call: Call, waiting: Dialogue) -> None:
        command = self._kernel.table.bound(waiting.command_path).command
        if _was_asked_to(command, call):
            return
        if fills_itself(self._kernel.table, waiting):
            await self._say(
                call,
                lambda say: say(
                    "Meddelandet är borta, men frågan står kvar. Skriv avbryt om {command} inte ska göras.",
                    command=_name(command),
                ),
            )
            return
        await call.session.execute(delete(Dialogue).where(Dialogue.id == waiting.id))
        await self._say(
            call,
            lambda say: say("Meddelandet är borta. Jag gör inte {command}.", command=_name(command)),
        )

    async def _reread(self, call: Call, original: str) -> None:
        """Take the new text as if it had been sent in the first place."""
        first = replace(call.incoming, event_id=original, kind=InboxKind.TEXT, relates_to=None)
        await self._again(replace(call, incoming=first))

    async def _is_own(self, call: Call, event_id: str) -> bool:
        """True unless the message is known to be another's: nobody edits or unsays for somebody else."""
        sender = await call.session.scalar(select(InboxRow.sender).where(InboxRow.event_id == event_id))
        return sender is None or sender == call.incoming.sender

    async def _command(self, call: Call, event_id: str) -> Command | None:
        path = await self._object(call, event_id, COMMAND, COMMAND)
        if path is None or not self._kernel.table.has(path.split(" ")):
            return None
        return self._kernel.table.bound(path.split(" ")).command

    async def _done_since(self, call: Call, event_id: str) -> str | None:
        """What the sender has had done in this room since: the old message was most likely written again."""
        if not (call.place.room_class is RoomClass.DIREKT or read_line(call.incoming.text).prefixed):
            return None
        first = select(InboxRow.id).where(InboxRow.event_id == event_id).scalar_subquery()
        found: str | None = await call.session.scalar(
            select(EventRef.object_id)
            .join(InboxRow, InboxRow.event_id == EventRef.event_id)
            .where(
                InboxRow.id > first,
                InboxRow.room_id == call.place.room_id,
                InboxRow.sender == call.incoming.sender,
                EventRef.subject == COMMAND,
                EventRef.purpose == COMMAND,
            )
            .order_by(InboxRow.id.desc())
            .limit(1)
        )
        return found

    async def _was_answer(self, call: Call, event_id: str) -> bool:
        return await self._object(call, event_id, SUBJECT, "answer") is not None

    async def _object(self, call: Call, event_id: str, subject: str, purpose: str) -> str | None:
        found: str | None = await call.session.scalar(
            select(EventRef.object_id)
            .where(EventRef.event_id == event_id, EventRef.subject == subject, EventRef.purpose == purpose)
            .order_by(EventRef.id.desc())
            .limit(1)
        )
        return found

    async def _say(self, call: Call, sentence: Callable[[Say], str], command: Command | None = None) -> None:
        here = await self._kernel.here(call.session, call.caller, call.place)
        say = self._kernel.say(here, call.now)
        document = doc(sentence(say))
        if command is not None and command.instead is not None:
            document += doc(say.term(command.instead))
        await self._kernel.answer(call.session, call.incoming, here, document)


def _name(command: Command) -> str:
    return f"!{' '.join(command.path)}"


def _was_asked_to(command: Command, call: Call) -> bool:
    """True where the bot itself asked the sender to remove the message."""
    return command.private and call.place.room_class is not RoomClass.DIREKT
