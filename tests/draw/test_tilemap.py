"""The county at a glance: each level told apart without colour, nothing hidden, nothing off the card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.actors.facts import kommuner
from bot.draw.level_looks import EDGE, LEVELS, PANEL
from bot.draw.looks import CARD, INK, MUTED
from bot.draw.marks import Slope
from bot.draw.picture import picture_of
from bot.draw.sheet import Drawing
from bot.draw.tilemap import Legend, Tile, TileMap, drawable, tile_map
from tests.draw.reading import check, texts

_SPACE = "{http://www.w3.org/2000/svg}"
WORDS = Legend(
    levels=("normalt", "ansträngt", "allvarligt", "kritiskt"),
    unknown="ej rapporterat",
    slopes={Slope.UP: "värre", Slope.FLAT: "oförändrat", Slope.DOWN: "bättre"},
    old="äldre uppgift",
    days="14 dagar",
)


def county(**tiles: Tile) -> TileMap:
    """All kommuner at level 0, but for those given by their label."""
    places = {
        (one.row, one.col): tiles.get(one.label, Tile(one.label, 0, said=one.name)) for one in kommuner()
    }
    return TileMap("Lägesbild LB-1121-1", "lördag 21 november 15:00", Tile("Länet", 1), places, WORDS)


def groups(drawing: Drawing) -> dict[str, ET.Element]:
    """Each tile's drawing, by what is said of it."""
    found = ET.fromstring(drawing.svg).iter(f"{_SPACE}g")  # noqa: S314 - our own
    return {group.findtext(f"{_SPACE}title", ""): group for group in found}


def inside(group: ET.Element, kind: str) -> list[ET.Element]:
    return list(group.iter(f"{_SPACE}{kind}"))


def written(group: ET.Element) -> list[str | None]:
    return [one.text for one in inside(group, "text")]


def test_every_kommun_has_its_tile_and_all_of_it_can_be_read() -> None:
    drawing = tile_map(county())
    check(drawing)
    assert {one.label for one in kommuner()} <= set(texts(drawing))
    assert len(groups(drawing)) == 27
    assert drawing.height < 700


@pytest.mark.parametrize("level", [0, 1, 2, 3])
def test_a_level_is_a_number_and_so_many_filled_steps(level: int) -> None:
    group = groups(tile_map(county(NAC=Tile("NAC", level, said="Nacka"))))["Nacka"]
    look = LEVELS[level]
    stair = [one for one in inside(group, "rect") if one.get("stroke") == look.ink]
    assert written(group) == ["NAC", str(level)]
    assert sum(one.get("fill") == look.ink for one in stair) == level
    assert len(stair) == 3
    assert inside(group, "rect")[0].get("fill") == look.fill


def test_what_is_not_reported_is_drawn_as_such_and_not_as_normal() -> None:
    group = groups(tile_map(county(NAC=Tile("NAC", None, said="Nacka"))))["Nacka"]
    ground = inside(group, "rect")[0]
    assert written(group) == ["NAC", "?"]
    assert ground.get("fill") == "none"
    assert ground.get("stroke-dasharray")


def test_where_it_is_going_is_an_arrow_that_no_typeface_can_lack() -> None:
    turned = []
    for slope in Slope:
        group = groups(tile_map(county(NAC=Tile("NAC", 1, slope, said="Nacka"))))["Nacka"]
        turned += [
            at.rpartition("rotate")[2] for one in inside(group, "path") if (at := one.get("transform"))
        ]
    assert turned == ["(-45)", "(0)", "(45)"]


def test_what_is_carried_forward_has_a_clock() -> None:
    drawing = groups(tile_map(county(NAC=Tile("NAC", 1, old=True, said="Nacka"))))
    assert [name for name, group in drawing.items() if inside(group, "circle")] == ["Nacka"]


def test_the_days_before_have_gaps_where_nothing_was_reported() -> None:
    past = (0, None, 1, 3, None, 2)
    group = groups(tile_map(county(NAC=Tile("NAC", 2, past=past, said="Nacka"))))["Nacka"]
    bars = [one for one in inside(group, "rect") if one.get("stroke") is None and one.get("rx") is None]
    tall = [float(one.attrib["height"]) for one in bars]
    places = [float(one.attrib["x"]) for one in bars]
    assert tall == [2, 5, 11, 8]
    assert places[1] - places[0] == pytest.approx(2 * (places[2] - places[1]), abs=0.02)
    assert bars[-1].get("fill") == INK


