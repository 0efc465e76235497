"""The names of what a message's content speaks of by id."""

from __future__ import annotations

from collections.abc import Mapping

from bot.actors.facts import function_number
from bot.press.content import Content
from bot.press.entries import channel
from bot.press.pictures import actor_name
from bot.register.section import Snapshot


def names_in(snapshot: Snapshot, *contents: Content) -> Mapping[str, str]:
    """Of actors by id, of channels by ``channel:`` and id, of the press contact by ``function:`` and id."""
    found: dict[str, str] = {}
    for content in contents:
        for one in (*content.quorum.signers, *content.informed, *content.local):
            found[one] = actor_name(snapshot, one)
        for one in content.channels:
            entry = channel(snapshot, one)
            found[f"channel:{one}"] = entry.name if entry is not None else one
        if content.contact:
            function = function_number(snapshot, content.contact)
            told = f"{function.name}, {function.number}" if function is not None else content.contact
            found[f"function:{content.contact}"] = told
    return found
