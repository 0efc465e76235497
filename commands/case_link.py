"""``!ärende koppla``: two cases that are the same child or event, or hang together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from bot.cases.link import LinkCases
from bot.cases.linked import LinkKind
from bot.cases.picture import CasePicture
from bot.cases.results import Joined
from bot.cases.states import UNTAKEN, State
from bot.chat.converters import Words, yes_no
from bot.chat.declare import Access, Arg, Call, Command, ProblemView
from bot.chat.document import Document, code, doc, numbered
from bot.chat.outcome import Outcome
from bot.chat.say import Say, msg
from commands import case_cards as cards
from commands import case_lists as lists
from commands import case_words as words
from commands.case_mark import mark
from commands.case_shared import CENTRE, RAISERS, REFERENCE, ROOMS

Fields = Mapping[str, Any]


@dataclass(frozen=True)
class LinkArgs:
    reference: str | None
    other: str | None
    kind: LinkKind
    remove: bool


async def link(call: Call, args: LinkArgs, service: LinkCases) -> Outcome:
    return await service(call, args.reference, args.other, args.kind, remove=args.remove)


def _joined(value: Joined, say: Say) -> Document:
    names = {"reference": value.first.reference, "other": value.second.reference}
    if value.removed and value.done:
        found = doc(say("{reference} och {other} är inte kopplade längre.", **names))
    elif value.removed:
        found = doc(say("{reference} och {other} var inte kopplade.", **names))
    elif not value.done:
        found = doc(say("{reference} och {other} är redan kopplade.", **names))
    else:
        kind = say.term(words.KINDS[value.kind])
        sentence = say("{reference} och {other} är kopplade: {kind}. Inget annat ändras.", kind=kind, **names)
        found = doc(sentence, *_left(value, say))
    return mark(found, say, exercise=value.first.exercise)


def _left(value: Joined, say: Say) -> tuple[Any, ...]:
    """Linking takes nothing: where one is taken and the other still alarms, what to do about that."""
    pair = (value.first, value.second)
    taken = next((one for one in pair if one.state in {State.TAKEN, State.IN_CONTACT}), None)
    waiting = next((one for one in pair if one.state in UNTAKEN), None)
    if taken is None or waiting is None or value.kind is not LinkKind.SAME:
        return ()
    head = say(
        "{taken} är taget av {unit}, men {waiting} larmar fortfarande.",
        taken=taken.reference,
        unit=words.unit(say, taken),
        waiting=waiting.reference,
    )
    ask = say.rich(
        "Skriv {take} där, och när ni har talats vid {close}. Den som larmade kan också skriva {withdraw}.",
        take=code(f"tar {waiting.reference}"),
        close=code(f"avsluta {waiting.reference} skäl:dubblett"),
        withdraw=code(f"återta {waiting.reference} skäl:dubblett"),
    )
    return head, ask


def _which(fields: Fields, say: Say) -> Document:
    pictures: list[CasePicture] = fields["pictures"]
    return doc(
        say("Med vilket ärende ska {reference} kopplas? Svara med siffran.", reference=fields["reference"]),
        numbered(cards.roc_line(say, picture) for picture in pictures),
    )


def _ended(fields: Fields, say: Say) -> Document:
    picture: CasePicture = fields["picture"]
    return doc(
        say("{reference}: {state}", reference=picture.reference, state=cards.state_line(say, picture)),
        say("Ett ärende som är slut kan inte kopplas."),
    )


LINK_PROBLEMS: Final[Mapping[str, ProblemView]] = MappingProxyType(
    {
        "case.link_which": _which,
        "case.link_ended": _ended,
        "case.link_none": lambda fields, say: doc(
            say(
                "Det finns inget annat öppet ärende att koppla {reference} till. Skriv med: och ett nummer.",
                reference=fields["reference"],
            )
        ),
        "case.link_self": lambda fields, say: doc(
            say(
                "{reference} kan inte kopplas till sig självt. Skriv med: och det andra ärendets nummer.",
                reference=fields["reference"],
            )
        ),
        "case.link_legs": lambda fields, say: doc(
            say("{reference} och {other} är redan två delar av samma ärende.", **fields)
        ),
        "case.link_circle": lambda fields, say: doc(
            say("{reference} och {other} hänger redan ihop genom andra ärenden.", **fields)
        ),
        "case.link_exercise": lambda _, say: doc(
            say("En övning och ett riktigt ärende kan inte kopplas ihop.")
        ),
    }
)

LINK: Final = Command(
    path=("ärende", "koppla"),
    aliases=(("ärende", "link"),),
    summary=msg("kopplar ihop två ärenden som gäller samma barn eller händelse; ingen larmas av det"),
    args=(
        REFERENCE,
        Arg(
            name="other",
            key="med",
            aliases=("with", "till"),
            convert=Words(40),
            summary=msg("det andra ärendets nummer"),
            required=False,
            example="IA-2026-0413-R2",
        ),
        Arg(
            name="kind",
            key="skäl",
            aliases=("reason",),
            convert=lists.link_kind(),
            summary=msg("samma barn eller händelse, eller hör ihop"),
            required=False,
            default=LinkKind.SAME,
            example="hör ihop",
        ),
        Arg(
            name="remove",
            key="bort",
            aliases=("remove",),
            convert=yes_no(),
            summary=msg("ja tar bort kopplingen"),
            required=False,
            default=False,
            example="ja",
        ),
    ),
    access=Access(roles=RAISERS | CENTRE, on_duty=True, rooms=ROOMS),
    execute=link,
    view=_joined,
    instead=msg("Skriv !ångra om ärendena inte ska vara kopplade."),
    examples=("ärende koppla IA-2026-0412-K7 med:IA-2026-0413-R2",),
)
