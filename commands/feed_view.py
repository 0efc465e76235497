"""The feeds in words: what a publication says to its readers, in each language that it is written in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from babel import Locale, UnknownLocaleError

from bot.chat.say import Say
from bot.chat.text import clean, strip_controls
from bot.press.facts import Act, FeedItem
from bot.press.markup import as_html, as_plain
from bot.web.feed_page import LANGUAGES, STATUSES, Category, Entry
from bot.web.feeds import FeedWords

_SWEDISH = "sv"


@dataclass(frozen=True)
class Part:
    """A piece of an entry in one language, as HTML and as plain text."""

    language: str
    html: str
    plain: str


def feed_title(say: Say, language: str) -> str:
    """The name of one language's feed; with the language where our own words are in another."""
    title = say("Gemensamma budskap")
    return title if language == say.language else f"{title} ({_autonym(language)})"


def feed_subtitle(say: Say) -> str:
    return say("Det som myndigheter, kommuner och regionen i Stockholms län säger tillsammans.")


def page_words(say: Say) -> FeedWords:
    """What stands in the place of a feed."""
    return FeedWords(
        away=say("Flödet kan inte visas just nu. Försök igen om en stund."),
        none=say("Det finns inget flöde på det språket."),
    )


def entry(item: FeedItem, language: str, tongues: Sequence[Say], identifier: str) -> Entry:
    """In a language that it is written in. ``tongues``: in which our own sentences are said, one or two."""
    words = item.texts[language]
    title = _line(words.title)
    if item.act is Act.RETRACT:
        title = f"{' / '.join(say('Återkallat') for say in tongues)}: {title}"
        parts = list(_notice(item, tongues))
    else:
        body = Part(language, as_html(words.body), as_plain(words.body))
        parts = [*_correction(item, tongues), body, *_below(item, tongues), *_local(item)]
    return Entry(
        id=identifier,
        reference=item.reference,
        title=title,
        html="".join(_block(one) for one in parts if one.html),
        plain="\n\n".join(one.plain for one in parts if one.plain),
        author=_line(item.owner),
        published=item.published_at,
        updated=item.updated_at,
        categories=tuple(_categories(item, tongues[0])),
    )


def _notice(item: FeedItem, tongues: Sequence[Say]) -> Iterator[Part]:
    for say in tongues:
        head = say("Återkallat {at}.", at=say.when(item.updated_at))
        rest = say(
            "{owner} har återkallat {reference}. Det gäller inte. Sprid det inte vidare.",
            owner=item.owner,
            reference=item.reference,
        )
        yield _said(say, rest, head)


def _correction(item: FeedItem, tongues: Sequence[Say]) -> Iterator[Part]:
    if item.act is not Act.CORRECT:
        return
    for say in tongues:
        head = say("Rättat {at}.", at=say.when(item.updated_at))
        rest = say(
            "Det här gäller i stället för {reference}. Det första publicerades {first}.",
            reference=item.original or item.root,
            first=say.when(item.published_at),
        )
        yield _said(say, rest, head)


def _local(item: FeedItem) -> Iterator[Part]:
    """Each actor's own block, in Swedish: last, so that nothing common is read as part of one."""
    for name, block in item.local:
        heading = _line(name)
        yield Part(
            _SWEDISH,
            f"<h3>{escape(heading)}</h3>{as_html(block)}",
            f"{heading}\n{as_plain(block)}",
        )


def _below(item: FeedItem, tongues: Sequence[Say]) -> Iterator[Part]:
    for say in tongues:
        if item.spokesperson:
            yield _said(say, say("Talesperson: {who}.", who=item.spokesperson))
        if item.contact:
            yield _said(say, say("Presskontakt: {contact}.", contact=item.contact))
    yield _said(tongues[0], f"{clean(item.owner)}, {item.reference}")


def _said(say: Say, sentence: str, head: str = "") -> Part:
    strong = f"<strong>{escape(head)}</strong> " if head else ""
    plain = f"{head} {sentence}" if head else sentence
    return Part(say.language, f"<p>{strong}{escape(sentence)}</p>", plain)


def _block(part: Part) -> str:
    return f'<div lang="{escape(part.language)}" dir="{_direction(part.language)}">{part.html}</div>'


def _categories(item: FeedItem, say: Say) -> Iterator[Category]:
    if item.target_group:
        group = _line(item.target_group)
        yield Category(group, group)
    for code in item.texts:
        yield Category(code, _name(code, say), LANGUAGES)
    if item.act is Act.RETRACT:
        yield Category("retracted", say("återkallat"), STATUSES)
    elif item.act is Act.CORRECT:
        yield Category("corrected", say("rättat"), STATUSES)


def _line(text: str) -> str:
    """On one line, without controls and tricks of direction."""
    return " ".join(strip_controls(text).split())


def _locale(language: str) -> Locale | None:
    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return None


def _direction(language: str) -> str:
    found = _locale(language)
    return "rtl" if found is not None and found.text_direction == "rtl" else "ltr"


def _autonym(language: str) -> str:
    found = _locale(language)
    return (found.get_display_name(language) if found is not None else None) or language


def _name(language: str, say: Say) -> str:
    found = _locale(language)
    return (found.get_display_name(say.language) if found is not None else None) or language
