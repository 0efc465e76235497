"""``!identitet``: a changed identity is confirmed by an administrator, who is asked first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.converters import Words
from bot.chat.declare import Access, Arg, Call, Command, Confirm, Group, Guard
from bot.chat.document import Document, doc
from bot.chat.message import Role, RoomClass
from bot.chat.outcome import Outcome
from bot.chat.say import Say, msg
from bot.errors import Refusal
from bot.store import audit


class Identities(Protocol):
    """Confirms that the identity a person has now is that person's own."""

    async def changed(self, session: AsyncSession, user_id: str) -> datetime | None:
        """Since when the person has an identity that nobody has confirmed; None when there is none."""
        ...

    async def confirm(self, session: AsyncSession, user_id: str, by: str) -> bool:
        """False when there was nothing to confirm."""
        ...


@dataclass(frozen=True)
class ConfirmArgs:
    user_id: str


@dataclass(frozen=True)
class Waiting:
    """An identity to be confirmed."""

    user_id: str
    since: datetime


async def look(call: Call, args: ConfirmArgs, identities: Identities) -> Waiting:
    """Whose it is, and since when it is another.

    Raises:
        Refusal: ``identity.own``, ``identity.unchanged``.
    """
    if args.user_id == call.caller.user_id:
        raise Refusal("identity.own")
    since = await identities.changed(call.session, args.user_id)
    if since is None:
        raise Refusal("identity.unchanged", user_id=args.user_id)
    return Waiting(args.user_id, since)


async def confirm_identity(call: Call, args: ConfirmArgs, identities: Identities) -> Outcome:
    """Take it for the person's own; not one that came after the question was asked."""
    waiting = await look(call, args, identities)
    if waiting.since > call.incoming.received_at:
        raise Refusal("identity.changed_again", user_id=args.user_id, since=waiting.since)
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


def _asked(value: Waiting, say: Say) -> Document:
    return doc(
        say(
            "{user_id} har en ny identitet sedan {since}. Bekräftar du den kan personen ta och avsluta "
            "ärenden med den.",
            user_id=value.user_id,
            since=say.when(value.since),
        ),
        say("Har du ringt personen på ett nummer ni redan hade, och är bytet äkta? Det går inte att ångra."),
    )


def _confirmed(user_id: str, say: Say) -> Document:
    return doc(
        say("Den nya identiteten för {user_id} är bekräftad och gäller från och med nu.", user_id=user_id)
    )


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
            confirm=Confirm(look, _asked),
            instead=msg("En bekräftelse kan inte tas tillbaka. Byt personens nyckel i registret i stället."),
            examples=("identitet bekräfta @anna:localhost",),
        ),
    ),
    problems={
        "identity.own": lambda _fields, say: doc(
            say("Din egen identitet måste någon annan administratör bekräfta.")
        ),
        "identity.unchanged": lambda fields, say: doc(
            say("Det finns inget byte att bekräfta för {user_id}.", user_id=fields["user_id"])
        ),
        "identity.changed_again": lambda fields, say: doc(
            say(
                "{user_id} bytte identitet en gång till {since}, efter min fråga. Inget är bekräftat. "
                "Ring personen igen, och skriv sedan kommandot på nytt.",
                user_id=fields["user_id"],
                since=say.when(fields["since"]),
            )
        ),
    },
    words={"identitet": ("identity",)},
)
