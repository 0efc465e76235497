"""What people write becomes text, HTML and blocks: every word, and nothing that runs."""

from __future__ import annotations

import time
from collections import Counter
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.document import Bullets, Heading, Link, Numbered, Para, Strong
from bot.press.markup import as_document, as_html, as_plain
from bot.press.markup_read import LONGEST, is_safe_link, links

TEXT = """# Det här gäller

Skolorna är **öppna** som *vanligt*.
Ring 112 vid fara.

- Ta det lugnt
- Läs mer på [Stockholms webb](https://stockholm.example/skolor)

1. Håll dig hemma
2. Lyssna på radion
"""
SMUGGLED = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">klicka</a>',
    "[klicka](javascript:alert(1))",
    "[klicka](JaVaScRiPt&colon;alert(1))",
    "[klicka](data:text/html;base64,PHNjcmlwdD4=)",
    "[klicka](vbscript:x)",
    "[klicka](//evil.example)",
    "[klicka](http://evil.example)",
    '[klicka](https://evil.example"onmouseover="alert(1))',
    '[klicka](https://evil.example "onclick=alert(1)")',
    "![bild](https://evil.example/x.png)",
    '<https://evil.example/"onclick=alert(1)>',
    "[a](<https://evil.example/ onclick=x>)",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#x3c;script>",
    "<svg/onload=alert(1)>",
    "<style>@import 'https://evil.example'</style>",
    "[klicka]: javascript:alert(1)\n\n[klicka]",
    "**<b onclick=x>**",
    "<!-- <script> -->",
    "<iframe srcdoc='<script>'>",
    "`<script>`",
    "https://polisen.se@evil.example/",
)
PIECES = st.lists(
    st.one_of(
        st.text(max_size=20),
        st.sampled_from(SMUGGLED),
        st.sampled_from(
            ["- ", "* ", "1. ", "14. ", "# ", "**", "*", "_", "[", "](", ")", "\n", "\n\n", "  ", "\\", ">",
             "`", "https://a.example/b_c_d", "\u202e", "\u2066", "\u2069", "\x00", "\r", "\u2028", "•", "\t",
             "&amp;"]
        ),
    ),
    max_size=20,
).map("".join)  # fmt: skip


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        self.text += data


def tags(text: str) -> _Tags:
    found = _Tags()
    found.feed(as_html(text))
    found.close()
    return found


def letters(text: str) -> str:
    return "".join(mark for mark in text if mark.isalnum())


def lost(wanted: str, shown: str) -> Counter[str]:
    return Counter(wanted) - Counter(letters(shown))


def test_headings_lists_emphasis_and_links_are_understood() -> None:
    assert as_html(TEXT) == (
        "<h3>Det här gäller</h3>"
        "<p>Skolorna är <strong>öppna</strong> som <em>vanligt</em>.<br>Ring 112 vid fara.</p>"
        "<ul><li>Ta det lugnt</li>"
        '<li>Läs mer på <a href="https://stockholm.example/skolor">Stockholms webb</a></li></ul>'
        "<ol><li>Håll dig hemma</li><li>Lyssna på radion</li></ol>"
    )
    assert as_plain(TEXT) == (
        "Det här gäller\n\nSkolorna är öppna som vanligt.\nRing 112 vid fara.\n\n"
        "- Ta det lugnt\n- Läs mer på Stockholms webb (https://stockholm.example/skolor)\n\n"
        "1. Håll dig hemma\n2. Lyssna på radion"
    )
    heading, para, bullets, numbers = as_document(TEXT).blocks
    assert heading == Heading("Det här gäller")
    assert isinstance(para, Para)
    assert Strong("öppna") in para.inlines
    assert isinstance(bullets, Bullets)
    assert bullets.items[1].inlines[1] == Link("https://stockholm.example/skolor", "Stockholms webb")
    assert isinstance(numbers, Numbered)


def test_a_date_first_in_a_line_is_no_list() -> None:
    assert as_plain("14. november öppnar skolan") == "14. november öppnar skolan"
    assert as_html("112. Ring") == "<p>112. Ring</p>"
    assert "2026. Ett år" in as_document("2026. Ett år\n2027. Ett till").plain()


