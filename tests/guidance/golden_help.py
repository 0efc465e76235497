"""Help contacts as they are read, in each of the ten languages: ``python -m tests.guidance.golden_help``.

Contacts, numbers and people in them are made up, but for the public short numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.chat.document import Document
from bot.chat.languages import Languages
from bot.guidance import frame
from bot.guidance.help import LocalHelp
from bot.guidance.help_lines import lines
from bot.guidance.languages import language, languages
from bot.guidance.leaf import Leaf
from bot.guidance.shelf import shipped
from bot.guidance.showable import Showing
from bot.guidance.support import Further, Support
from bot.guidance.tongue import Tongue
from bot.guidance.values import Need, ReviewState
from bot.register.section import Snapshot
from commands.guide_leaf import leaf
from commands.support_views import show
from tests.guidance.contacts import (
    DAY,
    EMERGENCY,
    EVENING,
    HUDDINGE,
    JOUR,
    NACKA,
    POLICE,
    ZONE,
    at,
    contact,
    helped,
    register,
)

KEPT = Path(__file__).parent / "golden_help_kept"
READERS = ("sv", "en")
NIGHT = at("2026-12-24", "03:00")
"""Christmas Eve, when neither reception nor jour is open."""
_OFFICE = [{"days": ["vardag"], "from": "09:00", "to": "12:00"}]


def country() -> Snapshot:
    """A contact of every kind, in Nacka and in the whole country."""
    kinds = [kind for kind in frame.KIND_NAMES if kind not in {"nod", "polis", "soc", "socialjour"}]
    rows = [_row(number, kind) for number, kind in enumerate(kinds)]
    return register(EMERGENCY, POLICE, *rows, units=(DAY, JOUR))


def _row(number: int, kind: str) -> dict[str, Any]:
    """Always open, open in office hours, or at hours that nobody knows, in turn."""
    hours = ({"always_open": True}, {"open": _OFFICE}, {})[number % 3]
    places = {"kommuner": ["Nacka"]} if kind in {"falt", "oro", "lamna_kommun"} else {}
    needs = {"heder": {"needs": ["heder"]}, "lamna_polis": {"needs": ["lämna"]}}.get(kind, {})
    phone = f"08-465 004 {70 + number}"
    return contact(kind.replace("_", "-"), kind=kind, phone=phone, **hours, **places, **needs)


def helps() -> Iterator[LocalHelp]:
    """An evening in Nacka, the night before Christmas, and a kommun without numbers."""
    yield helped(country(), EVENING, NACKA)
    yield helped(country(), NIGHT, NACKA, (Need.HEDER,), today=EVENING.date())
    yield helped(register(EMERGENCY, POLICE), EVENING, HUDDINGE)


def told(code: str, found: LocalHelp) -> Document:
    """As a parent reads it."""
    tongue = Tongue(shipped()[code], ZONE)
    return leaf(Leaf(tongue, "", (), (), None, (), (), lines(tongue, found), ()))


def shown(reader: str, support: Support) -> Document:
    """As staff read it."""
    return show(support, Languages(ZONE).say(reader, EVENING))


def supports() -> Iterator[Support]:
    somali = language("so")
    evening, night, none = helps()
    yield Support((), evening, None, sensitive=False)
    yield Support(
        (Need.HEDER,),
        night,
        NIGHT,
        sensitive=True,
        further=Further(somali, ReviewState.REVIEWED, Showing.PLAIN, drafts_allowed=True),
    )
    yield Support(
        (Need.BARN, Need.FORALDER),
        none,
        None,
        sensitive=False,
        further=Further(somali, ReviewState.DRAFT, Showing.WITHHELD, drafts_allowed=True),
    )


def files() -> Iterator[tuple[str, str]]:
    """Every file's name, and what it should hold."""
    for one in languages():
        documents = [told(one.code, found) for found in helps()]
        yield f"help.{one.code}.txt", "\n\n".join(found.plain() for found in documents) + "\n"
        yield f"help.{one.code}.html", "\n".join(found.html() for found in documents) + "\n"
    for reader in READERS:
        texts = [shown(reader, support).plain() for support in supports()]
        yield f"staff.{reader}.txt", "\n\n".join(texts) + "\n"


def main() -> None:
    KEPT.mkdir(exist_ok=True)
    for name, text in files():
        (KEPT / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
