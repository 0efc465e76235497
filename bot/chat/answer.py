"""What somebody says while a question is open: a number, a value, yes or no, or something else."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.access import came_in_clear, decide
from bot.chat.attempt import Attempt
from bot.chat.carry import Carrier
from bot.chat.declare import Arg, Call
from bot.chat.dialogue import SUBJECT, Dialogue, Kind, close
from bot.chat.document import Document, code, doc
from bot.chat.kernel import Kernel
from bot.chat.message import Incoming, Trust
from bot.chat.outcome import About
from bot.chat.parse import Line, given_keys, given_words
from bot.chat.post import Placed
from bot.chat.protocols import Address
from bot.chat.registry import Bound
from bot.chat.text import fold
from bot.errors import Refusal
from bot.store.event_ref import remember

_NUMBER = re.compile(r"(?:nr|nummer|alternativ|number)?\s*(\d{1,3})\s*[).:]?")
_CANCEL = frozenset({"avbryt", "cancel", "avbryta"})
_JUST_YES = frozenset({"ja", "j", "yes", "y", "japp", "jo"})
_YES = _JUST_YES | {"ok", "okej"}
_JUST_NO = frozenset({"nej", "n", "no", "nope"})
_NO = _JUST_NO | {"na"} | _CANCEL
_ENDING = 2
_ORDER = (Trust.NONE, Trust.CHANGED, Trust.UNSIGNED, Trust.SIGNED)


class Answers:
    """Takes answers to open questions."""

    def __init__(self, kernel: Kernel, carrier: Carrier) -> None:
        self._kernel = kernel
        self._carrier = carrier

    async def fits(self, call: Call, row: Dialogue, line: Line) -> bool:
        """True when the line can be read as an answer."""
        said = _said(line)
        if row.kind == Kind.CONFIRM:
            return said in _YES | _NO
        bound = self._kernel.table.bound(row.command_path)
        if said in _CANCEL or _declined(row, said) or _chosen(row, said) or self._pairs(bound, line):
            return True
        if row.state.get("only_these"):
            return False
        arg = _asked(bound, row)
        try:
            await arg.convert.read(given_words(bound.command, arg, line)[arg.name].text, call)
        except Refusal:
            return False
        return True

    async def take(self, call: Call, row: Dialogue, line: Line) -> None:
        """Go on with the command, give it up, or say what would be an answer."""
        if (clear := came_in_clear(call.incoming, call.place)) is not None:
            say = self._kernel.say(Address(row.target, row.language), call.now)
            await self._tell(call, row, self._kernel.problem(clear, say))
            return
        takes_file = self._kernel.table.bound(row.command_path).command.takes_file
        if takes_file and row.about_another(call.incoming.file):
            say = self._kernel.say(Address(row.target, row.language), call.now)
            another = Refusal("file.another", sent=row.incoming().origin_at)
            await self._tell(call, row, self._kernel.problem(another, say))
            return
        said = _said(line)
        if said in (_NO if row.kind == Kind.CONFIRM else _CANCEL) or _declined(row, said):
            await self._drop(call, row)
        elif row.kind == Kind.ARGUMENT:
            bound = self._kernel.table.bound(row.command_path)
            arg = _asked(bound, row)
            chosen, pairs = _chosen(row, said), self._pairs(bound, line)
            if not (chosen or pairs) and await _is_none_of(call, row, arg, line):
                say = self._kernel.say(Address(row.target, row.language), call.now)
                which = say("Det var inget av dem. Svara med siffran framför, 1–{n}.", n=len(row.choices))
                await self._tell(call, row, doc(which))
                return
            words = {name: piece.text for name, piece in given_words(bound.command, arg, line).items()}
            values = pairs or ({arg.name: chosen} if chosen else words)
            await self._go_on(call, row, given=row.given | values)
        elif said in _YES:
            await self._go_on(call, row, confirmed=True)
        else:
            say = self._kernel.say(Address(row.target, row.language), call.now)
            sentence = say.rich("Svara {yes} eller {no}.", yes=code(say("ja")), no=code(say("nej")))
            await self._tell(call, row, doc(sentence))

    async def remind(self, call: Call, row: Dialogue) -> None:
        """Say that a question still waits, once."""
        if row.state.get("reminded"):
            return
        row.state = {**row.state, "reminded": True}
        say = self._kernel.say(Address(row.target, row.language), call.now)
        sentence = say.rich(
            "Frågan om {command} väntar fortfarande på ditt svar. Skriv {cancel} om du inte vill gå vidare.",
            command=code(f"!{row.path}"),
            cancel=code(say("avbryt")),
        )
        about = About(SUBJECT, str(row.id), "question")
        placed = Placed(target=row.target, about=about, thread=False)
        await self._kernel.post.send(call.session, doc(sentence), placed, call.now)

    async def _go_on(self, call: Call, row: Dialogue, **changes: Any) -> None:
        try:
            attempt = await self.attempt(call.session, row, call.incoming)
        except Refusal as refusal:
            await close(call.session, row.id)
            say = self._kernel.say(Address(row.target, row.language), call.now)
            await self._tell(call, row, self._kernel.problem(refusal, say))
        else:
            await self._carrier.carry(replace(attempt, **changes))
        await self._note(call.session, call.incoming, row)

    def _pairs(self, bound: Bound, line: Line) -> dict[str, str]:
        try:
            return {name: piece.text for name, piece in given_keys(bound.command, line).items()}
        except Refusal:
            return {}

    async def attempt(self, session: AsyncSession, row: Dialogue, answered: Incoming | None) -> Attempt:
        """The command that waited, as it was written; what the answer's device is worth counts too.

        Raises:
            Refusal: the sender may not run it any more.
        """
        incoming, bound = row.incoming(), self._kernel.table.bound(row.command_path)
        if answered is not None and bound.command.takes_file and incoming.file is None:
            incoming = replace(incoming, file=answered.file)
        if answered is not None:
            incoming = replace(incoming, trust=min(incoming.trust, answered.trust, key=_ORDER.index))
            incoming = replace(incoming, screened=(*incoming.screened, *answered.screened))
        caller, place = await self._kernel.who(session, incoming)
        call = Call(
            session, caller, place, incoming, self._kernel.clock.now(), services=self._kernel.table.services
        )
        verdict = decide(bound.command, caller, place, self._kernel.policy)
        if verdict.refusal is not None:
            raise verdict.refusal
        asked = next((arg for arg in bound.command.args if answered is None and arg.name == row.asked), None)
        unsaid = {asked.name: asked.when_silent} if asked and asked.when_silent is not None else {}
        return Attempt(
            call=call,
            bound=bound,
            given=row.given | unsaid,
            address=Address(row.target, row.language),
            answers=answered.event_id if answered else incoming.event_id,
            flagged=verdict.flagged,
            confirmed=bool(row.state.get("confirmed")),
            dialogue=row.id,
            read_at=datetime.fromisoformat(read) if (read := row.state.get("read_at")) else None,
        )

    async def _drop(self, call: Call, row: Dialogue) -> None:
        await self._note(call.session, call.incoming, row)
        await close(call.session, row.id)
        say = self._kernel.say(Address(row.target, row.language), call.now)
        name = f"!{row.path}"
        await self._tell(
            call, row, doc(say.rich("Avbrutet. Jag har inte gjort {command}.", command=code(name)))
        )

    async def _tell(self, call: Call, row: Dialogue, document: Document) -> None:
        address = Address(row.target, row.language)
        await self._kernel.answer(call.session, call.incoming, address, document)

    async def _note(self, session: AsyncSession, incoming: Incoming, row: Dialogue) -> None:
        await remember(session, SUBJECT, str(row.id), "answer", event_id=incoming.event_id)


def is_cancel(line: Line) -> bool:
    """True for a word that gives up what was asked."""
    return _said(line) in _CANCEL


def _said(line: Line) -> str:
    return fold(line.read).strip(' \n.,;!"')


def _asked(bound: Bound, row: Dialogue) -> Arg:
    return next(arg for arg in bound.command.args if arg.name == row.asked)


async def _is_none_of(call: Call, row: Dialogue, arg: Arg, line: Line) -> bool:
    """True for words that mean nothing, where one of those that were shown is asked for."""
    if not row.state.get("only_these"):
        return False
    try:
        await arg.convert.read(" ".join(line.read.split()), call)
    except Refusal as refusal:
        # where something near is offered, that is asked instead
        return not refusal.fields.get("choices")
    return False


def _declined(row: Dialogue, said: str) -> bool:
    """A no to the one thing that was offered in place of what was written."""
    return bool(row.kind == Kind.ARGUMENT and said in _JUST_NO and len(row.choices) == 1)


def _chosen(row: Dialogue, said: str) -> str | None:
    """The text behind a number, or behind the last part of one of those offered (``K7``), or a yes to one."""
    number = _NUMBER.fullmatch(said)
    if number is not None:
        return row.choices[int(number[1]) - 1] if 1 <= int(number[1]) <= len(row.choices) else None
    if said in _JUST_YES and len(row.choices) == 1:
        return row.choices[0]
    if not row.state.get("only_these") or len(said) < _ENDING:
        return None
    ends = [choice for choice in row.choices if fold(choice).endswith(said)]
    return ends[0] if len(ends) == 1 else None
