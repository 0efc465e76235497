"""No title, name or address can bring a header of its own into a mail."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.mail_text import Letterhead, mail, words, written
from bot.chat.text import strip_controls

AT = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)
NAMES = [
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "List-Unsubscribe",
    "Auto-Submitted",
    "Precedence",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
]
ENCODED_LINE_BREAK = "=?utf-8?b?SGVqDQpCY2M6IG5hZ29uQGVsbGVyLmV4YW1wbGU=?="
"""Reads "Hej", a line break and "Bcc:" to whoever decodes it."""
texts = st.text(
    st.one_of(st.characters(codec="utf-8"), st.sampled_from('=?\r\n:"\\<>@, \t\x00\u202e')), max_size=300
)


def made(title: str, name: str = "Samverkan") -> bytes:
    head = Letterhead(
        "press@samverkan.example", name, "svar@samverkan.example", ("https://samverkan.example/av",)
    )
    return mail(head, written(title, "Hej.", "<p>Hej.</p>"), to="a@b.example", key="k" * 64, at=AT)


def one_line(text: str) -> str:
    return " ".join(strip_controls(text).split())


@pytest.mark.parametrize(
    "title",
    [
        "Skolorna\r\nBcc: nagon@eller.example",
        "Skolorna\nBcc: nagon@eller.example",
        "Skolorna\rBcc: nagon@eller.example",
        "Skolorna\r\n\r\n<script>",
        "Skolorna\x00\x0b\x0c\x85\u2028\u2029Bcc: nagon@eller.example",
        ENCODED_LINE_BREAK,
        f"Hej {ENCODED_LINE_BREAK} då",
        "=?utf-8?q?Hej=0D=0ABcc:?= x",
        "=?utf-8?b?" + "A" * 200,
        "Å" * 500,
        "x" * 2000,
    ],
)
def test_a_title_stays_a_title(title: str) -> None:
    raw = made(title)
    message = message_from_bytes(raw, policy=default)
    assert message.keys() == NAMES
    assert message["Subject"] == one_line(title)
    assert b"\nBcc" not in raw
    assert b"\rBcc" not in raw
    assert max(map(len, raw.split(b"\r\n"))) <= 100
    assert raw.isascii()


@given(texts)
def test_a_title_is_read_as_it_was_written(title: str) -> None:
    message = message_from_bytes(made(title), policy=default)
    assert message.keys() == [name for name in NAMES if name != "Subject" or one_line(title)]
    assert str(message["Subject"] or "") == one_line(title)


@given(texts)
def test_a_name_beside_the_sender_changes_no_address(name: str) -> None:
    message = message_from_bytes(made("Titel", name), policy=default)
    assert message.keys() == NAMES
    (sender,) = message["From"].addresses
    assert sender.addr_spec == "press@samverkan.example"


@given(texts)
def test_every_line_of_a_header_is_ascii_and_short(text: str) -> None:
    for line in words(text).split("\r\n"):
        assert re.fullmatch(r"[ -~]{0,75}", line)
