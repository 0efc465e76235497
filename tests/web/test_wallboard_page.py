"""The wallboard as people see and hear it: the real page in Chromium."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from math import radians, tan
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.async_api import Browser, Page, expect

from bot.actors.facts import kommuner
from bot.situation.facts import Level, Silent
from bot.web.wallboard_page import Timing
from tests.harness.browser import browser, needs_chromium
from tests.web.walls import HED, NAMES, NOW, Stage, example_board, staged, with_level

AXE = Path(__file__).parent / "axe/node_modules/axe-core/axe.min.js"
WALL, PHONE = (1920, 1080), (390, 844)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
_CAPITAL = 0.729
"""How tall a capital of DejaVu Sans is, of its size."""
_PATIENCE = 15_000.0
"""Milliseconds."""
SOON = Timing(beat=0.2, silence=2.0, old=60.0)

pytestmark = [
    needs_chromium,
    pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: make setup"),
]

_SHOWN_TEXTS = """() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode;
    if (!node.data.trim()) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    const own = node.parentElement.getBoundingClientRect();
    if (own.width <= 2 || box.width === 0) continue;
    found.push({text: node.data.trim(), size: parseFloat(getComputedStyle(node.parentElement).fontSize),
                left: box.left, right: box.right, top: box.top, bottom: box.bottom});
  }
  return found;
}"""
_CUT_OFF = """() => [...document.querySelectorAll(".ruta, .ord, .namn, .sida, .topp")]
  .filter((one) => one.clientWidth > 2)
  .filter((one) => {
    const text = document.createRange();
    text.selectNodeContents(one.querySelector(".kort") ?? one);
    const wide = text.getBoundingClientRect().width > one.getBoundingClientRect().width;
    const tall = !one.classList.contains("namn") && one.scrollHeight > 1.05 * one.clientHeight + 2;
    return wide || tall;
  })
  .map((one) => one.className + ": " + one.textContent.trim())"""


@dataclass
class Seen:
    """One page, and everything that should never happen on it."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    async def text(self, selector: str) -> str:
        return " ".join((await self.page.locator(selector).inner_text()).split())

    async def alarm(self, words: str) -> None:
        """Wait until this is said loudly."""
        await expect(self.page.locator("#larm")).to_have_text(words, timeout=_PATIENCE)


@pytest.fixture(scope="module")
async def chromium() -> AsyncIterator[Browser]:
    async with browser() as found:
        yield found


@asynccontextmanager
async def seen(
    browser: Browser, stage: Stage, size: tuple[int, int] = WALL, **more: Any
) -> AsyncIterator[Seen]:
    """The board, entered by its link; whatever the browser complains of fails the test."""
    context = await browser.new_context(viewport={"width": size[0], "height": size[1]}, **more)
    page = await context.new_page()
    found = Seen(page)
    page.on("console", lambda message: found.complaints.append(message.text))
    page.on("pageerror", lambda error: found.complaints.append(str(error)))
    page.on("request", lambda request: found.requests.append(request.url))
    await page.goto(stage.link())
    await page.wait_for_selector(".karta")
    await page.evaluate("document.fonts.ready")
    yield found
    assert found.complaints == []
    assert [url for url in found.requests if not url.startswith(stage.url)] == []
    await context.close()


async def faults(page: Page) -> list[str]:
    """What axe finds that is serious or critical."""
    # read by the test and not by the page, whose policy lets no foreign script in
    await page.evaluate(AXE.read_text("utf-8"))
    found = await page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']}: {node['html']}"
        for one in found["violations"]
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged(SOON) as made:
        yield made


def smallest(arc_minutes: float, metres: float = 5, inches: float = 55) -> float:
    """The size of type in points of a 1920 × 1080 wall whose capitals fill that angle at that distance."""
    point = inches * 25.4 * (16 / (16**2 + 9**2) ** 0.5) / 1920
    capital = metres * 1000 * tan(radians(arc_minutes / 60)) / point
    return float(capital / _CAPITAL)


async def test_everything_on_the_wall_is_read_from_five_metres(chromium: Browser, stage: Stage) -> None:
    """10 minutes of arc: what somebody with half of normal sight can read. 16: what is read with ease."""
    async with seen(chromium, stage) as board:
        texts = await board.page.evaluate(_SHOWN_TEXTS)
        assert {one["text"] for one in texts if one["size"] < smallest(10)} == set()
        large = {one["text"] for one in texts if one["size"] >= smallest(16)}
        assert {"Aktiverat läge sedan 12:32", "NAC", "2", "3 av 37", "16:00"} <= large
        assert {one.label for one in kommuner()} <= large
        outside = [one for one in texts if one["right"] > 1920 or one["bottom"] > 1080 or one["left"] < 0]
        assert outside == []
        assert await board.page.evaluate(_CUT_OFF) == []


