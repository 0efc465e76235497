"""``!lägesbild granska``, ``publicera``, ``stryk`` and ``rättelse``: the duty officer's part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.chat.converters import Words
from bot.chat.declare import Access, Arg, Call, Command, Confirm, Follower, Group, Guard, OnChange
from bot.chat.message import Role, RoomClass
from bot.chat.outcome import Outcome
from bot.chat.say import msg
from bot.situation.correct import CorrectPicture, Reach
from bot.situation.desk import PICTURE, REVIEW
from bot.situation.sign_off import PublishPicture, ReviewPicture
from bot.situation.strike import StrikeReport
from commands import picture_posting_views as postings
from commands import picture_review_views as views

_KEY: Final = "lägesbild"
_ROOMS: Final = frozenset({RoomClass.DIREKT, RoomClass.ROC})
_LOOKS: Final = Access(roles=frozenset({Role.TIB, Role.ROC}), rooms=_ROOMS)
_DECIDES: Final = Access(roles=frozenset({Role.TIB}), rooms=_ROOMS, guard=Guard.PUBLICATION)


@dataclass(frozen=True)
class OneArgs:
    reference: str | None


@dataclass(frozen=True)
class CorrectArgs:
    reference: str | None
    reason: str


@dataclass(frozen=True)
class StrikeArgs:
    report: str
    reason: str
    reference: str | None


async def review(call: Call, args: OneArgs, service: ReviewPicture) -> Outcome:
    return await service(call, args.reference)


async def publish(call: Call, args: OneArgs, service: PublishPicture) -> Outcome:
    return await service(call, args.reference)


async def strike(call: Call, args: StrikeArgs, service: StrikeReport) -> Outcome:
    return await service(call, args.report, args.reason, args.reference)


async def reach(call: Call, args: CorrectArgs, service: CorrectPicture) -> Reach:
    return await service.reach(call, args.reference)


async def correct(call: Call, args: CorrectArgs, service: CorrectPicture) -> Outcome:
    return await service(call, args.reference, args.reason)


_REFERENCE: Final = Arg(
    name="reference",
    key=_KEY,
    aliases=("ref", "bild"),
    convert=Words(40),
    summary=msg("lägesbildens nummer; utan det menas den senaste"),
    required=False,
    position=0,
    example="LB-1121-1",
)
_REASON: Final = Arg(
    name="reason",
    key="orsak",
    aliases=("skäl", "reason"),
    convert=Words(300),
    summary=msg("varför, i en mening"),
    question=msg("Varför? Skriv en mening som alla mottagare kan läsa."),
    position=1,
    rest=True,
    example="fel kommun i en rapport",
)

GROUP: Final = Group(
    commands=(
        Command(
            path=(_KEY, "granska"),
            aliases=((_KEY, "review"),),
            summary=msg("visar lägesbilden som den går ut, med sådant att se över"),
            args=(_REFERENCE,),
            access=_LOOKS,
            execute=review,
            view=views.review,
            on_edit=OnChange.RERUN,
            on_redact=OnChange.NOTHING,
            examples=("lägesbild granska",),
        ),
        Command(
            path=(_KEY, "publicera"),
            aliases=((_KEY, "publish"), (_KEY, "godkänn")),
            summary=msg("godkänner lägesbilden; den går ut på sin tid, eller genast om tiden har passerat"),
            args=(_REFERENCE,),
            access=_DECIDES,
            execute=publish,
            view=views.approved,
            undone=msg("Ingenting är godkänt."),
            instead=msg("Godkännandet gäller. Ska något ändras: skriv lägesbild stryk eller rättelse."),
            examples=("lägesbild publicera", "lägesbild publicera LB-1121-1"),
        ),
        Command(
            path=(_KEY, "stryk"),
            aliases=((_KEY, "strike"),),
            summary=msg("utelämnar en rapport eller ett behov ur lägesbilden som granskas"),
            args=(
                Arg(
                    name="report",
                    key="rapport",
                    aliases=("report",),
                    convert=Words(40),
                    summary=msg("rapportens eller behovets nummer"),
                    question=msg("Vad ska utelämnas? Skriv numret, till exempel R-1121-4."),
                    position=0,
                    example="R-1121-4",
                ),
                _REASON,
                Arg(
                    name="reference",
                    key=_KEY,
                    convert=Words(40),
                    summary=msg("lägesbildens nummer; utan det menas den som granskas"),
                    required=False,
                ),
            ),
            access=_DECIDES,
            execute=strike,
            view=views.struck,
            undone=msg("Ingenting är utelämnat."),
            instead=msg("Texten är utelämnad ur den här lägesbilden; i nästa är den med igen."),
            examples=("lägesbild stryk R-1121-4 orsak:går att känna igen ett barn",),
        ),
        Command(
            path=(_KEY, "rättelse"),
            aliases=((_KEY, "ersätt"), (_KEY, "correction")),
            summary=msg("skickar ut en ny version av den senaste lägesbilden, med rapporterna som de är nu"),
            args=(_REFERENCE, _REASON),
            access=_DECIDES,
            confirm=Confirm(prepare=reach, view=views.reach),
            execute=correct,
            view=views.corrected,
            undone=msg("Ingenting är skickat."),
            instead=msg("Rättelsen är skickad. Blev den fel: skriv lägesbild rättelse en gång till."),
            examples=("lägesbild rättelse LB-1121-1 orsak:fel kommun i en rapport",),
        ),
    ),
    notices={**views.NOTICES, **postings.NOTICES},
    problems=views.PROBLEMS,
    followers=(
        Follower(REVIEW, group=_KEY, object_key=_KEY),
        Follower(PICTURE, group=_KEY, object_key=_KEY),
    ),
)
