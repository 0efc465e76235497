"""What the operations room is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from bot.chat.declare import Group, NoticeView
from bot.chat.document import Document, code, doc
from bot.chat.say import Say
from commands.operations_audit import AUDIT_NOTICES


def _identity_changed(fields: Mapping[str, Any], say: Say) -> Document:
    return doc(
        say(
            "{user_id} har bytt identitet (huvudnyckel). Enheterna räknas som osignerade tills ni har "
            "bekräftat bytet. Ring personen på ett nummer ni redan har och fråga om bytet är äkta.",
            user_id=fields["user_id"],
        ),
        say.rich("Är det äkta, skriv {command}.", command=code(f"!identitet bekräfta {fields['user_id']}")),
    )


def _identity_gone(fields: Mapping[str, Any], say: Say) -> Document:
    return doc(
        say(
            "{user_id} har inte längre någon identitet på servern. Enheterna räknas som osignerade.",
            user_id=fields["user_id"],
        )
    )


def _stranger(fields: Mapping[str, Any], say: Say) -> Document:
    return doc(
        say(
            "{user_id} har kommit in i {room} men finns inte i registret. {user_id} får inga nycklar av mig. "
            "Uppgifter om ärenden går direkt till dem som har jour tills personen har lämnat rummet eller "
            "förts in i registret.",
            user_id=fields["user_id"],
            room=fields["room"],
        )
    )


def _unencrypted(fields: Mapping[str, Any], say: Say) -> Document:
    return doc(
        say(
            "Någon försökte stänga av krypteringen i {room}. Jag fortsätter att kryptera där.",
            room=fields["room"],
        )
    )


def _opened(fields: Mapping[str, Any], say: Say) -> Document:
    return doc(_OPENINGS[fields["opening"]](fields["room"], say))


_OPENINGS: Mapping[str, Callable[[str, Say], str]] = MappingProxyType(
    {
        "history_world": lambda room, say: say(
            "Någon har gjort historiken i {room} läsbar för alla. Ändra i rummets inställningar till "
            "medlemmar från inbjudan.",
            room=room,
        ),
        "history_members": lambda room, say: say(
            "Någon har ändrat {room} så att den som kommer in kan läsa det som skrevs tidigare. Ändra i "
            "rummets inställningar till medlemmar från inbjudan.",
            room=room,
        ),
        "join_anybody": lambda room, say: say(
            "Någon har öppnat {room} så att vem som helst kan gå in. Ändra i rummets inställningar till "
            "bara inbjudna.",
            room=room,
        ),
        "join_asking": lambda room, say: say(
            "Någon har öppnat {room} så att vem som helst kan be att få komma in. Ändra i rummets "
            "inställningar till bara inbjudna.",
            room=room,
        ),
        "join_others": lambda room, say: say(
            "Någon har öppnat {room} så att andra än inbjudna kan gå in. Ändra i rummets inställningar "
            "till bara inbjudna.",
            room=room,
        ),
        "guests": lambda room, say: say(
            "Någon har släppt in gäster i {room}. Stäng av gäståtkomst i rummets inställningar.",
            room=room,
        ),
    }
)


def _room_moved(fields: Mapping[str, Any], say: Say) -> Document:
    return doc(
        say("{room} har ersatts av ett nytt rum. Jag har gått över till det nya.", room=fields["room"])
    )


def _refused(fields: Mapping[str, Any], say: Say) -> Document:
    return doc(
        say(
            "Ett meddelande till {target} kunde inte skickas ({code}). Det skickas inte igen. "
            "Loggen kallar det rad {row}.",
            target=fields["target"],
            code=fields["code"],
            row=fields["row"],
        )
    )


def _not_removed(fields: Mapping[str, Any], say: Say) -> Document:
    return doc(
        say(
            "Gallrade meddelanden i {room} kunde inte tas bort ({code}). Ta bort dem för hand om beslutet "
            "kräver det.",
            room=fields["room"],
            code=fields["code"],
        )
    )


def _not_pinned(fields: Mapping[str, Any], say: Say) -> Document:
    room = fields["room"]
    if fields["code"] == "M_FORBIDDEN":
        return doc(
            say(
                "Jag får inte fästa meddelanden i {room}. Ge mig behörigheten moderator (50) i rummets "
                "inställningar. Meddelandet är skickat, och det förra står kvar som fäst.",
                room=room,
            )
        )
    return doc(
        say(
            "Ett meddelande i {room} kunde inte fästas ({code}). Det är skickat. Fäst det för hand.",
            room=room,
            code=fields["code"],
        )
    )


def _duty_failed(fields: Mapping[str, Any], say: Say) -> Document:
    return doc(
        say(
            "Något som ska ske på klockslag misslyckades ({duty}, {error}). Jag försöker igen varje sekund.",
            duty=fields["duty"],
            error=fields["error"],
        )
    )


def _unreadable(fields: Mapping[str, Any], say: Say) -> Document:
    return doc(
        say(
            "Jag kunde inte läsa det du skrev {at}: nyckeln kom aldrig fram. Skicka det igen.",
            at=say.time(fields["at"]),
        )
    )


NOTICES: Mapping[str, NoticeView] = {
    "drift.identity_changed": _identity_changed,
    "drift.identity_gone": _identity_gone,
    "drift.stranger": _stranger,
    "drift.unencrypted": _unencrypted,
    "drift.opened": _opened,
    "drift.room_moved": _room_moved,
    "drift.refused": _refused,
    "drift.not_removed": _not_removed,
    "drift.not_pinned": _not_pinned,
    "drift.duty_failed": _duty_failed,
    **AUDIT_NOTICES,
    "message.unreadable": _unreadable,
}

GROUP = Group(commands=(), notices=NOTICES)
