"""A document made into the contents of Matrix messages, as many as its size needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from bot.chat.document import (
    Attachment,
    Block,
    Bullets,
    Document,
    Heading,
    Inline,
    Numbered,
    Para,
    Table,
    Text,
)
from bot.chat.text import attachment_line

LARGEST = 30_000
"""Bytes of plain and HTML body together: encryption and base64 must still fit in 64 KiB."""
_PIECE = 8_000


def contents(document: Document, mention: Sequence[str] = ()) -> list[dict[str, Any]]:
    """The text's contents, without relations. It is m.text: clients do not call attention to notices."""
    document = document.words()
    parts = list(_split(document)) or [document]
    called = tuple(dict.fromkeys((*mention, *document.mentions())))
    return [_content(part, called if number == 0 else ()) for number, part in enumerate(parts)]


def attached(document: Document) -> list[tuple[dict[str, Any], bytes]]:
    """For each attachment the content, as far as it is known before it is uploaded, and the bytes."""
    return [(_attached(one), one.body) for one in document.attachments()]


def _attached(one: Attachment) -> dict[str, Any]:
    info: dict[str, Any] = {"mimetype": one.media_type, "size": len(one.body)}
    if one.width and one.height:
        info |= {"w": one.width, "h": one.height}
    return {
        "msgtype": "m.image" if one.media_type.startswith("image/") else "m.file",
        "body": one.alt,
        "filename": one.name,
        "info": info,
        "m.mentions": {},
    }


def shown(content: Mapping[str, Any]) -> str:
    """What a content says where there is only text: an attachment is a line with its name."""
    body = str(content.get("body", ""))
    return attachment_line(str(content["filename"]), body) if "filename" in content else body


def _content(document: Document, called: Sequence[str]) -> dict[str, Any]:
    content: dict[str, Any] = {"msgtype": "m.text", "body": document.plain()}
    if not document.is_plain():
        content["format"] = "org.matrix.custom.html"
        content["formatted_body"] = document.html()
    content["m.mentions"] = {"user_ids": list(called)} if called else {}
    return content


def _size(blocks: Iterable[Block]) -> int:
    document = Document(tuple(blocks))
    return len(document.plain().encode()) + len(document.html().encode())


def _split(document: Document) -> Iterator[Document]:
    if _size(document.blocks) <= LARGEST:
        yield document
        return
    gathered: list[Block] = []
    for block in (piece for whole in document.blocks for piece in _pieces(whole)):
        if gathered and _size([*gathered, block]) > LARGEST:
            # a heading goes with what it stands over
            last = gathered[-1:] if len(gathered) > 1 and isinstance(gathered[-1], Heading) else []
            yield Document(tuple(gathered[: len(gathered) - len(last)]))
            gathered = last
        gathered.append(block)
    if gathered:
        yield Document(tuple(gathered))


def _pieces(block: Block) -> Iterator[Block]:
    """A block small enough for a message, or the parts of it that are."""
    if _size([block]) <= _PIECE:
        yield block
        return
    match block:
        case Para():
            for text in _cut("".join(_words(block.inlines))):
                yield Para((text,))
        case Bullets() | Numbered():
            for item in block.items:
                yield from _pieces(item)
        case Table():
            for row in block.rows:
                yield from _pieces(Para((Document((Table(block.head, (row,)),)).plain(),)))
        case Heading() | Attachment():
            yield block


def _words(inlines: tuple[Inline, ...]) -> Iterator[str]:
    for inline in inlines:
        parts = inline.parts if isinstance(inline, Text) else (inline,)
        for part in parts:
            yield Document((Para((part,)),)).plain()


def _cut(text: str) -> Iterator[str]:
    """Pieces of at most a third of the limit, cut at a blank where there is one (a letter may be 4 bytes)."""
    longest = _PIECE // 4
    while len(text) > longest:
        at = text.rfind(" ", 1, longest)
        at = longest if at <= 0 else at
        yield text[:at]
        text = text[at:].lstrip(" ")
    if text:
        yield text
