"""One room as its state events leave it. Pure: the same events always give the same room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.matrix import raw

MARKER = "com.rocbot.marker"
"""The key of our own mark in the content of m.room.create."""
DIRECT = "com.rocbot.direct"
"""The key of the person for whom the bot made a direct chat, in the same place."""


class ChangeKind(StrEnum):
    """What others may have to do something about."""

    JOINED = "joined"
    INVITED = "invited"
    LEFT = "left"
    ENCRYPTED = "encrypted"
    UNENCRYPTED = "unencrypted"
    """A state event tried to take the encryption away; the bot goes on as if it had not."""
    OPENED = "opened"
    """More people than before can come in or read; ``opening`` says how."""
    REPLACED = "replaced"


class Opening(StrEnum):
    """How a room was opened up."""

    HISTORY_WORLD = "history_world"
    HISTORY_MEMBERS = "history_members"
    """Who comes in reads what was said before, too."""
    JOIN_ANYBODY = "join_anybody"
    JOIN_ASKING = "join_asking"
    JOIN_OTHERS = "join_others"
    """Members of another room, or by a rule that we do not know."""
    GUESTS = "guests"


_HISTORY = {"world_readable": Opening.HISTORY_WORLD, "shared": Opening.HISTORY_MEMBERS}
_JOIN = {"public": Opening.JOIN_ANYBODY, "knock": Opening.JOIN_ASKING}
_SHUT = frozenset({"invite", "private"})


@dataclass(frozen=True)
class Change:
    """One change of a room; ``user_id`` for a member's, the new room's id for REPLACED."""

    kind: ChangeKind
    room_id: str
    user_id: str | None = None
    room: str | None = None
    opening: Opening | None = None
    event_id: str | None = None


@dataclass(frozen=True, slots=True)
class RoomState:
    """A room; replaced as a whole, so that readers in other tasks never see a half of it."""

    room_id: str
    membership: str = "leave"
    members: Mapping[str, str] = field(default_factory=dict)
    encrypted: bool = False
    direct: bool = False
    inviter: str | None = None
    replaced_by: str | None = None
    predecessor: str | None = None
    marker: str | None = None
    made_for: str | None = None
    last_event: str | None = None
    last_at: datetime | None = None


def fold(  # noqa: C901, PLR0912 - one case for each kind of event
    room: RoomState, events: Iterable[Mapping[str, Any]], me: str
) -> tuple[RoomState, list[Change]]:
    """Apply state events in order; what is not a state event, or is malformed, changes nothing."""
    members = dict(room.members)
    values: dict[str, Any] = {}
    changes: list[Change] = []
    for event in events:
        key = event.get("state_key")
        content = raw.obj(event, "content")
        if not isinstance(key, str):
            continue
        match event.get("type"):
            case "m.room.member":
                change = _member(room.room_id, members, raw.user(key), content)
                if change:
                    changes.append(change)
                if key == me and content.get("membership") == "invite" and content.get("is_direct") is True:
                    values["direct"] = True
            case "m.room.encryption" if key == "":
                values["encrypted"] = True
                sound = content.get("algorithm") == "m.megolm.v1.aes-sha2"
                changes.append(
                    Change(ChangeKind.ENCRYPTED if sound else ChangeKind.UNENCRYPTED, room.room_id)
                )
            case "m.room.tombstone" if key == "":
                new = raw.identifier(content.get("replacement_room"))
                values["replaced_by"] = new
                if new:
                    changes.append(Change(ChangeKind.REPLACED, room.room_id, room=new))
            case "m.room.create" if key == "":
                values["predecessor"] = raw.identifier(raw.obj(content, "predecessor").get("room_id"))
                if event.get("sender") == me:
                    values["marker"] = raw.identifier(content.get(MARKER))
                    values["made_for"] = raw.user(content.get(DIRECT))
                    if DIRECT in content:
                        # Made encrypted; a sync may end between its creation and the event that says so.
                        values["direct"] = values["encrypted"] = True
            case "m.room.history_visibility" | "m.room.join_rules" | "m.room.guest_access" if key == "":
                opening = _opening(str(event["type"]), content)
                if opening:
                    event_id = raw.identifier(event.get("event_id"))
                    opened = Change(ChangeKind.OPENED, room.room_id, opening=opening, event_id=event_id)
                    changes.append(opened)
            case _:
                pass
    return replace(room, members=members, **values), changes


def _opening(kind: str, content: Mapping[str, Any]) -> Opening | None:
    match kind:
        case "m.room.history_visibility":
            return _HISTORY.get(str(content.get("history_visibility")))
        case "m.room.join_rules":
            rule = content.get("join_rule")
            return None if rule in _SHUT else _JOIN.get(str(rule), Opening.JOIN_OTHERS)
        case _:
            return Opening.GUESTS if content.get("guest_access") == "can_join" else None


def _member(
    room_id: str, members: dict[str, str], who: str | None, content: Mapping[str, Any]
) -> Change | None:
    if who is None:
        return None
    before, now = members.get(who), content.get("membership")
    if now in {"join", "invite"}:
        members[who] = now
        if now == before:
            return None
        return Change(ChangeKind.JOINED if now == "join" else ChangeKind.INVITED, room_id, who)
    members.pop(who, None)
    return Change(ChangeKind.LEFT, room_id, who) if before else None


def others(room: RoomState, me: str) -> frozenset[str]:
    """Joined and invited people, the bot left out."""
    return frozenset(room.members) - {me} if room.membership == "join" else frozenset()
