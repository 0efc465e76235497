"""What an operator wants to know of a room and have done to it: asked of the homeserver, not of memory."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.matrix import raw
from bot.matrix.directs import ENCRYPTION
from bot.matrix.errors import Rejected
from bot.matrix.http import Homeserver, path


@dataclass(frozen=True)
class RoomReport:
    """A room as it is. ``members`` maps user ids to join or invite, the bot among them."""

    room_id: str
    joined: bool
    """Whether the bot is in it; if not, the rest says nothing."""
    encryption: str | None = None
    history_visibility: str = "shared"
    join_rule: str = "invite"
    guest_access: str = "forbidden"
    alias: str | None = None
    name: str | None = None
    replaced_by: str | None = None
    members: Mapping[str, str] = field(default_factory=dict)
    power: Mapping[str, int] = field(default_factory=dict)
    """Levels that differ from the room's default."""
    own_power: int = 0
    invite_power: int = 0


_CREATOR = 1000
"""Above any level that a room can give."""
_VERSION_OF_CREATORS = 12
_STATE = (
    "m.room.encryption",
    "m.room.history_visibility",
    "m.room.join_rules",
    "m.room.guest_access",
    "m.room.canonical_alias",
    "m.room.name",
    "m.room.tombstone",
    "m.room.power_levels",
)


class RoomAdmin:
    """Looks at rooms, makes them, invites and joins; raises the errors of ``bot.matrix.errors``."""

    def __init__(self, client: Homeserver) -> None:
        self._client = client

    async def find(self, alias: str) -> str | None:
        """The room that an alias names."""
        try:
            answer = await self._client.call("GET", path("directory", "room", alias))
        except Rejected as refusal:
            if refusal.errcode == "M_NOT_FOUND":
                return None
            raise
        return raw.identifier(answer.get("room_id"))

    async def report(self, room_id: str) -> RoomReport:
        """The room as the homeserver has it now."""
        try:
            answer = await self._client.call("GET", path("rooms", room_id, "members"))
        except Rejected as refusal:
            if refusal.errcode in {"M_FORBIDDEN", "M_NOT_FOUND"}:
                return RoomReport(room_id, joined=False)
            raise
        members = {
            who: membership
            for event in raw.objects(answer.get("chunk"))
            if (who := raw.user(event.get("state_key")))
            and (membership := raw.obj(event, "content").get("membership")) in {"join", "invite"}
        }
        contents = await asyncio.gather(*(self._state(room_id, event_type) for event_type in _STATE))
        created = await self._state(room_id, "m.room.create", query={"format": "event"})
        state = {**dict(zip(_STATE, contents, strict=True)), "m.room.create": created}
        return read_report(room_id, members, state, self._client.user_id)

    async def _state(
        self, room_id: str, event_type: str, *, query: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        try:
            return await self._client.call(
                "GET", path("rooms", room_id, "state", event_type, ""), query=query
            )
        except Rejected as refusal:
            if refusal.errcode == "M_NOT_FOUND":
                return {}
            raise

    async def create(
        self,
        *,
        name: str,
        alias: str | None = None,
        topic: str | None = None,
        invite: Collection[str] = (),
        power: Mapping[str, int] | None = None,
    ) -> str:
        """A private, encrypted room whose members see what was said since they were invited.

        ``alias`` is only the part between ``#`` and ``:``; ``power`` holds levels beside the bot's own.
        """
        body: dict[str, Any] = {
            "preset": "private_chat",
            "visibility": "private",
            "name": name,
            "initial_state": [
                ENCRYPTION,
                _state("m.room.history_visibility", history_visibility="invited"),
                _state("m.room.guest_access", guest_access="forbidden"),
            ],
        }
        if alias:
            body["room_alias_name"] = alias
        if topic:
            body["topic"] = topic
        room_id = str((await self._client.call("POST", path("createRoom"), body))["room_id"])
        if power:
            await self._empower(room_id, power)
        # One by one: homeservers refuse to make a room with many invitations at once.
        for user_id in invite:
            await self.invite(room_id, user_id)
        return room_id

    async def _empower(self, room_id: str, power: Mapping[str, int]) -> None:
        """Raise people; afterwards, for from room version 12 on the creator must not stand in the levels."""
        where = path("rooms", room_id, "state", "m.room.power_levels", "")
        levels = await self._client.call("GET", where)
        users = {**raw.obj(levels, "users"), **power}
        await self._client.call("PUT", where, {**levels, "users": users})

    async def invite(self, room_id: str, user_id: str) -> None:
        """Invite a person; one who is there or invited already is no error."""
        try:
            await self._client.call("POST", path("rooms", room_id, "invite"), {"user_id": user_id})
        except Rejected as refusal:
            members = (await self.report(room_id)).members
            if refusal.errcode != "M_FORBIDDEN" or user_id not in members:
                raise

    async def join(self, room: str) -> str:
        """Join by id or alias; gives the id."""
        return str((await self._client.call("POST", path("join", room), {}))["room_id"])


def read_report(
    room_id: str, members: Mapping[str, str], contents: Mapping[str, Mapping[str, Any]], me: str
) -> RoomReport:
    """Members and state (the content of each type) as a report; what is malformed counts as not there."""

    def value(event_type: str, key: str) -> str | None:
        return raw.text(contents[event_type].get(key))

    levels = contents["m.room.power_levels"]
    default = _level(levels.get("users_default"))
    users = {who: level for who, level in raw.obj(levels, "users").items() if isinstance(level, int)}
    return RoomReport(
        room_id,
        joined=members.get(me) == "join",
        encryption=value("m.room.encryption", "algorithm"),
        history_visibility=value("m.room.history_visibility", "history_visibility") or "shared",
        join_rule=value("m.room.join_rules", "join_rule") or "invite",
        guest_access=value("m.room.guest_access", "guest_access") or "forbidden",
        alias=value("m.room.canonical_alias", "alias"),
        name=value("m.room.name", "name"),
        replaced_by=value("m.room.tombstone", "replacement_room"),
        members=members,
        power=users,
        own_power=_CREATOR if me in _creators(contents.get("m.room.create", {})) else users.get(me, default),
        invite_power=_level(levels.get("invite")),
    )


def _creators(event: Mapping[str, Any]) -> set[str]:
    """Who stands above all levels: nobody before room version 12."""
    content = raw.obj(event, "content")
    version = raw.text(content.get("room_version")) or "1"
    if not version.isdigit() or int(version) < _VERSION_OF_CREATORS:
        return set()
    more = content.get("additional_creators")
    names = [event.get("sender"), *(more if isinstance(more, list) else ())]
    return {name for name in names if isinstance(name, str)}


def _level(value: Any) -> int:
    return value if isinstance(value, int) else 0


def _state(event_type: str, **content: str) -> dict[str, Any]:
    return {"type": event_type, "state_key": "", "content": content}
