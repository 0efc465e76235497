"""The parts of the kernel that its steps share, as one value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.declare import Command
from bot.chat.document import Document, code, doc
from bot.chat.languages import Languages
from bot.chat.message import Caller, Incoming, Place, RoomClass
from bot.chat.policy import Policy
from bot.chat.post import Placed, Post
from bot.chat.preference import language_of
from bot.chat.protocols import Address, People
from bot.chat.registry import Table
from bot.chat.say import Say
from bot.clock import Clock
from bot.errors import Refusal


@dataclass(frozen=True)
class Kernel:
    table: Table
    policy: Policy
    languages: Languages
    people: People
    post: Post
    clock: Clock

    async def who(self, session: AsyncSession, incoming: Incoming) -> tuple[Caller, Place]:
        caller = await self.people.caller(session, incoming)
        place = await self.people.place(session, incoming.room_id)
        if place.person not in {None, incoming.sender}:
            # Written by somebody who is there no longer: this chat is not theirs.
            place = replace(place, room_class=None)
        return caller, place

    async def here(self, session: AsyncSession, caller: Caller, place: Place) -> Address:
        """The room itself, in its own language; a direct chat speaks the person's."""
        if place.room_class is not RoomClass.DIREKT:
            return Address(place.room_id, place.language)
        return Address(place.room_id, await language_of(session, caller.user_id, caller.language))

    def say(self, address: Address, now: datetime) -> Say:
        return self.languages.say(address.language, now)

    def problem(self, refusal: Refusal, say: Say, command: Command | None = None) -> Document:
        """What was wrong, and with a command also a line that works."""
        view = self.table.problems.get(refusal.code)
        known = view(refusal.fields, say) if view else doc(say("Det gick inte ({code}).", code=refusal.code))
        if command is None or refusal.code.startswith("access."):
            return known
        return known + usage_line(command, say)

    async def answer(
        self, session: AsyncSession, incoming: Incoming, address: Address, document: Document
    ) -> None:
        """Say something to a message that led to no command's result."""
        quotes = address.target == incoming.room_id and incoming.thread_root is None
        placed = Placed(
            target=address.target,
            reply_event=incoming.event_id if quotes else None,
            thread_event=incoming.thread_root if address.target == incoming.room_id else None,
        )
        await self.post.send(session, document, placed, self.clock.now())


def usage(command: Command) -> str:
    """A line that works: the first example, or one made of the arguments' examples."""
    if command.examples:
        return f"!{command.examples[0]}"
    pairs = [f"{arg.key}:{arg.example}" for arg in command.args if arg.required and arg.example]
    return " ".join((f"!{' '.join(command.path)}", *pairs))


def usage_line(command: Command, say: Say) -> Document:
    return doc(say.rich("Så här: {line}", line=code(usage(command))))