def test_bullets_pasted_from_a_word_processor_are_a_list() -> None:
    assert as_html("• Ett\n• Två") == "<ul><li>Ett</li><li>Två</li></ul>"


def test_lists_within_lists_keep_their_order_and_numbers() -> None:
    text = "1. Ett\n   - a\n   - b\n2. Två"
    assert as_html(text) == "<ol><li><p>Ett</p><ul><li>a</li><li>b</li></ul></li><li>Två</li></ol>"
    assert as_document(text).plain() == "- 1. Ett\n- – a\n- – b\n- 2. Två"
    assert as_plain(text) == "1. Ett\n   - a\n   - b\n2. Två"


def test_a_bare_address_is_a_link_without_the_point_after_it() -> None:
    assert links("Läs https://a.example/b(c). Se även (https://d.example), tack") == (
        ("https://a.example/b(c)", "https://a.example/b(c)"),
        ("https://d.example", "https://d.example"),
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [("الدليل: \u2066", "\u2069."), ("راهنما \u2068", "\u2069"), ("ሓበሬታ፡ ", "።"), ("الدليل: ", "، ثم اقرأ")],
)
def test_what_stands_around_an_address_in_another_script_is_no_part_of_it(before: str, after: str) -> None:
    address = "https://guide.example/ar"
    assert links(f"{before}{address}{after}") == ((address, address),)
    assert as_html(f"{before}{address}{after}") == f'<p>{before}<a href="{address}">{address}</a>{after}</p>'


@pytest.mark.parametrize(
    "url",
    ["http://a.example", "javascript:alert(1)", "https://", "https:///x", "https://u@a.example",
     "//a.example",
     "https://a.example:99999", "https://a b.example", "https://[::1", "https://u:p@a.example/",
     " https://a.example"],
)  # fmt: skip
def test_only_https_to_a_named_host_is_a_link(url: str) -> None:
    assert not is_safe_link(url)


@pytest.mark.parametrize("text", SMUGGLED)
def test_what_is_smuggled_in_stands_as_text(text: str) -> None:
    found = tags(text)
    assert all(tag in {"p", "a", "br", "strong", "em"} for tag, _ in found.found)
    assert "javascript:" not in "".join(value or "" for _, attrs in found.found for _, value in attrs)
    assert letters(as_plain(text)) == letters(text)


@given(PIECES)
def test_no_active_tag_or_attribute_ever_comes_through(text: str) -> None:
    for tag, attrs in tags(text).found:
        assert tag in {"h3", "h4", "p", "br", "strong", "em", "ul", "ol", "li", "a"}
        for name, value in attrs:
            assert (tag, name) == ("a", "href")
            assert value is not None
            assert is_safe_link(value)


@given(PIECES)
def test_every_word_is_kept_in_its_order_in_every_form(text: str) -> None:
    tidy = letters(as_plain(text))
    assert tidy == letters("".join(mark for mark in text if mark.isprintable() or mark in "\n\t\r\u2028\x85"))
    found = tags(text)
    addresses = "".join(value or "" for _, attrs in found.found for _, value in attrs)
    # HTML counts the items of a list by itself
    assert not {mark for mark in lost(tidy, found.text + addresses) if not mark.isdecimal()}
    assert not {mark for mark in lost(tidy, as_document(text).plain()) if not mark.isdecimal()}


@given(PIECES)
def test_no_direction_trick_or_control_comes_through(text: str) -> None:
    for shown in (as_plain(text), as_html(text), as_document(text).plain()):
        assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\x00\x1b\r\u2028")
        for line in shown.split("\n"):
            assert line.count("\u2069") == sum(line.count(mark) for mark in "\u2066\u2067\u2068")


@pytest.mark.parametrize(
    "unit",
    ["[", "*", "**a", "- ", "_a_ ", "[a](", "a\n", "1. ", "https://", "<", "\\", "> ", "![", "\u2066",
     "  - a\n", "å"],
)  # fmt: skip
@pytest.mark.parametrize("size", [LONGEST, 200_000])
def test_hostile_length_costs_little(unit: str, size: int) -> None:
    text = (unit * (size // len(unit) + 1))[:size]
    began = time.process_time()
    as_html(text)
    assert letters(as_plain(text)) == letters(text)
    assert time.process_time() - began < 5
