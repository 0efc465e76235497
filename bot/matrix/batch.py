"""One sync answer, read into rooms as they now are and the events that still have to be looked at. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from typing import Any

import structlog

from bot.log import where
from bot.matrix import raw
from bot.matrix.room_state import Change, ChangeKind, RoomState, fold
from bot.matrix.rooms import RoomDirectory
from bot.matrix.upgrades import inherit


@dataclass
class RoomPart:
    """The timeline of one room; ``gap`` is where earlier events must be fetched from first."""

    room: RoomState
    events: list[dict[str, Any]]
    gap: str | None = None
    since: str | None = None
    """The newest event that was seen before; None in a room that the bot has just come into."""
    since_at: datetime | None = None


@dataclass
class Batch:
    """All of one answer."""

    next_batch: str
    parts: list[RoomPart] = field(default_factory=list)
    rooms: dict[str, RoomState] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    invited: list[str] = field(default_factory=list)
    heirs: list[tuple[str, str]] = field(default_factory=list)
    """Old and new id of each room whose upgrade is complete now."""


def read_batch(answer: Mapping[str, Any], directory: RoomDirectory) -> Batch:
    """Read the rooms of a sync answer; what is malformed is passed over."""
    batch = Batch(str(answer.get("next_batch")))
    for room_id, section in _rooms(answer, "invite"):
        events = [*raw.objects(raw.obj(section, "invite_state").get("events"))]
        batch.rooms[room_id] = _invited(room_id, events, directory)
        batch.invited.append(room_id)
    for room_id, _section in _rooms(answer, "leave"):
        known = directory.state(room_id)
        if known:
            batch.rooms[room_id] = replace(known, membership="leave", members={}, direct=False)
    for room_id, section in _rooms(answer, "join"):
        try:
            _joined(batch, room_id, section, directory)
        except Exception as error:  # noqa: BLE001 - one room must never keep the others out
            structlog.get_logger().error("matrix.room_unread", room=room_id, **where(error))
    _flag_directs(batch, answer, directory)
    batch.heirs = inherit(batch.rooms, directory)
    return batch


def _rooms(answer: Mapping[str, Any], which: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for room_id, section in raw.obj(answer, "rooms", which).items():
        if raw.identifier(room_id) and room_id.startswith("!") and isinstance(section, dict):
            yield room_id, section


def _invited(room_id: str, events: list[dict[str, Any]], directory: RoomDirectory) -> RoomState:
    before = directory.state(room_id) or RoomState(room_id)
    base = RoomState(room_id, "invite", encrypted=before.encrypted, last_event=before.last_event)
    room, _ = fold(base, events, directory.me)
    mine = [event for event in events if event.get("state_key") == directory.me]
    inviter = next((raw.user(event.get("sender")) for event in mine), None)
    return replace(room, inviter=inviter, last_at=before.last_at)


def _joined(batch: Batch, room_id: str, section: Mapping[str, Any], directory: RoomDirectory) -> None:
    timeline = raw.obj(section, "timeline")
    events = [*raw.objects(timeline.get("events"))]
    known = directory.state(room_id)
    fresh = known is None or known.membership != "join"
    base = known or RoomState(room_id)
    if fresh:
        base = replace(base, membership="join", members={})
    room, changes = fold(
        base, chain(raw.objects(raw.obj(section, "state").get("events")), events), directory.me
    )
    room = replace(room, direct=room.direct or _came_as_direct(events, directory.me))
    ids = [found for event in events if (found := raw.identifier(event.get("event_id")))]
    times = [at for event in events if (at := raw.instant(event.get("origin_server_ts")))]
    since = None if fresh else base.last_event
    since_at = base.last_at if since else None
    if ids:
        room = replace(room, last_event=ids[-1], last_at=times[-1] if times else base.last_at)
    gap = timeline.get("prev_batch") if timeline.get("limited") is True else None
    batch.rooms[room_id] = room
    # What was so when the bot came in is the room inspection's to tell.
    batch.changes += [one for one in changes if not (fresh and one.kind is ChangeKind.OPENED)]
    batch.parts.append(RoomPart(room, events, gap if isinstance(gap, str) else None, since, since_at))


def _came_as_direct(events: list[dict[str, Any]], me: str) -> bool:
    """The bot's own joining tells what its invite said, when both came between two syncs."""
    return any(
        event.get("state_key") == me and raw.obj(event, "unsigned", "prev_content").get("is_direct") is True
        for event in events
    )


def _flag_directs(batch: Batch, answer: Mapping[str, Any], directory: RoomDirectory) -> None:
    for event in raw.objects(raw.obj(answer, "account_data").get("events")):
        if event.get("type") != "m.direct":
            continue
        for rooms in raw.obj(event, "content").values():
            for room_id in rooms if isinstance(rooms, list) else ():
                room = (
                    batch.rooms.get(room_id) or directory.state(room_id) if isinstance(room_id, str) else None
                )
                if room and room.membership == "join" and not room.direct:
                    batch.rooms[room_id] = replace(room, direct=True)
