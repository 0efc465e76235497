"""The painter of the lägesbild with everything it draws with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from bot.chat.languages import SOURCE, Languages
from bot.clock import Clock
from bot.draw.sheet import Drawing
from bot.register.source import RegisterSource
from bot.situation.compiled import Version
from bot.situation.names import Names
from bot.situation.painter import Painter
from bot.situation.values import Level
from bot.store.engine import Store
from commands.picture_map import map_drawing


def painter(store: Store, register: RegisterSource, clock: Clock, zone: ZoneInfo) -> Painter:
    """Its maps are in Swedish, as one goes to rooms of several languages; the alt text is in the room's."""
    languages = Languages(zone)

    def draw(version: Version, past: Mapping[str, Sequence[Level | None]], names: Names) -> Drawing:
        return map_drawing(version, past, names, languages.say(SOURCE, clock.now()))

    return Painter(store, register, draw, clock)
