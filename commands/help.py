"""``!hjälp``: what one may do here, and one command with examples."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.converters import Words
from bot.chat.declare import Access, Arg, Call, Command, Group, OnChange
from bot.chat.help import explain, overview, show
from bot.chat.outcome import Outcome
from bot.chat.policy import Policy
from bot.chat.registry import Table
from bot.chat.say import msg


@dataclass(frozen=True)
class HelpArgs:
    topic: str | None


async def show_help(call: Call, args: HelpArgs, table: Table, policy: Policy) -> Outcome:
    if args.topic is None:
        return Outcome(overview(call, table, policy))
    return Outcome(explain(call, args.topic, table, policy))


GROUP = Group(
    commands=(
        Command(
            path=("hjälp",),
            aliases=(("help",),),
            summary=msg("visar vad du kan göra i det här rummet"),
            args=(
                Arg(
                    name="topic",
                    key="om",
                    aliases=("about",),
                    convert=Words(),
                    summary=msg("ett kommando, som ärende ny"),
                    required=False,
                    position=0,
                    rest=True,
                ),
            ),
            access=Access(in_clear=True),
            execute=show_help,
            view=show,
            on_edit=OnChange.RERUN,
            on_redact=OnChange.NOTHING,
            examples=("hjälp", "hjälp ärende ny"),
        ),
    ),
)
