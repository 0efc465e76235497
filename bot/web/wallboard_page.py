"""The wallboard's pages: plain words in, HTML out. What is put in is escaped, whatever it holds."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bot.draw.face import FILES

ASSETS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "tavla.css": "text/css",
        "tavla.js": "text/javascript",
        "ikon.svg": "image/svg+xml",
        "normal.ttf": "font/ttf",
        "fet.ttf": "font/ttf",
    }
)
"""What the pages fetch, all of it from here, and its media type."""
_TYPEFACE: Final = MappingProxyType(dict(zip(("normal.ttf", "fet.ttf"), FILES, strict=True)))


@dataclass(frozen=True)
class Tile:
    """A kommun, or the county: ``level`` None is not reported. Each thing stands in words too."""

    name: str
    label: str
    level: int | None
    number: str
    word: str
    short_word: str = ""
    """Where room is scarce."""
    trend: str | None = None
    """worse, same or better."""
    trend_word: str = ""
    age: str = ""
    """Of what is carried forward."""
    row: int = 0
    col: int = 0


@dataclass(frozen=True)
class Item:
    """One of a list; ``short`` stands in its place where room is scarce."""

    text: str
    short: str = ""


@dataclass(frozen=True)
class Panel:
    """A heading, what is to be read first, and the rest.

    ``loud``: something is not as it should be. ``long``: gives way where a wall has no room for all of it.
    """

    heading: str
    lead: str = ""
    note: str = ""
    items: tuple[Item, ...] = ()
    loud: bool = False
    long: bool = False


@dataclass(frozen=True)
class BoardPage:
    """Everything that changes on the board, in words. ``title``: which picture it is, and from when."""

    title: str
    mode: str
    activated: bool
    map_heading: str
    legend_heading: str
    county: Tile
    tiles: tuple[Tile, ...]
    """In the order in which they are read aloud; ``row`` and ``col`` say where they stand."""
    legend: tuple[Tile, ...]
    legend_age: str
    panels: tuple[Panel, ...]


@dataclass(frozen=True)
class ShellWords:
    """What stands around the board, and on the pages that stand in its place."""

    title: str
    updated: str
    lost: str
    """Before the time at which the bot was last heard."""
    old: str
    """Before the time from which the numbers are."""
    key: str
    open: str
    welcome: tuple[str, str]
    expired: tuple[str, str]
    refused: tuple[str, str]
    crowded: tuple[str, str]
    away: tuple[str, str]
    """A heading and a sentence each."""


@dataclass(frozen=True)
class Timing:
    """In seconds: how often life is shown, and how long silence is put up with."""

    beat: float = 15.0
    silence: float = 40.0
    old: float = 60.0
    refresh: int = 30
    """For browsers without JavaScript."""


class Pages:
    """Made once; renders in well under a millisecond."""

    def __init__(self, words: ShellWords, timing: Timing) -> None:
        self.words = words
        self.timing = timing
        self.version = mark("".join(asset(name).decode("latin-1") for name in ASSETS))
        """Of what the pages fetch: a board that has stood open since before an upgrade loads itself anew."""
        self._templates = Environment(
            loader=PackageLoader("bot.web", "pages"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )

    def fragment(self, page: BoardPage) -> str:
        """What is exchanged when something has changed."""
        return self._render("tavla.html", page=page)

    def whole(self, fragment: str, seen: str) -> str:
        """``seen``: at what time the numbers were looked at, ``14:32:05``."""
        # rendered by `fragment`, so it is escaped already
        return self._render("hel.html", fragment=Markup(fragment), seen=seen)  # noqa: S704

    def instead(self, saying: tuple[str, str]) -> str:
        """A page that lets somebody in with another link."""
        return self._render("annan.html", heading=saying[0], text=saying[1])

    def _render(self, template: str, **values: object) -> str:
        found = self._templates.get_template(template)
        return found.render(words=self.words, timing=self.timing, version=self.version, **values)


def asset(name: str) -> bytes:
    """One of ``ASSETS``; the typeface is the pictures', so that a wall has room for as much everywhere."""
    typeface = _TYPEFACE.get(name)
    return typeface.read_bytes() if typeface else files("bot.web").joinpath("pages", name).read_bytes()


def mark(fragment: str) -> str:
    """The same for what looks the same."""
    return hashlib.sha256(fragment.encode()).hexdigest()[:16]
