"""The translator a view is handed: Swedish is the source, other languages come from catalogues."""

from __future__ import annotations

import string
from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from typing import NewType

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.lists import format_list

from bot.chat.document import Code, Link, Mention, Strong, Text
from bot.chat.text import clean

Msg = NewType("Msg", str)
"""A Swedish text in a declaration, to be translated when it is shown."""

Value = str | int
Rich = str | int | Strong | Code | Mention | Link


Catalogue = NullTranslations


def catalogue(compiled: BytesIO | None) -> Catalogue:
    """Compiled texts; without any, everything stays in Swedish."""
    return NullTranslations() if compiled is None else GNUTranslations(compiled)


def msg(text: str) -> Msg:
    """Mark a text in a declaration for the catalogues; ``say.term`` shows it."""
    return Msg(text)


class Say:
    """Whole sentences in one reader's language, at one moment.

    ``{name}`` in a sentence takes a value; values are made safe to show. The catalogues are
    filled from calls of ``say``, ``say.rich``, ``say.count`` and ``msg`` with literal texts.
    """

    def __init__(self, language: str, catalogue: Catalogue, zone: tzinfo, now: datetime) -> None:
        self.language = language
        self.now = now
        self._catalogue = catalogue
        self._zone = zone
        # en_SE: English words with the 24 hour clock and the day before the month
        self._locale = Locale.parse("en_SE" if language == "en" else language)

    def __call__(self, text: str, /, **values: Value) -> str:
        """One sentence or paragraph."""
        return self._fill(self._catalogue.gettext(text), values)

    def count(self, one: str, many: str, number: int, /, **values: Value) -> str:
        """A sentence that depends on a number, which is ``{n}`` in it."""
        return self._fill(self._catalogue.ngettext(one, many, number), {**values, "n": number})

    def rich(self, text: str, /, **values: Rich) -> Text:
        """A sentence in which some values are marked: ``say.rich("Skriv {word}.", word=code("tar"))``."""
        parts: list[str | Strong | Code | Mention | Link] = []
        for literal, name, _spec, _conversion in string.Formatter().parse(self._catalogue.gettext(text)):
            if literal:
                parts.append(literal)
            if name is not None:
                value = values[name]
                parts.append(clean(str(value)) if isinstance(value, str | int) else value)
        return Text(tuple(parts))

    def term(self, text: str) -> str:
        """A text marked with ``msg``; a name from the register, which no catalogue has, stays as it is."""
        return clean(self._catalogue.gettext(text)) if text else ""

    def list(self, items: Sequence[str], *, either: bool = False) -> str:
        """``a, b och c``, or ``a, b eller c``."""
        return format_list(
            [clean(item) for item in items], style="or" if either else "standard", locale=self._locale
        )

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self._zone)

    def clock(self, moment: datetime) -> str:
        """``03:16``, for a moment that the reader knows to be near."""
        return f"{self.local(moment):%H:%M}"

    def time(self, moment: datetime) -> str:
        """``03:16`` today, otherwise with weekday and date."""
        if self.local(moment).date() == self.local(self.now).date():
            return self.clock(moment)
        return self.when(moment)

    def brief(self, moment: datetime) -> str:
        """``03:16`` today, otherwise ``lör 21/11 03:16``: for where there is little room."""
        local = self.local(moment)
        if local.date() == self.local(self.now).date():
            return self.clock(moment)
        return format_datetime(local, "EEE d/M HH:mm", locale=self._locale)

    def when(self, moment: datetime) -> str:
        """Always with weekday and date, and the year when it is another one."""
        local = self.local(moment)
        year = " y" if local.year != self.local(self.now).year else ""
        # literal pattern: the locale's own long form would bring AM/PM and the zone's name
        return format_datetime(local, f"EEEE d MMMM{year} HH:mm", locale=self._locale)

    def exact(self, moment: datetime) -> str:
        """``when``, with the second where somebody chose one: ``om 20 min`` is no time to the second."""
        local = self.local(moment)
        chosen = local.second != 0 and local.microsecond == 0
        return f"{self.when(moment)}:{local:%S}" if chosen else self.when(moment)

    def day(self, day: date) -> str:
        year = " y" if day.year != self.local(self.now).year else ""
        return format_date(day, f"EEEE d MMMM{year}", locale=self._locale)

    def _fill(self, text: str, values: dict[str, Value]) -> str:
        for value in values.values():
            if not isinstance(value, str | int):
                raise TypeError("times and lists become text through say.time and say.list")
        return text.format(**{name: clean(str(value)) for name, value in values.items()})
