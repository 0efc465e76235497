"""What is wrong with the guides of a register, beyond each key by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from bot.clock import Clock
from bot.duty.facts import local
from bot.guidance.entries import GuideEntry
from bot.guidance.languages import languages
from bot.register.section import RegisterFault, Snapshot

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "guidance.language": "guiden görs inte på {language}; den görs på {known}",
        "guidance.future": "{date} har inte varit än",
        "guidance.same_file": "är samma fil som för {other}; är det rätt språk?",
        "guidance.pdf_header": "filen är ingen PDF; den ska börja med %PDF-",
        "guidance.pdf_end": "filen är avbruten, slutet på PDF-filen saknas; hämta den igen",
        "guidance.pdf_locked": "filen är låst med lösenord, och föräldrar kan inte öppna den; ta en olåst",
        "guidance.pdf_broken": "filen är trasig och går inte att läsa som PDF; hämta den igen",
        "guidance.pdf_empty": "filen har ingen sida",
        "guidance.pdf_long": "filen har över tusen sidor; det är inte guiden",
        "guidance.no_file": "sha256 hör till en fil, men file saknas; skriv file, eller ta bort sha256",
        "guidance.no_sha256": 'uppgiften saknas; filens egen är "{own}", jämför den med utgivarens',
        "guidance.checksum": 'filen är en annan än den som avses; filens egen SHA-256 är "{own}"',
    }
)


def guide_faults(snapshot: Snapshot, clock: Clock) -> Iterator[RegisterFault]:
    """A language that the guide is not made in, a check that has not been yet, one file for two languages."""
    known = [one.code for one in languages()]
    today, first = local(clock.now()).date(), dict[str, str]()
    for entry_id, entry in snapshot.of(GuideEntry).items():
        if entry.language not in known:
            fields = {"language": entry.language, "known": known}
            yield RegisterFault("guide", entry_id, "language", "guidance.language", fields)
        if entry.checked_at > today:
            shown = {"date": entry.checked_at.isoformat()}
            yield RegisterFault("guide", entry_id, "checked_at", "guidance.future", shown, warning=True)
        if entry.sha256 is not None and first.setdefault(entry.sha256, entry_id) != entry_id:
            other = {"other": first[entry.sha256]}
            yield RegisterFault("guide", entry_id, "sha256", "guidance.same_file", other, warning=True)