@pytest.mark.parametrize("size", [WALL, (1366, 768), (2560, 1440), (3840, 2160)])
async def test_the_wall_has_room_for_dates_too_and_for_the_alarm_over_it_all(
    chromium: Browser, stage: Stage, size: tuple[int, int]
) -> None:
    stage.clock.advance(timedelta(hours=11))  # past midnight
    await stage.change(example_board(next_at=NOW + timedelta(days=1), closes_at=NOW + timedelta(hours=23)))
    async with seen(chromium, stage, size) as board:
        assert await board.text(".mode") == "Aktiverat läge sedan lör 21/11 12:32"
        assert await board.text("h1") == "Lägesbild LB-1121-1, lör 21/11 09:32"
        assert await board.page.evaluate(_CUT_OFF) == []
        stage.clock.advance(timedelta(hours=12))
        await board.alarm(stage.wall.pages.words.expired[1])
        assert await board.page.evaluate(_CUT_OFF) == []
        grey = "[...document.querySelectorAll('#tavla > *')].map((one) => getComputedStyle(one).filter)"
        assert set(await board.page.evaluate(grey)) == {"grayscale(1)"}


async def test_the_wall_has_room_for_everybody_who_has_not_reported(chromium: Browser, stage: Stage) -> None:
    others = ["Polismyndigheten, Polisregion Stockholm", "Försvarsmakten, Mellersta militärregionen"] * 4
    silent = (*(Silent(one.code, one.code) for one in kommuner()), *(Silent(name) for name in others))
    await stage.change(example_board(missing=silent))
    async with seen(chromium, stage) as board:
        assert "34 av 37" in await board.text(".sida")
        texts = await board.page.evaluate(_SHOWN_TEXTS)
        assert max(one["bottom"] for one in texts) <= 1080
        assert await board.page.evaluate(_CUT_OFF) == []
        stage.clock.advance(timedelta(hours=12))
        await board.alarm(stage.wall.pages.words.expired[1])
        # the names give way, and nothing below them
        below = board.page.locator(".panel:last-child ul")
        box = await below.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 1080


async def test_axe_finds_no_serious_fault_on_wall_or_phone_in_light_or_dark(
    chromium: Browser, stage: Stage
) -> None:
    async with seen(chromium, stage) as board:
        for width, height in (WALL, PHONE):
            for scheme in SCHEMES:
                await board.page.set_viewport_size({"width": width, "height": height})
                await board.page.emulate_media(color_scheme=scheme)
                assert await faults(board.page) == []


async def test_a_phone_has_whole_names_the_most_serious_first_and_nothing_beside_the_screen(
    chromium: Browser, stage: Stage
) -> None:
    async with seen(chromium, stage, (375, 812)) as board:
        assert await board.page.evaluate("document.documentElement.scrollWidth") <= 375
        tiles = await board.page.locator(".karta .ruta").all_inner_texts()
        assert len(tiles) == 26
        assert "3" in tiles[0]
        assert "ej rapporterat" in tiles[-1]
        assert "Upplands Väsby" in " ".join(tiles)


async def test_each_level_stands_in_number_word_and_form_and_not_in_colour_alone(
    chromium: Browser, stage: Stage
) -> None:
    async with seen(chromium, stage) as board:
        for one in stage.board.levels:
            known = next(kommun for kommun in kommuner() if kommun.code == one.kommun)
            tile = board.page.locator(f".karta .ruta:has(.kort:text-is('{known.label}'))")
            said = await tile.inner_text()
            assert ("?" if one.level is None else str(int(one.level))) in said
            if one.level is None:
                assert "ej rapporterat" in said
            else:
                assert NAMES.levels[one.level] in said
                assert await tile.locator(".steg.fyllt").count() == int(one.level)


async def test_a_screen_reader_hears_headings_lists_and_what_changed(chromium: Browser, stage: Stage) -> None:
    async with seen(chromium, stage) as board:
        page = board.page
        assert await page.get_attribute("html", "lang") == "sv"
        assert await page.get_by_role("heading", level=1).count() == 1
        assert await page.get_by_role("main").count() == 1
        assert await page.locator(".karta").get_by_role("listitem").count() == 26
        tree = await page.locator(".karta").aria_snapshot()
        assert "Nacka" in tree
        assert "NAC" not in tree
        await stage.change(with_level(stage.board, "0182", Level.CRITICAL))
        await expect(page.locator("#nytt")).to_have_text("Nacka: 3 kritiskt.", timeout=_PATIENCE)
        assert await page.get_attribute("#nytt", "aria-live") == "polite"


