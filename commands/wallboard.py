"""``!tavla``: a link to the wallboard, for one's own direct chat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.chat.declare import Call, Command, Group, OnChange
from bot.chat.document import Document, doc, link
from bot.chat.message import RoomClass
from bot.chat.outcome import Outcome, ToPerson
from bot.chat.say import Say, msg
from bot.register.source import RegisterSource
from bot.situation.facts import link_lasts


class Links(Protocol):
    """Makes links that end by themselves."""

    def url(self, user_id: str, now: datetime, lasts: timedelta) -> str | None:
        """None where the web part has no address that others can reach."""
        ...


class NoLinks:
    """Where there is no web part."""

    def url(self, user_id: str, now: datetime, lasts: timedelta) -> str | None:  # noqa: ARG002
        return None


@dataclass(frozen=True)
class Given:
    """``url`` None: the wallboard is not set up."""

    url: str | None
    until: datetime


async def give_link(call: Call, links: Links, register: RegisterSource) -> Outcome:
    lasts = link_lasts(await register.current(call.session))
    value = Given(links.url(call.caller.user_id, call.now, lasts), call.now + lasts)
    # whoever has the link sees the board: it stands in no room
    apart = call.place.room_class is not RoomClass.DIREKT
    return Outcome(value, answer_to=ToPerson(call.caller.user_id) if apart else None)


def _given(value: Given, say: Say) -> Document:
    if value.url is None:
        return doc(
            say("Tavlan är inte påslagen."),
            say("Den som driver boten behöver ange web.listen och web.public_url i inställningarna."),
        )
    return doc(
        say.rich(
            "Här är din länk till {board}. Den fungerar till {until}.",
            board=link(value.url, say("tavlan")),
            until=say.time(value.until),
        ),
        say("Länken är din: den som har den ser tavlan. På den står bara nivåer, antal och namn på aktörer."),
    )


GROUP = Group(
    commands=(
        Command(
            path=("tavla",),
            aliases=(("wallboard",),),
            summary=msg("ger en länk till tavlan med läget i länet"),
            execute=give_link,
            view=_given,
            on_edit=OnChange.NOTHING,
            on_redact=OnChange.NOTHING,
        ),
    ),
)
