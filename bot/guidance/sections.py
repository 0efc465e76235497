"""What the guide adds to the register, and what is said of faults there."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.guidance.entries import GuidanceEntry, GuideEntry, HelpEntry
from bot.register.section import Section, Table

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "guidance.url": "ska vara en adress som börjar med https://",
        "guidance.sha256": "ska vara filens SHA-256: 64 tecken, 0-9 och a-f",
        "guidance.kind": "är inget slags hjälp; det går att välja på {expected}{hint}",
        "guidance.nowhere": "ange phone eller url: hur når man dem?",
        "guidance.hours_twice": "ange always_open eller open, inte båda",
    }
)


def guidance_sections() -> tuple[Section, ...]:
    return (
        Table("gangsnack", GuidanceEntry, singleton=True),
        Table("guide", GuideEntry, identity=lambda entry: entry.language),
        Table("hjalp", HelpEntry),
    )