async def test_a_change_is_seen_without_a_reload(chromium: Browser, stage: Stage) -> None:
    async with seen(chromium, stage) as board:
        await stage.change(example_board(picture="LB-1121-2"))
        await expect(board.page.locator("h1")).to_contain_text("LB-1121-2", timeout=_PATIENCE)
        assert await board.text(".uppdaterad") == "Senast uppdaterad 14:32:15"
        assert board.requests.count(f"{stage.url}/tavla/str%C3%B6m") == 1


async def test_a_stream_that_is_cut_is_seen_from_across_the_room(chromium: Browser, stage: Stage) -> None:
    async with seen(chromium, stage) as board:
        assert await board.text("#larm") == ""
        await board.page.context.set_offline(offline=True)
        stage.wall.feed.over = True
        stage.wall.feed.close()
        await board.alarm("Ingen kontakt med boten sedan 14:32:05.")
        assert await board.page.get_attribute("#larm", "role") == "alert"
        size = await board.page.evaluate(
            "parseFloat(getComputedStyle(document.getElementById('larm')).fontSize)"
        )
        assert size >= smallest(16)
        stage.wall.feed.over = False
        await board.page.context.set_offline(offline=False)
        await board.alarm("")
        board.complaints.clear()  # of the browser's own, about the network that was away


async def test_old_numbers_are_said_to_be_old(chromium: Browser, stage: Stage) -> None:
    async with seen(chromium, stage) as board:
        stage.broken = True
        stage.clock.advance(timedelta(minutes=2))
        await stage.wall.feed.shown()
        await board.alarm("Boten kommer inte åt sina uppgifter. De som visas är från 14:32:05.")


async def test_a_link_that_ends_while_the_board_is_open_says_so_and_nothing_moves_for_those_who_mind(
    chromium: Browser, stage: Stage
) -> None:
    async with seen(chromium, stage, reduced_motion="reduce") as board:
        stage.clock.advance(timedelta(hours=12))
        await board.alarm(stage.wall.pages.words.expired[1])
        moving = "getComputedStyle(document.getElementById('larm')).animationName"
        assert await board.page.evaluate(moving) == "none"
        await board.page.emulate_media(reduced_motion="no-preference")
        assert await board.page.evaluate(moving) == "slag"


async def test_a_new_link_takes_over_from_one_that_has_ended(chromium: Browser, stage: Stage) -> None:
    async with seen(chromium, stage) as board:
        page = board.page
        stage.clock.advance(timedelta(hours=13))
        answer = await page.goto(f"{stage.url}/tavla")
        assert answer is not None
        assert answer.status == 410
        assert "Länken har gått ut" in await board.text("h1")
        assert await faults(page) == []
        await page.goto(stage.link())
        await page.wait_for_selector(".karta")
        assert await page.evaluate("location.href") == f"{stage.url}/tavla"
        assert await page.evaluate("document.cookie") == ""
        board.complaints.clear()  # the browser's word for the 410


async def test_without_scripts_the_page_is_whole_and_renews_itself(chromium: Browser, stage: Stage) -> None:
    context = await chromium.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(stage.link())
    await page.get_by_label("Länken").fill(stage.link())
    await page.get_by_role("button").click()
    await page.wait_for_selector(".karta")
    assert "Aktiverat läge" in await page.inner_text(".mode")
    assert 'http-equiv="refresh"' in await page.content()
    assert "14:32:05" in await page.inner_text(".uppdaterad")
    await context.close()


async def test_a_late_picture_and_an_empty_board_say_what_they_are(chromium: Browser, stage: Stage) -> None:
    bare = replace(
        example_board(picture=None, cases={}, messages=(), missing=(), asked=0, open=False),
        next_at=NOW - timedelta(minutes=5),
    )
    await stage.change(bare)
    async with seen(chromium, stage) as board:
        shown = await board.text("body")
        assert "Ingen lägesbild har gått ut än" in shown
        assert "försenad: skulle ha gått ut 14:27" in shown
        assert "inget planerat" in shown
        assert HED not in shown
        assert await board.page.evaluate(_CUT_OFF) == []
