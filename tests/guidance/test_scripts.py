"""The messages as a browser shows them, in a column as wide as a phone: numbers read as they are dialled."""

from __future__ import annotations

from collections.abc import AsyncIterator
from html import escape
from itertools import pairwise
from typing import Any

import pytest
from playwright.async_api import Browser

from bot.guidance.languages import languages
from tests.guidance.goldens import whole
from tests.harness.browser import browser, needs_chromium

RTL = [one.code for one in languages() if one.rtl]
NUMBERS = (
    "112",
    "114 14",
    "08-465 004 50",
    "08-465 004 44",
    "https://nacka.example/stod",
)

pytestmark = needs_chromium

_PLACES = """(number) => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode;
    for (let at = node.data.indexOf(number); at >= 0; at = node.data.indexOf(number, at + 1)) {
      const marks = [...number.matchAll(/\\S/g)].map((mark) => at + mark.index);
      found.push(marks.map((place) => {
        const range = document.createRange();
        range.setStart(node, place);
        range.setEnd(node, place + 1);
        const box = range.getBoundingClientRect();
        return [box.left, box.top];
      }));
    }
  }
  return found;
}"""
"""Where each character of each occurrence of a number stands; a blank at the end of a line hangs outside."""
_BEGINNINGS = """() => [...document.querySelectorAll("p, h4, li")].map((one) => {
  const node = document.createTreeWalker(one, NodeFilter.SHOW_TEXT).nextNode();
  const range = document.createRange();
  const first = [...node.data].findIndex((mark) => /\\p{L}/u.test(mark));
  range.setStart(node, first);
  range.setEnd(node, first + 1);
  return one.getBoundingClientRect().right - range.getBoundingClientRect().right;
})"""
"""How far the first letter of each paragraph is from the right of its column."""


@pytest.fixture(scope="module")
async def chromium() -> AsyncIterator[Browser]:
    async with browser() as found:
        yield found


async def asked(browser: Browser, body: str, script: str, *given: str) -> Any:
    page = await browser.new_page(viewport={"width": 360, "height": 800})
    await page.set_content(
        f"<!doctype html><meta charset=utf-8><style>pre {{white-space: pre-wrap}}</style>{body}"
    )
    found = [await page.evaluate(script, one) for one in given] if given else await page.evaluate(script)
    await page.close()
    return found


def bodies(code: str) -> dict[str, str]:
    """As clients show it that take the direction from the text, that do not, and that show no HTML."""
    said = whole(code)
    return {
        "auto": f'<div dir="auto">{said.html()}</div>',
        "no direction": f"<div>{said.html()}</div>",
        "plain": f'<pre dir="auto">{escape(said.plain())}</pre>',
        "plain, no direction": f"<pre>{escape(said.plain())}</pre>",
    }


@pytest.mark.parametrize("code", [one.code for one in languages()])
async def test_numbers_and_addresses_stand_in_their_order_wherever_the_text_runs(
    chromium: Browser, code: str
) -> None:
    """G6: each character of a number to the right of the one before, or on a line below it."""
    for client, body in bodies(code).items():
        for number, places in zip(NUMBERS, await asked(chromium, body, _PLACES, *NUMBERS), strict=True):
            assert places, (client, number)
            for boxes in places:
                for (left, top), (then, below) in pairwise(boxes):
                    assert then > left or below > top, (client, number)


@pytest.mark.parametrize("code", RTL)
async def test_every_paragraph_begins_at_the_right_where_the_client_looks_at_the_text(
    chromium: Browser, code: str
) -> None:
    """G6: headings, paragraphs and items alike."""
    found = await asked(chromium, bodies(code)["auto"], _BEGINNINGS)
    assert [from_right for from_right in found if abs(from_right) > 1] == []
