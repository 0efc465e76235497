"""The kernel's own notices in words, and the group that the table takes them from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.chat.declare import Group
from bot.chat.document import Document, doc
from bot.chat.problems import PROBLEMS
from bot.chat.say import Say

Fields = Mapping[str, Any]


def _no_address(fields: Fields, say: Say) -> Document:
    return doc(
        say(
            "Ett meddelande ({kind} {object_id}) hade ingen mottagare: registret har inget rum för {target}.",
            kind=fields["kind"],
            object_id=fields["object_id"],
            target=fields["target"],
        )
    )


def _failed(fields: Fields, say: Say) -> Document:
    return doc(
        say(
            "Ett kommando misslyckades: fel {reference} ({error}). Loggen har samma beteckning.",
            reference=fields["reference"],
            error=fields["error"],
        )
    )


KERNEL = Group(
    commands=(),
    notices={"kernel.no_address": _no_address, "kernel.failed": _failed},
    problems=PROBLEMS,
)
