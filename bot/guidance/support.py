"""Help for whoever asks on the job: the contacts by kommun, hour and need."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.chat.declare import Call
from bot.chat.message import RoomClass
from bot.chat.outcome import Notice, Outcome, ToClass, ToRoom
from bot.duty.facts import local
from bot.guidance import frame
from bot.guidance.desk import Desk, room_kommun
from bot.guidance.entries import GuidanceEntry, settings
from bot.guidance.help import LocalHelp, local_help
from bot.guidance.help_lines import HelpText, lines
from bot.guidance.languages import Language
from bot.guidance.leaf import Leaf
from bot.guidance.review import standing
from bot.guidance.showable import Showing, showing
from bot.guidance.tongue import Tongue
from bot.guidance.values import Need, ReviewState, Section

_SENSITIVE: Final = frozenset({Need.VALD, Need.HEDER})


@dataclass(frozen=True)
class Asked:
    """``at``: None is now. ``kommun``: a code; None is no kommun, or that of the room.

    ``language``: of a further message, for whoever needs the help; a code.
    """

    needs: tuple[Need, ...] = ()
    kommun: str | None = None
    at: datetime | None = None
    language: str | None = None


@dataclass(frozen=True)
class Further:
    """The message for whoever needs the help: how far its language has come, and whether it is said here."""

    language: Language
    state: ReviewState
    showing: Showing
    drafts_allowed: bool


@dataclass(frozen=True)
class Support:
    """``sensitive``: whoever asks is to think of how the person can be reached safely."""

    needs: tuple[Need, ...]
    help: LocalHelp
    asked_at: datetime | None
    sensitive: bool
    further: Further | None = None


class GiveSupport:
    """Keeps no count and writes nothing down: what somebody needs help with is nobody else's business."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, call: Call, asked: Asked) -> Outcome:
        snapshot = await self._desk.snapshot(call.session)
        kommun = asked.kommun or room_kommun(call.place)
        at, today = asked.at or call.now, local(call.now).date()
        found = local_help(snapshot, self._desk.duty, kommun, asked.needs, at, today=today)
        notices = [_none_of(found, snapshot.version)] if found.none_local else []
        further = None
        if asked.language is not None:
            tongue = await self._desk.tongue(call.session, asked.language)
            further = await self._further(call, tongue, settings(snapshot))
            if further.showing.said:
                # whoever reads it reads it now, not at the time that was asked for
                text = lines(tongue, found, hours=asked.at is None)
                notices.append(_message(call, tongue, further.showing, text))
        sensitive = bool(_SENSITIVE & set(asked.needs))
        return Outcome(Support(asked.needs, found, asked.at, sensitive, further), tuple(notices))

    async def _further(self, call: Call, tongue: Tongue, rules: GuidanceEntry) -> Further:
        its = (await standing(call.session, tongue.texts))[Section.RAM]
        alone = call.place.room_class is RoomClass.DIREKT
        how = showing(its.state, rules, alone=alone, ever_reviewed=its.approved)
        return Further(tongue.language, its.state, how, rules.show_drafts)


def _message(call: Call, tongue: Tongue, how: Showing, text: HelpText) -> Notice:
    """The contacts alone, in one language, so that they can be sent on as they are."""
    marks = ((frame.DRAFT, how.draft), (frame.OUTDATED, how.outdated))
    notices = tuple(tongue.line(line) for line, so in marks if so)
    leaf = Leaf(tongue, "", notices, (), None, (), (), text, ())
    room = ToRoom(call.place.room_id)
    return Notice("guide.text", room, {"leaf": leaf}, thread=False, within=call.incoming.thread_root)


def _none_of(found: LocalHelp, version: int) -> Notice:
    """To operations, once for each register; of the kommun alone, and of nobody who asked."""
    return Notice(
        "guide.no_contacts",
        ToClass(RoomClass.DRIFT),
        {"kommun": found.kommun, "stale": found.stale},
        thread=False,
        dedupe_key=f"guide.no_contacts:{found.kommun}:{version}",
    )