def test_the_kommun_that_it_is_about_is_framed() -> None:
    plain, framed = (
        inside(groups(tile_map(county(NAC=Tile("NAC", 1, marked=marked, said="Nacka"))))["Nacka"], "rect")
        for marked in (False, True)
    )
    assert len(framed) == len(plain) + 1
    assert framed[0].get("stroke") == INK


def test_the_legend_names_each_level_and_how_many_have_it() -> None:
    drawing = tile_map(county(NAC=Tile("NAC", 3), HUD=Tile("HUD", None)))
    shown = set(texts(drawing))
    assert {"normalt: 24", "ansträngt: 0", "kritiskt: 1", "ej rapporterat: 1"} <= shown
    assert {"värre", "oförändrat", "bättre", "äldre uppgift", "14 dagar"} <= shown


def test_the_county_has_its_own_level_with_its_name() -> None:
    drawing = tile_map(county())
    assert {"Länet", "ansträngt"} <= set(texts(drawing))


def test_an_exercise_is_written_over_the_whole_card() -> None:
    drawing = tile_map(replace(county(), banner="ÖVNING"))
    check(drawing)
    assert "ÖVNING" in texts(drawing)


def test_who_hears_the_picture_is_told_the_same() -> None:
    drawing = tile_map(replace(county(), description="Nacka 2 <allvarligt>"))
    assert "<title>Lägesbild LB-1121-1</title><desc>Nacka 2 &lt;allvarligt&gt;</desc>" in drawing.svg


def test_a_letter_that_the_typeface_lacks_is_a_question_mark_and_the_picture_still_comes() -> None:
    assert drawable("läge 漢 ∆") == "läge ? ∆"
    check(tile_map(replace(county(), title="漢字 LB-1121-1")))


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_the_register_calls_its_levels_the_card_stays_whole(name: str, other: str) -> None:
    legend = replace(WORDS, levels=(name, other, name, other), unknown=other)
    check(tile_map(replace(county(), legend=legend, title=name, remark=other, banner=name)))


def test_tags_in_a_name_are_only_text() -> None:
    drawing = tile_map(county(NAC=Tile("<script>", 1, said='"><script>x</script>')))
    assert "<script" not in drawing.svg


def test_the_same_picture_is_the_same_drawing() -> None:
    assert tile_map(county()) == tile_map(county())


def test_it_becomes_a_png_of_its_size() -> None:
    picture = picture_of(tile_map(county()))
    assert picture.png.startswith(b"\x89PNG")
    assert picture.width == 1125


# Colours, computed


def linear(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _line(red), _line(green), _line(blue)


def _line(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def lightness(colour: tuple[float, float, float]) -> float:
    red, green, blue = colour
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((lightness(linear(one)), lightness(linear(other))))
    return (high + 0.05) / (low + 0.05)


VISION: dict[str, Sequence[Sequence[float]]] = {
    "all colours": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
    "grey": ((0.2126, 0.7152, 0.0722),) * 3,
}
"""How colours look to whom: matrices on linear light (Machado, Oliveira and Fernandes 2009, severity 1)."""


def seen(colour: str, vision: str) -> tuple[float, float, float]:
    light = linear(colour)
    red, green, blue = (
        min(1.0, max(0.0, sum(part * value for part, value in zip(row, light, strict=True))))
        for row in VISION[vision]
    )
    return red, green, blue


def lab(light: tuple[float, float, float]) -> tuple[float, float, float]:
    red, green, blue = light
    xyz = (
        (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505,
        0.2126 * red + 0.7152 * green + 0.0722 * blue,
        (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089,
    )
    x, y, z = (value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116 for value in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("vision", VISION)
def test_four_levels_are_told_apart_in_every_kind_of_sight(vision: str) -> None:
    shades = [lab(seen(look.fill, vision)) for look in LEVELS]
    for at, one in enumerate(shades):
        for other in shades[at + 1 :]:
            apart = sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5
            assert apart >= 15
    assert [one[0] for one in shades] == sorted((one[0] for one in shades), reverse=True)


def test_what_is_written_stands_out_from_its_ground() -> None:
    for look in LEVELS:
        assert contrast(look.ink, look.fill) >= 4.5
    assert contrast(INK, CARD) >= 4.5
    assert contrast(MUTED, CARD) >= 4.5
    assert contrast("#ffffff", INK) >= 4.5


def test_shapes_stand_out_from_their_ground() -> None:
    assert contrast(EDGE, CARD) >= 3
    assert contrast(MUTED, PANEL) >= 3
    assert contrast(INK, PANEL) >= 3
    for look in LEVELS[:2]:
        assert contrast(EDGE, look.fill) >= 3
