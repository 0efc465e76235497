"""What people write for rumours and questions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import ClassVar, Final
from zoneinfo import ZoneInfo

from bot.chat.converters import OneOf, Words, yes_no
from bot.chat.declare import Arg, Call, Choice
from bot.chat.message import Role, RoomClass
from bot.chat.say import msg
from bot.chat.times import read_time
from bot.errors import Refusal
from bot.press.talk_find import reference_ends
from bot.press.talk_values import Asker, Spread, Truth
from commands.picture_round_args import OneActor

ROOMS: Final = frozenset({RoomClass.DIREKT, RoomClass.KOMMUNIKATION})
WRITERS: Final = frozenset({Role.KOMMUNIKATOR})
READERS: Final = frozenset({Role.KOMMUNIKATOR, Role.GODKANNARE, Role.TIB, Role.ROC})
LONGEST: Final = 500
LONGEST_ANSWER: Final = 2000


class LastDay:
    """The last day on which an answer holds, as the midnight after it."""

    needs: ClassVar[tuple[type, ...]] = (ZoneInfo,)

    async def read(self, text: str, call: Call) -> datetime:
        zone = call.service(ZoneInfo)
        try:
            end = read_time(f"{text} 23:59", call.now, zone)
        except Refusal as refusal:
            raise Refusal("talk.day", text=text[:40]) from refusal
        return end + timedelta(minutes=1)

    async def choices(self, call: Call) -> Sequence[Choice]:  # noqa: ARG002 - the protocol's
        return ()


def truth() -> OneOf[Truth]:
    return OneOf(
        {
            Truth.FALSE: (msg("falskt"), "falsk", "osant", "fel", "lögn"),
            Truth.MISLEADING: (msg("vilseledande"), "missvisande", "delvis sant", "halvsant"),
            Truth.UNCONFIRMED: (msg("obekräftat"), "obekräftad", "vet ej", "vet inte", "oklart"),
            Truth.TRUE: (msg("sant"), "stämmer", "bekräftat"),
        }
    )


def spread() -> OneOf[Spread]:
    return OneOf(
        {
            Spread.SMALL: (msg("liten"), "litet", "lite", "låg", "få"),
            Spread.GROWING: (msg("ökande"), "ökar", "växer", "växande", "increasing"),
            Spread.LARGE: (msg("stor"), "stort", "hög", "många", "överallt", "big"),
        }
    )


def asker() -> OneOf[Asker]:
    return OneOf(
        {
            Asker.MEDIA: (msg("media"), "press", "pressen", "journalist", "medier"),
            Asker.PUBLIC: (msg("allmänheten"), "allmänhet", "medborgare", "invånare", "föräldrar"),
            Asker.STAFF: (msg("personal"), "personalen", "medarbetare", "kollegor"),
        }
    )


def reach() -> OneOf[bool]:
    """True: public."""
    return OneOf(
        {
            True: (msg("allmänheten"), "allmänhet", "alla", "publikt", "offentligt", "public"),
            False: (msg("intern"), "internt", "personal", "internal"),
        }
    )


def reference(key: str, example: str, *, alone: bool = True) -> Arg:
    """``alone``: nothing else without a key follows it."""
    return Arg(
        name="reference",
        key=key,
        aliases=("ref", "id"),
        convert=Words(40),
        summary=msg("numret, eller senaste; behövs inte i ett svar på meddelandet om det"),
        required=False,
        position=0,
        rest=True,
        ends=None if alone else reference_ends,
        example=example,
    )


OWNER: Final = Arg(
    name="owner",
    key="ägare",
    aliases=("owner", "aktör", "svarar"),
    convert=OneActor(),
    summary=msg("aktören som ska svara; utan det din egen"),
    required=False,
    question=msg("Vilken aktör ska svara?"),
    example="Nacka",
)
EXERCISE: Final = Arg(
    name="exercise",
    key="övning",
    aliases=("exercise",),
    convert=yes_no(),
    summary=msg("ja om det är en övning"),
    required=False,
    default=False,
    single=True,
    example="ja",
)
ENDED: Final = Arg(
    name="ended",
    key="alla",
    aliases=("all", "avslutade"),
    convert=yes_no(),
    summary=msg("ja: också de avslutade"),
    required=False,
    default=False,
    single=True,
    example="ja",
)
TRUTH: Final = Arg(
    name="truth",
    key="status",
    aliases=("sant", "truth"),
    convert=truth(),
    summary=msg("falskt, vilseledande, obekräftat eller sant"),
    required=False,
    question=msg("Vad vet ni om det?"),
    example="falskt",
)
UNTIL: Final = Arg(
    name="until",
    key="gäller",
    aliases=("till", "until", "granskas"),
    convert=LastDay(),
    summary=msg("sista dagen som svaret gäller; sedan ska det ses över"),
    required=False,
    question=msg("Till och med vilken dag gäller svaret?"),
    example="2026-12-01",
)
