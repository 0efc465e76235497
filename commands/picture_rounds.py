"""``!lägesbild inget`` and ``senare``: the short answers to a round or a request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.chat.declare import Access, Arg, Call, Command, Follower, Group
from bot.chat.document import Block, Document, doc, para
from bot.chat.message import Role, RoomClass
from bot.chat.outcome import Outcome
from bot.chat.say import Say, msg
from bot.situation.desk import REQUEST, ROUND
from bot.situation.nothing import NothingNew, NothingNoted
from bot.situation.snooze import Snooze, Snoozed
from commands.case_mark import mark
from commands.picture_round_args import FOR_ACTOR, REPLIED, ROUND_KEY, Again, NothingMore
from commands.picture_round_problems import PROBLEMS
from commands.picture_round_views import NOTICES

REPORTERS: Final = Access(
    roles=frozenset({Role.RAPPORTOR}), rooms=frozenset({RoomClass.DIREKT, RoomClass.AKTOR, RoomClass.ROC})
)


@dataclass(frozen=True)
class NothingArgs:
    words: str
    actor: str | None
    reference: str | None


@dataclass(frozen=True)
class LaterArgs:
    at: datetime | None
    actor: str | None
    reference: str | None


async def nothing(call: Call, args: NothingArgs, service: NothingNew) -> Outcome:
    return await service(call, args.actor, args.reference)


async def later(call: Call, args: LaterArgs, service: Snooze) -> Outcome:
    return await service(call, args.actor, args.reference, args.at)


def show_nothing(value: NothingNoted, say: Say) -> Document:
    blocks: list[Block] = [para(_noted(value, say))]
    if value.reported:
        blocks.append(para(say("Det ni har rapporterat tidigare i rundan ligger kvar.")))
    if value.instead is not None and value.round is not None:
        blocks.append(
            para(
                say(
                    "{instead} har stängt, så det räknas i nästa, {round}.",
                    instead=value.instead,
                    round=value.round,
                )
            )
        )
    return mark(doc(*blocks), say, exercise=value.exercise)


def _noted(value: NothingNoted, say: Say) -> str:
    actor = value.actor
    if value.request is not None:
        if value.before is not None:
            return say("{actor} har redan svarat på {ref}.", actor=actor, ref=value.request)
        return say("Noterat: {actor} har inget att säga om {ref}.", actor=actor, ref=value.request)
    if value.before is not None:
        return say(
            "Inget nytt från {actor} var redan noterat {time}.", actor=actor, time=say.time(value.before)
        )
    return say("Inget nytt från {actor} är noterat {time}.", actor=actor, time=say.time(value.at))


def show_later(value: Snoozed, say: Say) -> Document:
    line = say("Jag påminner {actor} igen {time}.", actor=value.actor, time=say.time(value.at))
    closes = say("Svaret ska vara inne {closes}.", closes=say.time(value.closes_at))
    if value.cut:
        closes = say(
            "Svaret ska vara inne {closes}, så längre går det inte att vänta.",
            closes=say.time(value.closes_at),
        )
    return mark(doc(line, closes), say, exercise=value.exercise)


_NOTHING: Final = Command(
    path=("lägesbild", "inget"),
    aliases=(("lägesbild", "nothing"), ("lägesbild", "ingenting")),
    summary=msg("säger att din aktör inte har något nytt att rapportera"),
    args=(
        Arg(
            "words",
            "text",
            NothingMore(),
            msg("nytt, om du vill; allt annat skrivs som en rapport"),
            required=False,
            default="",
            position=0,
            rest=True,
            example="nytt",
        ),
        FOR_ACTOR,
        REPLIED,
    ),
    access=REPORTERS,
    execute=nothing,
    view=show_nothing,
    instead=msg("Inget nytt ligger kvar som noterat. Har något hänt: skriv en rapport, så gäller den."),
    examples=("lägesbild inget", "lägesbild inget aktör:Nacka"),
)

_LATER: Final = Command(
    path=("lägesbild", "senare"),
    aliases=(("lägesbild", "later"), ("lägesbild", "om")),
    summary=msg("skjuter upp påminnelsen om rapport en stund"),
    args=(
        Arg(
            "at",
            "tid",
            Again(),
            msg("hur länge, eller till när; annars en stund"),
            aliases=("time",),
            required=False,
            position=0,
            rest=True,
            example="20 min",
        ),
        FOR_ACTOR,
        REPLIED,
    ),
    access=REPORTERS,
    execute=later,
    view=show_later,
    instead=msg("Påminnelsen ligger kvar. Skriv senare och en ny tid om den ska flyttas."),
    examples=("lägesbild senare", "lägesbild senare 20 min"),
)

_TAPS: Final = {"✅": "inget", "👍": "inget"}

GROUP: Final = Group(
    commands=(_NOTHING, _LATER),
    notices=NOTICES,
    problems=PROBLEMS,
    followers=tuple(
        Follower(subject, group="lägesbild", object_key=ROUND_KEY, reactions=_TAPS, otherwise="rapport")
        for subject in (ROUND, REQUEST)
    ),
    words={"lägesbild": ("picture",)},
)
