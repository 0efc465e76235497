"""The languages the bot speaks: Swedish in the code, the others from catalogues compiled in memory."""

from __future__ import annotations

from datetime import datetime, tzinfo
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.chat.say import Catalogue, Say, catalogue

SOURCE = "sv"
DOMAIN = "rocbot"


class Languages:
    """Makes translators. A catalogue is read when its language is first asked for."""

    def __init__(self, zone: tzinfo, folder: Traversable | None = None) -> None:
        """Take the catalogues from ``folder``, or those that ship with the program."""
        self._zone = zone
        self._folder = folder if folder is not None else files("translations")
        self._loaded: dict[str, Catalogue] = {SOURCE: catalogue(None)}
        others = (place.name for place in self._folder.iterdir() if _catalogue(place).is_file())
        self.known = (SOURCE, *sorted(others))

    def say(self, language: str, now: datetime) -> Say:
        """A translator; an unknown language gets Swedish."""
        chosen = language if language in self.known else SOURCE
        if chosen not in self._loaded:
            self._loaded[chosen] = self._read(chosen)
        return Say(chosen, self._loaded[chosen], self._zone, now)

    def _read(self, language: str) -> Catalogue:
        source = _catalogue(self._folder / language)
        compiled = BytesIO()
        with source.open("rb") as file:
            write_mo(compiled, read_po(file, locale=language))
        compiled.seek(0)
        return catalogue(compiled)


def _catalogue(place: Traversable) -> Traversable:
    """Of one language, whose folder may hold other texts than the bot's own words."""
    return place / "LC_MESSAGES" / f"{DOMAIN}.po"
