"""What a view returns: blocks of text that become a complete plain body and an HTML body."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Protocol
from urllib.parse import quote

from bot.chat.text import attachment_line, clean, strip_controls


@dataclass(frozen=True)
class Strong:
    text: str


@dataclass(frozen=True)
class Mark(Strong):
    """A word that stands before everything else, the names of those called too."""


@dataclass(frozen=True)
class Code:
    """Something to be typed or said exactly as it stands."""

    text: str


@dataclass(frozen=True)
class Mention:
    """A person: the name in plain text, a matrix.to link in HTML, and an entry in m.mentions."""

    user_id: str
    name: str


@dataclass(frozen=True)
class Link:
    url: str
    text: str


@dataclass(frozen=True)
class Text:
    """A sentence with marked parts, as ``say.rich`` makes it."""

    parts: tuple[str | Strong | Code | Mention | Link, ...]


Inline = str | Strong | Code | Mention | Link | Text


@dataclass(frozen=True)
class Para:
    inlines: tuple[Inline, ...]


@dataclass(frozen=True)
class Heading:
    """What the blocks after it are about; a blank line stands before it in plain text."""

    text: str


@dataclass(frozen=True)
class Bullets:
    items: tuple[Para, ...]


@dataclass(frozen=True)
class Numbered:
    items: tuple[Para, ...]


@dataclass(frozen=True)
class Table:
    """A table in HTML; in plain text each row is one line that names its columns."""

    head: tuple[Para, ...]
    rows: tuple[tuple[Para, ...], ...]


@dataclass(frozen=True)
class Attachment:
    """A picture or a file: sent after the text as a message of its own, in the same thread.

    What it shows stands in the text too, and ``alt`` says it in a sentence. Width and height are those of
    a picture.
    """

    name: str
    media_type: str
    body: bytes
    alt: str
    width: int | None = None
    height: int | None = None


Block = Para | Heading | Bullets | Numbered | Table | Attachment


class Drawn(Protocol):
    """A picture as ``bot.draw`` makes it."""

    @property
    def png(self) -> bytes: ...
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...


def strong(text: str) -> Strong:
    return Strong(clean(text))


def code(text: str) -> Code:
    return Code(clean(text))


def mention(user_id: str, name: str) -> Mention:
    return Mention(user_id, clean(name))


def link(url: str, text: str | None = None) -> Link:
    return Link(url, clean(text or url))


def para(*inlines: Inline) -> Para:
    return Para(inlines)


def _as_para(item: Inline | Para) -> Para:
    return item if isinstance(item, Para) else Para((item,))


def bullets(items: Iterable[Inline | Para]) -> Bullets:
    return Bullets(tuple(_as_para(item) for item in items))


def numbered(items: Iterable[Inline | Para]) -> Numbered:
    return Numbered(tuple(_as_para(item) for item in items))


def table(head: Sequence[Inline | Para], rows: Iterable[Sequence[Inline | Para]]) -> Table:
    return Table(
        tuple(_as_para(cell) for cell in head),
        tuple(tuple(_as_para(cell) for cell in row) for row in rows),
    )


def picture(name: str, drawn: Drawn, alt: str) -> Attachment:
    """A drawn picture: ``picture("täckning-2026.png", result.year, say("Täckning under 2026: …"))``."""
    return Attachment(clean(name), "image/png", drawn.png, clean(alt), drawn.width, drawn.height)


def file(name: str, media_type: str, body: bytes, alt: str) -> Attachment:
    """A file to take home: ``file("jour.ics", "text/calendar", result.calendar, say("Jourschema …"))``."""
    return Attachment(clean(name), media_type, body, clean(alt))


def doc(*blocks: Block | Inline) -> Document:
    """A document of blocks; a bare sentence is a paragraph."""
    return Document(tuple(b if isinstance(b, Block) else Para((b,)) for b in blocks))


@dataclass(frozen=True)
class Document:
    blocks: tuple[Block, ...]

    def __add__(self, other: Document) -> Document:
        return Document(self.blocks + other.blocks)

    def words(self) -> Document:
        """What is said in text; of a document that has none, what its attachments show."""
        said = tuple(block for block in self.blocks if not isinstance(block, Attachment))
        return Document(said or tuple(Para((one.alt,)) for one in self.attachments()))

    def attachments(self) -> tuple[Attachment, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Attachment))

    def plain(self) -> str:
        """The whole content without markup, in reading order."""
        return "\n".join(_plain_block(block) for block in self.blocks).removeprefix("\n")

    def html(self) -> str:
        """The same for ``formatted_body``, within the tags that Matrix clients allow."""
        return "".join(_html_block(block) for block in self.blocks)

    def is_plain(self) -> bool:
        """True when HTML would add nothing."""
        return all(
            isinstance(block, Para)
            and all(isinstance(part, str) for inline in block.inlines for part in _parts(inline))
            for block in self.blocks
        )

    def mentions(self) -> tuple[str, ...]:
        """User ids mentioned, each once, in order."""
        found = (
            part.user_id
            for block in self.blocks
            for one in _paras(block)
            for inline in one.inlines
            for part in _parts(inline)
            if isinstance(part, Mention)
        )
        return tuple(dict.fromkeys(found))


def _parts(inline: Inline) -> tuple[str | Strong | Code | Mention | Link, ...]:
    return inline.parts if isinstance(inline, Text) else (inline,)


def _paras(block: Block) -> Iterator[Para]:
    if isinstance(block, Para):
        yield block
    elif isinstance(block, Bullets | Numbered):
        yield from block.items
    elif isinstance(block, Table):
        yield from (*block.head, *(cell for row in block.rows for cell in row))


def _plain(one: Para) -> str:
    return "".join(_plain_part(part) for inline in one.inlines for part in _parts(inline))


def _plain_part(part: str | Strong | Code | Mention | Link) -> str:
    match part:
        case str():
            return strip_controls(part)
        case Mention():
            return part.name
        case Link():
            return part.url if part.text == part.url else f"{part.text} ({part.url})"
        case _:
            return part.text


def _plain_block(block: Block) -> str:
    match block:
        case Para():
            return _plain(block)
        case Heading():
            return f"\n{block.text}"
        case Bullets():
            return "\n".join(f"- {_plain(item)}" for item in block.items)
        case Numbered():
            return "\n".join(f"{number}) {_plain(item)}" for number, item in enumerate(block.items, start=1))
        case Table():
            return "\n".join(_plain_row(block.head, row) for row in block.rows)
        case Attachment():
            return attachment_line(block.name, block.alt)


def _plain_row(head: tuple[Para, ...], row: tuple[Para, ...]) -> str:
    if not head:
        return " – ".join(filter(None, (_plain(cell) for cell in row)))
    named = ((_plain(title), _plain(cell)) for title, cell in zip(head, row, strict=True))
    return "; ".join(f"{title}: {cell}" if title else cell for title, cell in named if cell)


def _html(one: Para) -> str:
    return "".join(_html_part(part) for inline in one.inlines for part in _parts(inline))


def _html_part(part: str | Strong | Code | Mention | Link) -> str:
    match part:
        case str():
            return escape(strip_controls(part)).replace("\n", "<br>")
        case Strong():
            return f"<strong>{escape(part.text)}</strong>"
        case Code():
            return f"<code>{escape(part.text)}</code>"
        case Mention():
            return f'<a href="https://matrix.to/#/{quote(part.user_id, safe="@:")}">{escape(part.name)}</a>'
        case Link():
            return f'<a href="{escape(part.url)}">{escape(part.text)}</a>'


def _html_block(block: Block) -> str:
    match block:
        case Para():
            return f"<p>{_html(block)}</p>"
        case Heading():
            return f"<h4>{escape(block.text)}</h4>"
        case Bullets() | Numbered():
            tag = "ul" if isinstance(block, Bullets) else "ol"
            return f"<{tag}>{''.join(f'<li>{_html(item)}</li>' for item in block.items)}</{tag}>"
        case Table():
            head = "".join(f"<th>{_html(cell)}</th>" for cell in block.head)
            rows = "".join(
                "<tr>" + "".join(f"<td>{_html(cell)}</td>" for cell in row) + "</tr>" for row in block.rows
            )
            return f"<table>{f'<thead><tr>{head}</tr></thead>' if head else ''}<tbody>{rows}</tbody></table>"
        case Attachment():
            return f"<p>{escape(attachment_line(block.name, block.alt))}</p>"
