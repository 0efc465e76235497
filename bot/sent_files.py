"""Which files that people send the bot keeps, and what each of them is for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bot.actors.facts import has_role, room
from bot.chat.message import Role, RoomClass, SentFile
from bot.register.source import RegisterSource
from bot.work.files import SentFiles

_PDF: Final = "application/pdf"
_LOAD: Final = "!gängsnack ladda"


def file_command(register: RegisterSource) -> Callable[[str, str, str], str | None]:
    """An administrator's PDF in the operations room is an official guide to load; no other file is kept."""

    def command(room_id: str, sender: str, media_type: str) -> str | None:
        found = room(register.latest, room_id)
        if found is None or found.room_class is not RoomClass.DRIFT or media_type != _PDF:
            return None
        return _LOAD if has_role(register.latest, sender, Role.ADMIN) else None

    return command


class LaterFiles:
    """Files from an edge that is made after what asks for them."""

    def __init__(self, files: Callable[[], SentFiles]) -> None:
        self._files = files

    async def fetch(self, file: SentFile, largest: int) -> bytes:
        return await self._files().fetch(file, largest)
