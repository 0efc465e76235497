"""``!budskap kommentera`` and ``tittar``: what is said of a message without a vote."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from bot.chat.converters import Words
from bot.chat.declare import Access, Arg, Call, Command, Group
from bot.chat.message import RoomClass
from bot.chat.outcome import Outcome
from bot.chat.say import msg
from bot.press.remark import RemarkMessage
from bot.press.values import RemarkKind
from commands import press_remark_views as views
from commands.press_reading import read_remark

ROOMS: Final = frozenset({RoomClass.DIREKT, RoomClass.KOMMUNIKATION, RoomClass.AKTOR})
"""Where messages are worked on."""
_LONGEST: Final = 3000


@dataclass(frozen=True)
class CommentArgs:
    reference: str | None
    text: str


@dataclass(frozen=True)
class LookArgs:
    reference: str | None


async def comment(call: Call, args: CommentArgs, service: RemarkMessage) -> Outcome:
    return await service(call, args.reference, RemarkKind.COMMENT, args.text)


async def look(call: Call, args: LookArgs, service: RemarkMessage) -> Outcome:
    return await service(call, args.reference, RemarkKind.LOOKING)


REFERENCE: Final = Arg(
    name="reference",
    key="budskap",
    aliases=("ref", "id", "message"),
    convert=Words(40),
    summary=msg("budskapets nummer, eller senaste; behövs inte i ett svar på meddelandet om det"),
    required=False,
    position=0,
    example="BU-0031",
)
_TEXT: Final = Arg(
    name="text",
    key="text",
    convert=Words(_LONGEST),
    summary=msg("det du vill säga om budskapet"),
    question=msg("Vad vill du säga om budskapet?"),
    position=1,
    rest=True,
    verbatim=True,
    example="Numret i andra stycket är gammalt.",
)

GROUP: Final = Group(
    commands=(
        Command(
            path=("budskap", "kommentera"),
            aliases=(("budskap", "kommentar"), ("budskap", "comment")),
            summary=msg("säger något om ett budskap utan att rösta; alla som deltar ser det"),
            args=(REFERENCE, _TEXT),
            reads=read_remark,
            access=Access(rooms=ROOMS),
            execute=comment,
            view=views.remarked,
            instead=msg("Kommentaren ligger kvar som du skrev den. Skriv en ny om något ska rättas."),
            examples=("budskap kommentera BU-0031 Numret i andra stycket är gammalt.",),
        ),
        Command(
            path=("budskap", "tittar"),
            aliases=(("budskap", "titta"), ("budskap", "looking")),
            summary=msg("säger att du tittar på ett budskap, så att de andra vet det; det är ingen röst"),
            args=(replace(REFERENCE, rest=True),),
            access=Access(rooms=ROOMS),
            execute=look,
            view=views.remarked,
            instead=msg("Det står kvar att du tittar på budskapet, till nästa revision."),
            examples=("budskap tittar BU-0031",),
        ),
    ),
    notices=views.NOTICES,
    problems=views.PROBLEMS,
)
