"""The text of a message as it will be read, with the parts that are not published beside it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat.document import Block, Document, Heading, Inline, bullets, doc, para, strong
from bot.chat.say import Say
from bot.press.content import Content, Variant
from bot.press.difference import Part
from bot.press.markup import as_document
from commands.press_difference import part_name, value_words

_BESIDE = (
    Part.PURPOSE,
    Part.TARGET_GROUP,
    Part.CONTACT,
    Part.SPOKESPERSON,
    Part.CHECKED_BY,
    Part.INFORMED,
)


def text_blocks(content: Content, names: Mapping[str, str], say: Say) -> list[Block | Inline]:
    """Title, text, and each actor's own block: what people will read."""
    found: list[Block | Inline] = [Heading(content.title), *as_document(content.body).blocks]
    for whose, text in content.local.items():
        found.append(Heading(part_name(Part.LOCAL, whose, names, say)))
        found += as_document(text).blocks
    return found


def variant_blocks(language: str, variant: Variant, say: Say) -> list[Block | Inline]:
    """The text in another language."""
    title = part_name(Part.VARIANT, language, {}, say)
    return [Heading(title), para(strong(variant.title)), *as_document(variant.body).blocks]


def beside(content: Content, names: Mapping[str, str], say: Say) -> list[Block | Inline]:
    """What belongs to the message and is not part of its text."""
    told = [
        (part_name(part, "", names, say), value_words(part, getattr(content, part.value), names, say))
        for part in _BESIDE
    ]
    found: list[Block | Inline] = [
        bullets(say("{part}: {said}", part=part, said=said) for part, said in told if said)
    ]
    return [*(found if any(said for _, said in told) else ()), *languages(content, say)]


def languages(content: Content, say: Say) -> list[Block | Inline]:
    """Each language beside Swedish, and how far it has come."""
    if not content.variants:
        return []
    lines = []
    for code, variant in content.variants.items():
        name = part_name(Part.VARIANT, code, {}, say)
        if variant is None:
            lines.append(say("{name}: inte skrivet än.", name=name))
        elif variant.ready:
            lines.append(say("{name}: färdigt.", name=name))
        else:
            lines.append(say("{name}: skrivet, men inte markerat som färdigt.", name=name))
    return [bullets(lines)]


def whole(content: Content, names: Mapping[str, str], say: Say) -> Document:
    """The text and what belongs to it."""
    return doc(*text_blocks(content, names, say), *beside(content, names, say))
