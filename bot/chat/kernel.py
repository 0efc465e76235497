"""The parts of the kernel that its steps share, as one value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.declare import Command
from bot.chat.document import Document, code, doc
from bot.chat.languages import Languages
from bot.chat.message import Caller, Incoming, Place, RoomClass
from bot.chat.parse import read_line
from bot.chat.policy import Policy
from bot.chat.post import Placed, Post
from bot.chat.preference import language_of
from bot.chat.protocols import Address, People
from bot.chat.registry import Table
from bot.chat.say import Say
from bot.clock import Clock
from bot.errors import Refusal

BLANK = "…"
"""Stands where a value is to be written."""


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

    def problem(
        self, refusal: Refusal, say: Say, command: Command | None = None, written: str = ""
    ) -> Document:
        """What was wrong, and with a command also how it is written: ``written`` made right, if it can be."""
        view = self.table.problems.get(refusal.code)
        known = view(refusal.fields, say) if view else doc(say("Det gick inte ({code}).", code=refusal.code))
        if command is None or refusal.code.startswith("access."):
            return known
        return known + usage_line(_corrected(written, refusal) or pattern(command), say)

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


def pattern(command: Command) -> str:
    """The line without values: those of an example, copied in a hurry, would alarm the wrong people."""
    args = [arg for arg in command.args if arg.required] or command.args
    return " ".join((f"!{' '.join(command.path)}", *(f"{arg.key}:{BLANK}" for arg in args)))


def put_right(written: str, at: int, wrong: str, right: str) -> str:
    """The line somebody wrote with one word of it replaced; empty when it does not stand there."""
    line = read_line(written)
    if not line.read.startswith(wrong, at):
        return ""
    return " ".join(f"{line.read[:at]}{right}{line.read[at + len(wrong) :]}".split())


def _corrected(written: str, refusal: Refusal) -> str:
    near = refusal.fields.get("near")
    if refusal.code != "arg.unknown_key" or not near or f"{near}:" in written:
        return ""
    return put_right(written, refusal.fields["at"], refusal.fields["key"], near)


def usage_line(line: str, say: Say) -> Document:
    return doc(say.rich("Så här: {line}", line=code(line)))
