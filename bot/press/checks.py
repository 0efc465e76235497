"""What a revision must hold before it is taken: the flaws that can be mended, and what is worth a word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit

from bot.actors.facts import actor, function_number
from bot.press.avoided import avoided
from bot.press.content import Content
from bot.press.draft import unknown_agreed
from bot.press.entries import LineEntry, channel, open_to, settings
from bot.press.markup_read import blocks, is_safe_link, links, plain
from bot.press.pictures import actor_name
from bot.press.tell import signers_of
from bot.press.vma import looks_like_vma
from bot.register.section import Snapshot

TITLE_LONGEST: Final = 120
BODY_LONGEST: Final = 10_000
LOCAL_LONGEST: Final = 1_000
SMALL_LONGEST: Final = 300
_LONGEST: Final = MappingProxyType(
    {"title": TITLE_LONGEST, "body": BODY_LONGEST, "variant": BODY_LONGEST, "local": LOCAL_LONGEST}
)
TO_FILL_IN: Final = "[fyll i"
"""How the templates mark what has to be written: none of it may be left."""

_SIGNATURE: Final = re.compile(r"^--[ \t]*$", re.MULTILINE)
"""Begins the signature of a mail: names and numbers that nobody meant to publish."""
_OVERRIDES: Final = re.compile("[\u202d\u202e]")
_LINK: Final = re.compile(r"\[(?P<label>[^\]\n]{0,300})\]\(\s*<?(?P<url>[^)\n]{0,500}?)>?\s*\)")
_TAG: Final = re.compile(r"<(?!https://)/?(?P<tag>[A-Za-z!][^\s<>]{0,30})[^<>]{0,500}>")
_BARE: Final = re.compile(
    r"\b(?P<url>(?:(?:http|ftp|file)://|javascript:|vbscript:|data:\w+/)[^\s)]{1,200})", re.IGNORECASE
)
_SITE: Final = re.compile(r"(?:https?://)?(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)+)(?:[/?#]\S*)?", re.IGNORECASE)


@dataclass(frozen=True)
class Flaw:
    """``code`` names the sentence; ``part`` what of the message it is about: ``body``, ``local:nacka``."""

    code: str
    part: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)


def flaws(
    content: Content,
    snapshot: Snapshot,
    *,
    owner: str,
    exercise: bool,
    now: datetime,
    publish_at: datetime | None = None,
    typed: str = "",
) -> tuple[Flaw, ...]:
    """Everything for which the content is not taken. ``typed``: the message that it came in, as it came."""
    found = [*_length(content)]
    for part, text in texts(content):
        found += _text(part, text, snapshot)
    if _OVERRIDES.search(typed):
        found.append(Flaw("direction"))
    if looks_like_vma(content):
        found.append(Flaw("vma", "title"))
    found += _channels(content, snapshot, exercise=exercise)
    found += _deciding(content, snapshot, owner)
    if content.contact and function_number(snapshot, content.contact) is None:
        found.append(Flaw("contact", "contact", {"text": content.contact}))
    found += times(content, now, publish_at)
    return tuple(found)


def times(content: Content, now: datetime, publish_at: datetime | None) -> tuple[Flaw, ...]:
    """Whether embargo and expiry fit each other, this moment, and the time of publication if there is one."""
    found = []
    if content.expires_at is not None:
        if content.expires_at <= now:
            found.append(Flaw("expires.past", "expires_at", {"at": content.expires_at}))
        elif publish_at is not None and content.expires_at <= publish_at:
            fields = {"at": content.expires_at, "publish_at": publish_at}
            found.append(Flaw("expires.before", "expires_at", fields))
        elif content.embargo_until is not None and content.expires_at <= content.embargo_until:
            fields = {"at": content.expires_at, "embargo": content.embargo_until}
            found.append(Flaw("expires.embargo", "expires_at", fields))
    if content.embargo_until is not None and publish_at is not None and content.embargo_until > publish_at:
        fields = {"at": content.embargo_until, "publish_at": publish_at}
        found.append(Flaw("embargo.after", "embargo_until", fields))
    return tuple(found)


def texts(content: Content) -> Iterator[tuple[str, str]]:
    """Everything in it that people read, by what it is."""
    yield "title", content.title
    yield "body", content.body
    for part in ("purpose", "target_group", "spokesperson", "checked_by"):
        yield part, getattr(content, part)
    for code, variant in content.variants.items():
        if variant is not None:
            yield f"variant:{code}", f"{variant.title}\n{variant.body}"
    for whose, text in content.local.items():
        yield f"local:{whose}", text


@dataclass(frozen=True)
class Advice:
    """What is taken and told. ``nobody``: deciding organisations for which nobody approves in the register.

    ``overdue``: agreed lines that should have been looked at again. ``unready``: languages that are wanted
    or written and not said to be ready.
    """

    nobody: tuple[str, ...] = ()
    overdue: tuple[LineEntry, ...] = ()
    unready: tuple[str, ...] = ()


def advice(content: Content, snapshot: Snapshot, used: tuple[LineEntry, ...], today: date) -> Advice:
    silent = (one for one in content.quorum.signers if not signers_of(snapshot, one))
    return Advice(
        nobody=tuple(actor_name(snapshot, one) for one in silent),
        overdue=tuple(line for line in used if line.review_at < today),
        unready=tuple(code for code, one in content.variants.items() if one is None or not one.ready),
    )


def _length(content: Content) -> Iterator[Flaw]:
    if not content.title.strip():
        yield Flaw("empty", "title")
    if not content.body.strip():
        yield Flaw("empty", "body")
    for part, text in texts(content):
        longest = _LONGEST.get(part.partition(":")[0], SMALL_LONGEST)
        title, _, body = text.partition("\n") if part.startswith("variant:") else ("", "", text)
        for words, most in ((title, TITLE_LONGEST), (body, longest)):
            if len(words) > most:
                yield Flaw("long", part, {"length": len(words), "longest": most})
    if not _is_one_line(content.title):
        yield Flaw("lines", "title")
    for code, variant in content.variants.items():
        if variant is not None and not _is_one_line(variant.title):
            yield Flaw("lines", f"variant:{code}")


def _is_one_line(title: str) -> bool:
    return not any(unicodedata.category(mark) in {"Cc", "Zl", "Zp"} for mark in title)


def _text(part: str, text: str, snapshot: Snapshot) -> Iterator[Flaw]:
    # as it was typed, and as it is read without the markup within a word, and without the addresses of links
    labels = _LINK.sub(lambda link: link["label"], text)
    for entry in avoided("\n|\n".join((text, plain(blocks(text)), labels)), settings(snapshot).avoid):
        yield Flaw("avoid", part, {"word": entry})
    if TO_FILL_IN in text.casefold():
        yield Flaw("template", part)
    if _SIGNATURE.search(text):
        yield Flaw("signature", part)
    for name in unknown_agreed(text):
        yield Flaw("agreed", part, {"text": name})
    if (tag := _TAG.search(text)) is not None:
        yield Flaw("html", part, {"text": tag["tag"]})
    bad = {found["url"] for found in _LINK.finditer(text) if not is_safe_link(found["url"])}
    bad |= {found["url"] for found in _BARE.finditer(text)}
    for url in sorted(bad):
        yield Flaw("link", part, {"text": url})
    for words, url in links(text):
        shown = _SITE.fullmatch(words.strip())
        if shown is not None and shown["host"].lower() != (urlsplit(url).hostname or ""):
            yield Flaw("link.other", part, {"text": words.strip(), "url": url})


def _channels(content: Content, snapshot: Snapshot, *, exercise: bool) -> Iterator[Flaw]:
    allowed = {one.id for one in open_to(snapshot, exercise=exercise)}
    if not content.channels:
        yield Flaw("channels.none", "channels", {"exercise": exercise})
    for one in content.channels:
        entry = channel(snapshot, one)
        if entry is None:
            yield Flaw("channel", "channels", {"text": one})
        elif one not in allowed:
            yield Flaw("channel.exercise" if exercise else "channel.real", "channels", {"text": entry.name})


def _deciding(content: Content, snapshot: Snapshot, owner: str) -> Iterator[Flaw]:
    quorum = content.quorum
    named = dict.fromkeys((*quorum.signers, *content.informed, *content.local))
    for one in named:
        if actor(snapshot, one) is None:
            yield Flaw("actor", "quorum", {"text": one})
    deciding = {*quorum.required, *quorum.among}
    if not deciding - {owner}:
        yield Flaw("alone", "quorum", {"owner": actor_name(snapshot, owner)})
    if quorum.least > len(quorum.among) or (quorum.among and quorum.least < 1):
        yield Flaw("least", "quorum", {"least": quorum.least, "among": len(quorum.among)})
