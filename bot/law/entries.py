"""``[[rule]]``: a rule on secrecy or on reports of concern in plain words, and where it is shown."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from bot.register.section import Entry
from bot.register.shapes import Name, ShortName, pattern


class Topic(StrEnum):
    """The pages of ``!hjälp`` on the law."""

    SEKRETESS = "sekretess"
    OROSANMALAN = "orosanmälan"


class Step(StrEnum):
    """Where a case stands when a line points to the page; the words are those that people write."""

    RAISE = "ny"
    TAKE = "tar"
    CONTACT = "ringt"


RuleNumber = Annotated[str, pattern(r"[^\s§][^\x00-\x1f\x7f]*§[^\x00-\x1f\x7f]*", "rule.number", 60)]
"""As the statute book has it: ``OSL 26 kap. 1 §``."""
PlainWords = Annotated[str, pattern(r"\S[^\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]*[.!?]", "rule.words", 400)]
"""Whole sentences, in one paragraph."""


class RuleEntry(Entry):
    """What one rule says, in our own words; nothing of it decides a case."""

    id: ShortName
    number: RuleNumber
    heading: Name
    """Whose words it is about: ``Från socialtjänsten till polisen``."""
    words: PlainWords
    topics: Annotated[tuple[Topic, ...], Field(min_length=1)]
    steps: tuple[Step, ...] = ()
    verified_at: date
    """When somebody last held the words against the law in force."""
    verified_by: Name
