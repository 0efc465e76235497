"""What the guide adds to the register, and what is said of faults there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from bot.clock import Clock
from bot.guidance.entries import GuidanceEntry, GuideEntry, HelpEntry
from bot.guidance.files import GuideFiles
from bot.guidance.guide_faults import SENTENCES as GUIDE_SENTENCES
from bot.guidance.guide_faults import guide_faults
from bot.guidance.help_faults import HELP_SENTENCES, help_faults
from bot.register.section import RegisterFault, Section, Snapshot, Table

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "guidance.url": "ska vara en adress som börjar med https://",
        "guidance.sha256": "ska vara filens SHA-256: 64 tecken, 0-9 och a-f",
        **GUIDE_SENTENCES,
        **HELP_SENTENCES,
    }
)


def guidance_sections(clock: Clock) -> tuple[Section, ...]:
    def guides(snapshot: Snapshot) -> Iterator[RegisterFault]:
        return guide_faults(snapshot, clock)

    def helping(snapshot: Snapshot) -> Iterator[RegisterFault]:
        return help_faults(snapshot, clock)

    return (
        Table("gangsnack", GuidanceEntry, singleton=True),
        Table(
            "guide",
            GuideEntry,
            identity=lambda entry: entry.language,
            checks=guides,
            enclosures=GuideFiles(),
        ),
        Table("hjalp", HelpEntry, checks=helping),
    )
