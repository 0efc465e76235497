"""How a message says what it edits, answers or reacts to, in Matrix's words; pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.store.outbox import OutboxKind

OWN_ID = "com.rocbot.id"
"""Key in each content for the row's transaction id: how our own echo is known after a fail-over."""

PINNED = "m.room.pinned_events"


@dataclass(frozen=True)
class Related:
    """The event ids that a row refers to, as far as it does."""

    edits: str | None = None
    thread: str | None = None
    reply: str | None = None
    about: str | None = None


def event_type(kind: str) -> str:
    """The type that a row is sent as; a redaction's content has ``redacts``, that of pinning has ``pin``."""
    if kind == OutboxKind.REACTION:
        return "m.reaction"
    if kind == OutboxKind.REDACTION:
        return "m.room.redaction"
    if kind == OutboxKind.PIN:
        return PINNED
    return "m.room.message"


def final_content(kind: str, content: Mapping[str, Any], related: Related) -> dict[str, Any]:
    """The content as it is sent, relations put in."""
    if kind == OutboxKind.REACTION:
        annotation = {"rel_type": "m.annotation", "event_id": related.about, "key": content["key"]}
        return {"m.relates_to": annotation}
    if kind == OutboxKind.REDACTION:
        return {"redacts": related.about, **({"reason": content["reason"]} if content.get("reason") else {})}
    if kind == OutboxKind.PIN:
        return {"pin": related.about}
    if kind == OutboxKind.EDIT and related.edits is not None:
        return _edit(content, related.edits)
    relation = _place(related)
    return {**content, "m.relates_to": relation} if relation else dict(content)


def unrelated(content: Mapping[str, Any]) -> dict[str, Any]:
    """Final content as a message that refers to nothing; for an edit, what it would have put in place."""
    own = {OWN_ID: content[OWN_ID]} if OWN_ID in content else {}
    said = {**content["m.new_content"], **own} if "m.new_content" in content else content
    return {key: value for key, value in said.items() if key != "m.relates_to"}


def hangs(content: Mapping[str, Any]) -> bool:
    """Whether it stands in a thread or answers an event."""
    return "m.in_reply_to" in content.get("m.relates_to", {})


def _edit(content: Mapping[str, Any], edits: str) -> dict[str, Any]:
    # An edit stays in the thread of what it replaces, so it carries no thread of its own.
    new = {key: value for key, value in content.items() if key != OWN_ID}
    shown = {**content, "body": f"* {content.get('body', '')}"}
    if "formatted_body" in content:
        shown["formatted_body"] = f"* {content['formatted_body']}"
    # Mentions at the top notify: those of an edit belong inside, or everybody is called at each change.
    shown["m.mentions"] = {}
    return {**shown, "m.new_content": new, "m.relates_to": {"rel_type": "m.replace", "event_id": edits}}


def _place(related: Related) -> dict[str, Any] | None:
    if related.thread is None:
        return {"m.in_reply_to": {"event_id": related.reply}} if related.reply else None
    return {
        "rel_type": "m.thread",
        "event_id": related.thread,
        "is_falling_back": related.reply is None,
        "m.in_reply_to": {"event_id": related.reply or related.thread},
    }
