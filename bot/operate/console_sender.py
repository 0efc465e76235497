"""What the bot says, printed instead of sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.chat.pack import shown
from bot.operate.console_rooms import ConsoleRooms
from bot.store.relations import PINNED
from bot.work.sender import Sent

Show = Callable[[str], None]


class PrintingSender:
    """The outbox's ``Sender``: everybody's device is signed, everything arrives, made-up event ids."""

    def __init__(self, rooms: ConsoleRooms, show: Show) -> None:
        self._rooms = rooms
        self._show = show
        self._sent: dict[str, str] = {}
        """Event id by transaction id."""
        self.last: dict[str, str] = {}
        """The newest message in each room."""

    async def resolve(self, target: str) -> str:
        return self._rooms.open_direct(target) if target.startswith("@") else target

    def alone_with(self, room_id: str, person: str) -> bool:
        return self._rooms.direct_with(room_id) == person

    async def send(self, room_id: str, event_type: str, content: Mapping[str, Any], txn_id: str) -> Sent:
        event_id = self._sent.setdefault(txn_id, f"${len(self._sent) + 1}")
        if event_type == "m.room.message":
            edited = content.get("m.new_content")
            if edited is None:
                self.last[room_id] = event_id
            number = event_id.lstrip("$")
            text = shown(edited or content).replace("\n", "\n    ")
            mark = "ändrat " if edited is not None else ""
            self._show(f"→ {self._rooms.label(room_id)} {mark}#{number}: {text}")
        elif event_type == PINNED:
            self._show(f"→ {self._rooms.label(room_id)} fäst #{str(content['pin']).lstrip('$')}")
        return Sent(event_id, self._rooms.members(room_id))

    async def upload(self, room_id: str, content: Mapping[str, Any], body: bytes) -> Mapping[str, Any]:  # noqa: ARG002
        return {"url": f"mxc://konsol/{content['filename']}"}
