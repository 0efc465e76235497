"""Which files that people send the bot keeps, and what each of them is for."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from bot.actors.facts import has_role, room
from bot.chat.message import Role, RoomClass, SentFile
from bot.chat.text import fold
from bot.matrix.events import TakenFile
from bot.matrix.sifting import Heard
from bot.register.source import RegisterSource
from bot.work.files import SentFiles

_LOAD: Final = "!gängsnack ladda"
_LOADS: Final = re.compile(r"\s*!\s*(gangsnack|guide)\s+(ladda|load)\b")
_COMMAND: Final = re.compile(r"\s*!\s*[^\W\d_]")
_MAYBE_PDF: Final = frozenset(
    {
        "",
        "application/pdf",
        "application/x-pdf",
        "text/pdf",
        "application/octet-stream",
        "binary/octet-stream",
        "application/binary",
        "application/download",
        "application/force-download",
        "application/x-download",
    }
)
"""What clients call a PDF. Whether it is one is decided by its bytes, once it is fetched."""


def file_command(register: RegisterSource) -> Callable[[str, str, TakenFile], Heard | None]:
    """An administrator's file in the operations room may be an official guide to load; no other is kept.

    Wherever and by whomever the command stands beneath a file, it is heard, so that it is answered.
    """

    def command(room_id: str, sender: str, file: TakenFile) -> Heard | None:
        found = room(register.latest, room_id)
        keep = (
            found is not None
            and found.room_class is RoomClass.DRIFT
            and has_role(register.latest, sender, Role.ADMIN)
        )
        if _LOADS.match(fold(file.caption)) or (keep and _COMMAND.match(file.caption)):
            return Heard(file.caption, keep)
        if not keep:
            return None
        # What is surely something else is for the bot only while it asks about a guide.
        return Heard(file.caption or (_LOAD if _may_be_pdf(file) else ""), keep)

    return command


def _may_be_pdf(file: TakenFile) -> bool:
    media_type = file.media_type.partition(";")[0].strip().casefold()
    return media_type in _MAYBE_PDF or file.name.casefold().rstrip().endswith(".pdf")


class LaterFiles:
    """Files from an edge that is made after what asks for them."""

    def __init__(self, files: Callable[[], SentFiles]) -> None:
        self._files = files

    async def fetch(self, file: SentFile, largest: int) -> bytes:
        return await self._files().fetch(file, largest)
