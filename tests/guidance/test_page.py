"""A page to take along: one sheet with every word on it, in any language and whatever is put into it."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from fontTools.ttLib import TTFont
from PIL.Image import Image
from pypdf import PdfReader

from bot.errors import Refusal
from bot.guidance.catalogue import Entry, Texts
from bot.guidance.fonts import INSTALLED, LATIN, every_family
from bot.guidance.languages import language, languages
from bot.guidance.letters import lacking_letters
from bot.guidance.page import Page, PageBlock, PageContact, PageGroup, PagePart
from bot.guidance.printer import Printer
from bot.guidance.shelf import shipped
from bot.guidance.typeset import Typefaces, typefaces
from tests.guidance import paper
from tests.guidance.paper import URL, page, read, side, texts, to_pdf, words

A4 = (595, 842)
CODES = tuple(one.code for one in languages())
HOSTILE = (
    '#panic("x")',
    "*fet* _kursiv_ $x^2$",
    "= Rubrik",
    "`#let`",
    '"\\',
    "<b>Nacka</b>",
    "// bort",
    "@ref",
)

pytestmark = pytest.mark.skipif(not INSTALLED.is_dir(), reason="no typefaces are installed: make setup")


@pytest.fixture(scope="module")
def faces() -> Typefaces:
    return paper.faces()


def sheets(pdf: bytes) -> list[tuple[int, int]]:
    return [(round(one.mediabox.width), round(one.mediabox.height)) for one in PdfReader(BytesIO(pdf)).pages]


def picture(pdf: bytes) -> Image:
    document = pypdfium2.PdfDocument(pdf)
    try:
        drawn: Image = document[0].render(scale=2).to_pil()
    finally:
        document.close()
    return drawn


def written(value: Page) -> Counter[str]:
    return words(" ".join(texts(value)))


@pytest.mark.parametrize("code", CODES)
def test_every_text_and_kind_of_contact_stands_on_one_a4_in_every_language(
    code: str, faces: Typefaces
) -> None:
    value = page(code)
    pdf = to_pdf(value, faces)
    assert sheets(pdf) == [A4]
    assert words(read(pdf)) == written(value)


@pytest.mark.parametrize("code", [one for one in CODES if one != "sv"])
def test_beside_the_swedish_no_word_is_lost_either(code: str, faces: Typefaces) -> None:
    value = page(code, beside=True)
    pdf = to_pdf(value, faces)
    found = words(read(pdf))
    assert not written(value) - found
    # The sheets are numbered; that is all there is beside the texts.
    assert {word for word in found - written(value) if not word.isdigit()} == set()
    assert set(sheets(pdf)) == {A4}
    assert len(sheets(pdf)) <= 3


@pytest.mark.parametrize("code", CODES)
def test_it_can_be_read_aloud_titled_and_in_its_language(code: str, faces: Typefaces) -> None:
    value = page(code)
    reader = PdfReader(BytesIO(to_pdf(value, faces)))
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == code
    assert root["/MarkInfo"]["/Marked"]
    assert reader.metadata is not None
    assert reader.metadata.title == value.side.title
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().decode()


@pytest.mark.parametrize("code", ["so", "ar", "ti"])
def test_the_code_on_it_leads_to_the_official_guide(code: str, faces: Typefaces) -> None:
    found = zxingcpp.read_barcodes(picture(to_pdf(page(code), faces)))
    assert [one.text for one in found] == [URL]


def test_the_same_page_is_the_same_file(faces: Typefaces) -> None:
    assert to_pdf(page("ckb"), faces) == to_pdf(page("ckb"), paper.faces())


def test_what_is_put_in_is_never_read_as_markup(faces: Typefaces) -> None:
    plain = page("so")
    contacts = tuple(PageContact(one, one, "08-465 004 10") for one in HOSTILE)
    value = replace(
        plain, side=replace(plain.side, title=" ".join(HOSTILE), groups=(PageGroup("=", contacts),))
    )
    pdf = to_pdf(value, faces)
    assert sheets(pdf) == [A4]
    assert words(read(pdf)) == written(value)


@pytest.mark.parametrize("code", ["so", "fa"])
def test_a_long_name_of_a_kommun_still_fits(code: str, faces: Typefaces) -> None:
    value = page(code, kommun="Långnamnsköpings och Vidstråckans sammanslagna kommun " * 2)
    pdf = to_pdf(value, faces)
    assert sheets(pdf) == [A4]
    assert words(read(pdf)) == written(value)


def test_more_than_a_page_holds_is_refused_and_not_cut(faces: Typefaces) -> None:
    plain = page("sv")
    many = PagePart("Rubrik", (PageBlock(("En rad till.",) * 200, points=True),))
    with pytest.raises(Refusal, match=r"page\.too_long"):
        to_pdf(replace(plain, side=replace(plain.side, parts=(many,))), faces)


def test_a_letter_that_the_typefaces_lack_is_refused_and_no_box_printed(faces: Typefaces) -> None:
    plain = page("sv")
    with pytest.raises(Refusal, match=r"page\.letters"):
        to_pdf(replace(plain, side=replace(plain.side, title="ትግርኛ")), faces)


def test_without_its_typefaces_no_page_is_made(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"page\.typefaces") as found:
        to_pdf(page("ti"), typefaces(tmp_path, every_family()))
    assert "Noto Sans Ethiopic" in found.value.fields["families"]


@pytest.mark.parametrize("code", CODES)
def test_the_typefaces_have_every_letter_of_every_text(code: str) -> None:
    wanted = {mark for entry in shipped()[code].entries.values() for form in entry.forms for mark in form}
    files = (*INSTALLED.rglob("*_400Regular.ttf"), *INSTALLED.rglob("*_700Bold.ttf"))
    fonts = [TTFont(one) for one in files]
    for weight in (400, 700):
        have: set[int] = set()
        for font in fonts:
            if font["OS/2"].usWeightClass == weight and font["name"].getDebugName(1) in {
                language(code).font,
                LATIN,
            }:
                have |= font.getBestCmap().keys()
        assert have
        assert {mark for mark in wanted if ord(mark) not in have} == set()


async def test_a_page_asked_for_twice_is_made_once_and_others_go_on_meanwhile() -> None:
    printer = Printer()
    await printer.pdf(page("sv"))
    ticks, pages = 0, [page(one) for one in ("so", "ar", "ti")]

    async def beat() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.005)
            ticks += 1

    beating = asyncio.create_task(beat())
    started = time.monotonic()
    first = await asyncio.gather(*(printer.pdf(one) for one in (*pages, *pages)))
    took = time.monotonic() - started
    beating.cancel()
    assert ticks > took / 0.005 / 4
    assert first[:3] == first[3:]
    started = time.monotonic()
    assert await printer.pdf(pages[0]) is first[0]
    assert time.monotonic() - started < took / 10


async def test_what_was_asked_for_long_ago_is_forgotten() -> None:
    printer = Printer(keep=1)
    first = await printer.pdf(page("so"))
    await printer.pdf(page("so", kommun="Nacka"))
    again = await printer.pdf(page("so"))
    assert again == first
    assert again is not first


def test_left_out_parts_leave_a_page_all_the_same(faces: Typefaces) -> None:
    plain = side("ti")
    bare = replace(plain, notices=(), parts=(), groups=(), checked="", foot=())
    pdf = to_pdf(Page(bare, page("ti").made_on), faces)
    assert sheets(pdf) == [A4]


def test_every_letter_of_every_catalogue_can_be_set(faces: Typefaces) -> None:
    assert lacking_letters(faces) == {}


def test_a_catalogue_with_a_letter_from_elsewhere_is_named_with_it(faces: Typefaces) -> None:
    texts = Texts("so", MappingProxyType({"oro.rubrik": Entry(("x",), ("Hej ትግ",))}))
    assert lacking_letters(faces, {"so": texts}) == {"so": "ትግ"}
