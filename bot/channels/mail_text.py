"""The bytes of a mail: headers that only we write, and a text with its HTML beside it."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

from bot.chat.text import strip_controls

_PLAIN: Final = re.compile(r"[!-~]+( [!-~]+)*")
_LONGEST_PLAIN: Final = 60
_WORD_BYTES: Final = 42
"""So many give an encoded word that fits into its line with the longest header's name."""
_SPECIAL: Final = frozenset('()<>[]:;@\\,."')


@dataclass(frozen=True)
class Letterhead:
    """What all our mails have alike. ``sender``, ``reply_to``: addresses; ``unsubscribe``: URLs."""

    sender: str
    name: str = ""
    reply_to: str = ""
    unsubscribe: tuple[str, ...] = ()

    @property
    def domain(self) -> str:
        return self.sender.rpartition("@")[2]

    def message_id(self, key: str) -> str:
        """The same for the same mail, however often it is made."""
        return f"<{key}@{self.domain}>"


@dataclass(frozen=True)
class Written:
    """What is alike for every recipient, ready to be sent. ``language``: a code."""

    subject: str
    body: bytes
    language: str


def written(subject: str, text: str, html: str, language: str = "sv") -> Written:
    """Text and HTML in quoted-printable, the better one last."""
    message = EmailMessage(policy=SMTP)
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    message.set_boundary(f"rocbot-{hashlib.sha256(f'{len(text)} {text}{html}'.encode()).hexdigest()[:40]}")
    return Written(subject, bytes(message), language)


def mail(
    head: Letterhead, content: Written, *, to: str, key: str, at: datetime, references: Sequence[str] = ()
) -> bytes:
    """One mail to one recipient. ``references``: keys of earlier mails that it belongs to, oldest first."""
    named = [head.message_id(one) for one in references]
    headers = (
        ("From", f"{_name(head.name)} <{head.sender}>" if head.name else head.sender),
        ("To", to),
        ("Reply-To", head.reply_to),
        ("Subject", words(content.subject)),
        ("Date", format_datetime(at)),
        ("Message-ID", head.message_id(key)),
        ("In-Reply-To", named[-1] if named else ""),
        ("References", "\r\n ".join(named)),
        ("List-Unsubscribe", ",\r\n ".join(f"<{url}>" for url in head.unsubscribe)),
        ("Auto-Submitted", "auto-generated"),
        ("Precedence", "bulk"),
        ("Content-Language", content.language),
    )
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers if value)
    return lines.encode() + content.body


def words(text: str) -> str:
    """A header's text on folded lines, as it stands or in encoded words.

    A line break in it, or what looks like an encoded word, is text and nothing else: the standard library
    would read the second, and write what it says.
    """
    line = " ".join(strip_controls(text).split())
    if _PLAIN.fullmatch(line) and "=?" not in line and len(line) <= _LONGEST_PLAIN:
        return line
    return "\r\n ".join(f"=?utf-8?b?{base64.b64encode(part).decode()}?=" for part in _parts(line))


def _parts(text: str) -> Iterator[bytes]:
    """Whole characters in each, as a receiver may open each word by itself."""
    part = b""
    for character in text:
        encoded = character.encode()
        if len(part) + len(encoded) > _WORD_BYTES:
            yield part
            part = b""
        part += encoded
    if part:
        yield part


def _name(name: str) -> str:
    """A display name, quoted where it has to be."""
    found = words(name)
    if found.startswith("=?") or _SPECIAL.isdisjoint(found):
        return found
    return '"' + found.replace("\\", "\\\\").replace('"', '\\"') + '"'
