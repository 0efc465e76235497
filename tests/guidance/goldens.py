"""What parents read, kept as it is read, in each of the ten languages: ``python -m tests.guidance.goldens``.

Contacts, numbers and people in it are made up, but for the public numbers 112 and 114 14.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

from bot.chat.document import Document
from bot.chat.languages import Languages
from bot.guidance import share
from bot.guidance.entries import GuideEntry
from bot.guidance.hand_out import Offer, Offers
from bot.guidance.help_lines import lines
from bot.guidance.languages import SOURCE, Language, languages
from bot.guidance.leaf import Told, make_leaf
from bot.guidance.shelf import shipped
from bot.guidance.showable import Showing
from bot.guidance.source import PARTS
from bot.guidance.tongue import Tongue
from bot.guidance.values import ReviewState, Section
from bot.press.adapters import Edition
from bot.press.content import Content, Variant
from bot.press.values import Act, Quorum
from bot.register.section import Snapshot
from commands.guide_leaf import leaf
from commands.guide_views import answer
from commands.press_publish_rooms import NOTICES
from tests.guidance.contacts import DAY, EMERGENCY, JOUR, POLICE, ZONE, at, contact, helped, register
from tests.guidance.day import guide_entry

GOLDEN = Path(__file__).parent / "golden_chat"
READERS = ("sv", "en")
WHEN = at("2026-11-24", "09:30")
"""A Tuesday morning."""
_PARENTS = {
    **contact("stod", kommuner=("Nacka",), url="https://nacka.example/stod"),
    "name": "Föräldrastödet (påhittat)",
}
_PLAIN = MappingProxyType(dict.fromkeys(Section, Showing.PLAIN))


def tongue(code: str) -> Tongue:
    return Tongue(shipped()[code], ZONE)


def whole(code: str) -> Document:
    """All of the text, reviewed, with the help of an hour."""
    return document(code, Told(_PLAIN, reviews=((date(2026, 11, 3), "Nacka kommun"),)))


def section(code: str) -> Document:
    """A section alone, as a draft; the Swedish is none."""
    showing = Showing.PLAIN if code == SOURCE else Showing.DRAFT
    return document(code, Told({Section.ORO: showing, Section.RAM: showing}))


def withheld(code: str) -> Document:
    """Where nothing of the text may be said."""
    told = dict.fromkeys(Section, Showing.WITHHELD)
    return document(code, Told(told), helps=False)


def shared(code: str) -> Document:
    """A joint message made of the text, as it is read in a room."""
    swedish, own = (_shared_text(one) for one in (SOURCE, code))
    content = Content(
        title=swedish.title,
        body=swedish.body,
        quorum=Quorum(required=("stockholm", "polis")),
        variants={} if code == SOURCE else {code: Variant(own.title, own.body, ready=True)},
    )
    edition = Edition(
        "BU-0001",
        "BU-0001",
        Act.PUBLISH,
        1,
        "",
        content,
        "Stockholms stad",
        WHEN,
        contact="RLC, 08-465 004 01",
    )
    fields = {"edition": edition, "language": code}
    return NOTICES["publication.room"](fields, Languages(ZONE).say(SOURCE, WHEN))


def _shared_text(code: str) -> share.SharedText:
    snapshot = Snapshot(1, {GuideEntry: {code: guide_entry(code)}})
    sections = tuple(one.section for one in PARTS)
    return share._text(tongue(code), snapshot, sections, {"hjälp.fara": "112", "hjälp.polis": "114 14"})


def document(code: str, told: Told, *, helps: bool = True) -> Document:
    found = helped(register(EMERGENCY, POLICE, _PARENTS, units=(JOUR, DAY)), when=WHEN)
    more = Told(
        sections=told.sections,
        entry=guide_entry(code),
        numbers={"hjälp.fara": "112", "hjälp.polis": "114 14"},
        reviews=told.reviews,
        help=lines(tongue(code), found) if helps else None,
    )
    made = make_leaf(tongue(code), more)
    assert made is not None
    return leaf(made)


def offers(reader: str) -> Document:
    """The list of languages, for whoever reads Swedish or English."""
    found = tuple(Offer(one, guide_entry(one.code), _has_file(one), _states(one)) for one in languages())
    return answer(Offers(found), Languages(ZONE).say(reader, WHEN))


def files() -> Iterator[tuple[str, str]]:
    """Every file's name, and what it should hold."""
    for one in languages():
        yield f"text.{one.code}.txt", f"{whole(one.code).plain()}\n"
        yield f"section.{one.code}.txt", f"{section(one.code).plain()}\n"
        if one.code != SOURCE:
            yield f"withheld.{one.code}.txt", f"{withheld(one.code).plain()}\n"
        yield f"shared.{one.code}.txt", f"{shared(one.code).plain()}\n"
        yield f"text.{one.code}.html", f"{whole(one.code).html()}\n"
    for reader in READERS:
        yield f"languages.{reader}.txt", f"{offers(reader).plain()}\n"


def _states(language: Language) -> Mapping[Section, ReviewState]:
    """All are drafts, as they ship."""
    state = ReviewState.REVIEWED if language.code == SOURCE else ReviewState.DRAFT
    return MappingProxyType(dict.fromkeys(Section, state))


def _has_file(language: Language) -> bool:
    return language.code in {"sv", "so"}


def main() -> None:
    GOLDEN.mkdir(exist_ok=True)
    for name, text in files():
        (GOLDEN / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
