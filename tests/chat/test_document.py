"""Documents: complete in plain text, safe in HTML, split when they are long."""

from hypothesis import given
from hypothesis import strategies as st

from bot.chat.document import (
    Heading,
    bullets,
    code,
    doc,
    link,
    mention,
    numbered,
    para,
    strong,
    table,
)
from bot.chat.pack import LARGEST, contents
from bot.chat.text import clean, fold

NAMES = table(["enhet", "telefon"], [["Stockholm", "08-465 004 00"], ["Nacka", ""]])


def test_the_plain_text_has_everything_in_reading_order() -> None:
    document = doc(
        para("Larm: ", strong("IA-2026-0412-K7")),
        numbered(["RLC", "Vakthavande befäl"]),
        bullets([para(code("tar"), " om du tar det")]),
        NAMES,
        link("https://exempel.se/x", "sidan"),
    )
    assert document.plain() == (
        "Larm: IA-2026-0412-K7\n1) RLC\n2) Vakthavande befäl\n- tar om du tar det\n"
        "enhet: Stockholm; telefon: 08-465 004 00\nenhet: Nacka\nsidan (https://exempel.se/x)"
    )


def test_html_is_escaped_and_keeps_to_what_clients_allow() -> None:
    document = doc(para(strong("<b>&"), mention("@a:localhost", "A & B")), NAMES)
    assert document.html() == (
        '<p><strong>&lt;b&gt;&amp;</strong><a href="https://matrix.to/#/@a:localhost">A &amp; B</a></p>'
        "<table><thead><tr><th>enhet</th><th>telefon</th></tr></thead><tbody>"
        "<tr><td>Stockholm</td><td>08-465 004 00</td></tr><tr><td>Nacka</td><td></td></tr></tbody></table>"
    )
    assert document.mentions() == ("@a:localhost",)


def test_a_sentence_alone_needs_no_html_and_calls_nobody() -> None:
    assert contents(doc("Klart.")) == [{"msgtype": "m.text", "body": "Klart.", "m.mentions": {}}]


def test_those_called_are_named_in_the_content_once() -> None:
    content = contents(doc(para(mention("@a:localhost", "A"), ": kom.")), ["@b:localhost", "@a:localhost"])[0]
    assert content["m.mentions"] == {"user_ids": ["@b:localhost", "@a:localhost"]}


def test_direction_tricks_are_taken_out_and_leftward_text_is_isolated() -> None:
    assert clean("a\u202eb\u0007c\u2066") == "abc"
    assert clean("مرحبا") == "\u2068مرحبا\u2069"
    assert doc("a\u202eb").plain() == "ab"


def test_words_are_compared_without_capitals_and_marks() -> None:
    assert fold("Lägesbild") == fold("LAGESBILD") == "lagesbild"


def test_a_heading_has_a_blank_line_before_it_and_is_one_in_html() -> None:
    document = doc(Heading("Läget"), "Lugnt.", Heading("<Behov>"), "Inga.")
    assert document.plain() == "Läget\nLugnt.\n\n<Behov>\nInga."
    assert document.html() == "<h4>Läget</h4><p>Lugnt.</p><h4>&lt;Behov&gt;</h4><p>Inga.</p>"
    assert contents(document)[0]["formatted_body"] == document.html()


def test_no_message_of_a_long_document_ends_with_a_heading() -> None:
    blocks = [part for number in range(40) for part in (Heading(f"Rubrik {number}"), para("ord " * 450))]
    parts = contents(doc(*blocks))
    assert len(parts) > 1
    assert sum(part["formatted_body"].count("<h4>") for part in parts) == 40
    assert not any(part["formatted_body"].endswith("</h4>") for part in parts)


@given(st.lists(st.text(min_size=1, max_size=9000), min_size=1, max_size=12))
def test_a_long_document_becomes_messages_that_all_fit(texts: list[str]) -> None:
    parts = contents(doc(*(para(text) for text in texts), bullets(texts)))
    for part in parts:
        assert len(part["body"].encode()) + len(part.get("formatted_body", "").encode()) <= LARGEST
    told = "".join("".join(part["body"].split()) for part in parts)
    for text in texts:
        whole = "".join(doc(text).plain().split())
        assert whole in told
