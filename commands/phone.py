"""Answers by text message that are about nothing, and what operations are told of the second channel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bot.chat.declare import Group
from bot.chat.document import Document, doc
from bot.chat.say import Say
from commands.case_phone import NOTICES as CASES

Fields = Mapping[str, Any]


def _unknown_number(_fields: Fields, say: Say) -> Document:
    return doc(
        say(
            "Ditt nummer finns inte i registret, så svaret räknas inte. Öppna rummet i chatten och svara där."
        )
    )


def _no_code(_fields: Fields, say: Say) -> Document:
    return doc(
        say("Svara med de fem siffrorna i sms:et om du har sett larmet. Det går också att svara i rummet.")
    )


def _wrong_code(_fields: Fields, say: Say) -> Document:
    return doc(
        say(
            "Koden stämmer inte. Svara med de fem siffrorna i det senaste sms:et, eller öppna rummet och "
            "svara där."
        )
    )


def _too_many(_fields: Fields, say: Say) -> Document:
    return doc(
        say(
            "Koden stämmer inte. Det var för många försök, så jag läser inga fler sms från dig den här "
            "timmen. Öppna rummet och svara där."
        )
    )


def _refused(fields: Fields, say: Say) -> Document:
    kind = say("samtal") if fields["voice"] else say("sms")
    return doc(
        say(
            "Ett {kind} till {user_id} gick inte att skicka ({code}). Det skickas inte igen. "
            "Kontrollera avtalet med sms-tjänsten och numret i registret. Loggen kallar det rad {row}.",
            kind=kind,
            user_id=fields["user_id"],
            code=fields["code"],
            row=fields["row"],
        )
    )


def _failed(fields: Fields, say: Say) -> Document:
    kind = say("samtal") if fields["voice"] else say("sms")
    return doc(
        say(
            "Ett {kind} till {user_id} kom inte fram till telefonen. Kontrollera numret i registret. "
            "Loggen kallar det rad {row}.",
            kind=kind,
            user_id=fields["user_id"],
            row=fields["row"],
        )
    )


def _late(fields: Fields, say: Say) -> Document:
    return doc(
        say(
            "Sms och samtal går inte fram till sms-tjänsten ({code}), så larmen hörs bara i chatten. Jag "
            "försöker igen tills det går. Loggen kallar det rad {row}.",
            code=fields["code"],
            row=fields["row"],
        )
    )


GROUP: Final = Group(
    commands=(),
    notices={
        **CASES,
        "phone.unknown_number": _unknown_number,
        "phone.no_code": _no_code,
        "phone.wrong_code": _wrong_code,
        "phone.too_many": _too_many,
        "drift.phone_refused": _refused,
        "drift.phone_failed": _failed,
        "drift.phone_late": _late,
    },
    problems={},
)
