"""One try at running a command: what was given so far, and where the answer belongs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.chat.declare import Arg, Call, Command
from bot.chat.document import Document, doc
from bot.chat.message import Incoming, Trust
from bot.chat.policy import Policy
from bot.chat.protocols import Address
from bot.chat.registry import Bound
from bot.chat.say import Say
from bot.errors import Refusal


@dataclass(frozen=True)
class Attempt:
    """``answers``: the message answered last, which may be a later one than the command's own.

    ``silent``: nobody answers any more, so what is missing becomes what the arguments say.
    ``dialogue``: the id of the open question this continues.
    ``read_at``: when the values were read that its sender has been asked to say yes to.
    """

    call: Call
    bound: Bound
    given: Mapping[str, str]
    address: Address
    answers: str
    at: Mapping[str, int] = field(default_factory=dict)
    flagged: bool = False
    confirmed: bool = False
    silent: bool = False
    revising: bool = False
    """The message was edited, and its command is read anew."""
    moved: bool = False
    dialogue: int | None = None
    read_at: datetime | None = None
    refused: Refusal | None = None
    """Why another command runs than the one that was written."""
    faults: tuple[Refusal, ...] = ()
    """Words of the command's own line that could not be read and are left out."""
    lead: Document = field(default_factory=doc)
    """What is said before anything else."""

    @property
    def here(self) -> bool:
        """True when the answer stands in the room of the message it answers."""
        return self.address.target == self.call.place.room_id


class Stopped(Exception):  # noqa: N818 - a question follows, nothing failed
    """Not all values are there; ``known`` are."""

    def __init__(self, arg: Arg, known: Mapping[str, object]) -> None:
        super().__init__(arg.name)
        self.arg = arg
        self.known = known


class ArgRefusal(Stopped):
    """A value that could not be read."""

    def __init__(
        self, arg: Arg, known: Mapping[str, object], text: str, at: int | None, refusal: Refusal
    ) -> None:
        super().__init__(arg, known)
        self.text = text
        self.at = at
        self.refusal = refusal


class Missing(Stopped):
    """A required value is not there yet."""


async def read_values(attempt: Attempt) -> dict[str, object]:
    """The typed values of all arguments.

    Raises:
        ArgRefusal: a given value cannot be read; told before anything is asked for.
        Missing: a required one is not given.
    """
    values: dict[str, object] = {}
    # in 20 minutes, said before the question, is what it was then: that is what the yes is to
    call = attempt.call if attempt.read_at is None else replace(attempt.call, now=attempt.read_at)
    args = attempt.bound.command.args
    for arg in args:
        if arg.name in attempt.given:
            text = attempt.given[arg.name]
            try:
                values[arg.name] = await arg.convert.read(text, call)
            except Refusal as refusal:
                if not (attempt.silent and arg.when_silent is not None):
                    raise ArgRefusal(arg, values, text, attempt.at.get(arg.name), refusal) from refusal
                values[arg.name] = await arg.convert.read(arg.when_silent, call)
    for arg in args:
        if arg.name in values:
            continue
        if not arg.needed(attempt.given) or (attempt.revising and arg.kept):
            values[arg.name] = arg.default
        elif attempt.silent and arg.when_silent is not None:
            values[arg.name] = await arg.convert.read(arg.when_silent, call)
        else:
            raise Missing(arg, values)
    return values


def remarks(attempt: Attempt, policy: Policy, say: Say) -> Document:
    """What the sender must know besides the answer: dropped numbers, age, an unsigned device."""
    incoming = attempt.call.incoming
    lines = list(screened(incoming, say))
    age = attempt.call.now - incoming.origin_at
    if age > policy.marked_late_after and attempt.dialogue is None:
        lines.append(
            say("Skrivet {then}, läst {now}.", then=say.time(incoming.origin_at), now=say.clock(say.now))
        )
    if attempt.flagged:
        lines.append(_unsigned(attempt.call.caller.trust, say))
    return doc(*lines)


def screened(incoming: Incoming, say: Say) -> tuple[str, ...]:
    """That something was dropped before the message was stored, if so."""
    if not incoming.screened:
        return ()
    return (
        say("Ett personnummer stod i meddelandet. Jag har inte sparat det. Ta bort meddelandet i rummet."),
    )


def undone(command: Command | None, say: Say) -> Document:
    """That a refusal means that nothing was done, where the command has words for it."""
    return doc(say.term(command.undone)) if command is not None and command.undone else doc()


def _unsigned(trust: Trust, say: Say) -> str:
    if trust is Trust.CHANGED:
        return say(
            "Din identitet har bytts och är inte bekräftad. Det är noterat. "
            "Skriv !vem, så ser du vad du kan göra."
        )
    return say("Din enhet är inte signerad. Det är noterat. Skriv !vem, så ser du hur du signerar den.")


def is_stale(attempt: Attempt) -> bool:
    """Too old to be done without asking again."""
    limit: timedelta | None = attempt.bound.command.stale_after
    return limit is not None and attempt.call.now - attempt.call.incoming.origin_at > limit
