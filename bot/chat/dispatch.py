"""One message from the inbox: whose it is, what it means, and who carries it out."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat import follow
from bot.chat.access import decide
from bot.chat.answer import Answers
from bot.chat.carry import Carrier
from bot.chat.change import Changes
from bot.chat.declare import Call, Command
from bot.chat.dialogue import SUBJECT, Dialogue, open_question
from bot.chat.kernel import Kernel
from bot.chat.lapse import QuestionLapse
from bot.chat.message import Incoming, RoomClass
from bot.chat.outcome import About, Notice, ToClass
from bot.chat.parse import Line, read_line
from bot.chat.post import Placed
from bot.chat.start import Starter, Taken
from bot.errors import Refusal
from bot.store.event_ref import about_event
from bot.store.inbox import InboxKind


class Dispatcher:
    """The inbox runner's handler."""

    def __init__(self, kernel: Kernel, taken: Taken) -> None:
        self._kernel = kernel
        carrier = Carrier(kernel)
        self._answers = Answers(kernel, carrier)
        self._starter = Starter(kernel, carrier, taken)
        self._changes = Changes(kernel, self._starter, self._text)
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
                await self._text(call)

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

    async def _text(self, call: Call) -> None:
        incoming = call.incoming
        line = read_line(_without_quote(incoming))
        direct = call.place.room_class is RoomClass.DIREKT
        if len(line.read) > self._kernel.policy.longest_text:
            if line.prefixed or direct:
                limit = self._kernel.policy.longest_text
                await self._starter.refuse(call, Refusal("text.too_long", length=len(line.read), limit=limit))
            return
        about = await self._about(call)
        call = Call(
            call.session, call.caller, call.place, incoming, call.now, about=about, services=call.services
        )
        row = await open_question(call.session, incoming.sender, incoming.room_id, direct=direct)
        answered: int | None = None
        if line.prefixed:
            await self._prefixed(call, line)
        elif about is not None and about.subject == SUBJECT:
            await self._to_question(call, line, about)
            answered = int(about.object_id)
        elif about is not None and (read := follow.follow(self._kernel.table, about, line)):
            await self._starter.start(call, read, line)
        elif row is not None and await self._to_open(call, line, row, direct=direct):
            answered = row.id
        elif direct:
            await self._plain(call, line)
        elif (
            incoming.reply_to is not None and about is None and follow.is_bare_verb(self._kernel.table, line)
        ):
            await self._starter.refuse(call, Refusal("reply.unknown", word=line.words()[0].text))
        else:
            return
        if row is not None:
            await self._remind(call, row, answered)

    async def _about(self, call: Call) -> About | None:
        """The object of the message that this replies to, or in whose thread it stands."""
        for event_id in (call.incoming.reply_to, call.incoming.thread_root):
            found = await about_event(call.session, event_id) if event_id else None
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
        if read is not None:
            await self._starter.start(call, read, line)
            return
        self._starter.taken(call.incoming)
        near = table.names.nearest(words, lambda command: self._may(call, command))
        if match.group is not None and len(words) == 1:
            verbs = [command for command in table.names.of_group(match.group) if self._may(call, command)]
            await self._starter.refuse(call, Refusal("command.verb", group=match.group, verbs=_paths(verbs)))
            return
        await self._starter.refuse(
            call, Refusal("command.unknown", word=" ".join(words[:2])[:60], near=_paths(near))
        )

    async def _to_question(self, call: Call, line: Line, about: About) -> None:
        """A reply to one of our questions."""
        row = await call.session.get(Dialogue, int(about.object_id), with_for_update=True)
        if row is None:
            await self._starter.refuse(call, Refusal("question.closed"))
        elif row.sender != call.incoming.sender:
            await self._starter.refuse(call, Refusal("question.not_yours"))
        else:
            self._starter.taken(call.incoming)
            await self._answers.take(call, row, line)

    async def _to_open(self, call: Call, line: Line, row: Dialogue, *, direct: bool) -> bool:
        """Plain words while a question is open: an answer, unless they name a command and fit no answer."""
        fits = await self._answers.fits(call, row, line)
        if not fits and (not direct or follow.plain(self._kernel.table, line) is not None):
            return False
        self._starter.taken(call.incoming)
        await self._answers.take(call, row, line)
        return True

    async def _plain(self, call: Call, line: Line) -> None:
        read = follow.plain(self._kernel.table, line)
        if read is not None:
            await self._starter.start(call, read, line)
            return
        words = [piece.text for piece in line.words()]
        near = self._kernel.table.names.nearest(words, lambda command: self._may(call, command))
        await self._starter.refuse(call, Refusal("plain.not_understood", near=_paths(near)))

    async def _remind(self, call: Call, before: Dialogue, answered: int | None) -> None:
        """Name a question that was open before this message and waits still, unless it was just answered."""
        direct = call.place.room_class is RoomClass.DIREKT
        row = await open_question(call.session, call.incoming.sender, call.incoming.room_id, direct=direct)
        if row is not None and row.id <= before.id and row.id != answered:
            await self._answers.remind(call, row)

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

    def _may(self, call: Call, command: Command) -> bool:
        return decide(command, call.caller, call.place, self._kernel.policy).allowed


def _paths(commands: Sequence[Command]) -> tuple[tuple[str, ...], ...]:
    return tuple(command.path for command in commands)


def _without_quote(incoming: Incoming) -> str:
    """Without the quoted message that older clients put before a reply."""
    if incoming.reply_to is None or not incoming.text.startswith("> "):
        return incoming.text
    lines = incoming.text.split("\n")
    kept = next((at for at, text in enumerate(lines) if not text.startswith(">")), len(lines))
    return "\n".join(lines[kept:]).lstrip("\n")
