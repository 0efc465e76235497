"""Help for whoever asks on the job: the contacts by kommun, hour and need."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.chat.declare import Call
from bot.chat.message import RoomClass
from bot.chat.outcome import Notice, Outcome, ToClass
from bot.duty.facts import local
from bot.guidance.desk import Desk
from bot.guidance.help import LocalHelp, local_help
from bot.guidance.values import Need

_SENSITIVE: Final = frozenset({Need.VALD, Need.HEDER})


@dataclass(frozen=True)
class Asked:
    """``at``: None is now. ``kommun``: a code; None is no kommun, or that of the room."""

    needs: tuple[Need, ...] = ()
    kommun: str | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class Support:
    """``sensitive``: whoever asks is to think of how the person can be reached safely."""

    needs: tuple[Need, ...]
    help: LocalHelp
    asked_at: datetime | None
    sensitive: bool


class GiveSupport:
    """Keeps no count and writes nothing down: what somebody needs help with is nobody else's business."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, asked: Asked) -> Outcome:
        snapshot = await self._desk.snapshot(call.session)
        kommun = asked.kommun or _own_kommun(call)
        at = asked.at or call.now
        found = local_help(snapshot, self._desk.duty, kommun, asked.needs, at, today=local(call.now).date())
        sensitive = bool(_SENSITIVE & set(asked.needs))
        notices = (_none_of(found, snapshot.version),) if found.none_local else ()
        return Outcome(Support(asked.needs, found, asked.at, sensitive), notices)


def _own_kommun(call: Call) -> str | None:
    """In a room of a kommun and the police, that kommun is meant."""
    return call.place.owner if call.place.room_class is RoomClass.KOMMUN_POLIS else None


def _none_of(found: LocalHelp, version: int) -> Notice:
    """To operations, once for each register; of the kommun alone, and of nobody who asked."""
    return Notice(
        "guide.no_contacts",
        ToClass(RoomClass.DRIFT),
        {"kommun": found.kommun, "stale": found.stale},
        thread=False,
        dedupe_key=f"guide.no_contacts:{found.kommun}:{version}",
    )
