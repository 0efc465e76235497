"""What people write for a revision, an actor, a colleague, and until when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Final
from zoneinfo import ZoneInfo

from bot.actors.facts import PersonEntry, people
from bot.chat.converters import Words, yes_no
from bot.chat.declare import Call, Choice
from bot.chat.text import fold
from bot.chat.times import read_time
from bot.errors import Refusal
from bot.press.desk import Desk

_NUMBER: Final = re.compile(r"\s*(?:[^\W\d_]{1,10}[\s.:#]{0,3})?(\d{1,4})\W*")
_MOST_CHOICES: Final = 9
_ENDS: Final = frozenset({"slut", "avsluta", "stopp", "end", "stop"})
_YES_NO: Final = yes_no()


class Revision:
    """``3``, ``rev 3``, ``version 3``."""

    needs: ClassVar[tuple[type, ...]] = ()

    async def read(self, text: str, call: Call) -> int:  # noqa: ARG002 - the protocol's
        found = _NUMBER.fullmatch(text)
        if found is None:
            raise Refusal("sign.revision", text=text[:40])
        return int(found[1])

    async def choices(self, call: Call) -> Sequence[Choice]:  # noqa: ARG002 - the protocol's
        return ()


class Reason(Words):
    """Words that say something: a yes or a no to the question why says nothing."""

    async def read(self, text: str, call: Call) -> str:
        if not any(mark.isalnum() for mark in text) or list(_YES_NO.find(text)):
            raise Refusal("sign.reason")
        return await super().read(text, call)


class Colleague:
    """Somebody of the caller's own organisation, by user name, name, or the beginning of one."""

    needs: ClassVar[tuple[type, ...]] = (Desk,)

    async def read(self, text: str, call: Call) -> str:
        snapshot = await call.service(Desk).snapshot(call.session)
        wanted = " ".join(fold(text).split()).rstrip(":")
        everyone = people(snapshot)
        exact = [one for one in everyone if wanted in _names(one)]
        own = [one for one in everyone if _together(one, call)]
        near = exact or [one for one in own if len(wanted) > 1 and _begins(wanted, one)]
        if len(near) == 1:
            return near[0].id
        offered = [one for one in near or own if one.id != call.caller.user_id]
        choices = tuple(Choice(one.id, one.name) for one in offered[:_MOST_CHOICES])
        raise Refusal("stand_in.person", text=text[:40], several=bool(near), choices=choices)

    async def choices(self, call: Call) -> Sequence[Choice]:
        snapshot = await call.service(Desk).snapshot(call.session)
        own = [one for one in people(snapshot) if _together(one, call) and one.id != call.caller.user_id]
        return tuple(Choice(one.id, one.name) for one in own[:_MOST_CHOICES])


class UntilWhen:
    """A time, or ``nu`` and ``slut`` for at once."""

    needs: ClassVar[tuple[type, ...]] = (ZoneInfo,)

    async def read(self, text: str, call: Call) -> datetime:
        if fold(text).strip(" .!") in _ENDS:
            return call.now
        return read_time(text, call.now, call.service(ZoneInfo))

    async def choices(self, call: Call) -> Sequence[Choice]:  # noqa: ARG002 - the protocol's
        return ()


def _together(one: PersonEntry, call: Call) -> bool:
    return one.organisation == call.caller.organisation


def _names(one: PersonEntry) -> frozenset[str]:
    return frozenset({fold(one.id), fold(one.id[1:].partition(":")[0]), fold(one.name)}) | {
        fold(f"@{one.id[1:].partition(':')[0]}")
    }


def _begins(wanted: str, one: PersonEntry) -> bool:
    name = fold(one.name)
    return name.startswith(wanted) or any(word.startswith(wanted) for word in name.split())
