"""From a Matrix event to what the inbox keeps of it. Pure; every field is looked at before it is believed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.matrix import raw
from bot.store.inbox import InboxKind

_WORDS = frozenset({"m.text", "m.emote"})
_FILES = frozenset({"m.file", "m.image", "m.audio", "m.video"})
_QUOTE = re.compile(r"(?:>[^\n]*(?:\n|$))+\n?")
_LONGEST_KEY = 255
_MXC = re.compile(r"mxc://[A-Za-z0-9.:\[\]-]{1,255}/[A-Za-z0-9_-]{1,255}")


@dataclass(frozen=True)
class TakenFile:
    """A file that came with a message, as its sender describes it; ``caption`` stands beneath it.

    ``kept`` is what is needed to fetch it; None for one that lies open on the homeserver, and could be
    anybody's.
    """

    name: str
    media_type: str
    caption: str
    kept: dict[str, Any] | None


@dataclass(frozen=True)
class Taken:
    """Something that a person did and that the bot is to judge."""

    kind: InboxKind
    payload: dict[str, Any]
    file: TakenFile | None = None


@dataclass(frozen=True)
class Ignored:
    """Something that needs no judgement; ``why`` is counted."""

    why: str


def read(event: Mapping[str, Any]) -> Taken | Ignored:
    """What an event (already decrypted, if it was encrypted) means.

    Args:
        event: ``type``, ``content`` and, for a redaction in older room versions, ``redacts``.
    """
    content = raw.obj(event, "content")
    match event.get("type"):
        case "m.room.message":
            return _message(content, redacted="redacted_because" in raw.obj(event, "unsigned"))
        case "m.reaction":
            return _reaction(content)
        case "m.room.redaction":
            redacts = raw.identifier(content.get("redacts")) or raw.identifier(event.get("redacts"))
            return Taken(InboxKind.REDACTION, {"redacts": redacts}) if redacts else Ignored("malformed")
        case _:
            return Ignored("type")


def _message(content: Mapping[str, Any], *, redacted: bool) -> Taken | Ignored:
    relation = raw.obj(content, "m.relates_to")
    if relation.get("rel_type") == "m.replace":
        return _edit(content, relation)
    msgtype, body = raw.text(content.get("msgtype")), raw.text(content.get("body"))
    if msgtype is None or body is None:
        return Ignored("redacted" if redacted else "malformed")
    if msgtype == "m.notice":
        return Ignored("notice")
    in_thread = relation.get("rel_type") == "m.thread"
    reply_to = raw.identifier(raw.obj(relation, "m.in_reply_to").get("event_id"))
    if reply_to:
        body = without_quote(body)
    if in_thread and relation.get("is_falling_back") is True:
        reply_to = None
    payload = {
        "text": body if msgtype in _WORDS else "",
        "reply_to": reply_to,
        "thread_root": raw.identifier(relation.get("event_id")) if in_thread else None,
        "msgtype": msgtype[:64],
    }
    return Taken(InboxKind.TEXT, payload, _file(content, body) if msgtype in _FILES else None)


def _file(content: Mapping[str, Any], body: str) -> TakenFile:
    name = raw.text(content.get("filename"))
    media_type = (raw.text(raw.obj(content, "info").get("mimetype")) or "")[:100]
    caption = body if name is not None and name != body else ""
    return TakenFile((name or body)[:_LONGEST_KEY], media_type, caption, _sealed(content, media_type))


def _sealed(content: Mapping[str, Any], media_type: str) -> dict[str, Any] | None:
    sealed, size = raw.obj(content, "file"), raw.obj(content, "info").get("size")
    url, iv = raw.text(sealed.get("url")), raw.text(sealed.get("iv"))
    key, checksum = (
        raw.text(raw.obj(sealed, "key").get("k")),
        raw.text(raw.obj(sealed, "hashes").get("sha256")),
    )
    if url is None or not _MXC.fullmatch(url) or not (iv and key and checksum):
        return None
    if len(iv) + len(key) + len(checksum) > _LONGEST_KEY:
        return None
    return {
        "url": url,
        "media_type": media_type,
        "size": size if type(size) is int and size >= 0 else None,
        "keys": {"iv": iv, "key": key, "sha256": checksum},
    }


def _edit(content: Mapping[str, Any], relation: Mapping[str, Any]) -> Taken | Ignored:
    new = raw.obj(content, "m.new_content")
    replaces, body = raw.identifier(relation.get("event_id")), raw.text(new.get("body"))
    if replaces is None or body is None:
        return Ignored("malformed")
    if "m.notice" in (new.get("msgtype"), content.get("msgtype")):
        return Ignored("notice")
    return Taken(InboxKind.EDIT, {"text": without_quote(body), "replaces": replaces})


def _reaction(content: Mapping[str, Any]) -> Taken | Ignored:
    relation = raw.obj(content, "m.relates_to")
    about, key = raw.identifier(relation.get("event_id")), raw.text(relation.get("key"))
    if relation.get("rel_type") != "m.annotation" or about is None or not key or len(key) > _LONGEST_KEY:
        return Ignored("malformed" if key is not None or about is not None else "redacted")
    return Taken(InboxKind.REACTION, {"key": key, "relates_to": about})


def without_quote(body: str) -> str:
    """The text without the quotation that older clients put before a reply."""
    quote = _QUOTE.match(body) if body.startswith(("> <", "> * <")) else None
    return body[quote.end() :] if quote else body
