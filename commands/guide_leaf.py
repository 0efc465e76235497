"""A leaf for parents as a message: every paragraph turned the right way, links as links."""

from __future__ import annotations

from bot.chat.document import Block, Bullets, Document, Heading, Inline, Link, Para, Strong, doc
from bot.guidance.help_lines import HelpText
from bot.guidance.leaf import Leaf, Passage
from bot.guidance.tongue import Tongue


def leaf(value: Leaf) -> Document:
    """In its own language, whoever asked."""
    tongue = value.tongue
    blocks: list[Block] = [Heading(tongue.paragraph(value.title))] if value.title else []
    blocks += [_marked(tongue, notice) for notice in value.notices]
    blocks += [linked(tongue, line, value.url) for line in value.guide]
    for passage in value.passages:
        blocks += _passage(tongue, passage)
    blocks += [linked(tongue, line) for line in value.missing]
    blocks += _help(tongue, value.help) if value.help is not None else []
    blocks += [linked(tongue, line) for line in value.reviewed]
    return doc(*blocks)


def linked(tongue: Tongue, text: str, url: str | None = None) -> Para:
    """A paragraph; an address in it becomes a link whose isolating marks stand outside."""
    shown = tongue.isolate(url) if url else ""
    if not url or shown not in text:
        return Para((tongue.paragraph(text),))
    before, _, after = tongue.paragraph(text).partition(shown)
    opening, _, closing = shown.partition(url)
    parts: tuple[Inline, ...] = (before + opening, Link(url, url), closing + after)
    return Para(tuple(one for one in parts if one))


def _marked(tongue: Tongue, notice: str) -> Para:
    return Para((Strong(tongue.paragraph(notice)),))


def _help(tongue: Tongue, text: HelpText) -> list[Block]:
    """112 first, then the kommun's own, then the whole country's."""
    blocks: list[Block] = []
    for block in text.blocks:
        if block.heading:
            blocks.append(Heading(tongue.paragraph(block.heading)))
        if block.lines:
            blocks.append(Bullets(tuple(linked(tongue, one.text, one.contact.url) for one in block.lines)))
        if block.note:
            blocks.append(linked(tongue, block.note))
    return [*blocks, *([linked(tongue, text.age)] if text.age else [])]


def _passage(tongue: Tongue, passage: Passage) -> list[Block]:
    blocks: list[Block] = [Heading(tongue.paragraph(passage.heading))]
    blocks += [_marked(tongue, notice) for notice in passage.notices]
    for block in passage.blocks:
        if isinstance(block, str):
            blocks.append(linked(tongue, block))
        else:
            blocks.append(Bullets(tuple(linked(tongue, one) for one in block)))
    return blocks
