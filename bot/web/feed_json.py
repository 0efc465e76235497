"""A feed as JSON Feed 1.1."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, Final

from bot.web.feed_page import LANGUAGES, STATUSES, Entry, FeedPage, path

MEDIA_TYPE: Final = "application/feed+json"
_VERSION: Final = "https://jsonfeed.org/version/1.1"


def json_feed(page: FeedPage) -> bytes:
    """What JSON Feed has no word for stands under ``_rocbot`` in each entry."""
    found: dict[str, Any] = {
        "version": _VERSION,
        "title": page.title,
        "description": page.subtitle,
        "language": page.language,
        "items": [_item(one, page.language) for one in page.entries],
    }
    if page.base:
        found["feed_url"] = page.base + path(page.language, "json")
    # what no UTF-8 can hold becomes a question mark rather than an error
    return json.dumps(found, ensure_ascii=False).encode("utf-8", "replace")


def _item(entry: Entry, language: str) -> dict[str, Any]:
    status = [one.term for one in entry.categories if one.scheme == STATUSES]
    return {
        "id": entry.id,
        "title": entry.title,
        "content_html": entry.html,
        "content_text": entry.plain,
        "date_published": _time(entry.published),
        "date_modified": _time(entry.updated),
        "authors": [{"name": entry.author}],
        "language": language,
        "tags": [one.label for one in entry.categories if one.scheme != LANGUAGES],
        "_rocbot": {
            "reference": entry.reference,
            "status": status[0] if status else "published",
            "languages": [one.term for one in entry.categories if one.scheme == LANGUAGES],
        },
    }


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
