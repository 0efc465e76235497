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
_ASKS: Final = re.compile(r"\b(gangsnack|guide)")
_PDF: Final = frozenset({"application/pdf", "application/x-pdf", "text/pdf"})
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
        caption = fold(file.caption)
        if _LOADS.match(caption) or (keep and _COMMAND.match(file.caption)):
            return Heard(file.caption, keep)
        if not keep:
            return None
        is_guide = _ASKS.search(caption) if caption.strip() else _is_pdf(file)
        # Any other is for the bot only while it asks about a guide.
        return Heard(_LOAD if is_guide else file.caption, keep)

    return command


def _is_pdf(file: TakenFile) -> bool:
    """By its name, or what its sender calls it."""
    media_type = file.media_type.partition(";")[0].strip().casefold()
    return media_type in _PDF or file.name.casefold().rstrip().endswith(".pdf")


class LaterFiles:
    """Files from an edge that is made after what asks for them."""

    def __init__(self, files: Callable[[], SentFiles]) -> None:
        self._files = files

    async def fetch(self, file: SentFile, largest: int) -> bytes:
        return await self._files().fetch(file, largest)
