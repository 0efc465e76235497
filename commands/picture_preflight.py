"""What preflight found, for whoever reviews: where it stands and what it looks like, never the text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from bot.chat.document import Block, Document, Para, bullets, doc, para, strong
from bot.chat.say import Msg, Say, msg
from bot.situation.preflight import LONGEST_LINE, Finding, Severity
from bot.situation.telltale import Code
from bot.situation.values import Audience
from commands.picture_terms import AUDIENCES, PARTS

_WHAT: Final[Mapping[Code, Msg]] = MappingProxyType(
    {
        Code.NO_REPORTS: msg("Ingen rapport har kommit in"),
        Code.BLANK: msg("Det står inget där"),
        Code.LEVEL_ALONE: msg("Nivån har ingen text som förklarar den"),
        Code.PLACEHOLDER: msg("Något är inte ifyllt"),
        Code.PERSONNUMMER: msg("Ser ut som ett personnummer"),
        Code.NAME: msg("Ser ut som en persons namn"),
        Code.CHILD: msg("Ett enskilt barns ålder står tillsammans med platsen"),
        Code.PLATE: msg("Ser ut som ett registreringsnummer"),
        Code.PHONE: msg("Ser ut som ett telefonnummer"),
        Code.MAIL: msg("Ser ut som en e-postadress"),
        Code.HANDLE: msg("Ser ut som ett användarnamn"),
        Code.ADDRESS: msg("Ser ut som en gatuadress"),
        Code.LONG_LINE: msg("Ett stycke är för långt"),
        Code.LONG_VERSION: msg("Bilden är för lång"),
    }
)


def findings_document(findings: Sequence[Finding], say: Say) -> Document:
    if not findings:
        return doc(say("Jag hittade inget att anmärka på i texten."))
    return Document(tuple(findings_block(findings, say)))


def findings_block(findings: Sequence[Finding], say: Say) -> Iterator[Block]:
    """One line for each sort of finding, what is serious first; nothing where there is none."""
    by_code: dict[Code, list[Finding]] = {}
    for one in findings:
        by_code.setdefault(one.code, []).append(one)
    if not by_code:
        return
    yield para(strong(say("Titta på det här innan bilden går ut:")))
    yield bullets(_line(code, found, say) for code, found in by_code.items())
    if Code.LONG_LINE in by_code:
        yield para(say("Ett stycke bör ha högst {n} tecken.", n=LONGEST_LINE))
    yield para(say("Det är gissningar av mig. Ingenting stoppar utskicket av sig självt."))


def _line(code: Code, found: Sequence[Finding], say: Say) -> Para:
    what = say.term(_WHAT[code])
    serious = found[0].severity is Severity.SERIOUS
    head = say("Viktigt: {what}", what=what[:1].lower() + what[1:]) if serious else what
    return para(strong(f"{head}:"), f" {'; '.join(dict.fromkeys(_where(one, say) for one in found))}.")


def _where(one: Finding, say: Say) -> str:
    readers = say.term(AUDIENCES[one.audience] if one.audience is not Audience.OWN else "")
    if one.part is None:
        return say("{reference} (läses av {readers})", reference=one.reference, readers=readers)
    return say(
        "{reference}, {part} (läses av {readers})",
        reference=one.reference,
        part=say.term(PARTS[one.part]),
        readers=readers,
    )
