"""What is given to take along, kept as it is read, and text that stands the trip through other systems."""

from __future__ import annotations

import pytest

from bot.chat.text import is_rtl
from bot.guidance import frame
from bot.guidance.fonts import INSTALLED
from bot.guidance.languages import languages
from bot.guidance.page_of import make_page
from bot.guidance.plain import make_plain
from bot.guidance.sms import make_sms
from tests.guidance.contacts import EMERGENCY, POLICE, helped, register
from tests.guidance.goldens import tongue
from tests.guidance.goldens_paper import GOLDEN, MADE_ON, files, mail, make_pages, page, prepared
from tests.guidance.paper import URL, faces, texts, words

CODES = tuple(one.code for one in languages())


@pytest.mark.skipif(not INSTALLED.is_dir(), reason="no typefaces are installed: make setup")
def test_what_is_taken_along_reads_as_it_was_approved() -> None:
    """`python -m tests.guidance.goldens_paper` writes them anew; the change is then read."""
    made = dict(files(faces()))
    kept = {path.name for path in GOLDEN.iterdir()}
    assert kept == made.keys()
    assert [name for name, text in made.items() if (GOLDEN / name).read_text(encoding="utf-8") != text] == []


@pytest.mark.parametrize("code", CODES)
def test_a_mail_has_a_subject_and_no_markup(code: str) -> None:
    made = mail(code)
    assert made.subject
    assert "\n" not in made.subject
    assert not set("*_#<>`") & set(made.text)
    assert "112" in made.text


@pytest.mark.parametrize("code", CODES)
def test_a_mail_says_what_the_page_says(code: str) -> None:
    """But for the code to scan, the day of printing, and the sentence that names the guide."""
    value = page(code)
    beside_it = words(" ".join((value.side.guide.lines[0], *value.side.foot)))
    assert not words(" ".join(texts(value))) - words(mail(code).text) - beside_it


@pytest.mark.parametrize("code", CODES)
def test_each_line_is_turned_its_way_and_the_others_have_no_marks(code: str) -> None:
    lines = [line for line in mail(code).text.splitlines() if line]
    if is_rtl(mail(code).text):
        assert all(line.startswith("\u200f\u2067") and line.endswith("\u2069") for line in lines)
    else:
        assert not set("\u2066\u2067\u2068\u2069\u200e\u200f") & set(mail(code).text)


@pytest.mark.parametrize("code", CODES)
def test_a_kommun_without_contacts_says_so_on_paper_and_in_the_mail(code: str) -> None:
    lonely = helped(register(EMERGENCY, POLICE))
    leaf, told = prepared(code, help_found=lonely)
    note = tongue(code).line(frame.NONE_LOCAL, kommun="Nacka")
    assert note in [one.note for one in make_page(leaf, told, MADE_ON, lonely.oldest).side.groups]
    assert words(note) <= words(make_plain(leaf, lonely.oldest).text)
    sms = make_sms(tongue(code), URL, lonely, "Nacka", notices=(), most=3)
    assert "Nacka" not in sms.text
    assert not sms.without_kommun


def test_there_is_a_page_for_every_language() -> None:
    assert [one.side.language.code for one in make_pages()] == list(CODES)
