"""A map of equal tiles, one for each area: level, where it is going, how old, and the days before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape

from bot.draw.face import face
from bot.draw.legend import Flow, Sign
from bot.draw.level_looks import EDGE, LEVELS, level_look
from bot.draw.looks import CARD, INK
from bot.draw.marks import STAIR, Slope, arrow, clock, days, steps
from bot.draw.sheet import INNER, MARGIN, WIDTH, Drawing, Sheet, number, plain

COLUMNS = 5
_GAP = 5.0
_WIDE = (INNER - (COLUMNS - 1) * _GAP) / COLUMNS
_TALL = 61.0
_NAME, _NUMBER, _SMALL = 13.0, 23.0, 11.0
_Box = tuple[float, float, float]
"""Left and upper edge, and how wide; all are as high."""
_SWATCH, _SIGN, _DAYS = 18.0, 12.0, 28.0


@dataclass(frozen=True)
class Tile:
    """One area. ``level`` None: not reported. ``old``: of an earlier time. ``marked``: the one it is about.

    ``past`` has a level for each day before, oldest first, or None. ``said`` is the same in words.
    """

    label: str
    level: int | None
    slope: Slope | None = None
    old: bool = False
    past: Sequence[int | None] = ()
    marked: bool = False
    said: str = ""


@dataclass(frozen=True)
class Legend:
    """The words for what is drawn. ``levels``: of level 0 to 3."""

    levels: Sequence[str]
    unknown: str
    slopes: Mapping[Slope, str]
    old: str
    days: str


@dataclass(frozen=True)
class TileMap:
    """What to draw.

    ``places`` has each tile's row and column; ``whole`` stands in the upper left corner, two tiles wide.
    ``banner`` is a band over everything (an exercise); ``description`` says in words what the whole shows.

    Example::

        TileMap(
            title="Lägesbild LB-1121-1", remark="lördag 21 november 15:00 · ordinarie läge",
            whole=Tile("Länet", 1, Slope.FLAT),
            places={(4, 3): Tile("NAC", 2, Slope.UP, past=(0, 0, None, 1, 2))},
            legend=Legend(
                levels=("normalt", "ansträngt", "allvarligt", "kritiskt"), unknown="ej rapporterat",
                slopes={Slope.UP: "värre", Slope.FLAT: "oförändrat", Slope.DOWN: "bättre"},
                old="äldre uppgift", days="14 dagar",
            ),
        )
    """

    title: str
    remark: str
    whole: Tile
    places: Mapping[tuple[int, int], Tile]
    legend: Legend
    banner: str = ""
    description: str = ""


def tile_map(value: TileMap) -> Drawing:
    """The drawing; a letter that the typeface lacks is drawn as a question mark."""
    sheet = Sheet(drawable(value.title), value.description)
    sheet.remark(drawable(value.remark))
    if value.banner:
        _banner(sheet, drawable(value.banner))
    top = sheet.y + 2
    _tile(sheet, (MARGIN, top, 2 * _WIDE + _GAP), value.whole, _word(value))
    rows = max((row for row, _ in value.places), default=0) + 1
    for (row, column), tile in sorted(value.places.items()):
        place = (MARGIN + column * (_WIDE + _GAP), top + row * (_TALL + _GAP), _WIDE)
        _tile(sheet, place, tile)
    sheet.y = top + rows * (_TALL + _GAP) + 3
    _legend(sheet, value)
    return sheet.finished()


def drawable(text: str) -> str:
    """With a question mark for each letter that the typeface lacks, rather than no picture at all."""
    lacking = undrawable(text)
    return "".join("?" if mark in lacking else mark for mark in plain(text))


def undrawable(text: str) -> str:
    """The letters that the typeface lacks in either weight, each once."""
    return "".join(dict.fromkeys(face().missing(plain(text)) + face(bold=True).missing(plain(text))))


def _banner(sheet: Sheet, words: str) -> None:
    sheet.shape(
        f'<rect x="{number(MARGIN)}" y="{number(sheet.y)}" width="{number(INNER)}" height="22" fill="{INK}"/>'
    )
    fitted = face(bold=True).fitted(words, _NAME, INNER - 12)
    sheet.text(WIDTH / 2, sheet.y + 16, fitted, size=_NAME, bold=True, anchor="middle", ink="#ffffff")
    sheet.y += 27


def _word(value: TileMap) -> str:
    level = value.whole.level
    return drawable(value.legend.unknown if level is None else value.legend.levels[level])


def _tile(sheet: Sheet, box: _Box, tile: Tile, word: str = "") -> None:
    x, y, wide = box
    look = level_look(tile.level)
    sheet.shape(f"<g><title>{escape(plain(tile.said or tile.label))}</title>")
    sheet.shape(_ground(x, y, wide, tile))
    name = face(bold=True).fitted(drawable(tile.label), _NAME, wide - 24)
    sheet.text(x + 6, y + 15, name, size=_NAME, bold=True, ink=INK if tile.level is None else look.ink)
    shown = "?" if tile.level is None else str(tile.level)
    sheet.text(x + 6, y + 40, shown, size=_NUMBER, bold=True, ink=look.ink)
    if tile.level is not None:
        sheet.shape(steps(x + 25, y + 40, tile.level, look.ink))
    if word:
        left = x + 25 + (STAIR + 7 if tile.level is not None else 0)
        fitted = face(bold=True).fitted(word, _SMALL, x + wide - 20 - left)
        sheet.text(left, y + 39, fitted, size=_SMALL, bold=True, ink=look.ink)
    if tile.slope is not None:
        sheet.shape(arrow(x + wide - 11, y + 11, tile.slope, look.ink))
    if tile.old:
        sheet.shape(clock(x + wide - 11, y + 33, look.ink))
    sheet.shape(days(x + 4, y + _TALL - 5, wide - 8, tile.past))
    sheet.shape("</g>")


def _ground(x: float, y: float, wide: float, tile: Tile) -> str:
    place = f'x="{number(x)}" y="{number(y)}" width="{number(wide)}" height="{number(_TALL)}" rx="5"'
    dashes = ' stroke-dasharray="4 3"' if tile.level is None else ""
    fill = "none" if tile.level is None else level_look(tile.level).fill
    ground = f'<rect {place} fill="{fill}" stroke="{EDGE}" stroke-width="1.2"{dashes}/>'
    if not tile.marked:
        return ground
    wider = f'x="{number(x - 2)}" y="{number(y - 2)}" width="{number(wide + 4)}" height="{number(_TALL + 4)}"'
    return f'<rect {wider} rx="7" fill="{CARD}" stroke="{INK}" stroke-width="3"/>{ground}'


def _legend(sheet: Sheet, value: TileMap) -> None:
    """Levels with how many tiles have each, then the signs."""
    legend = value.legend
    many = Counter(tile.level for tile in value.places.values())
    flow = Flow(sheet)
    for level in (*range(len(LEVELS)), None):
        words = legend.unknown if level is None else legend.levels[level]
        flow.entry(_swatch(level), _SWATCH, f"{drawable(words)}: {many[level]}")
    flow.end()
    for slope in Slope:
        flow.entry(partial(_arrow_sign, slope), _SIGN, drawable(legend.slopes[slope]))
    flow.entry(_clock_sign, _SIGN, drawable(legend.old))
    flow.entry(_days_sign, _DAYS, drawable(legend.days))
    flow.end()


def _swatch(level: int | None) -> Sign:
    look = level_look(level)
    dashes = ' stroke-dasharray="3 2"' if level is None else ""

    def drawn(sheet: Sheet, x: float, middle: float) -> None:
        sheet.shape(
            f'<rect x="{number(x)}" y="{number(middle - 8)}" width="{number(_SWATCH)}" height="16" rx="3"'
            f' fill="{look.fill}" stroke="{EDGE}"{dashes}/>'
        )
        shown = "?" if level is None else str(level)
        sheet.text(x + _SWATCH / 2, middle + 4, shown, size=_SMALL, bold=True, anchor="middle", ink=look.ink)

    return drawn


def _arrow_sign(slope: Slope, sheet: Sheet, x: float, middle: float) -> None:
    sheet.shape(arrow(x + _SIGN / 2, middle, slope, INK))


def _clock_sign(sheet: Sheet, x: float, middle: float) -> None:
    sheet.shape(clock(x + _SIGN / 2, middle, INK))


def _days_sign(sheet: Sheet, x: float, middle: float) -> None:
    sheet.shape(days(x, middle + 5, _DAYS, (0, 1, None, 0, 2, 3)))
