"""The texts for parents as they are said: one language, one direction, and nothing in them out of place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from typing import Final

from babel.dates import format_date, format_datetime
from babel.lists import format_list

from bot.chat.text import without_isolates
from bot.guidance.catalogue import Texts
from bot.guidance.languages import Language, language
from bot.guidance.values import Line

_LRI, _RLI, _FSI, _PDI = "\u2066", "\u2067", "\u2068", "\u2069"
_WEEK: Final = 7
_RLM: Final = "\u200f"


class Missing(LookupError):  # noqa: N818 - says what is so, as NotLiteral does
    """A text that is not translated: it is never said in another language in its place."""


class Tongue:
    """Says the texts of one language. Values are isolated where the text runs from right to left."""

    def __init__(self, texts: Texts, zone: tzinfo) -> None:
        self.texts = texts
        self.language: Language = language(texts.language)
        self._zone = zone

    def has(self, line: Line) -> bool:
        return self.texts.entry(line) is not None

    def line(self, line: Line, **values: str) -> str:
        """One message with its values.

        Raises:
            Missing: it is not translated.
        """
        return self._said(line, 1, values)

    def count(self, line: Line, number: int, **values: str) -> str:
        """One that depends on a number, ``%(n)s`` in it."""
        return self._said(line, number, {**values, "n": str(number)})

    def isolate(self, value: str) -> str:
        """A number, address, name or reference, kept from turning the text around it.

        Everywhere but in texts from left to right with a value of the same direction.
        """
        one_line = " ".join(without_isolates(value).split())
        if not one_line or (not self.language.rtl and one_line.isascii()):
            return one_line
        mark = _LRI if one_line.isascii() else _FSI
        return f"{mark}{one_line}{_PDI}"

    def paragraph(self, text: str) -> str:
        """A whole paragraph, heading or item, turned the right way wherever it stands.

        The mark is for clients that take the direction from the first letter, the isolate for those that
        do not ask. A phone number keeps its own blanks and hyphens: phones and searches know no others, and
        within its isolate it may be broken between two lines without its parts changing places.
        """
        return f"{_RLM}{_RLI}{text}{_PDI}" if self.language.rtl else text

    def day(self, day: date) -> str:
        """As ``21 november 2026``; digits are Latin in every language."""
        return format_date(day, self.language.day, locale=self.language.locale)

    def clock(self, moment: datetime) -> str:
        """``17:00``."""
        return f"{moment.astimezone(self._zone):%H:%M}"

    def when(self, moment: datetime) -> str:
        """With the weekday: ``måndag 08:00``."""
        return format_datetime(moment.astimezone(self._zone), "EEEE HH:mm", locale=self.language.locale)

    def coming(self, moment: datetime, now: datetime) -> str:
        """As short as it stays clear: the hour today, with the weekday within a week, else with the date."""
        here, there = now.astimezone(self._zone), moment.astimezone(self._zone)
        days = (there.date() - here.date()).days
        if days == 0:
            return self.clock(moment)
        return self.when(moment) if 0 < days < _WEEK else f"{self.day(there.date())} {self.clock(moment)}"

    def list(self, items: Sequence[str]) -> str:
        return format_list([self.isolate(one) for one in items], locale=self.language.locale)

    def _said(self, line: Line, number: int, values: dict[str, str]) -> str:
        found = self.texts.form(line, number)
        if found is None:
            raise Missing(line.key)
        return found % {name: self.isolate(value) for name, value in values.items()} if values else found
