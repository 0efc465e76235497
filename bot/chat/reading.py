"""What a text means: a command, an answer, a reply to something of ours, or talk between people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.chat import follow
from bot.chat.access import decide
from bot.chat.answer import Answers, is_cancel
from bot.chat.attempt import screened
from bot.chat.declare import Call, Command
from bot.chat.dialogue import SUBJECT, Dialogue, hold, open_question
from bot.chat.document import doc
from bot.chat.kernel import Kernel
from bot.chat.message import RoomClass
from bot.chat.outcome import About
from bot.chat.parse import Line, read_line
from bot.chat.start import Starter
from bot.chat.text import fold
from bot.errors import Refusal
from bot.store.event_ref import about_event, is_ours

_SAID = 2
"""Words in a thread from which they may be a reply to what it hangs on."""


class Reader:
    """Reads texts and hands them to whoever carries them out."""

    def __init__(self, kernel: Kernel, answers: Answers, starter: Starter) -> None:
        self._kernel = kernel
        self._answers = answers
        self._starter = starter

    async def text(self, call: Call) -> None:
        incoming = call.incoming
        line = read_line(incoming.text)
        direct = _is_direct(call)
        limit = self._kernel.policy.longest_text
        if len(line.read) > limit:
            if line.prefixed or direct:
                await self._starter.refuse(call, Refusal("text.too_long", length=len(line.read), limit=limit))
            return
        if direct and not line.read.strip() and not incoming.screened:
            await self._starter.refuse(call, Refusal("text.none"))
            return
        call = replace(call, about=await self._about(call))
        row = await open_question(call.session, incoming.sender, incoming.room_id, direct=direct)
        elsewhere = line.prefixed or await self._is_reply(call, line)
        if row is not None and await self._file(call, line, row, elsewhere=elsewhere):
            return
        if row is not None and not elsewhere and await self._to_open(call, line, row):
            await self._remind(call, row, row.id)
        elif await self._other(call, line) and row is not None:
            await self._remind(call, row, _question(call))

    async def _file(self, call: Call, line: Line, row: Dialogue, *, elsewhere: bool) -> bool:
        """A file without an answer, while a question waits: its command takes it up, or it is for people."""
        command, wordless = self._kernel.table.bound(row.command_path).command, not line.read.strip()
        if call.incoming.file is None or not (command.takes_file or wordless):
            return False
        if not wordless and (elsewhere or await self._answers.fits(call, row, line)):
            return False
        if command.takes_file:
            await self._starter.start(call, follow.Read(command, 0, {}), None)
        return True

    async def _other(self, call: Call, line: Line) -> bool:
        """Anything but the answer to the open question; False when it was none of the bot's business."""
        table, about = self._kernel.table, call.about
        if line.prefixed:
            await self._prefixed(call, line)
        elif about is not None and about.subject == SUBJECT:
            await self._to_question(call, line, about)
        elif read := await self._unprefixed(call, line):
            if follow.is_plain_deed(read, line):
                await self._starter.start(call, read, line)
            else:
                await self._starter.refuse(call, Refusal("reply.unclear", verb=read.command.path[-1]))
        elif _is_direct(call):
            await self._not_understood(call, line)
        elif call.incoming.reply_to is not None and about is None and follow.is_bare_verb(table, line):
            await self._starter.refuse(call, Refusal("reply.unknown", word=line.words()[0].text))
        else:
            await self._overheard(call)
            return False
        return True

    async def _is_reply(self, call: Call, line: Line) -> bool:
        """A reply that means something by itself: to one of our questions, or about an object."""
        about = call.about
        if about is None:
            return False
        if about.subject == SUBJECT or follow.follow(self._kernel.table, about, line) is not None:
            return True
        # what is said in a thread while a question is open answers that
        return call.incoming.reply_to is not None and await self._told(call, line) is not None

    async def _told(self, call: Call, line: Line) -> follow.Read | None:
        """A reply to one of our messages, or more than a word in its thread, that is what we asked for."""
        incoming = call.incoming
        event_id = incoming.reply_to or incoming.thread_root
        if (
            call.about is None
            or event_id is None
            or (incoming.reply_to is None and len(line.words()) < _SAID)
        ):
            return None
        read = follow.otherwise(self._kernel.table, call.about, line)
        return read if read is not None and await is_ours(call.session, event_id) else None

    async def _yes_or_no(self, call: Call, line: Line) -> follow.Read | None:
        """A bare yes or no in a reply to a message of ours that it cannot answer."""
        event_id = call.incoming.reply_to
        if call.about is None or event_id is None:
            return None
        read = follow.yes_or_no(self._kernel.table, call.about, line)
        return read if read is not None and await is_ours(call.session, event_id) else None

    async def _unprefixed(self, call: Call, line: Line) -> follow.Read | None:
        table = self._kernel.table
        if call.about is not None and (read := follow.follow(table, call.about, line)):
            return read
        if read := await self._told(call, line):
            return read
        if read := await self._yes_or_no(call, line):
            return read
        if _is_direct(call):
            return follow.plain(table, line)
        return follow.unlinked(table, call.place, line) if call.incoming.reply_to is None else None

    async def _overheard(self, call: Call) -> None:
        """Talk between people is none of the bot's business, but for a number that must not stand there."""
        if call.incoming.screened:
            here = await self._kernel.here(call.session, call.caller, call.place)
            document = doc(*screened(call.incoming, self._kernel.say(here, call.now)))
            await self._kernel.answer(call.session, call.incoming, here, document)

    async def _about(self, call: Call) -> About | None:
        """The object of the message that this replies to, or in whose thread it stands."""
        for event_id in (call.incoming.reply_to, call.incoming.thread_root):
            found = await about_event(call.session, event_id, call.place.room_id) if event_id else None
            if found is not None:
                return About(*found)
        return None

    async def _prefixed(self, call: Call, line: Line) -> None:
        table = self._kernel.table
        read = follow.follow(table, call.about, line) if call.about else None
        words = [piece.text for piece in line.words()]
        match = table.names.find(words)
        if read is None and match.command is not None:
            read = follow.Read(match.command, match.used, {})

        def may(command: Command) -> bool:
            return self._may(call, command)

        if read is None and match.group is None and (alone := table.names.alone(words, may)) is not None:
            read = follow.Read(alone, 1, {})
        if read is not None:
            await self._starter.start(call, read, line)
            return
        self._starter.taken(call.incoming)
        near = table.names.nearest(words, may)
        verbs = (
            [command for command in table.names.of_group(match.group) if may(command)] if match.group else []
        )
        if match.group is not None and len(words) == 1:
            await self._starter.refuse(call, Refusal("command.verb", group=match.group, verbs=_paths(verbs)))
            return
        await self._starter.refuse(
            call, Refusal("command.unknown", word=" ".join(words[:2])[:60], near=_paths(near or verbs))
        )

    async def _to_question(self, call: Call, line: Line, about: About) -> None:
        """A reply to one of our questions."""
        row = await hold(call.session, int(about.object_id))
        if row is None:
            await self._starter.refuse(call, Refusal("question.closed"))
        elif row.sender != call.incoming.sender:
            await self._starter.refuse(call, Refusal("question.not_yours"))
        else:
            self._starter.taken(call.incoming)
            await self._answers.take(call, row, line)

    async def _to_open(self, call: Call, line: Line, row: Dialogue) -> bool:
        """Plain words while a question is open: an answer, unless they name a command and fit no answer."""
        fits = await self._answers.fits(call, row, line)
        if not fits and (not _is_direct(call) or follow.plain(self._kernel.table, line) is not None):
            return False
        held = await hold(call.session, row.id)
        if held is None:
            return False
        self._starter.taken(call.incoming)
        await self._answers.take(call, held, line)
        return True

    async def _not_understood(self, call: Call, line: Line) -> None:
        if is_cancel(line):
            await self._starter.refuse(call, Refusal("question.none"))
            return
        words = [piece.text for piece in line.words()]
        names = self._kernel.table.names
        near = names.nearest(words, lambda command: self._may(call, command))
        group = names.find(words).group
        if not near and group is not None and fold(words[0]) == fold(group):
            # a group's word before something that is no verb of it
            near = tuple(command for command in names.of_group(group) if self._may(call, command))
        await self._starter.refuse(call, Refusal("plain.not_understood", near=_paths(near)))

    async def _remind(self, call: Call, before: Dialogue, answered: int | None) -> None:
        """Name a question that was open before this message and waits still, unless it was just answered."""
        incoming, direct = call.incoming, _is_direct(call)
        row = await open_question(call.session, incoming.sender, incoming.room_id, direct=direct)
        if row is not None and row.id <= before.id and row.id != answered:
            await self._answers.remind(call, row)

    def _may(self, call: Call, command: Command) -> bool:
        return decide(command, call.caller, call.place, self._kernel.policy).allowed


def _paths(commands: Sequence[Command]) -> tuple[tuple[str, ...], ...]:
    return tuple(command.path for command in commands)


def _is_direct(call: Call) -> bool:
    return call.place.room_class is RoomClass.DIREKT


def _question(call: Call) -> int | None:
    """The question that was just replied to."""
    return int(call.about.object_id) if call.about is not None and call.about.subject == SUBJECT else None
