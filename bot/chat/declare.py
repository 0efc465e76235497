"""A command as a frozen value: path, typed arguments, access, executor and view."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar, Protocol, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.document import Document
from bot.chat.message import Caller, Incoming, Place, Role, RoomClass
from bot.chat.outcome import About, Notice, Outcome
from bot.chat.say import Msg, Say

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

Path = tuple[str, ...]
View = Callable[[Any, Say], Document]
"""Of a result, in the asker's language."""
NoticeView = Callable[[Mapping[str, Any], Say], Document]
"""Of a notice's fields, in the language of the room or person that gets it."""
ProblemView = Callable[[Mapping[str, Any], Say], Document]
"""Of a refusal's fields."""


class Guard(StrEnum):
    """Classes of verbs for which the configuration says whether a signed device is needed."""

    TALK = "talk"
    CASE = "case"
    """tar, ringt, avsluta, återta"""
    DUTY = "duty"
    REGISTER = "register"
    SIGN_OFF = "sign_off"
    PUBLICATION = "publication"


class OnChange(StrEnum):
    """What an edit or a redaction of a command's own message does once the command is done."""

    SAY = "say"
    """Nothing, and the sender is told so with ``Command.instead``."""
    NOTHING = "nothing"
    """Nothing; for what only showed something."""
    RERUN = "rerun"
    """An edit runs the new text as a new command; only for what changes nothing."""
    REVISE = "revise"
    """An edit is read as the same command anew, and ``Command.revise`` changes what it did."""
    RETRACT = "retract"
    """A redaction takes back what it did, through ``Command.retract``."""


@dataclass(frozen=True)
class Call:
    """Who asks, where, and within which transaction."""

    session: AsyncSession
    caller: Caller
    place: Place
    incoming: Incoming
    now: datetime
    about: About | None = None
    """The object whose message this replies to or stands in the thread of."""
    services: Mapping[type, Any] = field(default_factory=dict)

    def service(self, kind: type[T]) -> T:
        """What a converter or scope listed in its ``needs``."""
        found: T = self.services[kind]
        return found


@dataclass(frozen=True)
class Choice:
    """One numbered answer: ``text`` for the converter, ``label`` for people (a ``msg`` or a name)."""

    text: str
    label: str


class Converter(Protocol[T_co]):
    """Makes a typed value of what somebody wrote."""

    needs: ClassVar[tuple[type, ...]]
    """Services it takes from ``call.service``; one that is missing fails when the table is built."""

    async def read(self, text: str, call: Call) -> T_co:
        """The value.

        Raises:
            Refusal: with ``choices`` (``Choice`` values or names) among its fields, the kernel asks
                which one is meant.
        """
        ...

    async def choices(self, call: Call) -> Sequence[Choice]:
        """The numbered answers to a question for this value; none for free values."""
        ...


@dataclass(frozen=True)
class Arg:
    """One argument.

    ``name`` is the field of the executor's args class, ``key`` what people write before the colon.
    ``position`` 0, 1, ...: words without a key fill these in turn; ``rest`` takes all words left over.
    ``ends``: how many letters of those words are its own, where the next in position takes what follows.
    ``late``: when none are, it comes once more after the others, so that it may stand before or after them.
    ``verbatim``: kept as typed, with its line breaks, quotes and dashes.
    A missing required one is asked for with ``question``; unanswered in time it becomes ``when_silent``
    (read by the converter), or the command lapses when that is None.
    A missing one that is not required is ``default``.
    ``single``: the value after the colon is one word; what follows it are words without a key.
    ``tells_apart``: another value than in a waiting draft means that something else is written about.
    ``kept``: not missed in an edit of the message (``OnChange.REVISE``), where None leaves it as it was.
    """

    name: str
    key: str
    convert: Converter[Any]
    summary: Msg
    aliases: tuple[str, ...] = ()
    required: bool = True
    question: Msg | None = None
    when_silent: str | None = None
    default: Any = None
    position: int | None = None
    rest: bool = False
    ends: Callable[[str], int] | None = None
    late: bool = False
    single: bool = False
    verbatim: bool = False
    tells_apart: bool = False
    kept: bool = False
    required_with: str | None = None
    """The argument that, once given, makes this one required too."""
    required_if: Callable[[Mapping[str, str]], bool] | None = None
    """Makes it required by what is given: the texts, by their arguments' names."""
    example: str = ""

    def needed(self, given: Mapping[str, str]) -> bool:
        """Whether it has to be given, when these texts are, by their arguments' names."""
        if self.required or (self.required_with is not None and self.required_with in given):
            return True
        return self.required_if is not None and self.required_if(given)


Scope = Callable[[Call, Any], Awaitable[None]]
"""Checks the object in the args against the caller; raises Refusal."""


@dataclass(frozen=True)
class Access:
    """Who may, and where; the same value decides what help lists.

    Anyone registered when none of ``roles``, ``on_duty`` and ``belongs`` is given; otherwise one of the
    roles, or being on duty in some unit, or being one of its people. ``scope`` then looks at the object
    itself.
    """

    roles: frozenset[Role] = frozenset()
    on_duty: bool = False
    belongs: bool = False
    rooms: frozenset[RoomClass] = frozenset(RoomClass)
    moved_from: frozenset[RoomClass] = frozenset()
    """Rooms too wide for a private command: typed there, it goes on in the direct chat; no help lists it."""
    guard: Guard = Guard.TALK
    scope: Scope | None = None
    in_clear: bool = False
    """May be run in a room that is not encrypted: only for what says nothing of anybody."""


