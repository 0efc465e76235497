"""What parents are given to take along, kept as it is read: ``python -m tests.guidance.goldens_paper``.

Contacts, numbers and people in it are made up, but for the public numbers 112 and 114 14.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import MappingProxyType

from bot.guidance.help import LocalHelp
from bot.guidance.help_lines import lines
from bot.guidance.languages import SOURCE, languages
from bot.guidance.leaf import Leaf, Told, make_leaf
from bot.guidance.page import Page
from bot.guidance.page_of import beside, make_page
from bot.guidance.plain import Plain, make_plain
from bot.guidance.showable import Showing
from bot.guidance.sms import Sms, make_sms
from bot.guidance.typeset import Typefaces
from bot.guidance.values import Section
from tests.guidance.contacts import DAY, EMERGENCY, JOUR, POLICE, at, contact, helped, register
from tests.guidance.day import guide_entry
from tests.guidance.goldens import tongue
from tests.guidance.paper import faces, read, to_pdf

GOLDEN = Path(__file__).parent / "golden_paper"
TUESDAY, SUNDAY = "2026-11-24", "2026-11-22"
MADE_ON = date.fromisoformat(TUESDAY)
_CHILDREN = contact("barn", kind="barn", always_open=True) | {"name": "Barnlinjen (påhittad)"}
_PARENTS = contact("stod", kommuner=("Nacka",), url="https://nacka.example/stod") | {
    "name": "Föräldrastödet (påhittat)"
}
HOURS = (("sms", TUESDAY, "10:00"), ("sms-night", TUESDAY, "22:00"), ("sms-closed", SUNDAY, "10:00"))
"""By day, by night, and when nobody answers in the kommun."""
_REVIEWED = MappingProxyType(dict.fromkeys(Section, Showing.PLAIN))
_DRAFT = MappingProxyType(dict.fromkeys(Section, Showing.DRAFT))


def found(clock: str = "10:00", day: str = TUESDAY) -> LocalHelp:
    """In Nacka on a Tuesday or another day, in the morning or at another hour."""
    units = (JOUR, DAY)
    return helped(register(EMERGENCY, POLICE, _CHILDREN, _PARENTS, units=units), when=at(day, clock))


def prepared(code: str, *, draft: bool = False, help_found: LocalHelp | None = None) -> tuple[Leaf, Told]:
    """The whole text, reviewed or not, with its contacts as paper has them."""
    told = Told(
        sections=_DRAFT if draft and code != SOURCE else _REVIEWED,
        entry=guide_entry(code),
        numbers={"hjälp.fara": "112", "hjälp.polis": "114 14"},
        reviews=() if draft else ((date(2026, 11, 3), "Nacka kommun"),),
        help=lines(tongue(code), help_found or found(), hours=False, checked=False),
    )
    leaf = make_leaf(tongue(code), told)
    assert leaf is not None
    return leaf, told


def page(code: str, *, draft: bool = False, swedish: bool = False) -> Page:
    leaf, told = prepared(code, draft=draft)
    made = make_page(leaf, told, MADE_ON, found().oldest)
    if not swedish:
        return made
    text = lines(tongue(SOURCE), found(), hours=False, checked=False)
    return beside(made, told, tongue(SOURCE), text, found().oldest)


def make_pages() -> list[Page]:
    """One page in each language for a kommun."""
    return [page(one.code) for one in languages()]


def mail(code: str) -> Plain:
    leaf, _ = prepared(code)
    return make_plain(leaf, found().oldest)


def sms(
    code: str, kommun: str | None = "Nacka", most: int = 3, clock: str = "10:00", day: str = TUESDAY
) -> Sms:
    url = guide_entry(code).url
    return make_sms(tongue(code), url, found(clock, day), kommun, notices=(), most=most)


def files(faces: Typefaces) -> Iterator[tuple[str, str]]:
    """Every file's name, and what it should hold."""
    for one in languages():
        made = mail(one.code)
        yield f"mail.{one.code}.txt", f"{made.subject}\n\n{made.text}\n"
        for name, day, clock in HOURS:
            text = sms(one.code, clock=clock, day=day)
            yield f"{name}.{one.code}.txt", f"{text.text}\n{text.size.count} × SMS, {text.size.letters}\n"
        yield f"page.{one.code}.txt", f"{read(to_pdf(page(one.code), faces))}\n"
        if one.code != SOURCE:
            both = page(one.code, draft=True, swedish=True)
            yield f"beside.{one.code}.txt", f"{read(to_pdf(both, faces))}\n"


def main() -> None:
    GOLDEN.mkdir(exist_ok=True)
    for name, text in files(faces()):
        (GOLDEN / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
