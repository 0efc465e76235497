"""The operations room: what it is told, and ``!identitet``, with which a changed identity is confirmed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.converters import Words
from bot.chat.declare import Access, Arg, Call, Command, Group, Guard, NoticeView
from bot.chat.document import Document, code, doc
from bot.chat.message import Role, RoomClass
from bot.chat.outcome import Outcome
from bot.chat.say import Say, msg
from bot.errors import Refusal
from bot.store import audit


class Identities(Protocol):
    """Confirms that the identity a person has now is that person's own."""

    async def confirm(self, session: AsyncSession, user_id: str, by: str) -> bool:
        """False when there was nothing to confirm."""
        ...


@dataclass(frozen=True)
class ConfirmArgs:
    user_id: str


async def confirm_identity(call: Call, args: ConfirmArgs, identities: Identities) -> Outcome:
    if args.user_id == call.caller.user_id:
        raise Refusal("identity.own")
    if not await identities.confirm(call.session, args.user_id, call.caller.user_id):
        raise Refusal("identity.unchanged", user_id=args.user_id)
    await audit.append(
        call.session,
        at=call.now,
        actor=call.caller.user_id,
        action="identity.confirmed",
        object=args.user_id,
        fields={},
    )
    return Outcome(args.user_id)


def _confirmed(user_id: str, say: Say) -> Document:
    return doc(
        say("Den nya identiteten för {user_id} är bekräftad och gäller från och med nu.", user_id=user_id)
    )


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
    "drift.duty_failed": _duty_failed,
    "message.unreadable": _unreadable,
}

GROUP = Group(
    commands=(
        Command(
            path=("identitet", "bekräfta"),
            aliases=(("identity", "confirm"),),
            summary=msg("bekräftar att någons nya identitet är personens egen"),
            args=(
                Arg(
                    name="user_id",
                    key="person",
                    convert=Words(),
                    summary=msg("användarnamnet, som @anna:localhost"),
                    question=msg("Vems identitet? Skriv användarnamnet."),
                    position=0,
                    example="@anna:localhost",
                ),
            ),
            access=Access(
                roles=frozenset({Role.ADMIN}),
                rooms=frozenset({RoomClass.DIREKT, RoomClass.DRIFT}),
                guard=Guard.REGISTER,
            ),
            execute=confirm_identity,
            view=_confirmed,
            instead=msg("En bekräftelse kan inte tas tillbaka. Byt personens nyckel i registret i stället."),
            examples=("identitet bekräfta @anna:localhost",),
        ),
    ),
    notices=NOTICES,
    problems={
        "identity.own": lambda _fields, say: doc(
            say("Din egen identitet måste någon annan administratör bekräfta.")
        ),
        "identity.unchanged": lambda fields, say: doc(
            say("Det finns inget byte att bekräfta för {user_id}.", user_id=fields["user_id"])
        ),
    },
    words={"identitet": ("identity",)},
)
