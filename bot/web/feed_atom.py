"""A feed as Atom (RFC 4287)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from bot.web.feed_page import Entry, FeedPage, path, xml_text

MEDIA_TYPE: Final = "application/atom+xml"
_NAMESPACE: Final = "http://www.w3.org/2005/Atom"
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"


def atom(page: FeedPage) -> bytes:
    feed = Element("feed", {"xmlns": _NAMESPACE, _LANG: page.language})
    _add(feed, "id", page.id)
    _add(feed, "title", page.title)
    _add(feed, "subtitle", page.subtitle)
    _add(feed, "updated", _time(page.updated))
    _add(feed, "generator", "rocbot")
    for attributes in _links(page):
        SubElement(feed, "link", attributes)
    for one in page.entries:
        _entry(SubElement(feed, "entry"), one)
    made: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return made


def _links(page: FeedPage) -> Iterator[dict[str, str]]:
    if not page.base:
        return
    own = page.base + path(page.language, "atom")
    yield {"rel": "self", "type": MEDIA_TYPE, "hreflang": page.language, "href": own}
    for one in page.others:
        other = page.base + path(one, "atom")
        yield {"rel": "alternate", "type": MEDIA_TYPE, "hreflang": one, "href": other}


def _entry(element: Element, entry: Entry) -> None:
    _add(element, "id", entry.id)
    _add(element, "title", entry.title)
    _add(element, "updated", _time(entry.updated))
    _add(element, "published", _time(entry.published))
    _add(SubElement(element, "author"), "name", entry.author)
    for one in entry.categories:
        scheme = {"scheme": one.scheme} if one.scheme else {}
        SubElement(element, "category", {"term": xml_text(one.term), **scheme, "label": xml_text(one.label)})
    _add(element, "content", entry.html, type="html")


def _add(parent: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(parent, name, attributes).text = xml_text(text)


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
