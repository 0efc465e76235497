"""A message as those outside read it, in Swedish with the other languages: for mails and webhooks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_datetime

from bot.chat.text import is_rtl
from bot.press.adapters import Edition
from bot.press.markup import as_html, as_plain
from bot.press.values import Act

SWEDISH: Final = "sv"


@dataclass(frozen=True)
class Copy:
    """``html`` holds no more than paragraphs, headings, lists, emphasis and links to https."""

    title: str
    text: str
    html: str


def title_of(edition: Edition) -> str:
    """With what has to be seen before anything is opened."""
    before = {Act.PUBLISH: "", Act.CORRECT: "Rättelse: ", Act.RETRACT: "Återkallat: "}[edition.act]
    return f"{'ÖVNING: ' if edition.exercise else ''}{before}{edition.content.title}"


def body_of(edition: Edition) -> Copy:
    """The Swedish text by itself; of a retraction the fixed notice."""
    if edition.act is Act.RETRACT:
        said = not_valid(edition)
        return Copy(edition.content.title, said, f"<p>{escape(said)}</p>")
    content = edition.content
    return Copy(content.title, as_plain(content.body), as_html(content.body))


def variants_of(edition: Edition) -> Iterator[tuple[str, Copy]]:
    """The other languages, as far as they are ready; a retraction is a fixed notice, and said once."""
    if edition.act is Act.RETRACT:
        return
    for code, one in sorted(edition.content.variants.items()):
        if one is not None and one.ready:
            yield code, Copy(one.title, as_plain(one.body), as_html(one.body))


def not_valid(edition: Edition) -> str:
    return f"{edition.owner} har återkallat {edition.reference}. Det gäller inte. Sprid det inte vidare."


def whole(edition: Edition, zone: ZoneInfo) -> Copy:
    """Everything in one text: the message, the actors' own blocks, whom to ask, and the other languages."""
    body, before, after = body_of(edition), list(_before(edition)), list(_after(edition, zone))
    title = title_of(edition)
    blocks = [] if edition.act is Act.RETRACT else list(edition.local)
    others = list(variants_of(edition))
    text = [*before, title, body.text]
    text += [f"{name}\n\n{as_plain(said)}" for name, said in blocks]
    text += ["\n".join(after)]
    text += [f"– – –\n\n{_language(code)}\n\n{one.title}\n\n{one.text}" for code, one in others]
    html = [f"<p><strong>{escape(line)}</strong></p>" for line in before]
    html += [f"<h2>{escape(title)}</h2>", body.html]
    html += [f"<h3>{escape(name)}</h3>{as_html(said)}" for name, said in blocks]
    html += [f"<p>{'<br>'.join(map(escape, after))}</p>"]
    html += [_section(code, one) for code, one in others]
    return Copy(title, "\n\n".join(one.strip("\n") for one in text) + "\n", _page(title, "\n".join(html)))


def _before(edition: Edition) -> Iterator[str]:
    if edition.exercise:
        yield "ÖVNING. Det här är en övning och gäller ingenting."
    if edition.act is Act.CORRECT:
        yield f"Rättelse. Det här gäller i stället för {edition.original or edition.root}."


def _after(edition: Edition, zone: ZoneInfo) -> Iterator[str]:
    content = edition.content
    if edition.act is not Act.RETRACT:
        if content.spokesperson:
            yield f"Talesperson: {content.spokesperson}"
        if edition.contact:
            yield f"Presskontakt: {edition.contact}"
        if content.embargo_until is not None and content.embargo_until > edition.at:
            yield f"Embargo till {_when(content.embargo_until, zone)}: sprid det inte före dess."
    yield f"{edition.owner}, {edition.reference}"


def _when(moment: datetime, zone: ZoneInfo) -> str:
    return format_datetime(moment.astimezone(zone), "EEEE d MMMM y 'kl.' HH:mm", locale=SWEDISH)


def _language(code: str) -> str:
    """By its own name, so that whoever reads it finds it."""
    try:
        return Locale.parse(code, sep="-").get_display_name() or code
    except (UnknownLocaleError, ValueError):
        return code


def _section(code: str, one: Copy) -> str:
    direction = "rtl" if _runs_left(code, one) else "ltr"
    return (
        f'<div lang="{escape(code)}" dir="{direction}"><hr><p>{escape(_language(code))}</p>'
        f"<h2>{escape(one.title)}</h2>{one.html}</div>"
    )


def _runs_left(code: str, one: Copy) -> bool:
    """As the language does; of one that nobody knows, as its letters do."""
    try:
        return Locale.parse(code, sep="-").text_direction == "rtl"
    except (UnknownLocaleError, ValueError):
        return is_rtl(f"{one.title}{one.text}")


def _page(title: str, html: str) -> str:
    head = f'<head><meta charset="utf-8"><title>{escape(title)}</title></head>'
    return f'<!DOCTYPE html>\n<html lang="{SWEDISH}">{head}\n<body>\n{html}\n</body></html>\n'
