"""What somebody has begun to write and the bot has asked about, as a line of ``!mina``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.chat.declare import Call
from bot.chat.dialogue import open_for
from bot.chat.document import Document, code, doc
from bot.chat.lapse import fills_itself
from bot.chat.registry import Table
from bot.chat.say import Say


async def begun(call: Call, table: Table) -> Sequence[Mapping[str, Any]]:
    """Fields for ``line``, the oldest first."""
    return [
        {"path": row.path, "until": row.expires_at, "goes_on": fills_itself(table, row)}
        for row in await open_for(call.session, call.caller.user_id)
    ]


def line(fields: Mapping[str, Any], say: Say) -> Document:
    command, until = code(f"!{fields['path']}"), say.time(fields["until"])
    if fields["goes_on"]:
        return doc(
            say.rich(
                "Du har börjat skriva {command}. "
                "Utan svar {until} går jag vidare, med det som saknas som okänt.",
                command=command,
                until=until,
            )
        )
    return doc(say.rich("{command} väntar på ditt svar, till {until}.", command=command, until=until))
