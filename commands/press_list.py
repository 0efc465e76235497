"""``!budskap lista`` and ``kalender``: how far messages have come, and who plans what when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.chat.converters import OneOf
from bot.chat.declare import Access, Arg, Call, Command, Group, OnChange
from bot.chat.message import Role, RoomClass
from bot.chat.outcome import Notice, Outcome, ToPerson
from bot.chat.say import msg
from bot.press.calendar_link import CalendarLinks
from bot.press.desk import Desk
from bot.press.entries import settings
from bot.press.listing import ListMessages, ListPlanned, Wanted, Which
from bot.press.sight import answer_to
from bot.press.values import State
from commands import press_list_views as views
from commands.picture_round_args import OneActor
from commands.press_plan import CENTRE

_KEY: Final = "budskap"
_LOOKS: Final = Access(
    roles=frozenset({Role.KOMMUNIKATOR, Role.GODKANNARE, Role.TIB, Role.ROC, Role.ADMIN}), rooms=CENTRE
)


@dataclass(frozen=True)
class ListArgs:
    which: Which
    state: State | None
    actor: str | None


async def list_messages(call: Call, args: ListArgs, service: ListMessages) -> Outcome:
    return await service(call, Wanted(args.which, args.state, args.actor))


async def calendar(call: Call, service: ListPlanned, links: CalendarLinks, desk: Desk) -> Outcome:
    lasts = settings(await desk.snapshot(call.session)).link
    link = views.CalendarLink(links.url(call.caller.user_id, call.now, lasts), call.now + lasts)
    planned = await service(call)
    apart = answer_to(call)
    if call.place.room_class is RoomClass.DIREKT or apart is not None:
        return Outcome(views.Calendar(planned, link), answer_to=apart)
    # whoever has the link sees the calendar: it stands in no room
    alone = Notice("message.calendar_link", ToPerson(call.caller.user_id), {"link": link}, thread=False)
    return Outcome(views.Calendar(planned, None), (alone,))


def _which() -> OneOf[Which]:
    return OneOf(
        {
            Which.OPEN: (msg("öppna"), "pågående", "nu"),
            Which.MINE: (msg("mina"), "våra", "egna", "mine", "ours"),
            Which.ALL: (msg("alla"), "allt", "everything"),
        }
    )


def _states() -> OneOf[State]:
    return OneOf(
        {
            State.DRAFT: (msg("utkast"),),
            State.CIRCULATED: (msg("på remiss"), "remiss"),
            State.APPROVED: (msg("godkänt"), "godkända"),
            State.SCHEDULED: (msg("schemalagt"), "schemalagda", "planerat"),
            State.PUBLISHING: (msg("på väg ut"), "på väg"),
            State.PARTLY: (msg("delvis publicerat"), "delvis"),
            State.PUBLISHED: (msg("publicerat"), "publicerade", "ute"),
            State.HELD: (msg("pausat"), "pausade", "paused"),
            State.MISSED: (msg("missat"), "missade"),
            State.STOPPED: (msg("stoppat"), "stoppade"),
            State.CORRECTED: (msg("rättat"), "rättade"),
            State.RETRACTED: (msg("återkallat"), "återkallade"),
        }
    )


_LIST: Final = Command(
    path=(_KEY, "lista"),
    aliases=((_KEY, "list"),),
    summary=msg("listar budskap efter hur långt de har kommit"),
    args=(
        Arg(
            name="which",
            key="vilka",
            aliases=("which",),
            convert=_which(),
            summary=msg("öppna, mina (din organisations) eller alla"),
            required=False,
            question=msg("Vilka budskap vill du se?"),
            default=Which.OPEN,
            position=0,
            example="mina",
        ),
        Arg(
            name="state",
            key="läge",
            aliases=("state", "status"),
            convert=_states(),
            summary=msg("hur långt de har kommit"),
            required=False,
            question=msg("Vilket läge menar du?"),
            example="schemalagt",
        ),
        Arg(
            name="actor",
            key="aktör",
            aliases=("actor", "ägare"),
            convert=OneActor(),
            summary=msg("organisationen som äger dem"),
            required=False,
            question=msg("Vilken aktör menar du?"),
            example="Nacka kommun",
        ),
    ),
    access=_LOOKS,
    execute=list_messages,
    view=views.listed,
    on_edit=OnChange.RERUN,
    on_redact=OnChange.NOTHING,
    examples=("budskap lista", "budskap lista mina", "budskap lista läge:pausat"),
)

_CALENDAR: Final = Command(
    path=(_KEY, "kalender"),
    aliases=((_KEY, "calendar"),),
    summary=msg("visar vilka budskap som är planerade, av vem och när, och ger en länk till kalendern"),
    access=_LOOKS,
    execute=calendar,
    view=views.calendar,
    on_edit=OnChange.NOTHING,
    on_redact=OnChange.NOTHING,
    examples=("budskap kalender",),
)

GROUP: Final = Group(commands=(_LIST, _CALENDAR), notices=views.NOTICES)
