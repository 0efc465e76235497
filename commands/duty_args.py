"""What people write when they change duty: a colleague, and until when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import ClassVar, Final
from zoneinfo import ZoneInfo

from bot.actors.facts import PersonEntry, people
from bot.chat.declare import Call, Choice
from bot.chat.message import Role
from bot.chat.text import fold
from bot.chat.times import read_time
from bot.duty.desk import DutyDesk
from bot.duty.facts import people_of
from bot.errors import Refusal
from bot.register.section import Snapshot

_MOST_CHOICES: Final = 9
_WHICH: Final = MappingProxyType({"time.overlap": "duty.twice", "time.gap": "duty.skipped"})
"""What is asked of an end that the night's change of the clock makes two, or none."""
_OWN: Final = frozenset({"jag", "mig", "me", "i"})
_FROM_NOW: Final = frozenset(
    {"om", "in", "i", "idag", "ikvall", "inatt", "imorgon", "imorron", "overmorgon", "nu", "now", "genast"}
    | {"today", "tonight", "tomorrow"}
)
"""Words with which a time is counted from now, whatever was said before it."""


class Colleague:
    """A person by user name or name; of the own units' people a part of the name is enough."""

    needs: ClassVar[tuple[type, ...]] = (DutyDesk,)

    async def read(self, text: str, call: Call) -> str:
        snapshot = await call.service(DutyDesk).register.current(call.session)
        wanted = " ".join(fold(text).split())
        if wanted in _OWN:
            return call.caller.user_id
        exact = [one for one in people(snapshot) if wanted in _names(one)]
        known = list(_colleagues(snapshot, call))
        near = exact or [one for one in known if len(wanted) > 1 and _begins(wanted, one)]
        if len(near) == 1:
            return near[0].id
        offered = near or known
        choices = tuple(Choice(one.id, one.name) for one in offered[:_MOST_CHOICES])
        raise Refusal("duty.person", text=text[:40], several=bool(near), choices=choices)

    async def choices(self, call: Call) -> Sequence[Choice]:
        snapshot = await call.service(DutyDesk).register.current(call.session)
        others = [one for one in _colleagues(snapshot, call) if one.id != call.caller.user_id]
        return tuple(Choice(one.id, one.name) for one in others[:_MOST_CHOICES])


def _names(one: PersonEntry) -> frozenset[str]:
    return frozenset({fold(one.id), fold(one.id[1:].partition(":")[0]), fold(one.name)})


def _begins(wanted: str, one: PersonEntry) -> bool:
    """True when a word of the name, or the whole of it, begins like this."""
    name = fold(one.name)
    return name.startswith(wanted) or any(word.startswith(wanted) for word in name.split())


def _colleagues(snapshot: Snapshot, call: Call) -> Iterable[PersonEntry]:
    if Role.ADMIN in call.caller.roles:
        return people(snapshot)
    own = {user_id for unit_id in call.caller.belongs for user_id in people_of(snapshot, unit_id)}
    return (one for one in people(snapshot) if one.id in own)


@dataclass(frozen=True)
class Until:
    """An end as it was written: ``08:00`` is the first one after the start, whenever that is."""

    text: str

    def after(self, start: datetime, now: datetime, zone: ZoneInfo) -> datetime:
        """The instant that is meant.

        Raises:
            Refusal: of ``read_time``; ``duty.order`` for a date before the start; ``duty.twice`` and
                ``duty.skipped``, which become a question.
        """
        if fold(self.text).split()[0] in _FROM_NOW:
            return read_time(self.text, now, zone)
        try:
            return read_time(self.text, max(start, now), zone)
        except Refusal as refusal:
            if refusal.code == "time.past":
                raise Refusal("duty.order", start=start, end=refusal.fields["at"]) from refusal
            if refusal.code in _WHICH:
                raise Refusal(_WHICH[refusal.code], asks="until", **refusal.fields) from refusal
            raise


class UntilTime:
    """Read as a time to begin with, so that what is none is asked for again at once."""

    needs: ClassVar[tuple[type, ...]] = (ZoneInfo,)

    async def read(self, text: str, call: Call) -> Until:
        try:
            read_time(text, call.now, call.service(ZoneInfo))
        except Refusal as refusal:
            if refusal.code != "time.past" and refusal.code not in _WHICH:
                raise
        return Until(text)

    async def choices(self, call: Call) -> Sequence[Choice]:  # noqa: ARG002 - the protocol's
        return ()
