"""Replies, thread messages and plain words read as commands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.chat.declare import Command, Follower, Guard
from bot.chat.message import Place, RoomClass
from bot.chat.outcome import About
from bot.chat.parse import Line
from bot.chat.registry import Table
from bot.chat.text import fold

_DOUBT = re.compile(
    r"(?<!-)\b(?:aldrig|ej|icke|ingen|inget|inga|inte|knappt|utan|men|om|forst|kan|ska|vill|snart|senare|sedan|strax"
    r"|vantar|forsokt|forsoker|upptaget|du|ni|han|hon|de|nagon|vem|not|no|nobody|never|but|if|can|will|soon"
    r"|later|waiting|tried|trying|busy|you|he|she|they|anyone|somebody|who)\b"
)
"""Words after a verb with which people deny, doubt, ask or put off what the verb alone would say.

The end of a reference, ``IA-2026-0412-DU``, is no word.
"""


_TALK = re.compile(
    r"aj|alla|bra|da|det|dig|du|er|fint|ha|har|hej|hejsan|hor|i|ja|japp|javisst|jo|kanon|klart|kvitterat|mm"
    r"|mottaget|nej|ni|nja|ok|okej|okidoki|perfekt|sa|ser|ska|super|tack|tackar|toppen|uppfattat|vad|vi|visst"
    r"|fine|good|great|hello|hi|no|noted|thank|thanks|yes|you"
)
"""Words of which a line that says nothing of the world consists."""
_YES_OR_NO = re.compile(r"ja|japp|javisst|jo|nej|ok|okej|no|yes")
_QUESTION = re.compile(r"[^\n]*\?")


@dataclass(frozen=True)
class Read:
    """A command found in a line: how many words named it, and values that its place gives."""

    command: Command
    used: int
    given: Mapping[str, str]


def follow(table: Table, about: About, line: Line) -> Read | None:
    """What a reply to one of our messages means: ``tar`` to an alarm, or a command without its object."""
    follower = table.followers.get(about.subject)
    words = [piece.text for piece in line.words()]
    if follower is None or not words:
        return None
    command = table.names.verb(follower.group, words[0])
    match = table.names.find(words)
    if command is not None and (not line.prefixed or match.group is None):
        return Read(command, 1, _object(follower, command, about))
    if match.command is None or not (line.prefixed or match.exact):
        return None
    if follower.otherwise is not None and not line.prefixed and match.used == 1 < len(words):
        # "behov av sandsäckar": one word that happens to name a command is how a report may begin
        return None
    return Read(match.command, match.used, _object(follower, match.command, about))


def otherwise(table: Table, about: About, line: Line) -> Read | None:
    """A reply that is no verb and no talk, where replies are to be taken for what they say."""
    follower = table.followers.get(about.subject)
    command = (
        table.names.verb(follower.group, follower.otherwise) if follower and follower.otherwise else None
    )
    if follower is None or command is None or line.prefixed or _is_talk(line):
        return None
    return whole(command, line, _object(follower, command, about))


def yes_or_no(table: Table, about: About, line: Line) -> Read | None:
    """A reply that is a yes or a no and nothing else, where such a one has to be answered."""
    follower = table.followers.get(about.subject)
    command = table.names.verb(follower.group, follower.answered) if follower and follower.answered else None
    words = [fold(piece.text) for piece in line.words()]
    said = [word.strip(".,!") for word in words if any(mark.isalnum() for mark in word)]
    if follower is None or command is None or line.prefixed or not said:
        return None
    if not all(map(_YES_OR_NO.fullmatch, said)):
        return None
    return Read(command, len(words), _object(follower, command, about))


def _is_talk(line: Line) -> bool:
    """True for thanks, signs and questions, which people send each other."""
    words = [fold(piece.text) for piece in line.words()]
    said = [word for word in words if any(mark.isalnum() for mark in word)]
    return all(map(_TALK.fullmatch, said)) or _QUESTION.fullmatch(line.read.strip()) is not None


def reaction(table: Table, about: About, key: str) -> Read | None:
    """What a reaction on one of our messages means."""
    follower = table.followers.get(about.subject)
    verb = follower.reactions.get(key.replace("\ufe0f", "")) if follower else None
    command = table.names.verb(follower.group, verb) if follower and verb else None
    if follower is None or command is None:
        return None
    return Read(command, 1, _object(follower, command, about))


def plain(table: Table, line: Line) -> Read | None:
    """Words without prefix in a direct chat: a command by its exact name, or a verb only one group has."""
    words = [piece.text for piece in line.words()]
    match = table.names.find(words)
    if match.command is not None and match.exact:
        return Read(match.command, match.used, {})
    if match.command is not None and match.used > 1:
        return Read(match.command, match.used, {})
    first, rest = table.names.verbs(_followed(table), words[0]) if words else ([], [])
    verbs = first or rest
    return Read(verbs[0], 1, {}) if len(verbs) == 1 else None


def unlinked(table: Table, place: Place, line: Line) -> Read | None:
    """A bare ``tar`` in a unit's room that replies to nothing: silence would be taken for a yes.

    Only verbs that need a signed device; an ``ok`` alone is how people talk to each other.
    """
    if place.room_class is not RoomClass.ENHET or not is_bare_verb(table, line):
        return None
    read = plain(table, line)
    return read if read is not None and read.command.access.guard is not Guard.TALK else None


def anew(table: Table, command: Command, line: Line) -> Read | None:
    """The new text of a message that was this command; None when it now is another one.

    Text that names no command is all of it the value that takes what is left over, if there is one.
    """
    words = [piece.text for piece in line.words()]
    match = table.names.find(words)
    if match.command == command and (line.prefixed or match.exact or match.used > 1):
        return Read(command, match.used, {})
    verb = table.names.verb(command.path[0], words[0]) if words else None
    if verb == command:
        return Read(command, 1, {})
    if line.prefixed or verb is not None or (match.command is not None and match.exact):
        return None
    return whole(command, line, {})


def whole(command: Command, line: Line, given: Mapping[str, str]) -> Read | None:
    """All of a text as the one value that takes it, with its line breaks; None where nothing does."""
    rest = next((arg for arg in command.args if arg.rest), None)
    if command.reads is not None:
        return Read(command, 0, given)
    if rest is None:
        return None
    return Read(command, len(line.words()), {**given, rest.name: line.written.strip()})


def is_plain_deed(read: Read, line: Line) -> bool:
    """False for "ringt men inget svar", "tar du det?" and the like, written without prefix.

    What binds somebody must be said plainly: taken for a deed, such words would stop a clock for good.
    """
    if line.prefixed or read.command.access.guard is Guard.TALK:
        return True
    said, _, _ = line.read[line.start :].partition(":")
    after = " ".join(fold(said).split()[read.used :])
    return "?" not in line.read and _DOUBT.search(after) is None


def is_bare_verb(table: Table, line: Line) -> bool:
    """True when a line is nothing but a verb that belongs to some object, and is not everybody's word."""
    words = line.words()
    return len(words) == 1 and bool(table.names.verbs(_followed(table), words[0].text)[0])


def _followed(table: Table) -> list[str]:
    return sorted({follower.group for follower in table.followers.values()})


def _object(follower: Follower, command: Command, about: About) -> dict[str, str]:
    """The object's id as the value of the argument that takes it, if the command has one."""
    return {
        arg.name: about.object_id for arg in command.args if follower.object_key in (arg.key, *arg.aliases)
    }
