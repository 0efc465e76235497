"""The Markdown of messages as rooms, feeds, mails and webhooks show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Final

import nh3

from bot.chat import document as shown
from bot.press.markup_read import Block, Heading, Items, Para, Span, blocks, plain

_TAGS: Final = frozenset({"h3", "h4", "p", "br", "strong", "em", "ul", "ol", "li", "a"})
_MAIN: Final = 2
"""Headings below this level are the large ones."""


def as_document(text: str) -> shown.Document:
    """For rooms and direct chats. A list within a list becomes items of the outer one, marked with a dash."""
    return shown.Document(tuple(_document(blocks(text))))


def as_html(text: str) -> str:
    """For feeds, mails and webhooks: only the tags of ``_TAGS``, and ``href`` with https."""
    made = "".join(_html(one) for one in blocks(text))
    return nh3.clean(made, tags=set(_TAGS), attributes={"a": {"href"}}, url_schemes={"https"}, link_rel=None)


def as_plain(text: str) -> str:
    """Without markup, paragraphs apart by a blank line; a link's address stands after its words."""
    return plain(blocks(text))


def _document(found: Sequence[Block]) -> Iterator[shown.Block]:
    for one in found:
        match one:
            case Heading():
                yield shown.Heading(" ".join(plain((one,)).split()))
            case Para():
                yield shown.Para(tuple(_part(span) for span in one.spans))
            case Items() if one.ordered and not _has_lists(one):
                yield shown.Numbered(tuple(_flat(one.items, "")))
            case Items():
                yield shown.Bullets(tuple(_flat(one.items, "", ordered=one.ordered)))


def _has_lists(one: Items) -> bool:
    return any(isinstance(block, Items) for item in one.items for block in item)


def _flat(items: Iterable[tuple[Block, ...]], dash: str, *, ordered: bool = False) -> Iterator[shown.Para]:
    for number, item in enumerate(items, start=1):
        begins = dash + (f"{number}. " if ordered else "")
        own: list[shown.Inline] = []
        for block in item:
            if isinstance(block, Items):
                if own:
                    yield shown.Para((begins, *own))
                    begins, own = f"{dash}– ", []
                yield from _flat(block.items, f"{dash}– ", ordered=block.ordered)
            else:
                own += ["\n", *map(_part, block.spans)] if own else map(_part, block.spans)
        if own:
            yield shown.Para((begins, *own) if begins else tuple(own))


def _part(span: Span) -> shown.Inline:
    if span.url is not None:
        return shown.Link(span.url, span.text)
    return shown.Strong(span.text) if (span.strong or span.emphasis) and span.text.strip() else span.text


def _html(one: Block) -> str:
    match one:
        case Heading():
            tag = "h3" if one.level < _MAIN else "h4"
            return f"<{tag}>{_html_spans(one.spans)}</{tag}>"
        case Para():
            return f"<p>{_html_spans(one.spans)}</p>"
        case Items():
            tag = "ol" if one.ordered else "ul"
            return f"<{tag}>{''.join(f'<li>{_html_item(item)}</li>' for item in one.items)}</{tag}>"


def _html_item(item: tuple[Block, ...]) -> str:
    if len(item) == 1 and isinstance(item[0], Para):
        return _html_spans(item[0].spans)
    return "".join(map(_html, item))


def _html_spans(spans: Iterable[Span]) -> str:
    return "".join(map(_html_span, spans))


def _html_span(span: Span) -> str:
    said = escape(span.text).replace("\n", "<br>")
    if span.url is not None:
        said = f'<a href="{escape(span.url)}">{said}</a>'
    if span.emphasis:
        said = f"<em>{said}</em>"
    return f"<strong>{said}</strong>" if span.strong else said
