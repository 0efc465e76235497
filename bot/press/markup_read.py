"""How the Markdown of messages is read: headings, paragraphs, lists, emphasis and links, nothing else.

Raw HTML, pictures, code, quotes and tables are no markup here: they stand in the text as they were typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from bot.chat.text import strip_controls

LONGEST: Final = 20_000
"""Characters: a longer text is shown as it was typed, without looking for markup in it."""

_RULES: Final = ("heading", "list", "emphasis", "link", "escape", "newline")
_ISOLATES: Final = re.compile("[\u2066-\u2069]")
_BULLET: Final = re.compile(r"^([ \t]*)[•·‣▪●◦][ \t]+", re.MULTILINE)
_BREAKS: Final = re.compile("\r\n?|[\u2028\u2029\x85\x0b\x0c]")
_ADDRESS: Final = re.compile("https://[^\\s<>\\[\\]\"'`\\\\\u200e\u200f\u2066-\u2069]+")
"""A mark of direction that stands around an address is no part of it."""
_AFTER: Final = ".,;:!?*_…،؛؟።፣፤"


@dataclass(frozen=True)
class Span:
    """Some words; ``url`` when they are a link; a line break is a span of its own."""

    text: str
    strong: bool = False
    emphasis: bool = False
    url: str | None = None


@dataclass(frozen=True)
class Para:
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Heading:
    spans: tuple[Span, ...]
    level: int


@dataclass(frozen=True)
class Items:
    """A list; ``ordered`` ones count from 1."""

    items: tuple[tuple[Block, ...], ...]
    ordered: bool


Block = Para | Heading | Items


def links(text: str) -> tuple[tuple[str, str], ...]:
    """The words and the address of every link, in their order."""
    return tuple((span.text, span.url) for span in _spans_of(blocks(text)) if span.url is not None)


def is_safe_link(url: str) -> bool:
    """True for an https address of a named host, without a user's name before it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    return (
        parts.scheme == "https"
        and bool(parts.hostname)
        and "@" not in parts.netloc
        and (port is None or port > 0)
        and not re.search(r"[\s<>\"'`\\\x00-\x20]", url)
    )


def blocks(text: str) -> tuple[Block, ...]:
    """The text as it is understood. Where markup would cost a word or a digit there is none."""
    tidy = _tidy(text)
    if len(tidy) > LONGEST:
        return _as_typed(tidy)
    read = tuple(_blocks(SyntaxTreeNode(_Parser().parse(_BULLET.sub(r"\1- ", tidy)))))
    return read if _letters(plain(read)) == _letters(tidy) else _as_typed(tidy)


class _Parser(MarkdownIt):
    """Only what messages have; an address is a link when it is safe, and stays as it was written."""

    def __init__(self) -> None:
        super().__init__("zero")
        self.enable(list(_RULES))

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        return is_safe_link(url)

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - the library's name
        return url


def _tidy(text: str) -> str:
    """No controls and no bidi overrides; a line whose isolates do not match has none."""
    lines = strip_controls(_BREAKS.sub("\n", text)).expandtabs(4).split("\n")
    return "\n".join(line if _is_matched(line) else _ISOLATES.sub("", line) for line in lines)


def _is_matched(line: str) -> bool:
    depth = 0
    for mark in _ISOLATES.findall(line):
        depth += -1 if mark == "\u2069" else 1
        if depth < 0:
            return False
    return depth == 0


def _letters(text: str) -> str:
    return "".join(mark for mark in text if mark.isalnum())


def _as_typed(text: str) -> tuple[Block, ...]:
    return tuple(Para((Span(one.strip("\n")),)) for one in re.split(r"\n\s*\n", text) if one.strip())


def _blocks(node: SyntaxTreeNode) -> Iterator[Block]:
    for child in node.children:
        match child.type:
            case "heading":
                yield Heading(tuple(_inline(child)), int(child.tag[1:]))
            case "bullet_list":
                yield Items(tuple(tuple(_blocks(item)) for item in child.children), ordered=False)
            case "ordered_list":
                yield from _numbered(child)
            case _:
                yield Para(tuple(_inline(child)))


def _numbered(node: SyntaxTreeNode) -> Iterator[Block]:
    """A list when it counts 1, 2, 3; otherwise ("14. november") the numbers are words like others."""
    numbers = [item.info for item in node.children]
    items = tuple(tuple(_blocks(item)) for item in node.children)
    if numbers == [str(count) for count in range(1, len(numbers) + 1)] and all(items):
        yield Items(items, ordered=True)
        return
    for item, number, found in zip(node.children, numbers, items, strict=True):
        head = Span(f"{number}{item.markup} ")
        first = found[0] if found else Para(())
        if isinstance(first, Items):
            yield Para((head,))
            yield from found
        else:
            yield replace(first, spans=(head, *first.spans))
            yield from found[1:]


def _inline(node: SyntaxTreeNode) -> Iterator[Span]:
    for child in node.children:
        yield from _spans(child, Span(""))


def _spans(node: SyntaxTreeNode, style: Span) -> Iterator[Span]:
    match node.type:
        case "text" | "text_special":
            yield from [replace(style, text=node.content)] if style.url else _with_addresses(node, style)
            return
        case "softbreak" | "hardbreak":
            yield replace(style, text="\n")
            return
        case "strong":
            style = replace(style, strong=True)
        case "em":
            style = replace(style, emphasis=True)
        case "link":
            words = "".join(one.content or " " for one in node.walk() if not one.children)
            yield replace(style, text=" ".join(words.split()), url=str(node.attrs["href"]))
            return
    for child in node.children:
        yield from _spans(child, style)


def _with_addresses(node: SyntaxTreeNode, style: Span) -> Iterator[Span]:
    """Bare addresses become links; the point after one is not part of it."""
    text, begins = node.content, 0
    for found in _ADDRESS.finditer(text):
        url = found[0].rstrip(_AFTER)
        while url.endswith(")") and url.count(")") > url.count("("):
            url = url[:-1].rstrip(_AFTER)
        if not is_safe_link(url):
            continue
        if found.start() > begins:
            yield replace(style, text=text[begins : found.start()])
        yield replace(style, text=url, url=url)
        begins = found.start() + len(url)
    if begins < len(text):
        yield replace(style, text=text[begins:])


def _spans_of(found: Iterable[Block]) -> Iterator[Span]:
    for one in found:
        if isinstance(one, Items):
            for item in one.items:
                yield from _spans_of(item)
        else:
            yield from one.spans


def plain(found: Iterable[Block]) -> str:
    return "\n\n".join(_plain_block(one) for one in found)


def _plain_block(one: Block) -> str:
    if not isinstance(one, Items):
        return "".join(map(_plain_span, one.spans))
    lines = []
    for number, item in enumerate(one.items, start=1):
        head = f"{number}. " if one.ordered else "- "
        said = "\n".join(_plain_block(block) for block in item)
        lines.append(head + said.replace("\n", "\n" + " " * len(head)))
    return "\n".join(lines)


def _plain_span(span: Span) -> str:
    return span.text if span.url in {None, span.text} else f"{span.text} ({span.url})"
