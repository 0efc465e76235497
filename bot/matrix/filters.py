"""What we ask the homeserver for: our kinds of events, whole member lists, nothing that wakes us in vain."""

from __future__ import annotations

from typing import Any

_PEOPLE_SAY = ("m.room.message", "m.room.encrypted", "m.reaction", "m.room.redaction")
_ROOMS_ARE = ("m.room.member", "m.room.encryption", "m.room.tombstone", "m.room.create")


def timeline_filter() -> dict[str, Any]:
    """The events of a timeline: one filter for a sync and for what fills its gaps, so that they meet."""
    return {"types": [*_PEOPLE_SAY, *_ROOMS_ARE], "lazy_load_members": False}


def sync_filter(timeline_limit: int) -> dict[str, Any]:
    nothing: dict[str, Any] = {"types": []}
    return {
        "presence": nothing,
        "account_data": {"types": ["m.direct"]},
        "room": {
            "timeline": {**timeline_filter(), "limit": timeline_limit},
            "state": {"types": list(_ROOMS_ARE), "lazy_load_members": False},
            "ephemeral": nothing,
            "account_data": nothing,
        },
    }


def says(event_type: object) -> bool:
    """Whether events of this type are for the inbox."""
    return event_type in _PEOPLE_SAY