@dataclass(frozen=True)
class Confirm:
    """Asked before what can't be undone.

    ``prepare`` is an executor whose value says who and what it reaches; None: there is nothing to ask.
    """

    prepare: Callable[..., Awaitable[Any]]
    view: View


Patience = Callable[[Call], Awaitable[timedelta]]
Begun = Callable[[Call], Awaitable[Sequence[Notice]]]
Reads = Callable[[str, int], Mapping[str, tuple[str, int]]]
"""The text as typed, and where the words after the verb begin: each value with its place, by argument."""

Apart = Callable[[str], Mapping[str, tuple[int, int]]]
"""From words to where each value begins and ends in them, by argument; nothing where unsure."""


@dataclass(frozen=True)
class Command:
    """One command.

    ``execute(call, args, service...)``: ``args`` (left out when there are none) is a dataclass with the
    arguments' names; further parameters are services found by their annotation. A Refusal of its with
    ``asks`` (an argument's name) and ``choices`` among the fields becomes a question for that argument:
    its view lists the choices, numbered.
    ``private``: outside a direct chat, questions and answer go to the sender's direct chat, and the
    sender is asked to remove the message.
    ``unsigned``: the command that is carried out in its place when the device is not signed.
    ``patience``: how long a question waits, when it is not the kernel's usual time.
    ``stale_after``: older than this when it is read, the command asks again before it acts.
    ``examples``: command lines without prefix.
    """

    path: Path
    summary: Msg
    execute: Callable[..., Awaitable[Outcome]]
    view: View
    aliases: tuple[Path, ...] = ()
    args: tuple[Arg, ...] = ()
    access: Access = field(default_factory=Access)
    confirm: Confirm | None = None
    private: bool = False
    lenient: bool = False
    """Words that cannot be read are left out and told of, rather than refused: what is left is urgent."""
    undone: Msg | None = None
    """Said with every refusal (``Inget är larmat.``)."""
    preamble: Msg | None = None
    """Stands before the first question (``Fara för liv: ring 112.``)."""
    patience: Patience | None = None
    begun: Begun | None = None
    """What is to be told when its first question is asked."""
    reads: Reads | None = None
    """How its words are read, where that is not as ``nyckel:värde`` pairs and words in their places."""
    apart: Apart | None = None
    """How words without keys are told apart, by themselves or after a key's value; else they stand in their
    places, and are all of the value."""
    stale_after: timedelta | None = None
    unsigned: Path | None = None
    takes_file: bool = False
    """A file that its sender sends while one of its questions waits is for it."""
    never_waits: bool = False
    """Carried out however many messages its sender has just sent."""
    on_edit: OnChange = OnChange.SAY
    on_redact: OnChange = OnChange.SAY
    instead: Msg | None = None
    """What to do in place of an edit or redaction (``Ärendet ligger kvar. Skriv återta ...``)."""
    revise: Callable[..., Awaitable[Outcome]] | None = None
    """As ``execute``, with the values of the new text; ``call.incoming.relates_to`` is the first message."""
    revised: View | None = None
    """Of what ``revise`` gives."""
    retract: Callable[..., Awaitable[Outcome]] | None = None
    """``retract(call, service...)``: ``call.incoming.relates_to`` is the message that was removed."""
    retracted: View | None = None
    """Of what ``retract`` gives."""
    examples: tuple[str, ...] = ()
    looks: Callable[..., Awaitable[None]] | None = None
    """``looks(call, args, service...)``: before a question, raises the Refusal that no answer would mend.

    ``args``: a dataclass with some of the arguments; it waits for those of them that are required.
    """


@dataclass(frozen=True)
class Follower:
    """How replies and reactions to our messages about a subject become commands.

    A reply ``tar`` to a message about case X reads as ``!<group> tar <object_key>:X``. A reaction found
    in ``reactions`` reads as its verb. ``otherwise`` is the verb that a reply with no verb reads as: all of
    it becomes the argument of that command which takes what is left over (``rest``). ``answered`` is the verb
    that answers a reply which is a yes or a no and nothing else, where silence would be taken for a deed.
    """

    subject: str
    group: str
    object_key: str
    reactions: Mapping[str, str] = field(default_factory=dict)
    otherwise: str | None = None
    answered: str | None = None


@dataclass(frozen=True)
class Group:
    """What one module of ``commands`` adds to the table.

    ``words``: other names of a first word (``{"ärende": ("case",)}``), good for every command under it.
    ``yielding``: first words whose verbs, written alone, mean something only where no other group has them:
    ``tar`` alone is about a case.
    """

    commands: tuple[Command, ...]
    notices: Mapping[str, NoticeView] = field(default_factory=dict)
    problems: Mapping[str, ProblemView] = field(default_factory=dict)
    followers: tuple[Follower, ...] = ()
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    yielding: tuple[str, ...] = ()
