"""JSON Feed 1.1 as a schema, after https://www.jsonfeed.org/version/1.1/: nothing else may stand in it."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Final

_URL: Final[dict[str, Any]] = {"type": "string", "pattern": "^https?://"}
_WHEN: Final[dict[str, Any]] = {
    "type": "string",
    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$",
}
_AUTHOR: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "url": _URL, "avatar": _URL},
    "minProperties": 1,
    "additionalProperties": False,
}
_OWN: Final[dict[str, Any]] = {"^_[A-Za-z][A-Za-z0-9-]*$": {"type": "object"}}
"""Extensions: one underscore, a letter, and an object."""
_ITEM: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["id"],
    "anyOf": [{"required": ["content_html"]}, {"required": ["content_text"]}],
    "properties": {
        "id": {"type": "string", "minLength": 1},
        "url": _URL,
        "external_url": _URL,
        "title": {"type": "string"},
        "content_html": {"type": "string"},
        "content_text": {"type": "string"},
        "summary": {"type": "string"},
        "image": _URL,
        "banner_image": _URL,
        "date_published": _WHEN,
        "date_modified": _WHEN,
        "authors": {"type": "array", "items": _AUTHOR},
        "tags": {"type": "array", "items": {"type": "string"}},
        "language": {"type": "string", "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]+)*$"},
        "attachments": {"type": "array"},
    },
    "patternProperties": _OWN,
    "additionalProperties": False,
}
JSON_FEED: Final = MappingProxyType(
    {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "required": ["version", "title", "items"],
        "properties": {
            "version": {"const": "https://jsonfeed.org/version/1.1"},
            "title": {"type": "string", "minLength": 1},
            "home_page_url": _URL,
            "feed_url": _URL,
            "description": {"type": "string"},
            "user_comment": {"type": "string"},
            "next_url": _URL,
            "icon": _URL,
            "favicon": _URL,
            "authors": {"type": "array", "items": _AUTHOR},
            "language": {"type": "string", "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]+)*$"},
            "expired": {"type": "boolean"},
            "hubs": {"type": "array"},
            "items": {"type": "array", "items": _ITEM, "uniqueItems": True},
        },
        "patternProperties": _OWN,
        "additionalProperties": False,
    }
)
